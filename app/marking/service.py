"""Marking by question: what waits, the answers of one question, and marks given to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _

from app.bank.domain.items import KeyPoint
from app.database import writing
from app.marking.domain.points import PointsError, add_up
from app.marking.ledger import NewMark, current_marks, record_marks
from app.marking.models import MarkEvent
from app.marking.works import PartResponse, PartSummary, PartView, all_sources, find_source

WHOLE = "whole"  # the one “key point” of a question whose author named none


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a marker typed for one answer. `seen`: number of the last mark they saw."""

    work_id: int
    seen: int
    points: Mapping[str, str]
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in self.points.values())


@dataclass(slots=True)
class Row:
    """One answer on the marking page, with the mark that holds and what was typed."""

    number: int
    response: PartResponse
    event: MarkEvent | None
    typed: Entry | None = None
    errors: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def is_marked(self) -> bool:
        return self.event is not None and self.event.new is not None

    def points(self, point_id: str) -> str:
        """What stands in the input of a key point."""
        if self.typed is not None:
            return self.typed.points.get(point_id, "")
        held = (self.event.detail or {}).get("points", {}) if self.event else {}
        return str(held.get(point_id, ""))

    @property
    def comment(self) -> str:
        if self.typed is not None:
            return self.typed.comment
        return str((self.event.detail or {}).get("comment", "")) if self.event else ""


def list_parts(class_id: int) -> list[PartSummary]:
    """All questions of the class that people mark, those with waiting answers first."""
    parts = [part for source in all_sources() for part in source.list_parts(class_id)]
    return sorted(parts, key=lambda part: part.waiting == 0)


def find_part(class_id: int, kind: str, part_id: int) -> PartView | None:
    source = find_source(kind)
    return source.find_part(class_id, part_id) if source else None


def key_points_of(part: PartView) -> Sequence[KeyPoint]:
    """The key points that are marked; a question without any is marked as one whole."""
    if part.key.key_points:
        return part.key.key_points
    return (KeyPoint(id=WHOLE, text=_("整题"), points=part.summary.points),)


def rows_of(part: PartView) -> list[Row]:
    """All answers with their marks: waiting ones first, in an order that hides who wrote them."""
    held = current_marks(part.summary.kind, [r.work_id for r in part.responses])
    rows = [Row(0, r, held.get((r.work_id, part.summary.part_id))) for r in part.responses]
    rows.sort(key=lambda row: row.response.work_id * 2654435761 % 2**32)
    for number, row in enumerate(rows, 1):
        row.number = number
    return sorted(rows, key=lambda row: row.is_marked)


def save_marks(
    part: PartView, rows: Sequence[Row], entries: Mapping[int, Entry], author_id: int, at: datetime
) -> int:
    """Give the marks that were typed and differ from those that hold; returns how many.

    Nothing is stored when any entry is wrong: its row then says what. Raises MarkedMeanwhile.
    """
    key_points = key_points_of(part)
    marks = []
    for row in rows:
        entry = entries.get(row.response.work_id)
        if entry is None:
            continue
        row.typed = entry
        mark = _read(part, key_points, row, entry, author_id)
        if mark is not None:
            marks.append(mark)
    if any(row.errors for row in rows):
        return 0
    if marks:
        source = find_source(part.summary.kind)
        with writing():
            record_marks(marks, at)
            if source is not None:
                source.after_marks([mark.work_id for mark in marks], at)
    return len(marks)


def _read(
    part: PartView, key_points: Sequence[KeyPoint], row: Row, entry: Entry, author_id: int
) -> NewMark | None:
    """Turn an entry into a mark; None when it is empty, unchanged or wrong (see `row.errors`)."""
    if entry.is_empty and not row.is_marked:
        return None
    given = {}
    for point in key_points:
        number = _number(entry.points.get(point.id, ""))
        if number is None:
            row.errors[point.id] = _("请填 0 到 %(max)s 的数字。", max=f"{point.points:f}")
        else:
            given[point.id] = number
    if row.errors:
        return None
    try:
        earned = add_up(key_points, given, part.summary.points)
    except PointsError as error:
        worth = next(point.points for point in key_points if point.id == error.point_id)
        row.errors[error.point_id] = _("请填 0 到 %(max)s 的数字。", max=f"{worth:f}")
        return None
    detail = {
        "points": {identity: f"{number:f}" for identity, number in given.items()},
        "comment": entry.comment.strip(),
    }
    if row.event is not None and row.event.new == earned.mark and row.event.detail == detail:
        return None
    return NewMark(
        work_kind=part.summary.kind,
        work_id=row.response.work_id,
        part_id=part.summary.part_id,
        class_id=part.class_id,
        learner_id=row.response.learner_id,
        version_id=part.version_id,
        old=row.event.new if row.event else None,
        new=earned.mark,
        max=part.summary.points,
        correctness=earned.correctness,
        author_id=author_id,
        reason=_("按采分点批改"),
        detail=detail,
        seen=entry.seen,
    )


def _number(text: str) -> Decimal | None:
    """A typed number with at most two decimals, or None."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number != round(number, 2):
        return None
    return number.normalize() + 0 if number == 0 else number
