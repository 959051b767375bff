"""The blueprints of role-play: one for those who play, one for those who teach with it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("plays", __name__, url_prefix="/plays")
manage_bp = Blueprint("plays_manage", __name__)
