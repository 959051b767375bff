"""Rulings: previewed, taken and taken back.

A preview stores nothing and is stamped with what it was worked out from; a step is only taken on a
preview that still holds. Steps on one paper are taken one after another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.bank.domain.items import ItemKey
from app.bank.fixing import fix_key, take_back_key
from app.bank.models import ItemVersion
from app.database import writing
from app.extensions import db
from app.jobs.service import enqueue
from app.marking import applying
from app.marking.applying import BATCH, JOB, apply_all, next_marks, undoing
from app.marking.domain.preview import Forecast, Shift
from app.marking.domain.question import Question, stand
from app.marking.domain.regrading import Manner
from app.marking.domain.rulings import (
    AS_FROZEN,
    Fault,
    Kind,
    RulingError,
    Step,
    before,
    check_new,
    check_undo,
    fold,
)
from app.marking.ledger import MarkedMeanwhile
from app.marking.models import Ruling
from app.marking.standing import (
    find_running,
    load_rulings,
    ruled,
    step_of,
)
from app.marking.works import Regradable, Sheet, Work, find_regradable, get_regradable
from app.web.errors import DomainError

ZERO = Decimal(0)
# As long as a note of a version may be.
MOST_NOTE = 200


class RefusedError(DomainError):
    """The step was not taken, and nothing was changed; the message says why."""

    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants to decide. 改答案 has either a mended `key` or a `version_id` of the bank."""

    kind: Kind
    reason: str
    key: ItemKey | None = None
    version_id: int | None = None
    accept: Mapping[str, Any] = field(default_factory=dict[str, Any])
    points: Decimal | None = None
    undoes: int | None = None
    never_lower: bool = False
    hand_too: bool = False
    named: bool = False

    @property
    def manner(self) -> Manner:
        return Manner(kind=self.kind, never_lower=self.never_lower, hand_too=self.hand_too)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A question with the steps taken on it so far and what they come to."""

    sheet: Sheet
    rulings: Sequence[Ruling]
    question: Question

    @property
    def steps(self) -> list[Step]:
        return [step_of(ruling) for ruling in self.rulings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a step would do. `stamp` names what that was worked out from."""

    forecast: Forecast
    question: Question
    full: Decimal
    stamp: str


def find_part(class_id: int, kind: str, part_id: int) -> Part | None:
    """A question that can be ruled upon; a constant number of SQL statements. Reads keys."""
    source = find_regradable(kind)
    sheet = source.find_sheet(class_id, part_id) if source else None
    if sheet is None:
        return None
    rulings = load_rulings(kind, part_id)
    terms = fold(map(step_of, rulings)) if rulings else AS_FROZEN
    return Part(sheet=sheet, rulings=rulings, question=ruled(sheet.frozen, terms))


def propose(part: Part, proposal: Proposal) -> Question:
    """The question as it would stand. Raises RulingError and MisfitError for what cannot be."""
    steps = part.steps
    if proposal.kind is Kind.UNDO:
        check_undo(steps, proposal.undoes or 0)
        return ruled(part.sheet.frozen, fold(before(steps, proposal.undoes or 0)))
    check_new(steps)
    number = steps[-1].number + 1 if steps else 1
    step = Step(
        number=number,
        kind=proposal.kind,
        version_id=proposal.version_id,
        points=proposal.points,
        accept=proposal.accept,
    )
    terms = fold([*steps, step])
    frozen = part.sheet.frozen
    if not part.sheet.for_all and terms.worth(frozen.points) != frozen.points:
        raise RulingError(Fault.NOT_FOR_ALL)
    if proposal.key is not None:
        return stand(frozen, terms, (frozen.face, proposal.key))
    return ruled(frozen, terms)


def preview(part: Part, proposal: Proposal) -> Preview:
    """Work out what a step would do; stores nothing. A constant number of SQL statements per batch."""
    sheet = part.sheet
    source = get_regradable(sheet.kind)
    stamp = stamp_of(source, sheet)
    question = propose(part, proposal)
    full = sheet.full - part.question.worth + question.worth
    back = undoing(part.rulings, proposal.undoes) if proposal.undoes else None
    forecast = Forecast()
    for works in _batches(source, sheet.part_id):
        totals = source.totals_of([work.work_id for work in works])
        for change in next_marks(sheet, question, works, proposal.manner, back):
            held, new = change.held, change.mark
            was = held.new if held else None
            now = was if new is None else new.new
            total = totals.get(change.work.work_id, ZERO)
            shift = Shift(
                work_id=change.work.work_id,
                name=change.work.learner_name,
                was=was,
                new=now,
                was_max=part.question.worth,
                max=question.worth,
                was_total=total,
                total=total - (was or ZERO) + (now or ZERO),
                was_full=sheet.full,
                full=full,
            )
            forecast.add(shift, changes=change.moves)
            forecast.kept_by_hand += held is not None and held.by_hand and new is None
    return Preview(forecast=forecast, question=question, full=full, stamp=stamp)


def take(part: Part, proposal: Proposal, stamp: str, author_id: int, at: datetime) -> Ruling:
    """Take a step on the preview of this stamp, and mark again what it changes.

    Small papers are done when this returns; large ones are worked through by a job meanwhile. Raises
    RefusedError where the preview no longer holds or another step is being applied.
    """
    sheet = part.sheet
    source = get_regradable(sheet.kind)
    try:
        with writing():
            source.lock_paper(sheet.paper_id)
            fresh = find_part(sheet.class_id, sheet.kind, sheet.part_id)
            if fresh is None:
                raise RefusedError(_("这道题已经不在这里了。"))
            _refuse_if_running(fresh.sheet)
            if stamp != stamp_of(source, fresh.sheet):
                raise RefusedError(
                    _(
                        "预览之后，分数又有变化（有人改分、批卷或交卷），没有应用。请看过新的预览再决定。"
                    )
                )
            propose(fresh, proposal)
            ruling = _add(fresh, proposal, author_id, at)
            if fresh.sheet.works > applying.SOME_HUNDREDS:
                job = enqueue(
                    JOB, {"ruling": ruling.id}, at, total=fresh.sheet.works, author_id=author_id
                )
                ruling.job_id = job.id
            else:
                apply_all(ruling, at)
    except MarkedMeanwhile as error:
        raise RefusedError(
            _("改的时候有人正好也在批这道题，没有应用。请重新预览再应用。")
        ) from error
    return ruling


def bank_words(part: Part, ruling: Ruling) -> str:
    """What taking a step back did to the item bank; empty where it had nothing to take back there."""
    if _fixed_by(part.rulings, ruling.undoes) is None:
        return ""
    if ruling.version_id is not None:
        return _("题库里这道题的答案也换回了改之前的，存成新的一版。")
    return _("题库里这道题没有变：改答案以后它又有了别的一版，请看看它现在的答案对不对。")


def stamp_of(source: Regradable, sheet: Sheet) -> str:
    """Names what a preview is worked out from: two SQL statements, whatever the paper's size.

    Marks and steps are only ever added, so how many there are and which is the newest tells whether
    anything changed.
    """
    state = source.state_of(sheet.paper_id)
    query = select(func.count(), func.max(Ruling.id)).where(
        Ruling.work_kind == sheet.kind, Ruling.paper_id == sheet.paper_id
    )
    steps, newest = db.session.execute(query).one()
    told = [
        sheet.kind, sheet.part_id, state.works, state.events, state.last_event, steps, newest or 0
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def explain(error: RulingError) -> str:
    """Why a step cannot be taken, in words."""
    steps = _("、").join(str(number) for number in error.steps)
    return {
        Fault.LAST_WORD: _(
            "这道题已经作废或人人满分（第 %(steps)s 步），其他改动都不起作用。要另作决定，请先撤销那一步。",
            steps=steps,
        ),
        Fault.NOT_NEWEST: _(
            "第 %(steps)s 步是在它之后决定的，要先撤销后面的，才能撤销这一步。", steps=steps
        ),
        Fault.NOT_FOR_ALL: _(
            "这道题不是人人都有（A、B 卷或题池），改变它的分值或作废，各人的满分会不一样。请改用“人人满分”“也算对”或“改答案”。"
        ),
        Fault.UNDONE: _("第 %(steps)s 步已经撤销了，或本来就没有。", steps=steps),
    }[error.fault]


def _refuse_if_running(sheet: Sheet) -> None:
    if find_running(sheet.kind, sheet.paper_id) is not None:
        raise RefusedError(_("这份试卷正在改分，一次只能改一步。等它改完再决定。"))


def _add(part: Part, proposal: Proposal, author_id: int, at: datetime) -> Ruling:
    sheet = part.sheet
    version_id = proposal.version_id
    if proposal.key is not None:
        note = _("改答案：%(reason)s", reason=proposal.reason)
        version_id = fix_key(sheet.frozen.version_id, proposal.key, author_id, at, note).id
    if (fixed := _fixed_by(part.rulings, proposal.undoes)) is not None:
        note = _("撤销改答案：%(reason)s", reason=proposal.reason)[:MOST_NOTE]
        restored = take_back_key(fixed, author_id, at, note)
        version_id = restored.id if restored else None
    ruling = Ruling(
        class_id=sheet.class_id,
        work_kind=sheet.kind,
        paper_id=sheet.paper_id,
        part_id=sheet.part_id,
        number=part.rulings[-1].number + 1 if part.rulings else 1,
        kind=proposal.kind.value,
        undoes=proposal.undoes,
        version_id=version_id,
        points=proposal.points,
        accept=dict(proposal.accept),
        never_lower=proposal.never_lower,
        hand_too=proposal.hand_too,
        reason=proposal.reason,
        named=proposal.named,
        after_event=get_regradable(sheet.kind).state_of(sheet.paper_id).last_event,
        author_id=author_id,
        created_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(ruling)
    except IntegrityError as error:
        if _is_clash(error):
            raise RefusedError(
                _("别人刚刚也在改这份试卷，你的没有应用。请看过现在的情况再决定。")
            ) from None
        raise
    return ruling


def _fixed_by(rulings: Sequence[Ruling], number: int | None) -> int | None:
    """The version that this step added to the bank; None where it took one that was there."""
    step = next((ruling for ruling in rulings if ruling.number == number), None)
    if step is None or step.version_id is None:
        return None
    version = db.session.get_one(ItemVersion, step.version_id)
    return version.id if version.created_at == step.created_at else None


def _is_clash(error: IntegrityError) -> bool:
    """Whether another step took the number, or is being applied, since this one was looked at."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name).startswith("uq_ruling")
    return "UNIQUE" in str(error.orig) and "ruling.work_kind" in str(error.orig)


def _batches(source: Regradable, part_id: int) -> Iterator[Sequence[Work]]:
    after = 0
    while works := source.list_works(part_id, after, BATCH):
        yield works
        after = works[-1].work_id
