"""Pictures that nothing names: uploaded in the editor and never stored, or of questions since removed.

They go once a day, after a month, and only if no text of the site names them: no version however old,
no question of an import, no case, no exam's instructions, nothing that anybody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import JSON, ColumnElement, String, cast, select

from app.bank import pictures
from app.bank.import_models import ItemPicture
from app.database import writing
from app.extensions import Base, db
from app.web.clock import now
from app.web.ticker import Ticker, attempt, start_ticker

# Longer than anybody leaves an editor open or keeps a copied picture to paste.
SPARED = timedelta(days=30)
# So much at a time holds the database's writers up no longer than a save does.
MOST_AT_ONCE = 200
AN_HOUR = 3600
_NAMED = "picture:"
_LONG_ENOUGH = len(_NAMED) + 64


def start_picture_sweeper(app: Flask) -> Ticker | None:
    """Start this process's thread; None where sweeping is turned off (`SWEEP_SECONDS`)."""
    swept: set[str] = set()

    def work() -> None:
        """Sweep, once a day of the process: reading every text of a large site is not for every hour."""
        with app.app_context():
            today = now().date().isoformat()
        if today not in swept:
            swept.clear()
            swept.add(today)
            attempt(app, lambda: sweep_pictures(now()), "removing unused pictures failed")

    return start_ticker("picture-sweeper", AN_HOUR if app.config["SWEEP_SECONDS"] else 0, work)


def sweep_pictures(at: datetime) -> int:
    """Remove pictures that were brought in a month ago or earlier and that no text names; returns how
    many. One statement where there is none, else one for each column of texts, before anything is locked.
    """
    query = select(ItemPicture.digest).where(ItemPicture.created_at < at - SPARED)
    waiting = set(db.session.scalars(query.order_by(ItemPicture.created_at, ItemPicture.digest)))
    for column in text_columns():
        if not waiting:
            break
        named = db.session.scalars(select(column).where(column.contains(_NAMED)))
        waiting -= pictures.used_in(named)
    db.session.rollback()  # what was read is done with; the writing below begins anew
    if not waiting:
        return 0
    with writing():
        # Brought in again meanwhile, they are young; stored meanwhile, `remove_unused` sees them.
        old = set(db.session.scalars(query.where(ItemPicture.digest.in_(_first(waiting)))))
        return pictures.remove_unused(old)


def _first(digests: set[str]) -> list[str]:
    return sorted(digests)[:MOST_AT_ONCE]


def text_columns() -> Iterator[ColumnElement[str]]:
    """Every column of the site that has room for the name of a picture."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            if isinstance(kind, JSON):
                yield cast(column, String)
            elif isinstance(kind, String) and (kind.length or _LONG_ENOUGH) >= _LONG_ENOUGH:
                yield column
