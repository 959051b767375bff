"""Rulings on exams with parallel forms and pools: each form's questions, and only whoever got them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.extensions import db
from app.marking import regrade
from app.marking.domain.rulings import Kind, RulingError
from app.marking.ledger import current_marks
from app.quiz.exams import arranging, parallel
from app.quiz.exams.paper import list_forms
from app.quiz.exams.publishing import publish
from app.quiz.exams.results import load_results
from app.quiz.exams.terms import WORK, full_marks
from app.quiz.models import Exam, FormSlot, Sitting
from tests.conftest import Clock
from tests.quiz.manage.builders import SINGLE, TRUTH, Staff
from tests.regrade.conftest import proposal

pytestmark = pytest.mark.both_engines


def held(staff: Staff, clock: Clock) -> tuple[Exam, list[Sitting]]:
    """Forms A and B by lot, each with one of three from a pool; everybody answers wrongly."""
    items = [*staff.items([SINGLE] * 3), staff.item(TRUTH)]
    staff.items([SINGLE] * 3 + [TRUTH])
    at = clock()
    exam = staff.draft(items, opens_at=at - timedelta(minutes=1), closes_at=at + timedelta(hours=1))
    arranging.put_in_pool(exam, [item.public_id for item in items[:3]], "", 1)
    parallel.draw_parallel(exam, [], 1)
    parallel.set_form_rule(exam, "random")
    publish(exam, staff.teacher.id, at)
    db.session.refresh(exam)
    people = [staff.make.student(staff.class_) for _ in range(12)]
    return exam, [staff.sit(exam, user, right=False) for user in people]


def test_full_marks_go_to_whoever_got_the_question_on_either_form(
    staff: Staff, clock: Clock
) -> None:
    exam, sittings = held(staff, clock)
    given = {slot for sitting in sittings for slot in sitting.slots}
    pooled = [db.session.get_one(FormSlot, id_) for id_ in sorted(given)]
    label = {form.id: form.label for form in list_forms(exam)}
    seen = set()
    for slot in [slot for slot in pooled if slot.pool]:
        part = regrade.find_part(exam.class_id, WORK, slot.id)
        assert part is not None
        assert part.sheet.paper_title.endswith(f"{label[slot.form_id]} 卷")
        seen.add(label[slot.form_id])
        stamp = regrade.preview(part, proposal(Kind.FULL)).stamp
        regrade.take(part, proposal(Kind.FULL), stamp, staff.teacher.id, clock())
        got = [sitting.id for sitting in sittings if slot.id in sitting.slots]
        marks = current_marks(WORK, [sitting.id for sitting in sittings])
        ruled = {work for (work, part_id), mark in marks.items() if part_id == slot.id and mark.new}
        assert ruled == set(got)
    assert seen == {"A", "B"}
    assert full_marks(exam) == Decimal(4)
    results = load_results(exam, clock())
    assert results.full == Decimal(4)
    assert {row.score.total for row in results.rows if row.score} == {Decimal(2)}


@pytest.mark.parametrize("kind", [Kind.VOID, Kind.POINTS])
def test_what_not_everybody_has_keeps_its_worth(staff: Staff, clock: Clock, kind: Kind) -> None:
    exam, sittings = held(staff, clock)
    for slot_id in sittings[0].slots:
        part = regrade.find_part(exam.class_id, WORK, slot_id)
        assert part is not None
        points = {"points": Decimal(5)} if kind is Kind.POINTS else {}
        with pytest.raises(RulingError) as error:
            regrade.preview(part, proposal(kind, **points))
        assert "人人满分" in regrade.explain(error.value)
    assert full_marks(exam) == Decimal(4)
