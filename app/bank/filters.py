"""Saved filters: a person's own names for filters of the list, each with an address that stays."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.bank.listing import ListFilter
from app.bank.team_models import SavedFilter
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

MOST = 50
LONGEST_NAME = 60


def list_filters(user_id: int) -> list[SavedFilter]:
    """A person's filters by name; one SQL statement."""
    query = select(SavedFilter).where(SavedFilter.user_id == user_id).order_by(SavedFilter.name)
    return list(db.session.scalars(query))


def find_default(user_id: int) -> SavedFilter | None:
    """The filter with which the list opens; one SQL statement."""
    query = select(SavedFilter).where(
        SavedFilter.user_id == user_id, SavedFilter.is_default.is_(True)
    )
    return db.session.scalar(query)


def save_filter(user_id: int, name: str, wanted: ListFilter, at: datetime) -> SavedFilter:
    """Name a filter. A name that the person has already gets the new filter, at its old address."""
    name = _checked(name)
    if not wanted.arguments:
        raise DomainError(_("请先选条件，再存成筛选。"), status=422)
    with writing():
        row = _named(user_id, name)
        if row is None:
            _check_count(user_id)
            row = SavedFilter(user_id=user_id, name=name, query={}, created_at=at)
            db.session.add(row)
        row.query = wanted.arguments
        db.session.flush()
    return row


def rename_filter(row_id: int, name: str) -> None:
    """Give a filter another name; raises `DomainError` where the person has one of that name."""
    name = _checked(name)
    with writing():
        row = db.session.get_one(SavedFilter, row_id)
        other = _named(row.user_id, name)
        if other is not None and other.id != row.id:
            raise DomainError(
                _("已经有一个筛选叫“%(name)s”，请换一个名称。", name=name), status=422
            )
        row.name = name


def make_default(row_id: int, on: bool) -> None:
    """Let the list open with this filter, or with none."""
    with writing():
        row = db.session.get_one(SavedFilter, row_id)
        mine = update(SavedFilter).where(SavedFilter.user_id == row.user_id)
        db.session.execute(mine.values(is_default=False))
        row.is_default = on


def delete_filter(row_id: int) -> None:
    with writing():
        row = db.session.get(SavedFilter, row_id)
        if row is not None:
            db.session.delete(row)


def _named(user_id: int, name: str) -> SavedFilter | None:
    query = select(SavedFilter).where(SavedFilter.user_id == user_id, SavedFilter.name == name)
    return db.session.scalar(query)


def _checked(name: str) -> str:
    name = name.strip()
    if not name:
        raise DomainError(_("请填写名称。"), status=422)
    if len(name) > LONGEST_NAME:
        raise DomainError(_("名称最多 %(n)s 个字。", n=LONGEST_NAME), status=422)
    return name


def _check_count(user_id: int) -> None:
    mine = select(func.count()).where(SavedFilter.user_id == user_id)
    if (db.session.scalar(mine) or 0) >= MOST:
        raise DomainError(_("最多存 %(n)s 个筛选，请先删去不用的。", n=MOST), status=422)
