"""The blueprint of the student's pages, on which several modules hang their routes."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("customer_file", __name__)
