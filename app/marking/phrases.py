"""采纳为等价说法: a wording of a student's taken as one that earns a key point, for a whole paper.

It is a ruling (也算对) like any other: previewed, kept with its reason, taken back in one step. Marks that
people gave stay unless they are chosen here one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from app.bank.domain.items import ItemKey
from app.bank.domain.normalise import normalise
from app.marking import regrade
from app.marking.answers import Entry, Row, shown
from app.marking.desk import Desk
from app.marking.domain.points import add_up
from app.marking.domain.rulings import Kind
from app.marking.proposals import Proposal, propose
from app.marking.service import save_marks
from app.web.errors import DomainError
from app.web.numbers import plain

SHORTEST, LONGEST = 2, 200


class PhraseError(DomainError):
    """The wording cannot be taken; nothing was changed."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """An answer of which the proposal changes. `mark` None: it waits; `raised` is what a person's mark
    would become if they let it (None where it would stay)."""

    row: Row
    before: Proposal
    after: Proposal
    mark: Decimal | None
    raised: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What taking a wording would change; `stamp` names what that was worked out from."""

    point_id: str
    phrase: str
    shifts: Sequence[Shift]
    stamp: str


def weigh(desk: Desk, kind: str, point_id: str, phrase: str) -> Weighed:
    """Work out what taking `phrase` for a key point would change; stores nothing.

    Raises PhraseError for a wording that says nothing or is known already.
    """
    text = " ".join(phrase.split())
    point = next((one for one in desk.part.key.key_points if one.id == point_id), None)
    if point is None:
        raise PhraseError(_("请选一个采分点。"))
    if not SHORTEST <= len(text) <= LONGEST:
        raise PhraseError(_("说法要有 2 到 200 个字。"))
    if normalise(text) in {normalise(one) for one in (point.text, *point.variants)}:
        raise PhraseError(_("这个说法已经算写到这个采分点了。"))
    ruled = _part(desk, kind)
    found = regrade.preview(ruled, _ruling(point_id, text, _("预览")))
    shifts = []
    for row in desk.rows:
        after = propose(
            row.response.face or desk.part.face,
            _with(row.response.key or desk.part.key, point_id, text),
            row.response.response,
            desk.part.summary.points,
        )
        if row.proposal and after and after.points != row.proposal.points:
            shifts.append(_shift(desk, row, row.proposal, after, point_id))
    return Weighed(point_id=point_id, phrase=text, shifts=shifts, stamp=found.stamp)


def adopt(
    desk: Desk, kind: str, point_id: str, phrase: str, stamp: str, raise_works: Collection[int],
    author_id: int, at: datetime,
) -> int:  # fmt: skip
    """Take the wording, and raise the chosen marks; returns how many were raised.

    Raises RefusedError where marks changed since the preview of this stamp.
    """
    weighed = weigh(desk, kind, point_id, phrase)
    chosen = [
        shift
        for shift in weighed.shifts
        if shift.raised is not None and shift.row.response.work_id in raise_works
    ]
    reason = _("采纳“%(phrase)s”为等价说法", phrase=weighed.phrase)
    ruling = _ruling(point_id, weighed.phrase, reason)
    regrade.take(_part(desk, kind), ruling, stamp, author_id, at)
    part = replace(desk.part, steps=desk.part.steps + 1)
    rows = [shift.row for shift in chosen]
    entries = {shift.row.response.work_id: _entry(shift, point_id) for shift in chosen}
    for shift in chosen:
        shift.row.proposal = shift.after
    return save_marks(part, rows, entries, author_id, at) if rows else 0


def _part(desk: Desk, kind: str) -> regrade.Part:
    found = regrade.find_part(desk.part.class_id, kind, desk.part.summary.part_id)
    if found is None:
        raise PhraseError(_("这道题的分数不能这样改。"))
    return found


def _ruling(point_id: str, phrase: str, reason: str) -> regrade.Proposal:
    return regrade.Proposal(
        kind=Kind.ACCEPT, reason=reason, accept={"variants": {point_id: [phrase]}}
    )


def _with(key: ItemKey, point_id: str, phrase: str) -> ItemKey:
    points = tuple(
        replace(one, variants=(*one.variants, phrase)) if one.id == point_id else one
        for one in key.key_points
    )
    return replace(key, key_points=points)


def _shift(desk: Desk, row: Row, before: Proposal, after: Proposal, point_id: str) -> Shift:
    event = row.event
    mark = event.new if event else None
    raised = None
    if event is not None and event.by_hand and mark is not None:
        given = {id_: Decimal(text) for id_, text in shown(event).points.items()}
        if point_id in given and given[point_id] < after.points[point_id]:
            more = {**given, point_id: after.points[point_id]}
            raised = add_up(desk.part.key.key_points, more, desk.part.summary.points).mark
    return Shift(row=row, before=before, after=after, mark=mark, raised=raised)


def _entry(shift: Shift, point_id: str) -> Entry:
    own = shown(shift.row.event)
    points = {**own.points, point_id: plain(shift.after.points[point_id])}
    return Entry(
        work_id=shift.row.response.work_id,
        seen=shift.row.newest,
        points=points,
        comment=own.comment,
    )
