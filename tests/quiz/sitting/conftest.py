"""What the tests of sittings share: an exam, a candidate, and answers by type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.courses.models import CourseClass
from app.extensions import db
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.paper import Question, load_questions
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Exam, Sitting
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.sitting.builders import ExamBuilders

SEED = 20261123
RIGHT: dict[ItemType, Any] = {
    ItemType.SINGLE_CHOICE: "A",
    ItemType.MULTIPLE_RESPONSE: ["A", "C"],
    ItemType.TRUE_FALSE: True,
    ItemType.FILL_BLANK: ["客户", "80%"],
    ItemType.TERM: "一个名词",
    ItemType.SHORT_ANSWER: "一段简答",
    ItemType.ESSAY: "一篇论述",
}


@dataclass
class Hall:
    """One exam of one class with one candidate, and short ways to act in it."""

    clock: Clock
    class_: CourseClass
    teacher: User
    student: User
    exam: Exam

    def start(self, user: User | None = None, seed: int = SEED) -> Sitting:
        return start_sitting(self.exam, user or self.student, self.clock(), seed)

    def sittings(self) -> list[Sitting]:
        return list(db.session.scalars(select(Sitting)))

    def question(self, sitting: Sitting, kind: ItemType) -> Question:
        return next(q for q in load_questions(sitting).values() if q.slot.type is kind)

    def save_of(
        self, sitting: Sitting, kind: ItemType, answer: Any = ..., seq: int = 1, **more: Any
    ) -> SaveSpec:
        """A save of the question of a type, in the page's own names for options."""
        question = self.question(sitting, kind)
        answer = RIGHT[kind] if answer is ... else answer
        return SaveSpec(
            client=more.pop("client", "client-0001"),
            seq=seq,
            slot_id=question.slot.id,
            response=question.shown.encode(answer),
            **more,
        )

    def saves(self, sitting: Sitting, kinds: Sequence[ItemType]) -> list[SaveSpec]:
        return [self.save_of(sitting, kind, seq=n) for n, kind in enumerate(kinds, 1)]


@pytest.fixture
def exams(db: Any, clock: Clock) -> ExamBuilders:
    return ExamBuilders(db, clock)


@pytest.fixture
def open_hall(make: Builders, exams: ExamBuilders, clock: Clock) -> Callable[..., Hall]:
    """Return a function that makes an exam (with the values given) and its candidate."""

    def make_hall(items: Any = None, **values: Any) -> Hall:
        class_ = make.class_()
        teacher = make.instructor(class_)
        student = make.student(class_)
        exam = exams.exam(class_, teacher, items, **values)
        return Hall(clock, class_, teacher, student, exam)

    return make_hall


@pytest.fixture
def hall(open_hall: Callable[..., Hall]) -> Hall:
    return open_hall()


def as_json(save: SaveSpec) -> dict[str, Any]:
    """A save as the page's script posts it."""
    return {
        "client": save.client,
        "seq": save.seq,
        "slot": save.slot_id,
        "response": save.response,
        "flagged": save.flagged,
    }
