"""The rubric of one question on a paper: lines of the marker's own in place of the item's key points.

Changing it marks again what people have judged: a line that is worth other points keeps the share that was
given; where a line is new, nobody has judged it yet and the answer waits again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.bank.domain.items import KeyPoint
from app.database import writing
from app.extensions import db
from app.marking.answers import Row, key_points_of, points_to_give, rows_of, shown
from app.marking.desk_models import MarkingRubric
from app.marking.domain.points import add_up
from app.marking.ledger import NewMark, record_marks
from app.marking.lines import lines_data
from app.marking.service import refuse_if_ruled
from app.marking.works import PartView, find_source
from app.web.errors import DomainError
from app.web.numbers import plain, read_number

MOST_LINES = 12
LONGEST_TEXT = 200
SPARE_ROWS = 3


class RubricError(DomainError):
    """The lines cannot be stored; `errors` tells why by row (from 0). Nothing was changed."""

    status = 422

    def __init__(self, errors: Mapping[int, str], message: str = "") -> None:
        super().__init__(message or _("还没有存下。请改正标出的几处。"))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """A line as typed; one without words and points is left out."""

    id: str
    text: str
    points: str

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.points.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What new lines would do to the marks that people gave: how many change, how many wait again."""

    changed: int
    waits: int


def typed_rows(part: PartView) -> list[LineInput]:
    """The present lines as their inputs show them, with a few empty rows."""
    rows = [
        LineInput(id=point.id, text=point.text, points=plain(point.points))
        for point in key_points_of(part)
    ]
    spare = min(SPARE_ROWS, MOST_LINES - len(rows))
    return [*rows, *(LineInput(id="", text="", points="") for _n in range(spare))]


def read_lines(part: PartView, rows: Sequence[LineInput]) -> tuple[KeyPoint, ...]:
    """The lines that were typed; raises RubricError. A line that was there keeps its name in the ledger."""
    known = {point.id for point in key_points_of(part)}
    errors: dict[int, str] = {}
    lines: list[KeyPoint] = []
    fresh = (f"r{n}" for n in range(1, 1000) if f"r{n}" not in known)
    for at, row in enumerate(rows):
        if row.is_empty:
            continue
        points = read_number(row.points)
        if not 0 < len(row.text.strip()) <= LONGEST_TEXT:
            errors[at] = _("请写明这一项看什么，最多 %(n)s 个字。", n=LONGEST_TEXT)
        elif points is None or points == 0 or points > 1000:
            errors[at] = _("请填大于 0 的分值，最多两位小数。")
        else:
            id_ = row.id if row.id in known else next(fresh)
            lines.append(KeyPoint(id=id_, text=row.text.strip(), points=points))
    if errors:
        raise RubricError(errors)
    if not lines:
        raise RubricError({}, _("至少要有一项。"))
    if len(lines) > MOST_LINES:
        raise RubricError({}, _("最多 %(n)s 项。", n=MOST_LINES))
    return tuple(lines)


def effect(part: PartView, lines: Sequence[KeyPoint]) -> Effect:
    """What these lines would do; none: the item's own key points. One SQL statement."""
    again = [_again(part, row, lines) for row in rows_of(part) if _is_judged(row)]
    changed = [mark for mark in again if mark is not None]
    waits = sum(mark.new is None for mark in changed)
    return Effect(changed=len(changed) - waits, waits=waits)


def save_lines(
    part: PartView, lines: Sequence[KeyPoint], seen: int, reason: str, author_id: int, at: datetime
) -> Effect:
    """Store a new version of the rubric and mark again what people judged; without lines the item's
    own key points hold again.

    Raises RubricError where somebody else changed it since (`seen` is the version that was shown).
    """
    summary = part.summary
    source = find_source(summary.kind)
    data = [{"id": one.id, "text": one.text, "points": plain(one.points)} for one in lines]
    with writing():
        works = [response.work_id for response in part.responses]
        if source is not None:
            source.hold(works)
        refuse_if_ruled(part)
        _add_version(summary.kind, summary.part_id, seen + 1, data, reason, author_id, at)
        rows = [row for row in rows_of(part) if _is_judged(row)]
        marks = [mark for row in rows if (mark := _again(part, row, lines)) is not None]
        marks = [replace(mark, author_id=author_id, reason=reason) for mark in marks]
        record_marks(marks, at)
        if source is not None and marks:
            source.after_marks([mark.work_id for mark in marks], at)
    waits = sum(mark.new is None for mark in marks)
    return Effect(changed=len(marks) - waits, waits=waits)


def _add_version(
    kind: str, part_id: int, number: int, lines: Sequence[Mapping[str, Any]], reason: str,
    author_id: int, at: datetime,
) -> None:  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.execute(
                insert(MarkingRubric).values(
                    work_kind=kind,
                    part_id=part_id,
                    number=number,
                    lines=list(lines),
                    reason=reason,
                    author_id=author_id,
                    created_at=at,
                )
            )
    except IntegrityError:
        raise RubricError({}, _("别人刚刚也改了评分项。请看过现在的再改。")) from None


def _is_judged(row: Row) -> bool:
    return (
        row.is_marked
        and row.event is not None
        and row.event.by_hand
        and bool(shown(row.event).points)
    )


def _again(part: PartView, row: Row, lines: Sequence[KeyPoint]) -> NewMark | None:
    """The mark under the new lines; None where it stays."""
    event = row.event
    if event is None:
        return None
    worth = {point.id: point.points for point in key_points_of(part)}
    own = shown(event)
    given = {id_: Decimal(text) for id_, text in own.points.items()}
    holds = lines or points_to_give(part.key, part.summary.points)
    if any(line.id not in given for line in holds):
        new, correctness, points = None, None, {}
    else:
        points = {
            line.id: _share(given[line.id], worth.get(line.id), line.points) for line in holds
        }
        most = None if lines else part.key.most
        earned = add_up(holds, points, part.summary.points, most)
        new, correctness = earned.mark, earned.correctness
        if new == event.new and points == given:
            return None
    return NewMark(
        work_kind=event.work_kind,
        work_id=event.work_id,
        part_id=event.part_id,
        class_id=event.class_id,
        learner_id=event.learner_id,
        version_id=event.version_id,
        old=event.new,
        new=new,
        max=part.summary.points,
        correctness=correctness,
        detail={
            **event.detail,
            "points": {id_: plain(number) for id_, number in points.items()},
            "lines": lines_data(lines),
        },
        seen=event.number,
    )


def _share(given: Decimal, was: Decimal | None, worth: Decimal) -> Decimal:
    """The same share of what the line is worth now."""
    if not was or was == worth:
        return min(given, worth)
    return min(worth, (given * worth / was).quantize(Decimal("0.01")))
