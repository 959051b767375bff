"""Marks by rubric in the ledger: proposed by the machine, judged, overridden and confirmed by people.

For works that are not answers to an item: case answers, projects, essays, role-plays, homework. A work is
(kind, work id); each criterion is one part of it, named by its number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.marking.domain.rubric import Criterion, Fact, Found, Line, Marked, Rubric
from app.marking.ledger import NewMark, current_marks, record_marks
from app.marking.models import MarkEvent
from app.web.errors import DomainError
from app.web.numbers import plain, read_number


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedWork:
    """Whose work of which kind and class is marked."""

    kind: str
    work_id: int
    class_id: int | None
    learner_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person typed for a criterion; `seen` is the event they saw (0: none)."""

    number: int
    points: str
    reason: str = ""
    comment: str = ""
    seen: int = 0


class JudgementError(DomainError):
    """Judgements that cannot be stored; `errors` tells why by criterion number. Nothing was changed."""

    status = 422

    def __init__(self, errors: Mapping[int, str]) -> None:
        super().__init__(_("还没有存下。请改正标出的几处。"))
        self.errors = dict(errors)


def load_marked(
    kind: str, work_ids: Collection[int], rubric: Rubric | Mapping[int, Rubric]
) -> dict[int, Marked]:
    """The rubrics of these works as they are filled in now, by work id; one SQL statement.

    `rubric` is one for all of them or one by work id.
    """
    held = current_marks(kind, work_ids)
    return {
        work: Marked(
            lines=tuple(
                _line(criterion, held.get((work, criterion.number)))
                for criterion in (rubric if isinstance(rubric, Rubric) else rubric[work]).criteria
            )
        )
        for work in work_ids
    }


def propose(work: MarkedWork, rubric: Rubric, found: Mapping[int, Found], at: datetime) -> None:
    """Append what the machine gives, by criterion number, where it differs from what holds.

    A criterion that a person judged stays as it is. Belongs inside the caller's `writing()`; two SQL
    statements.
    """
    marked = load_marked(work.kind, [work.work_id], rubric)[work.work_id]
    marks = [
        _proposal(work, line, found[line.criterion.number])
        for line in marked.lines
        if line.criterion.number in found and not line.by_hand
    ]
    record_marks([mark for mark in marks if mark is not None], at)


def judge(
    work: MarkedWork,
    rubric: Rubric,
    judgements: Collection[Judgement],
    author_id: int,
    at: datetime,
) -> int:
    """Append a person's marks; returns how many. Belongs inside the caller's `writing()`.

    A criterion left empty is left alone. Whoever gives other points than the machine says why.
    Raises JudgementError, and MarkedMeanwhile where somebody marked it since.
    """
    marked = load_marked(work.kind, [work.work_id], rubric)[work.work_id]
    lines = {line.criterion.number: line for line in marked.lines}
    errors: dict[int, str] = {}
    marks: list[NewMark] = []
    for one in judgements:
        line = lines.get(one.number)
        if line is None or not one.points.strip():
            continue
        points = read_number(one.points)
        problem = _problem(line, points, one)
        if problem:
            errors[one.number] = problem
        elif points is not None and not _is_same(line, points, one):
            marks.append(_judged(work, line, points, one, author_id))
    if errors:
        raise JudgementError(errors)
    record_marks(marks, at)
    return len(marks)


def confirm(work: MarkedWork, rubric: Rubric, author_id: int, at: datetime) -> int:
    """Take over everything the machine proposed as one's own word; returns how many lines."""
    marked = load_marked(work.kind, [work.work_id], rubric)[work.work_id]
    waiting = [
        Judgement(number=line.criterion.number, points=plain(line.mark), seen=line.seen)
        for line in marked.lines
        if line.mark is not None and not line.by_hand
    ]
    return judge(work, rubric, waiting, author_id, at)


def _line(criterion: Criterion, event: MarkEvent | None) -> Line:
    if event is None:
        return Line(criterion=criterion)
    detail = event.detail
    proposed = read_number(str(detail.get("proposed", "")))
    return Line(
        criterion=criterion,
        mark=event.new,
        by_hand=event.by_hand,
        facts=tuple(Fact.from_data(one) for one in detail.get("facts", ())),
        proposed=proposed,
        reason=event.reason,
        comment=str(detail.get("comment", "")),
        seen=event.number,
    )


def _proposal(work: MarkedWork, line: Line, found: Found) -> NewMark | None:
    facts = tuple(found.facts)
    if line.seen and line.mark == found.points and line.facts == facts:
        return None
    detail = {"facts": [one.to_data() for one in facts], "proposed": plain(found.points)}
    return _mark(work, line, found.points, detail)


def _judged(
    work: MarkedWork, line: Line, points: Decimal, one: Judgement, author_id: int
) -> NewMark:
    detail: dict[str, object] = {
        "facts": [fact.to_data() for fact in line.facts],
        "comment": one.comment.strip(),
    }
    if line.proposed is not None:
        detail["proposed"] = plain(line.proposed)
    return _mark(work, line, points, detail, author_id, one)


def _mark(
    work: MarkedWork,
    line: Line,
    points: Decimal,
    detail: Mapping[str, object],
    author_id: int | None = None,
    one: Judgement | None = None,
) -> NewMark:
    worth = line.criterion.points
    return NewMark(
        work_kind=work.kind,
        work_id=work.work_id,
        part_id=line.criterion.number,
        class_id=work.class_id,
        learner_id=work.learner_id,
        old=line.mark,
        new=points,
        max=worth,
        correctness=points / worth if worth else None,
        author_id=author_id,
        reason=one.reason.strip() if one else "",
        detail=detail,
        seen=one.seen if one else line.seen,
    )


def _problem(line: Line, points: Decimal | None, one: Judgement) -> str:
    if points is None or points > line.criterion.points:
        return _("请填 0 到 %(max)s 的数字，最多两位小数。", max=plain(line.criterion.points))
    if line.proposed is not None and points != line.proposed and not one.reason.strip():
        return _("与系统给的 %(points)s 分不同，请写明理由。", points=plain(line.proposed))
    return ""


def _is_same(line: Line, points: Decimal, one: Judgement) -> bool:
    """Whether nothing would be told that the ledger does not know."""
    same_words = (one.reason.strip(), one.comment.strip()) == (line.reason, line.comment)
    return line.by_hand and line.mark == points and same_words
