"""The questions of a round as its learner sees them, with what was answered so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response, is_blank
from app.bank.models import Item
from app.bank.queries import Loaded, load_faces, load_keys
from app.extensions import db
from app.learning.asked import Asked, as_asked
from app.learning.service import OPEN_TO_PRACTICE
from app.quiz.practice.models import PracticeAnswer, PracticeRun

Answers = Mapping[int, PracticeAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One question of a run. It has its key only once it may be explained.

    `open` is False when the item was taken out of practice after the round began: then neither the
    question nor its explanation is shown.
    """

    number: int
    item_id: int
    version_id: int
    seed: int
    loaded: Loaded
    asked: Asked
    open: bool
    answer: PracticeAnswer | None

    @property
    def face(self) -> ItemFace:
        return self.asked.face

    @property
    def key(self) -> ItemKey | None:
        return self.asked.key

    @property
    def response(self) -> Response:
        return self.answer.response if self.answer else None

    @property
    def handed_in(self) -> bool:
        """Whether the answer counts, and may be explained."""
        return self.answer is not None and self.answer.answer_id is not None

    @property
    def written_on(self) -> bool:
        """Whether anything stands in the answer, handed in or not."""
        return not is_blank(self.response)


def answers_of(run: PracticeRun) -> dict[int, PracticeAnswer]:
    """Answers by place; one SQL statement."""
    query = select(PracticeAnswer).where(PracticeAnswer.run_id == run.id)
    return {row.place: row for row in db.session.scalars(query)}


def get_place(run: PracticeRun, number: int, answers: Answers) -> Place:
    """One question of a run, numbered from 1; three SQL statements at most."""
    return load_places(run, [max(1, min(number, len(run.items)))], answers)[0]


def get_places(run: PracticeRun) -> list[Place]:
    """All questions of a run: for its result; four SQL statements."""
    everything = range(1, len(run.items) + 1)
    keys = everything if run.mock and run.finished_at is not None else ()
    return load_places(run, everything, answers_of(run), keys_of=keys)


def load_places(
    run: PracticeRun,
    numbers: Sequence[int],
    answers: Answers,
    keys_of: Collection[int] = (),
) -> list[Place]:
    """Questions of a run. Keys stay with those handed in and with the places `keys_of`."""
    rows = {number: run.items[number - 1] for number in numbers}
    faces = load_faces({version for _item, version, _seed in rows.values()})
    told = set(keys_of) | {n for n in numbers if _is_handed_in(answers.get(n))}
    wanted = {v for n, (_i, v, _s) in rows.items() if n in told or faces[v].face.seeded}
    keys = load_keys(wanted) if wanted else {}
    query = select(Item.id).where(
        Item.id.in_({item for item, _version, _seed in rows.values()}), *OPEN_TO_PRACTICE
    )
    still_open = set(db.session.scalars(query))
    places = []
    for number, (item, version, seed) in rows.items():
        asked = as_asked(item, seed, faces[version].face, keys.get(version))
        places.append(
            Place(
                number=number,
                item_id=item,
                version_id=version,
                seed=seed,
                loaded=faces[version],
                asked=asked if number in told else asked.sealed(),
                open=item in still_open,
                answer=answers.get(number),
            )
        )
    return places


def done_numbers(run: PracticeRun, answers: Answers) -> set[int]:
    """Places that need nothing more: handed in, or in a mock paper written on."""
    return {
        number
        for number, row in answers.items()
        if row.answer_id is not None or (run.mock and not is_blank(row.response))
    }


def next_open(run: PracticeRun, number: int, done: Collection[int]) -> int | None:
    """The next place after `number` that still waits, going round; None when all are done."""
    total = len(run.items)
    for step in range(1, total):
        following = (number + step - 1) % total + 1
        if following not in done:
            return following
    return None


def _is_handed_in(answer: PracticeAnswer | None) -> bool:
    return answer is not None and answer.answer_id is not None
