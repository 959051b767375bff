"""Marking by question: what waits, and marks given to the answers of one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.bank.domain.items import KeyPoint
from app.database import writing
from app.marking.answers import Entry, Row, key_points_of, reload_marks
from app.marking.domain.points import add_up
from app.marking.ledger import MarkedMeanwhile, NewMark, record_marks
from app.marking.lines import lines_data, load_lines
from app.marking.standing import count_steps
from app.marking.works import PartSummary, PartView, all_sources, find_source
from app.web.errors import DomainError
from app.web.numbers import plain, read_number


def list_parts(class_id: int) -> list[PartSummary]:
    """All questions of the class that people mark, those with waiting answers first."""
    parts = [part for source in all_sources() for part in source.list_parts(class_id)]
    return sorted(parts, key=lambda part: part.waiting == 0)


def find_part(class_id: int, kind: str, part_id: int) -> PartView | None:
    """One question of the class with its answers and the rubric that holds, or None."""
    source = find_source(kind)
    part = source.find_part(class_id, part_id) if source else None
    if part is None:
        return None
    lines, version = load_lines(kind, part_id)
    return replace(part, lines=lines, rubric=version) if version else part


def find_next(class_id: int, present: PartSummary) -> PartSummary | None:
    """The next question with waiting answers, from the first again after the last."""
    parts = list_parts(class_id)
    places = [(part.kind, part.part_id) for part in parts]
    here = (present.kind, present.part_id)
    start = places.index(here) + 1 if here in places else 0
    following = parts[start:] + parts[:start]
    return next(
        (p for p in following if p.waiting and (p.kind, p.part_id) != here),
        None,
    )


Record = Callable[[Sequence[NewMark], datetime], None]


def save_marks(
    part: PartView,
    rows: Sequence[Row],
    entries: Mapping[int, Entry],
    author_id: int,
    at: datetime,
    record: Record = record_marks,
) -> int:
    """Give the marks that were changed on a page; returns how many.

    With anything wrong nothing is stored, and the rows concerned say what (`Row.is_refused`): a
    number that cannot be, or an answer that somebody else marked since this page was opened. What
    was typed stays in the rows. `record` writes the marks down, inside the transaction.
    """
    for row in rows:
        entry = entries.get(row.response.work_id)
        if entry is not None:
            row.posted = True
            row.typed = None if _says_nothing(row, entry, entry.seen) else entry
    marks = _new_marks(part, rows, author_id)
    if not marks or any(row.is_refused for row in rows):
        return 0
    source = find_source(part.summary.kind)
    try:
        with writing():
            if source is not None:
                source.hold([mark.work_id for mark in marks])
            refuse_if_ruled(part)
            record(marks, at)
            if source is not None:
                source.after_marks([mark.work_id for mark in marks], at)
    except MarkedMeanwhile:
        reload_marks(part, rows)
        _new_marks(part, rows, author_id)  # says now which answers those are
        return 0
    return len(marks)


def refuse_if_ruled(part: PartView) -> None:
    """A ruling came between reading the question and marking: its points or key may be others now."""
    if count_steps(part.summary.kind, part.summary.part_id) != part.steps:
        raise DomainError(
            _("这道题刚刚改过答案或分值，你的分数没有记下。请回到上一页刷新，看过再批。"),
            status=409,
        )


def _new_marks(part: PartView, rows: Sequence[Row], author_id: int) -> list[NewMark]:
    """The marks that the typed rows ask for; rows that cannot be marked so are told why."""
    key_points = key_points_of(part)
    marks = []
    for row in rows:
        if row.typed is None or _says_nothing(row, row.typed, row.newest):
            continue
        row.clash = row.typed.seen != row.newest
        mark = None if row.clash else _read(part, key_points, row, row.typed, author_id)
        if mark is not None:
            marks.append(mark)
    return marks


def _read(
    part: PartView, key_points: Sequence[KeyPoint], row: Row, entry: Entry, author_id: int
) -> NewMark | None:
    """Turn an entry into a mark, or say in `row.errors` why it is none."""
    points = {point.id: entry.points.get(point.id, "").strip() for point in key_points}
    if not any(points.values()):
        if row.event is not None and row.event.by_hand and row.is_marked:
            return _taken_back(part, row, entry, author_id)
        row.errors[key_points[0].id] = _("写了评语，还要给采分点打分。")
        return None
    given = {}
    for point in key_points:
        number = read_number(points[point.id])
        if not points[point.id]:
            row.errors[point.id] = _("还没有给分。")
        elif number is None or number > point.points:
            row.errors[point.id] = _(
                "请填 0 到 %(max)s 的数字，最多两位小数。", max=plain(point.points)
            )
        else:
            given[point.id] = number
    if row.errors:
        return None
    earned = add_up(key_points, given, part.summary.points, part.most)
    detail: dict[str, object] = {
        "points": {identity: plain(number) for identity, number in given.items()},
        "comment": entry.comment.strip(),
    }
    if part.lines:
        detail["lines"] = lines_data(part.lines)
    if row.proposal is not None:
        detail |= row.proposal.evidence()
    reason = _("按采分点批改")
    return _mark(part, row, author_id, earned.mark, earned.correctness, reason, detail)


def _taken_back(part: PartView, row: Row, entry: Entry, author_id: int) -> NewMark:
    """A mark whose points were all cleared: the answer waits again."""
    detail = {"comment": entry.comment.strip()}
    return _mark(part, row, author_id, None, None, _("收回分数，等待重新批改"), detail)


def _mark(
    part: PartView,
    row: Row,
    author_id: int,
    new: Decimal | None,
    correctness: Decimal | None,
    reason: str,
    detail: Mapping[str, object],
) -> NewMark:
    return NewMark(
        work_kind=part.summary.kind,
        work_id=row.response.work_id,
        part_id=part.summary.part_id,
        class_id=part.class_id,
        learner_id=row.response.learner_id,
        version_id=part.version_id,
        old=row.event.new if row.event else None,
        new=new,
        max=part.summary.points,
        correctness=correctness,
        author_id=author_id,
        reason=reason,
        detail=detail,
        seen=row.newest,
    )


def _says_nothing(row: Row, entry: Entry, seen: int) -> bool:
    """Whether an entry tells the ledger nothing that it does not know."""
    confirms = row.confirms and row.event is not None and not row.event.by_hand
    return not confirms and _same(entry, row.was_shown(seen))


def _same(one: Entry, other: Entry) -> bool:
    """Whether two entries say the same; 2 and 2.0 do."""
    names = one.points.keys() | other.points.keys()
    return one.comment.strip() == other.comment.strip() and all(
        _value(one.points.get(name, "")) == _value(other.points.get(name, "")) for name in names
    )


def _value(text: str) -> Decimal | str:
    number = read_number(text)
    return text.strip() if number is None else number
