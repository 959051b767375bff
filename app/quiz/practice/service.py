"""Rounds of practice: drawing items, taking answers, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.bank.domain.grading import Grade, grade
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.types import ItemType, MultipleResponseRule, Use
from app.bank.models import Item
from app.bank.queries import ItemFilter, draw_items
from app.database import writing
from app.extensions import db
from app.learning.models import LearnerItem
from app.learning.service import NewAnswer, local_day, record_answer
from app.quiz.practice.models import PracticeAnswer, PracticeRun
from app.quiz.practice.places import Place, answers_of, load_places
from app.web.errors import DomainError

RULE = MultipleResponseRule.HALF
MOST_ITEMS = 100
Drawn = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a learner wants to practise. `only`: all, new, mistakes or favourites.

    `items.chapters` are the chapters the learner may open, or fewer; without any, nothing is drawn.
    """

    items: ItemFilter
    count: int = 10
    only: str = "all"
    mock: bool = False


class NothingToPractise(DomainError):
    """No item fits what was asked for."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("没有符合条件的题。放宽一些条件再试。"))


def start_run(user_id: int, wish: Wish, query: dict[str, Any], rng: Random, at: datetime) -> str:
    """Draw a round and return its public id. Raises NothingToPractise."""
    drawn = _draw(user_id, wish, rng, at)
    if not drawn:
        raise NothingToPractise
    with writing():
        run = PracticeRun(
            user_id=user_id,
            source="mock" if wish.mock else "mistakes" if wish.only == "mistakes" else "practice",
            query=query,
            items=[[item, version, rng.randrange(2**31)] for item, version in drawn],
            mock=wish.mock,
            created_at=at,
        )
        db.session.add(run)
    return run.public_id


def keep_answer(run: PracticeRun, number: int, response: Response, *, flagged: bool) -> bool:
    """Keep what stands in the answer of a place without handing it in.

    In a mock paper this is how answers are given. Returns whether it was kept: not after the round
    ended, nor over an answer that counts already.
    """
    with writing():
        if _locked(run).finished_at is not None:
            return False
        row = _answer_row(run, number)
        if row.answer_id is not None:
            return False
        row.response, row.flagged = response, flagged
    return True


def hand_in(run: PracticeRun, number: int, response: Response, at: datetime) -> bool:
    """Take an answer for good; it is recorded and may be explained from now on.

    The first one counts: returns False where this place was answered before (the form sent twice,
    another tab) or the round has ended.
    """
    with writing():
        if _locked(run).finished_at is not None:
            return False
        row = _answer_row(run, number)
        if row.answer_id is not None:
            return False
        row.response = response
        _record(run, [row], at)
    return True


def finish(run: PracticeRun, at: datetime) -> None:
    """End a run; a mock paper's answers count from now on, all together.

    What was left blank in a mock paper is no answer: it is in the result, not in the mistake book.
    """
    with writing():
        if _locked(run).finished_at is not None:
            return
        if run.mock:
            answers = sorted(answers_of(run).items())
            _record(run, [row for _number, row in answers if not is_blank(row.response)], at)
        run.finished_at = at


def grade_place(place: Place) -> Grade:
    """How right the answer of a place is; needs the key."""
    if place.key is None:
        raise ValueError("the key was not loaded")
    return grade(place.face, place.key, place.response, RULE)


def list_runs(user_id: int, limit: int = 5) -> list[PracticeRun]:
    """The learner's latest rounds."""
    query = (
        select(PracticeRun)
        .where(PracticeRun.user_id == user_id)
        .order_by(PracticeRun.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _record(run: PracticeRun, rows: Sequence[PracticeAnswer], at: datetime) -> None:
    """Mark answers and hand them on; an item that was taken out of practice is left alone."""
    numbers = [row.place for row in rows]
    answers = {row.place: row for row in rows}
    for place in load_places(run, numbers, answers, keys_of=numbers):
        if not place.open:
            continue
        answer = NewAnswer(
            user_id=run.user_id,
            item_id=place.item_id,
            version_id=place.version_id,
            response=place.response,
            grade=grade_place(place),
            source=run.source,
            seed=place.seed,
            rule=RULE.value,
        )
        answers[place.number].answer_id = record_answer(answer, at).id


def _locked(run: PracticeRun) -> PracticeRun:
    """The run as it stands now; whoever answers in it at the same time waits."""
    return db.session.get_one(PracticeRun, run.id, with_for_update=True, populate_existing=True)


def _answer_row(run: PracticeRun, number: int) -> PracticeAnswer:
    row = db.session.get(PracticeAnswer, (run.id, number), populate_existing=True)
    if row is None:
        row = PracticeAnswer(run_id=run.id, place=number, response=None, flagged=False)
        db.session.add(row)
    return row


def _draw(user_id: int, wish: Wish, rng: Random, at: datetime) -> Drawn:
    """Draw for a wish: only what is for practice, and only in the chapters it names."""
    count = min(wish.count, MOST_ITEMS)
    if not wish.items.chapters:
        return []
    pool = ItemFilter(
        chapters=wish.items.chapters,
        knowledge=wish.items.knowledge,
        types=wish.items.types,
        difficulties=wish.items.difficulties,
        uses=(Use.PRACTICE.value,),
    )
    drawn: Drawn = []
    for part in _parts(user_id, wish.only, pool, at):
        drawn += draw_items(part, count - len(drawn), rng)
    return _in_paper_order(drawn) if wish.mock else drawn


def _parts(user_id: int, only: str, pool: ItemFilter, at: datetime) -> list[ItemFilter]:
    """The pool narrowed to the learner's own items; what is drawn first comes first."""
    if only == "all":
        return [pool]
    mine = select(LearnerItem.item_id).where(LearnerItem.user_id == user_id)
    if only == "new":
        seen = db.session.scalars(mine.where(LearnerItem.answers > 0))
        return [replace(pool, exclude=tuple(seen))]
    if only == "favourites":
        return [replace(pool, ids=tuple(db.session.scalars(mine.where(LearnerItem.favourite))))]
    return _mistakes(user_id, pool, local_day(at))


def _mistakes(user_id: int, pool: ItemFilter, today: date) -> list[ItemFilter]:
    """Mistakes that a right answer today would bring nearer to leaving, then the others."""
    query = select(LearnerItem.item_id, LearnerItem.streak_day).where(
        LearnerItem.user_id == user_id, LearnerItem.in_mistakes
    )
    rows = db.session.execute(query).all()
    due = tuple(item for item, day in rows if day != today)
    done_today = tuple(item for item, day in rows if day == today)
    return [replace(pool, ids=due), replace(pool, ids=done_today)]


def _in_paper_order(drawn: Drawn) -> Drawn:
    """By type as on a paper, in drawn order within a type."""
    types = [type_.value for type_ in ItemType]
    query = select(Item.id, Item.type).where(Item.id.in_([item for item, _version in drawn]))
    rank = {item: types.index(type_) for item, type_ in db.session.execute(query)}
    return sorted(drawn, key=lambda pair: rank[pair[0]])
