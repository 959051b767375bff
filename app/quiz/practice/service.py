"""Rounds of practice: drawing items, taking answers, summing up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from app.bank.domain.grading import Grade, grade
from app.bank.domain.items import ItemFace, ItemKey, display_order
from app.bank.domain.responses import Response
from app.bank.domain.types import MultipleResponseRule, Use
from app.bank.domain.variants import instantiate, variant_seed
from app.bank.queries import ItemFilter, Loaded, draw_items, load_faces, load_keys
from app.database import writing
from app.extensions import db
from app.learning.models import LearnerItem
from app.learning.service import NewAnswer, record_answer
from app.quiz.practice.models import PracticeAnswer, PracticeRun
from app.web.errors import DomainError

RULE = MultipleResponseRule.HALF
MOST_ITEMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a learner wants to practise. `only`: all, new, mistakes or favourites."""

    items: ItemFilter
    count: int = 10
    only: str = "all"
    mock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One question of a run, as this learner sees it, with the answer given so far."""

    number: int
    item_id: int
    version_id: int
    loaded: Loaded
    face: ItemFace
    order: tuple[str, ...]
    answer: PracticeAnswer | None
    key: ItemKey | None = None

    @property
    def response(self) -> Response:
        return self.answer.response if self.answer else None

    @property
    def answered(self) -> bool:
        """Whether the answer was handed in (and may be explained)."""
        return self.answer is not None and self.answer.answer_id is not None


class NothingToPractise(DomainError):
    """No item fits what was asked for."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("没有符合条件的题。放宽一些条件再试。"))


def start_run(user_id: int, wish: Wish, query: dict[str, Any], rng: Random, at: datetime) -> str:
    """Draw a round and return its public id. Raises NothingToPractise."""
    drawn = draw_items(_narrow(user_id, wish), min(wish.count, MOST_ITEMS), rng)
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


def get_place(run: PracticeRun, number: int) -> Place:
    """One question of a run, numbered from 1; four SQL statements at most."""
    return _places(run, [max(1, min(number, len(run.items)))])[0]


def get_places(run: PracticeRun) -> list[Place]:
    """All questions of a run with their keys: for its result; four SQL statements."""
    return _places(run, range(1, len(run.items) + 1), with_keys=True)


def answers_of(run: PracticeRun) -> dict[int, PracticeAnswer]:
    """Answers by place; one SQL statement."""
    query = select(PracticeAnswer).where(PracticeAnswer.run_id == run.id)
    return {row.place: row for row in db.session.scalars(query)}


def give_answer(run: PracticeRun, place: Place, response: Response, at: datetime) -> None:
    """Take an answer; outside a mock paper it is marked at once and cannot be changed."""
    if place.answered or run.finished_at is not None:
        return
    with writing():
        row = _answer_row(run, place.number)
        if row.answer_id is not None:
            return  # the same form sent twice
        row.response = response
        if not run.mock:
            _mark(run, place, row, at)


def flag(run: PracticeRun, number: int, flagged: bool) -> None:
    """Mark a place to come back to."""
    with writing():
        _answer_row(run, number).flagged = flagged


def finish(run: PracticeRun, at: datetime) -> None:
    """End a run; a mock paper's answers are marked now, all together."""
    with writing():
        row = db.session.get_one(PracticeRun, run.id, with_for_update=True)
        if row.finished_at is not None:
            return
        row.finished_at = at
        if run.mock:
            for place in get_places(run):
                if place.answer is not None and place.answer.answer_id is None:
                    _mark(run, place, place.answer, at)


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


def _mark(run: PracticeRun, place: Place, row: PracticeAnswer, at: datetime) -> None:
    keyed = place if place.key is not None else _places(run, [place.number], with_keys=True)[0]
    if keyed.key is None:
        raise ValueError("the key was not loaded")
    answer = NewAnswer(
        user_id=run.user_id,
        item_id=place.item_id,
        version_id=place.version_id,
        response=row.response,
        grade=grade(keyed.face, keyed.key, row.response, RULE),
        source=run.source,
        seed=run.items[place.number - 1][2],
        rule=RULE.value,
    )
    row.answer_id = record_answer(answer, at).id


def _places(run: PracticeRun, numbers: Sequence[int], *, with_keys: bool = False) -> list[Place]:
    rows = {number: run.items[number - 1] for number in numbers}
    versions = [version for _item, version, _seed in rows.values()]
    faces, answers = load_faces(versions), answers_of(run)
    explained = [
        version
        for number, (_item, version, _seed) in rows.items()
        if with_keys
        or faces[version].face.seeded
        or (number in answers and answers[number].answer_id is not None)
    ]
    keys = load_keys(explained) if explained else {}
    return [
        _place(number, rows[number], faces[rows[number][1]], keys, answers.get(number))
        for number in numbers
    ]


def _place(
    number: int,
    row: Sequence[int],
    loaded: Loaded,
    keys: dict[int, ItemKey],
    answer: PracticeAnswer | None,
) -> Place:
    item, version, seed = row
    face, key = loaded.face, keys.get(version)
    if key is not None:
        face, key = instantiate(face, key, variant_seed(str(item), seed))
    return Place(
        number=number,
        item_id=item,
        version_id=version,
        loaded=loaded,
        face=face,
        order=display_order(face, Random(seed)),
        answer=answer,
        key=key,
    )


def _answer_row(run: PracticeRun, number: int) -> PracticeAnswer:
    row = db.session.get(
        PracticeAnswer, (run.id, number), with_for_update=True, populate_existing=True
    )
    if row is None:
        row = PracticeAnswer(run_id=run.id, place=number, response=None, flagged=False)
        db.session.add(row)
        db.session.flush()
    return row


def _narrow(user_id: int, wish: Wish) -> ItemFilter:
    """Practice never shows what is kept for exams; `only` narrows to the learner's own."""
    mine = select(LearnerItem.item_id).where(LearnerItem.user_id == user_id)
    picks: dict[str, ColumnElement[bool] | InstrumentedAttribute[bool]] = {
        "mistakes": LearnerItem.in_mistakes,
        "favourites": LearnerItem.favourite,
        "new": LearnerItem.answers > 0,
    }
    changes: dict[str, Any] = {"uses": (Use.PRACTICE.value,)}
    if wish.only in picks:
        ids = tuple(db.session.scalars(mine.where(picks[wish.only])))
        changes |= {"exclude": ids} if wish.only == "new" else {"ids": ids}
    return ItemFilter(
        chapters=wish.items.chapters,
        knowledge=wish.items.knowledge,
        types=wish.items.types,
        difficulties=wish.items.difficulties,
        **changes,
    )
