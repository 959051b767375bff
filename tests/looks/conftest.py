"""What the tests of second looks share: a released exam whose candidates may ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.authz.permissions import Role
from app.bank.domain.types import ItemType
from app.extensions import db as database
from app.marking import looks
from app.marking.ledger import current_marks
from app.marking.looks import Decision
from app.marking.models import LookStep, MarkEvent, SecondLook
from app.quiz.exams.grading import release
from app.quiz.exams.terms import WORK
from app.quiz.models import Sitting
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.manage.builders import Staff
from tests.regrade.conftest import Bench, make_bench

SignIn = Callable[[User | None], FlaskClient]
REASON = "我觉得第二个采分点写到了"


@dataclass
class Room:
    """A released exam, its candidates, and short ways to ask and answer."""

    bench: Bench
    assistant: User

    @property
    def staff(self) -> Staff:
        return self.bench.staff

    @property
    def clock(self) -> Clock:
        return self.bench.clock

    def sitting(self, number: int = 0) -> Sitting:
        return database.session.get_one(Sitting, self.bench.ids[number])

    def student(self, number: int = 0) -> User:
        return database.session.get_one(User, self.sitting(number).user_id)

    def ask(self, on: ItemType, number: int = 0, reason: str = REASON) -> SecondLook:
        sitting = self.sitting(number)
        return looks.ask(
            WORK, sitting.id, self.bench.slot_ids[on], sitting.user_id, reason, self.clock()
        )

    def decide(self, look: SecondLook, act: Any, words: str = "看过了", **values: Any) -> None:
        event = self.mark(look)
        values.setdefault("seen", event.number)
        looks.decide(
            look, Decision(act=act, words=words, **values), self.staff.teacher.id, self.clock()
        )

    def mark(self, look: SecondLook) -> MarkEvent:
        return current_marks(WORK, [look.work_id])[look.work_id, look.part_id]

    def steps(self, look: SecondLook) -> list[LookStep]:
        return looks.load_steps(look)

    def ask_url(self, on: ItemType, number: int = 0) -> str:
        return f"/sittings/{self.sitting(number).public_id}/looks/{self.bench.slot_ids[on]}"

    def desk(self, look: SecondLook | None = None, more: str = "") -> str:
        base = f"/classes/{self.staff.class_.public_id}/looks"
        return f"{base}/{look.public_id}{more}" if look else base


@pytest.fixture
def staff(db: Any, make: Builders, clock: Clock) -> Staff:
    class_ = make.class_()
    return Staff(database, clock, make, class_, make.instructor(class_))


@pytest.fixture
def room(staff: Staff, clock: Clock) -> Callable[..., Room]:
    """Return a function that makes an exam which students sat and whose marks are out."""

    def make(kinds: Sequence[ItemType], students: int = 2, **values: Any) -> Room:
        bench = make_bench(staff, clock, kinds, students, **values)
        staff.mark_written(bench.exam)
        clock.move(hours=3)
        release(bench.exam, staff.teacher.id, clock())
        assistant = staff.make.user("助教")
        staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
        return Room(bench, assistant)

    return make
