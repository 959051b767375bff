"""Which items the rounds of practice hold: their lists are JSON, which no foreign key can tell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from app.bank import uses
from app.extensions import db
from app.quiz.practice.models import PracticeRun


def find_practised(item_ids: Collection[int], since: datetime) -> set[int]:
    """Those of the items that stand in a round begun since they exist; one SQL statement."""
    wanted = set(item_ids)
    query = select(PracticeRun.items).where(PracticeRun.created_at >= since)
    return {row[0] for items in db.session.scalars(query) for row in items if row[0] in wanted}


def register() -> None:
    """Tell the bank, which stands below and cannot ask."""
    uses.register("practice_run", find_practised)
