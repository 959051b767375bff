"""Archives and second looks of an exam with parallel forms and pools: everybody has other questions."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.extensions import db
from app.marking import looks
from app.marking.domain.looks import Act
from app.marking.ledger import current_marks
from app.marking.looks import Decision, LookRefused
from app.quiz.domain.archive import unpack
from app.quiz.domain.archive_check import verify
from app.quiz.exams.archiving import make_archive
from app.quiz.exams.grading import release
from app.quiz.exams.terms import WORK
from app.quiz.models import FormSlot
from tests.conftest import Clock
from tests.quiz.manage.builders import Staff
from tests.regrade.test_forms import held

pytestmark = pytest.mark.both_engines


def test_everybody_asks_about_their_own_questions_and_the_archive_holds(
    staff: Staff, clock: Clock
) -> None:
    exam, sittings = held(staff, clock)
    release(exam, staff.teacher.id, clock.move(hours=2))
    given = {slot for sitting in sittings for slot in sitting.slots}
    for sitting in sittings[:3]:
        strange = next(iter(given - set(sitting.slots)))
        with pytest.raises(LookRefused):
            looks.ask(WORK, sitting.id, strange, sitting.user_id, "这不是我的题", clock())
        own = sitting.slots[0]
        look = looks.ask(WORK, sitting.id, own, sitting.user_id, "请再看看这道题", clock())
        seen = current_marks(WORK, [sitting.id])[sitting.id, own].number
        decision = Decision(act=Act.CHANGE, words="给一半", seen=seen, points={"whole": "1"})
        looks.decide(look, decision, staff.teacher.id, clock())
    data = make_archive(exam.id, clock(), "0")
    assert verify(data).faults == []
    forms = unpack(data).rows("forms")
    assert {form["label"] for form in forms} == {"A", "B"}
    slots = {slot["id"] for form in forms for slot in form["slots"]}
    assert slots == set(db.session.scalars(select(FormSlot.id)))
