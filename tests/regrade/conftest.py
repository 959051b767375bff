"""What the tests of rulings on exams share: a class whose exam was sat, and short ways to rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bank.domain.items import ItemKey
from app.bank.domain.types import ItemType
from app.bank.models import ItemVersion
from app.extensions import db as database
from app.marking import regrade
from app.marking.domain.rulings import Kind
from app.marking.ledger import current_marks, history
from app.marking.models import MarkEvent, Ruling
from app.marking.regrade import Part, Preview, Proposal
from app.quiz.exams.terms import WORK
from app.quiz.models import Exam, FormSlot, Sitting
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.manage.builders import Staff

LABELS = {
    "chapter": "ch01", "knowledge": [], "level": "了解", "cognitive": "识记",
    "difficulty": 2, "use": "exam", "source": "",
}  # fmt: skip


@dataclass
class Bench:
    """An exam with its candidates, and short ways to rule on its questions."""

    staff: Staff
    clock: Clock
    exam: Exam
    sittings: list[Sitting]

    def __post_init__(self) -> None:
        # Working through a job ends the session, and with it what its rows still know.
        self.address = f"/classes/{self.staff.class_.public_id}/regrade/{WORK}"
        form = self.exam.form
        self.slot_ids = {ItemType(slot.type): slot.id for slot in form.slots} if form else {}
        self.ids = [sitting.id for sitting in self.sittings]

    def slot(self, kind: ItemType) -> FormSlot:
        return database.session.get_one(FormSlot, self.slot_ids[kind])

    def part(self, kind: ItemType) -> Part:
        part = regrade.find_part(self.exam.class_id, WORK, self.slot(kind).id)
        assert part is not None
        return part

    def key(self, kind: ItemType, **changes: Any) -> ItemKey:
        return replace(self.part(kind).question.key, **changes)

    def preview(self, on: ItemType, kind: Kind, **values: Any) -> Preview:
        return regrade.preview(self.part(on), proposal(kind, **values))

    def rule(self, on: ItemType, kind: Kind, **values: Any) -> Ruling:
        """Preview and take a step."""
        stamp = self.preview(on, kind, **values).stamp
        return regrade.take(
            self.part(on), proposal(kind, **values), stamp, self.staff.teacher.id, self.clock()
        )

    def undo(self, on: ItemType, number: int) -> Ruling:
        return self.rule(on, Kind.UNDO, undoes=number)

    def marks(self, on: ItemType) -> list[Decimal | None]:
        """The marks that hold on a question, in the order of the sittings."""
        ids = self.ids + [s.id for s in self.sittings[len(self.ids) :]]
        held = current_marks(WORK, ids)
        slot = self.slot_ids[on]
        return [held[id_, slot].new if (id_, slot) in held else None for id_ in ids]

    def events(self, on: ItemType, sitting: Sitting) -> list[MarkEvent]:
        return history(WORK, sitting.id, self.slot(on).id)

    def url(self, on: ItemType, more: str = "") -> str:
        return f"{self.address}/{self.slot_ids[on]}{more}"


def proposal(kind: Kind, **values: Any) -> Proposal:
    return Proposal(kind=kind, reason=values.pop("reason", "答案印错了"), **values)


def make_bench(
    staff: Staff, clock: Clock, kinds: Sequence[ItemType], students: int, **values: Any
) -> Bench:
    """An exam that `students` sat; the first half answered the objective questions right."""
    exam = staff.published(kinds, **values)
    for slot in exam.form.slots:  # type: ignore[union-attr]
        # Versions of the builders have no labels, which a mended key takes over.
        staff.db.session.get_one(ItemVersion, slot.version_id).labels = LABELS
    staff.db.session.commit()
    people = [staff.make.student(staff.class_) for _ in range(students)]
    sittings = [
        staff.sit(exam, user, right=number < (students + 1) // 2)
        for number, user in enumerate(people)
    ]
    return Bench(staff, clock, exam, sittings)


@pytest.fixture
def staff(db: Any, make: Builders, clock: Clock) -> Staff:
    class_ = make.class_()
    return Staff(database, clock, make, class_, make.instructor(class_))


@pytest.fixture
def bench(staff: Staff, clock: Clock) -> Callable[..., Bench]:
    """Return a function that makes an exam which students sat."""

    def make(kinds: Sequence[ItemType], students: int = 4, **values: Any) -> Bench:
        return make_bench(staff, clock, kinds, students, **values)

    return make


@pytest.fixture
def teacher(staff: Staff, as_user: Callable[[User | None], FlaskClient]) -> FlaskClient:
    return as_user(staff.teacher)
