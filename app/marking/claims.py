"""Who has which answers open: markers who work at the same time are led to different groups.

A claim only tells; it refuses nobody. It runs out by itself when its holder stops saying that they are there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import writing
from app.extensions import db
from app.marking.desk_models import MarkingClaim
from app.marking.works import PartView

LEASE = timedelta(seconds=90)


def taken_by_others(part: PartView, author_id: int, at: datetime) -> frozenset[int]:
    """Works that other markers have open now; one SQL statement."""
    query = select(MarkingClaim.works).where(
        MarkingClaim.work_kind == part.summary.kind,
        MarkingClaim.part_id == part.summary.part_id,
        MarkingClaim.author_id != author_id,
        MarkingClaim.until > at,
    )
    return frozenset(work for works in db.session.scalars(query) for work in works)


def claim(part: PartView, works: Collection[int], author_id: int, at: datetime) -> frozenset[int]:
    """Say that these answers are open; returns those that somebody else has open as well.

    A marker has one claim a question: a new one takes the place of the old.
    """
    values = {"works": sorted(works), "until": at + LEASE}
    place = {
        "work_kind": part.summary.kind,
        "part_id": part.summary.part_id,
        "author_id": author_id,
    }
    try:
        with writing(), db.session.begin_nested():
            row = db.session.get(MarkingClaim, place, populate_existing=True)
            if row is None:
                db.session.add(MarkingClaim(**place, **values))
            else:
                row.works, row.until = values["works"], values["until"]
    except IntegrityError:
        pass  # the same person in two windows: either's claim will do
    return taken_by_others(part, author_id, at) & frozenset(works)
