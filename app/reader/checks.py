"""Check questions inside the lesson: asked, answered, explained where they stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.bank.domain.grading import grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response
from app.bank.domain.types import MultipleResponseRule, Use
from app.bank.domain.variants import instantiate, variant_seed
from app.bank.models import Item
from app.bank.queries import Loaded, load_faces, load_keys
from app.bank.views import KEY, OWN, RIGHT, WHY, Outcome, question_view, stimulus_view
from app.extensions import db
from app.learning.models import AnswerLog
from app.learning.service import NewAnswer, mastery_by_chapter, record_answer
from app.web.questionview import QuestionView

SOURCE = "check"
RULE = MultipleResponseRule.HALF
LAST_SEED = 2**31 - 1
# Everything but marks: a check is for understanding, and counts for none.
TOLD = frozenset({OWN, RIGHT, KEY, WHY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check question for one reader.

    `key` is there only once the question was answered. `seed` belongs to the answer given, or
    to the next one; questions with seeded numbers change with it.
    """

    content_id: str
    item_id: int
    version_id: int
    loaded: Loaded
    face: ItemFace
    seed: int
    key: ItemKey | None = None
    response: Response = None

    @property
    def answered(self) -> bool:
        return self.key is not None


@dataclass(frozen=True, slots=True)
class Learnt:
    """Mastery of a chapter before and after an answer, in per cent."""

    before: int
    after: int


def load_checks(
    content_ids: Collection[str], user_id: int | None, again: Collection[str] = ()
) -> dict[str, Check]:
    """The given questions by their id in the course's text, with this reader's last answers.

    Those in `again` are asked anew. What is no longer practised is left out. Four SQL statements
    at most, and keys are read only for what was answered or holds seeded numbers.
    """
    items = _find_items(content_ids)
    faces = load_faces([version for _item, version in items.values()]) if items else {}
    answers = _last_answers(user_id, [item for item, _version in items.values()])
    fresh: dict[str, tuple[Loaded, AnswerLog | None, int]] = {}
    for content_id, (item, version) in items.items():
        answer = answers.get(item)
        next_seed = min(answer.seed + 1, LAST_SEED) if answer else 0
        if answer is not None and (answer.version_id != version or content_id in again):
            answer = None
        fresh[content_id] = (faces[version], answer, answer.seed if answer else next_seed)
    wanted = [one.version_id for one, answer, _seed in fresh.values() if answer or one.face.seeded]
    keys = load_keys(wanted) if wanted else {}
    return {
        content_id: _check(content_id, loaded, answer, seed, keys.get(loaded.version_id))
        for content_id, (loaded, answer, seed) in fresh.items()
    }


def with_seed(check: Check, seed: int) -> Check:
    """The question unanswered, with the numbers of `seed`: as the page showed it."""
    key = load_keys([check.version_id])[check.version_id] if check.loaded.face.seeded else None
    return _check(check.content_id, check.loaded, None, max(0, min(seed, LAST_SEED)), key)


def answer_check(user_id: int, check: Check, response: Response, at: datetime) -> Check:
    """Record an answer and return the question explained."""
    key = load_keys([check.version_id])[check.version_id]
    face, key = instantiate(check.loaded.face, key, _seed(check.item_id, check.seed))
    record_answer(
        NewAnswer(
            user_id=user_id,
            item_id=check.item_id,
            version_id=check.version_id,
            response=response,
            grade=grade(face, key, response, RULE),
            source=SOURCE,
            seed=check.seed,
            rule=RULE.value,
        ),
        at,
    )
    return replace(check, face=face, key=key, response=response)


def chapter_percent(user_id: int, chapter_id: str, at: datetime) -> int:
    """Mastery of a chapter in whole per cent."""
    return round(mastery_by_chapter(user_id, at).get(chapter_id, 0.0) * 100)


def check_view(check: Check, number: int, error: str = "", tag: str = "") -> QuestionView:
    """The question to be answered (`tag` stands at its head), or explained once it was."""
    told: dict[str, Any] = {}
    if check.key is not None:
        marked = grade(check.face, check.key, check.response, RULE)
        told = {"item_key": check.key, "outcome": Outcome(grade=marked), "show": TOLD}
    view = question_view(
        check.face,
        key=f"check-{check.content_id}",
        name="answer",
        number=number,
        response=check.response,
        stimulus=stimulus_view(check.loaded.stimulus) if check.loaded.stimulus else None,
        error=error,
        tags=(tag,) if tag and not check.answered else (),
        **told,
    )
    # Written answers are compared by the reader; nobody is going to mark them.
    verdict = None if view.verdict == "waiting" else view.verdict
    return replace(view, points="", verdict=verdict)


def _check(
    content_id: str, loaded: Loaded, answer: AnswerLog | None, seed: int, key: ItemKey | None
) -> Check:
    face = loaded.face
    if key is not None:
        face, key = instantiate(face, key, _seed(loaded.item_id, seed))
    return Check(
        content_id=content_id,
        item_id=loaded.item_id,
        version_id=loaded.version_id,
        loaded=loaded,
        face=face,
        seed=seed,
        key=key if answer is not None else None,
        response=answer.response if answer is not None else None,
    )


def _seed(item_id: int, seed: int) -> str:
    return variant_seed(str(item_id), seed)


def _find_items(content_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """(item id, current version id) of items that are published for practice."""
    if not content_ids:
        return {}
    query = select(Item.content_id, Item.id, Item.current_version_id).where(
        Item.content_id.in_(content_ids),
        Item.state == "published",
        Item.use == Use.PRACTICE.value,
    )
    return {
        content_id: (item, version)
        for content_id, item, version in db.session.execute(query)
        if content_id is not None and version is not None
    }


def _last_answers(user_id: int | None, item_ids: Collection[int]) -> dict[int, AnswerLog]:
    """This reader's latest answers to the questions where the lesson asked them, by item id."""
    if user_id is None or not item_ids:
        return {}
    latest = (
        select(func.max(AnswerLog.id))
        .where(
            AnswerLog.user_id == user_id,
            AnswerLog.item_id.in_(item_ids),
            AnswerLog.source == SOURCE,
        )
        .group_by(AnswerLog.item_id)
    )
    query = select(AnswerLog).where(AnswerLog.id.in_(latest))
    return {row.item_id: row for row in db.session.scalars(query)}
