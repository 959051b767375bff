"""The blueprint of the pages by which a class is run; three modules hang their routes on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("classes", __name__, url_prefix="/classes")
