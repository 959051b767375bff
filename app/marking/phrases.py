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
from app.bank.fixing import Wording, add_wording, current_key
from app.marking import regrade
from app.marking.answers import Entry, Row, shown
from app.marking.desk import Desk
from app.marking.domain.points import add_up
from app.marking.domain.rulings import Kind, standing
from app.marking.proposals import Proposal, propose
from app.marking.service import save_marks
from app.marking.standing import load_rulings, step_of
from app.marking.works import PartView
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
    if len(text) > LONGEST or sum(char.isalnum() for char in text) < SHORTEST:
        raise PhraseError(_("说法要有 2 到 200 个字。"))
    if normalise(text) in {normalise(one) for one in (point.text, *point.variants)}:
        raise PhraseError(_("这个说法已经算写到这个采分点了。"))
    ruled = _part(desk, kind)
    found = regrade.preview(ruled, _ruling(point_id, text, _("预览")))
    shifts = []
    worth = desk.part.summary.points
    for row in desk.rows:
        # Both as the engine reads by itself: what proposals lean on besides is no effect of the wording.
        face, key = row.response.face or desk.part.face, row.response.key or desk.part.key
        before = propose(face, key, row.response.response, worth, desk.layer)
        more = _with(key, point_id, text)
        after = propose(face, more, row.response.response, worth, desk.layer)
        if before and after and after.points != before.points:
            shifts.append(_shift(desk, row, before, after, point_id))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A wording that was taken. `step` is its step in the ledger of rulings; `stands` says that it was
    not taken back, `in_bank` whether the item in the bank knows it (None: that key point is gone there)."""

    step: int
    number: int
    point_id: str
    point_text: str
    phrase: str
    author: str
    at: datetime
    stands: bool
    in_bank: bool | None


def list_adopted(part: PartView) -> list[Adopted]:
    """The wordings that were taken for a question, the newest first; a constant number of statements."""
    rulings = load_rulings(part.summary.kind, part.summary.part_id)
    held = {step.number for step in standing([step_of(ruling) for ruling in rulings])}
    points = {one.id: (n, one.text) for n, one in enumerate(part.key.key_points, 1)}
    taken = [
        (ruling, id_, phrase)
        for ruling in reversed(rulings)
        if ruling.kind == Kind.ACCEPT
        for id_, phrases in ruling.accept.get("variants", {}).items()
        for phrase in phrases
        if id_ in points
    ]
    key = current_key(part.version_id) if taken else ItemKey()
    return [
        Adopted(
            step=ruling.number,
            number=points[id_][0],
            point_id=id_,
            point_text=points[id_][1],
            phrase=phrase,
            author=ruling.author.name,
            at=ruling.created_at,
            stands=ruling.number in held,
            in_bank=Wording(points[id_][1], phrase).is_known(key),
        )
        for ruling, id_, phrase in taken
    ]


def keep_in_bank(
    part: PartView, step: int, point_id: str, phrase: str, author_id: int, at: datetime
) -> None:
    """Store a wording that was taken here in the item bank, as a new version of the item.

    Raises PhraseError where no such wording stands, the bank knows it, or its key point is gone there.
    """
    found = next(
        (
            one
            for one in list_adopted(part)
            if (one.step, one.point_id, one.phrase) == (step, point_id, phrase) and one.stands
        ),
        None,
    )
    if found is None:
        raise PhraseError(_("这个说法没有采纳，或已经撤销了。"))
    note = _("批改时采纳的说法：%(phrase)s", phrase=found.phrase)[: regrade.MOST_NOTE]
    wording = Wording(found.point_text, found.phrase)
    done = add_wording(part.version_id, wording, author_id, at, note)
    if done is None:
        raise PhraseError(_("题库里这道题已经没有这个采分点，没有存。请到题库里看看。"))
    if not done:
        raise PhraseError(_("题库里已经有这个说法了。"))


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
            part = desk.part
            raised = add_up(part.key.key_points, more, part.summary.points, part.most).mark
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
