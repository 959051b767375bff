"""The blueprint of the gradebook's pages for those who teach; three modules hang routes on it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("gradebook", __name__)
