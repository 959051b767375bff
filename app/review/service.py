"""Reading what a learner has: lists of their items, the latest answers to them, activity.

Every list keeps to items that are still for practice, in chapters the learner may open.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, select

from app.bank.domain.grading import Grade, grade
from app.bank.domain.responses import Response
from app.bank.domain.types import MultipleResponseRule
from app.bank.models import Item
from app.bank.queries import Loaded, load_faces, load_keys
from app.extensions import db
from app.learning import service as learning
from app.learning.asked import Asked, as_asked
from app.learning.models import AnswerLog, LearnerItem, Mastery
from app.web.errors import DomainError
from app.web.i18n import local_zone


class NoSuchItem(DomainError):
    """The item is not there for this learner: unknown, put away, or in a chapter not open."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("没有这道题，或者它已经不用于练习。"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a list of a learner's items is narrowed to. `chapters` are those they may open."""

    chapters: tuple[str, ...]
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """The latest answer to an item, as it was asked then, with its key."""

    loaded: Loaded
    asked: Asked
    response: Response
    grade: Grade
    rule: str
    at: datetime


def mistakes_of(user_id: int, wanted: Narrowing) -> Select[LearnerItem]:
    """A query for the learner's mistakes, chapter by chapter, the latest mistake first."""
    return _own(user_id, wanted, LearnerItem.in_mistakes).order_by(
        Item.chapter_id, LearnerItem.mistaken_at.desc(), Item.id
    )


def favourites_of(user_id: int, wanted: Narrowing) -> Select[LearnerItem]:
    """A query for the learner's favourites and items with a note, chapter by chapter."""
    kept = LearnerItem.favourite | (LearnerItem.note != "")
    return _own(user_id, wanted, kept).order_by(Item.chapter_id, Item.id)


def lately_left(user_id: int, wanted: Narrowing, limit: int = 10) -> list[LearnerItem]:
    """Items that left the mistake book, the latest first (`streak_day` is the day they left)."""
    left = and_(LearnerItem.in_mistakes.is_(False), LearnerItem.streak_day.is_not(None))
    query = _own(user_id, wanted, left).order_by(LearnerItem.streak_day.desc(), Item.id)
    return list(db.session.scalars(query.limit(limit)))


def items_of(rows: Collection[LearnerItem]) -> dict[int, Item]:
    """Items by id; one SQL statement."""
    query = select(Item).where(Item.id.in_([row.item_id for row in rows]))
    return {item.id: item for item in db.session.scalars(query)}


def last_answers(user_id: int, item_ids: Collection[int]) -> dict[int, LastAnswer]:
    """The latest answer to each item, by item id; three SQL statements."""
    latest = (
        select(func.max(AnswerLog.id))
        .where(AnswerLog.user_id == user_id, AnswerLog.item_id.in_(item_ids))
        .group_by(AnswerLog.item_id)
    )
    logs = list(db.session.scalars(select(AnswerLog).where(AnswerLog.id.in_(latest))))
    versions = {log.version_id for log in logs}
    faces, keys = load_faces(versions), load_keys(versions)
    return {log.item_id: _last_answer(log, faces, keys) for log in logs}


def get_practisable(item_id: int, chapters: Sequence[str]) -> Item:
    """An item that may be practised in one of `chapters`. Raises NoSuchItem."""
    query = select(Item).where(
        Item.id == item_id, Item.chapter_id.in_(chapters), *learning.OPEN_TO_PRACTICE
    )
    item = db.session.scalar(query)
    if item is None:
        raise NoSuchItem
    return item


def masteries_of(user_id: int) -> dict[str, Mastery]:
    """The learner's rows by knowledge point id; one SQL statement."""
    rows = db.session.scalars(select(Mastery).where(Mastery.user_id == user_id))
    return {row.knowledge_id: row for row in rows}


def answers_per_day(user_id: int, today: date, days: int) -> list[tuple[date, int]]:
    """How many answers were given on each of the last `days` days, oldest first; one statement."""
    dates = [today - timedelta(days=n) for n in reversed(range(days))]
    edges = [datetime.combine(day, time(), local_zone()) for day in dates]
    edges.append(datetime.combine(today + timedelta(days=1), time(), local_zone()))
    counts = [
        func.count().filter(AnswerLog.answered_at >= low, AnswerLog.answered_at < high)
        for low, high in pairwise(edges)
    ]
    query = select(*counts).where(AnswerLog.user_id == user_id, AnswerLog.answered_at >= edges[0])
    return list(zip(dates, db.session.execute(query).one(), strict=True))


def answer_count(user_id: int) -> int:
    """All answers of a learner."""
    query = select(func.count()).select_from(AnswerLog).where(AnswerLog.user_id == user_id)
    return db.session.scalar(query) or 0


def _own(user_id: int, wanted: Narrowing, condition: object) -> Select[LearnerItem]:
    query = (
        select(LearnerItem)
        .join(Item, Item.id == LearnerItem.item_id)
        .where(
            LearnerItem.user_id == user_id,
            condition,  # type: ignore[arg-type]
            Item.chapter_id.in_(wanted.chapters),
            *learning.OPEN_TO_PRACTICE,
        )
    )
    return query.where(Item.type == wanted.type) if wanted.type else query


def _last_answer(log: AnswerLog, faces: dict, keys: dict) -> LastAnswer:
    loaded = faces[log.version_id]
    shuffled = log.source != "check"
    asked = as_asked(log.item_id, log.seed, loaded.face, keys[log.version_id], shuffled=shuffled)
    if asked.key is None:
        raise ValueError("the key was not loaded")
    rule = MultipleResponseRule(log.rule) if log.rule else MultipleResponseRule.HALF
    return LastAnswer(
        loaded=loaded,
        asked=asked,
        response=log.response,
        grade=grade(asked.face, asked.key, log.response, rule),
        rule=rule.value,
        at=log.answered_at,
    )
