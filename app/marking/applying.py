"""Applying a ruling to the answers it concerns, batch by batch: at once, or as a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import update

from app.extensions import db
from app.jobs import handlers
from app.jobs.handlers import Step as JobStep
from app.jobs.models import Job
from app.marking.domain.question import Question
from app.marking.domain.regrading import Manner, Mark, remark, restore
from app.marking.domain.rulings import Kind, before, fold
from app.marking.ledger import NewMark, histories, record_marks
from app.marking.models import MarkEvent, Ruling
from app.marking.standing import load_rulings, ruled, step_of
from app.marking.works import Sheet, Work, get_regradable

JOB = "ruling"
# Answers marked again in one transaction: others wait no longer than these take.
BATCH = 100
# Papers of more than so many are worked through by a job.
SOME_HUNDREDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An answer with the mark that holds and the one that follows (None: it stays)."""

    work: Work
    held: Mark | None
    mark: Mark | None
    number: int

    @property
    def moves(self) -> bool:
        """Whether the number changes, and not only what stands behind it."""
        if self.mark is None:
            return False
        was = (self.held.new, self.held.max) if self.held else None
        return (self.mark.new, self.mark.max) != was


def register() -> None:
    """Tell the jobs how rulings are applied; the factory calls this."""
    handlers.register(JOB, run_step)


def run_step(job: Job, at: datetime) -> JobStep:
    """Apply the next batch of the job's ruling."""
    ruling = db.session.get_one(Ruling, job.payload["ruling"], populate_existing=True)
    after, count = apply_batch(ruling, int(job.cursor.get("after", 0)), at)
    finished = count < BATCH
    if finished:
        _finish(ruling, at)
    return JobStep(cursor={"after": after}, done=count, finished=finished)


def apply_all(ruling: Ruling, at: datetime) -> None:
    """Apply a ruling in the caller's transaction."""
    after, count = 0, BATCH
    while count == BATCH:
        after, count = apply_batch(ruling, after, at)
    _finish(ruling, at)


def apply_batch(ruling: Ruling, after: int, at: datetime) -> tuple[int, int]:
    """Mark again the answers of the next works; returns the last work's id and how many they were.

    Belongs inside the caller's `writing()`; a constant number of SQL statements.
    """
    source = get_regradable(ruling.work_kind)
    sheet = source.find_sheet(ruling.class_id, ruling.part_id)
    if sheet is None:
        raise LookupError(f"part {ruling.part_id} of {ruling.work_kind} is gone")
    works = source.list_works(ruling.part_id, after, BATCH)
    if not works:
        return after, 0
    source.hold([work.work_id for work in works])
    question, back = _ruled(ruling, sheet)
    manner = Manner(
        kind=Kind(ruling.kind), never_lower=ruling.never_lower, hand_too=ruling.hand_too
    )
    changes = list(next_marks(sheet, question, works, manner, back))
    marks = [_event(ruling, question, c, c.mark) for c in changes if c.mark is not None]
    record_marks(marks, at)
    if marks:
        source.after_marks([mark.work_id for mark in marks], at)
    _count(ruling, changes)
    return works[-1].work_id, len(works)


@dataclass(frozen=True, slots=True)
class Undoing:
    """The step that is taken back: the rulings from it on, and the newest mark when it was taken."""

    ruling_ids: frozenset[int]
    after_event: int


def undoing(rulings: Sequence[Ruling], number: int) -> Undoing:
    """What taking back the step of this number goes back behind."""
    target = next(one for one in rulings if one.number == number)
    later = frozenset(one.id for one in rulings if one.number >= number)
    return Undoing(later, target.after_event)


def next_marks(
    sheet: Sheet,
    question: Question,
    works: Sequence[Work],
    manner: Manner,
    back: Undoing | None,
) -> Iterator[Change]:
    """What each answer's mark becomes; one SQL statement. `back` is given where a step is taken back."""
    held = histories(sheet.kind, [work.work_id for work in works], sheet.part_id)
    for work in works:
        events = held.get(work.work_id, [])
        last = mark_of(events[-1]) if events else None
        if back is None:
            found = remark(question, work.response, last, manner, work.seed)
        else:
            found = _restored(question, work, events, back)
        yield Change(work=work, held=last, mark=found, number=events[-1].number if events else 0)


def _restored(
    question: Question, work: Work, events: Sequence[MarkEvent], back: Undoing
) -> Mark | None:
    if not events:
        return None
    outside = [event for event in events if event.ruling_id not in back.ruling_ids]
    base = outside[-1] if outside else None
    return restore(
        question,
        work.response,
        mark_of(events[-1]),
        mark_of(base) if base else None,
        base_is_later=base is not None and base.id > back.after_event,
        seed=work.seed,
    )


def mark_of(event: MarkEvent) -> Mark:
    """A row of the ledger as the rules read it."""
    return Mark(
        new=event.new,
        max=event.max,
        correctness=event.correctness,
        by_hand=event.by_hand,
        rule=event.rule,
        version_id=event.version_id,
        detail=event.detail,
    )


def _ruled(ruling: Ruling, sheet: Sheet) -> tuple[Question, Undoing | None]:
    """The question as the step leaves it, and what it goes back behind, if it is an undoing."""
    rulings = [
        one for one in load_rulings(ruling.work_kind, ruling.part_id) if one.number <= ruling.number
    ]
    steps = [step_of(one) for one in rulings]
    back = None
    if ruling.undoes is not None:
        back = undoing(rulings[:-1], ruling.undoes)
        steps = before(steps, ruling.undoes)
    return ruled(sheet.frozen, fold(steps)), back


def _event(ruling: Ruling, question: Question, change: Change, mark: Mark) -> NewMark:
    return NewMark(
        work_kind=ruling.work_kind,
        work_id=change.work.work_id,
        part_id=ruling.part_id,
        class_id=ruling.class_id,
        learner_id=change.work.learner_id,
        version_id=mark.version_id or question.version_id,
        new=mark.new,
        max=mark.max,
        correctness=mark.correctness,
        author_id=ruling.author_id,
        rule=mark.rule,
        reason=ruling.reason,
        detail=mark.detail,
        seen=change.number,
        old=change.held.new if change.held else None,
        by_hand=mark.by_hand,
        ruling_id=ruling.id,
    )


def _count(ruling: Ruling, changes: Sequence[Change]) -> None:
    """Add to what the step changed, in the database, so that no batch overwrites another's count."""
    zero = Decimal(0)
    moved = [
        (one.held.new if one.held else None, one.mark.new)
        for one in changes
        if one.mark is not None and one.moves
    ]
    raised = sum((new or zero) > (old or zero) for old, new in moved)
    lowered = sum((new or zero) < (old or zero) for old, new in moved)
    db.session.execute(
        update(Ruling)
        .where(Ruling.id == ruling.id)
        .values(
            changed=Ruling.changed + len(moved),
            raised=Ruling.raised + raised,
            lowered=Ruling.lowered + lowered,
        )
        .execution_options(synchronize_session=False)
    )


def _finish(ruling: Ruling, at: datetime) -> None:
    db.session.execute(
        update(Ruling)
        .where(Ruling.id == ruling.id)
        .values(state="done", done_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(ruling)
