"""Changing a gradebook by hand: typed marks, columns, the scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.database import writing
from app.extensions import db
from app.gradebook.models import GradeCategory, GradeColumn, GradeEvent, GradeScheme
from app.gradebook.presets import PRESETS
from app.gradebook.service import current_grades, get_scheme, next_position, post_grades
from app.web.errors import DomainError
from app.web.i18n import local_zone

# What is typed to excuse somebody from a column.
EXCUSED = ("免", "免修", "excused", "ex")
HUNDRED = Decimal(100)


class ChangedMeanwhile(DomainError):
    """Somebody else changed the same grade."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("别人刚刚改过同一格成绩。你的改动没有存下，请看过现在的成绩再改。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInput:
    """A category as its form row gives it; `id` None adds one."""

    id: int | None
    name: str
    weight: Decimal
    is_final: bool


def save_marks(
    column: GradeColumn,
    typed: Mapping[int, str],
    students: Sequence[User],
    reason: str,
    author_id: int,
    at: datetime,
) -> tuple[int, dict[int, str]]:
    """Store typed marks by user id: a number, nothing, or 免.

    Returns how many changed and what is wrong by user id; with anything wrong nothing is stored.
    """
    known = {user.id for user in students}
    grades: dict[int, Decimal | None] = {}
    excused, wrong = set(), {}
    for user_id, text in typed.items():
        if user_id not in known:
            continue
        if text.strip().lower() in EXCUSED:
            excused.add(user_id)
            grades[user_id] = None
            continue
        mark = _read(text)
        if mark is False:
            wrong[user_id] = _("请写数字，最多两位小数，或写“免”。")
        elif mark is not None and mark > column.max:
            wrong[user_id] = _("不能超过满分 %(max)s。", max=f"{column.max.normalize():f}")
        else:
            grades[user_id] = mark
    if wrong:
        return 0, wrong
    try:
        with writing():
            count = post_grades(column, grades, reason, at, author_id, excused)
    except IntegrityError:
        raise ChangedMeanwhile from None
    return count, {}


def make_column(class_id: int, values: Mapping[str, object]) -> GradeColumn:
    """Add a column of typed marks."""
    with writing():
        column = GradeColumn(class_id=class_id, position=next_position(class_id), title="")
        _fill(column, values)
        db.session.add(column)
    return column


def change_column(column: GradeColumn, values: Mapping[str, object]) -> None:
    with writing():
        _fill(db.session.get_one(GradeColumn, column.id), values)


def remove_column(column: GradeColumn) -> None:
    """Take away a column that holds no grade yet; others stay, for marks are never deleted."""
    with writing():
        held = db.session.scalar(select(GradeEvent.id).where(GradeEvent.column_id == column.id))
        if held is not None or column.source_kind is not None:
            raise DomainError(
                _("这一列已经有成绩，不能删。可以把权重改成 0，它就不计入。"), status=409
            )
        db.session.delete(db.session.get_one(GradeColumn, column.id))


def apply_preset(class_id: int, name: str) -> None:
    """Replace the categories by a preset; only while no column hangs on the present ones."""
    scheme = get_scheme(class_id)
    if any(category.columns for category in scheme.categories):
        raise DomainError(_("已有成绩列，不能整套换方案。可以逐项改名称和权重。"), status=409)
    with writing():
        for category in scheme.categories:
            db.session.delete(db.session.get_one(GradeCategory, category.id))
        db.session.flush()
        for position, part in enumerate(PRESETS[name](), 1):
            db.session.add(
                GradeCategory(
                    class_id=class_id,
                    position=position,
                    name=part.name,
                    weight=part.weight,
                    is_final=part.is_final,
                )
            )


def save_scheme(
    scheme: GradeScheme, values: Mapping[str, object], rows: Sequence[CategoryInput]
) -> str | None:
    """Store the scheme; returns what is wrong, and then stores nothing."""
    wrong = _check(rows)
    if wrong:
        return wrong
    with writing():
        row = db.session.get_one(GradeScheme, scheme.class_id)
        for name, value in values.items():
            setattr(row, name, value)
        kept = {category.id for category in rows if category.id is not None}
        for category in scheme.categories:
            if category.id in kept:
                continue
            if category.columns:
                raise DomainError(
                    _("“%(name)s”里有成绩列，不能删。", name=category.name), status=409
                )
            db.session.delete(db.session.get_one(GradeCategory, category.id))
        for position, category in enumerate(rows, 1):
            _store(scheme.class_id, position, category)
    return None


def history(column: GradeColumn, user_id: int) -> list[GradeEvent]:
    """All events of one cell, newest first."""
    query = (
        select(GradeEvent)
        .where(GradeEvent.column_id == column.id, GradeEvent.user_id == user_id)
        .order_by(GradeEvent.number.desc())
    )
    return list(db.session.scalars(query))


def typed_now(column: GradeColumn, students: Sequence[User]) -> dict[int, str]:
    """What stands in the inputs of a column, by user id."""
    held = current_grades([column.id])
    texts = {}
    for user in students:
        event = held.get((column.id, user.id))
        if event is None:
            texts[user.id] = ""
        elif event.excused:
            texts[user.id] = EXCUSED[0]
        else:
            texts[user.id] = "" if event.new is None else f"{event.new.normalize():f}"
    return texts


def _check(rows: Sequence[CategoryInput]) -> str | None:
    if not rows:
        return _("至少要有一类成绩。")
    if any(not row.name for row in rows):
        return _("每一类都要有名称。")
    if any(not 0 <= row.weight <= HUNDRED for row in rows):
        return _("权重请填 0 到 100。")
    total = sum((row.weight for row in rows), Decimal(0))
    if total != HUNDRED:
        return _("权重合计要正好 100，现在是 %(total)s。", total=f"{total.normalize():f}")
    if sum(row.is_final for row in rows) > 1:
        return _("只能有一类是期末。")
    return None


def _store(class_id: int, position: int, values: CategoryInput) -> None:
    row = db.session.get(GradeCategory, values.id) if values.id else None
    if row is None or row.class_id != class_id:
        row = GradeCategory(class_id=class_id)
        db.session.add(row)
    row.position, row.name = position, values.name
    row.weight, row.is_final = values.weight, values.is_final


def _fill(column: GradeColumn, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if name == "due_at" and isinstance(value, datetime):
            value = value.replace(tzinfo=local_zone()).astimezone(UTC)
        setattr(column, name, value)


def _read(text: str) -> Decimal | bool | None:
    """A typed mark; None for nothing, False for what is not a mark."""
    if not text.strip():
        return None
    try:
        mark = Decimal(text.strip().replace("，", ".").replace("。", "."))
    except InvalidOperation:
        return False
    if not mark.is_finite() or mark < 0 or mark != round(mark, 2):
        return False
    return mark
