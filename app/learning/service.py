"""What a learner did: answers, mistakes, mastery, favourites, reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.domain.grading import Grade
from app.bank.domain.responses import Response
from app.bank.domain.types import Use
from app.bank.models import Item, KnowledgePoint, item_knowledge
from app.database import writing
from app.extensions import db
from app.learning.domain import mastery as rule
from app.learning.domain.mistakes import MistakeState, after_answer
from app.learning.models import AnswerLog, LearnerItem, Mastery, ReadingPosition
from app.web.i18n import local_zone

# An item that was put away, or kept for exams since, shows nowhere in a learner's pages.
OPEN_TO_PRACTICE = (Item.use == Use.PRACTICE.value, Item.state == "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """An answer to be recorded. `source`: practice, check, mistakes or mock."""

    user_id: int
    item_id: int
    version_id: int
    response: Response
    grade: Grade
    source: str
    seed: int = 0
    rule: str = ""


def record_answer(answer: NewAnswer, at: datetime) -> AnswerLog:
    """Append an answer and bring the learner's state up to date, in one transaction.

    A written answer (no correctness) is kept, but changes neither mistakes nor mastery.
    """
    with writing():
        _lock(answer.user_id)
        row = AnswerLog(
            user_id=answer.user_id,
            item_id=answer.item_id,
            version_id=answer.version_id,
            source=answer.source,
            seed=answer.seed,
            response=answer.response,
            correctness=answer.grade.correctness,
            rule=answer.rule,
            answered_at=at,
        )
        db.session.add(row)
        state = _learner_item(answer.user_id, answer.item_id)
        state.answers += 1
        state.last_at = at
        if answer.grade.correctness is not None:
            _update_mistakes(state, answer.grade.correctness, at)
            _update_mastery(answer.user_id, answer.item_id, answer.grade.correctness, at)
        db.session.flush()
    return row


def local_day(at: datetime) -> date:
    """The learner's day at an instant, by which the mistake book counts."""
    return at.astimezone(local_zone()).date()


def mastery_of(user_id: int, at: datetime) -> dict[str, float]:
    """Mastery 0–1, as it stands now, by knowledge point id; one SQL statement."""
    rows = db.session.scalars(select(Mastery).where(Mastery.user_id == user_id))
    return {row.knowledge_id: rule.estimate(results_of(row), at) for row in rows}


def mastery_by_chapter(user_id: int, at: datetime) -> dict[str, float]:
    """Mastery 0–1 of the chapters in which anything was answered; two SQL statements.

    A chapter's points are those that can be practised: a point without items can be learnt, but
    nothing would ever show it.
    """
    known = mastery_of(user_id, at)
    by_chapter: dict[str, list[float]] = {}
    begun = set()
    for point in practised_points():
        by_chapter.setdefault(point.chapter_id, []).append(known.get(point.id, 0.0))
        if point.id in known:
            begun.add(point.chapter_id)
    return {c: rule.of_chapter(v, len(v)) for c, v in by_chapter.items() if c in begun}


def practised_points() -> list[KnowledgePoint]:
    """Knowledge points that have items for practice, in teaching order; one SQL statement."""
    tied = select(item_knowledge.c.knowledge_id).join(Item, Item.id == item_knowledge.c.item_id)
    query = (
        select(KnowledgePoint)
        .where(KnowledgePoint.id.in_(tied.where(*OPEN_TO_PRACTICE)))
        .order_by(KnowledgePoint.chapter_id, KnowledgePoint.position)
    )
    return list(db.session.scalars(query))


def results_of(row: Mastery) -> list[rule.Result]:
    """The answers behind a mastery, as its rule reads them."""
    return [rule.Result(right, datetime.fromisoformat(when)) for right, when in row.recent]


def mistake_count(user_id: int) -> int:
    """How many items stand in the learner's mistake book (one put away since does not count)."""
    query = (
        select(func.count())
        .select_from(LearnerItem)
        .join(Item, Item.id == LearnerItem.item_id)
        .where(LearnerItem.user_id == user_id, LearnerItem.in_mistakes, *OPEN_TO_PRACTICE)
    )
    return db.session.scalar(query) or 0


def learner_items(user_id: int, item_ids: list[int]) -> dict[int, LearnerItem]:
    """The learner's state with the given items, by item id; one SQL statement."""
    query = select(LearnerItem).where(
        LearnerItem.user_id == user_id, LearnerItem.item_id.in_(item_ids)
    )
    return {row.item_id: row for row in db.session.scalars(query)}


def toggle_favourite(user_id: int, item_id: int, on: bool | None = None) -> bool:
    """Mark or unmark an item as a favourite; returns whether it is one now.

    With `on` the outcome is given, so that a button pressed twice does what it says.
    """
    with writing():
        _lock(user_id)
        state = _learner_item(user_id, item_id)
        state.favourite = not state.favourite if on is None else on
    return state.favourite


def keep_note(user_id: int, item_id: int, text: str) -> None:
    """Set the learner's private note on an item; an empty text takes it away."""
    with writing():
        _lock(user_id)
        _learner_item(user_id, item_id).note = text.strip()


def save_position(
    user_id: int, chapter_id: str, anchor: str, finished: str | None, at: datetime
) -> None:
    """Keep how far a chapter was read; `finished` names a section that was read to its end."""
    with writing():
        row = db.session.get(ReadingPosition, (user_id, chapter_id), with_for_update=True)
        if row is None:
            row = ReadingPosition(user_id=user_id, chapter_id=chapter_id, finished=[])
            db.session.add(row)
        row.anchor, row.updated_at = anchor, at
        if finished and finished not in row.finished:
            row.finished = [*row.finished, finished]


def positions(user_id: int) -> dict[str, ReadingPosition]:
    """Reading positions by chapter id; one SQL statement."""
    query = select(ReadingPosition).where(ReadingPosition.user_id == user_id)
    return {row.chapter_id: row for row in db.session.scalars(query)}


def _lock(user_id: int) -> None:
    """Let one transaction at a time change what a learner has (two tabs, one answer after another).

    The learner's own row stands for all of theirs, also those that are not there yet. The weaker
    lock leaves other tables free to refer to it meanwhile.
    """
    query = select(User.id).where(User.id == user_id)
    db.session.execute(query.with_for_update(key_share=True))


def _learner_item(user_id: int, item_id: int) -> LearnerItem:
    row = db.session.get(LearnerItem, (user_id, item_id), populate_existing=True)
    if row is None:
        row = LearnerItem(
            user_id=user_id, item_id=item_id, answers=0, streak=0, in_mistakes=False,
            favourite=False, note="",
        )  # fmt: skip
        db.session.add(row)
    return row


def _update_mistakes(state: LearnerItem, correctness: Decimal, at: datetime) -> None:
    was = MistakeState(state.in_mistakes, state.streak, state.streak_day)
    now_ = after_answer(was, correctness, local_day(at))
    state.in_mistakes, state.streak, state.streak_day = now_.in_book, now_.streak, now_.streak_day
    state.last_correctness = correctness
    if now_.in_book and not was.in_book:
        state.mistaken_at = at


def _update_mastery(user_id: int, item_id: int, correctness: Decimal, at: datetime) -> None:
    points = list(
        db.session.scalars(
            select(item_knowledge.c.knowledge_id).where(item_knowledge.c.item_id == item_id)
        )
    )
    query = (
        select(Mastery)
        .where(Mastery.user_id == user_id, Mastery.knowledge_id.in_(points))
        .execution_options(populate_existing=True)
    )
    known = {row.knowledge_id: row for row in db.session.scalars(query)}
    for point in points:
        row = known.get(point)
        if row is None:
            row = Mastery(user_id=user_id, knowledge_id=point, recent=[], answers=0)
            db.session.add(row)
        row.recent = [*row.recent, [float(correctness), at.isoformat()]][-rule.WINDOW :]
        row.answers += 1
        row.estimate = rule.rounded(rule.estimate(results_of(row), at))
        row.updated_at = at
