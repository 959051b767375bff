"""The lines of a question's rubric as they are stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.bank.domain.items import KeyPoint
from app.extensions import db
from app.marking.desk_models import MarkingRubric
from app.web.numbers import plain


def load_lines(kind: str, part_id: int) -> tuple[tuple[KeyPoint, ...], int]:
    """The lines that hold and the number of their version; none: the item's own key points."""
    row = db.session.scalar(
        select(MarkingRubric)
        .where(MarkingRubric.work_kind == kind, MarkingRubric.part_id == part_id)
        .order_by(MarkingRubric.number.desc())
        .limit(1)
    )
    return (lines_of(row.lines), row.number) if row else ((), 0)


def parts_with_lines(kind: str, part_ids: Collection[int]) -> set[int]:
    """The questions of these that are marked by a rubric's lines; one SQL statement."""
    query = (
        select(MarkingRubric.part_id, MarkingRubric.lines)
        .where(MarkingRubric.work_kind == kind, MarkingRubric.part_id.in_(part_ids))
        .order_by(MarkingRubric.number)
    )
    newest = dict(db.session.execute(query).all())
    return {part for part, lines in newest.items() if lines}


def lines_of(data: Sequence[Mapping[str, Any]]) -> tuple[KeyPoint, ...]:
    """Lines as they were stored."""
    return tuple(
        KeyPoint(id=str(one["id"]), text=str(one["text"]), points=Decimal(str(one["points"])))
        for one in data
    )


def lines_data(lines: Sequence[KeyPoint]) -> list[dict[str, str]]:
    """Lines as a mark's notes keep them, so that the mark can be read under the lines of its day."""
    return [{"id": one.id, "text": one.text, "points": plain(one.points)} for one in lines]
