"""The blueprint of the gradebook's pages for those who teach; three modules hang routes on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.gradebook.arithmetic import exactly
from app.gradebook.rule_words import category_rules

bp = Blueprint("gradebook", __name__)


def words() -> dict[str, Any]:
    """What the pages of marks say figures and rules with."""
    return {"category_rules": category_rules, "exactly": exactly}


bp.context_processor(words)
