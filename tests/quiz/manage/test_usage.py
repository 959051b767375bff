"""What exams tell the bank of an item: papers, versions, marks, and what is nobody else's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask, g

from app.authz.permissions import Role
from app.authz.policy import Actor
from app.bank.models import Item
from app.bank.usage import Known, Usage, usage_of
from app.quiz.exams.grading import release
from app.quiz.exams.usage import ExamUsage
from app.quiz.models import Exam
from tests.quiz.manage.builders import SINGLE, Staff


@pytest.fixture
def ask(app: Flask) -> Callable[..., Known]:
    """Ask as the instructor of a class, or as somebody who only may teach."""

    @contextmanager
    def acting(class_id: int | None) -> Iterator[None]:
        with app.test_request_context():
            roles = {} if class_id is None else {class_id: Role.INSTRUCTOR}
            g.actor = Actor(user_id=1, is_guest=False, can_teach=True, roles=roles)
            yield

    def look_up(item: Item, class_id: int | None = None) -> Known:
        with acting(class_id):
            return ExamUsage().look_up(item.id)

    return look_up


def held(staff: Staff, exam: Exam) -> Item:
    slot = exam.form.slots[0]  # type: ignore[union-attr]
    return staff.db.session.get_one(Item, slot.version.item_id)


def finished(staff: Staff, right: int, wrong: int) -> Exam:
    exam = staff.published([SINGLE])
    for n in range(right + wrong):
        staff.sit(exam, staff.make.student(staff.class_, f"学生{n}"), right=n < right)
    staff.clock.move(hours=3)  # type: ignore[attr-defined]
    release(exam, staff.teacher.id, staff.clock())
    return exam


def test_papers_with_version_state_and_date(staff: Staff, ask: Any) -> None:
    exam = staff.published([SINGLE])
    item = held(staff, exam)
    use = ask(item, staff.class_.id).uses[0]
    assert (use.title, use.version, use.state) == ("第一次测验", 1, "已发布")
    assert use.place == staff.class_.name
    assert exam.public_id in use.url
    assert use.at == exam.opens_at


def test_a_draft_follows_the_newest_version(staff: Staff, ask: Any) -> None:
    item = staff.item()
    staff.draft([item])
    known = ask(item, staff.class_.id)
    assert [(use.version, use.state) for use in known.uses] == [(None, "草稿")]
    assert known.last_at is None


def test_titles_of_other_classes_are_only_counted(staff: Staff, ask: Any) -> None:
    item = held(staff, staff.published([SINGLE]))
    known = ask(item)
    assert list(known.uses) == []
    assert known.hidden == 1


def test_marks_are_told_after_the_release_only(staff: Staff, ask: Any) -> None:
    exam = staff.published([SINGLE])
    item = held(staff, exam)
    staff.sit(exam, staff.make.student(staff.class_))
    assert ask(item, staff.class_.id).tally is None
    staff.clock.move(hours=3)  # type: ignore[attr-defined]
    release(exam, staff.teacher.id, staff.clock())
    tally = ask(item).tally
    assert (tally.answers, tally.people, tally.share) == (1, 1, 1)


def test_the_share_right_and_that_few_people_are_no_evidence(staff: Staff, ask: Any) -> None:
    tally = ask(held(staff, finished(staff, right=2, wrong=1))).tally
    assert (tally.answers, tally.people, tally.marked) == (3, 3, 3)
    assert tally.share == Fraction(2, 3)
    assert not tally.evidence


def test_rehearsals_are_no_use(staff: Staff, ask: Any) -> None:
    exam = staff.published([SINGLE])
    item = held(staff, exam)
    exam.kind = "rehearsal"
    staff.db.session.commit()
    known = ask(item, staff.class_.id)
    assert (list(known.uses), known.hidden, known.tally) == ([], 0, None)


def test_a_second_exam_costs_no_more(staff: Staff, ask: Any, count_sql: Any) -> None:
    item = held(staff, finished(staff, right=1, wrong=0))
    with count_sql() as first:
        ask(item, staff.class_.id)
    for title in ("二", "三", "四"):
        staff.draft([item], title=title)
    with count_sql() as more:
        assert len(ask(item, staff.class_.id).uses) == 4
    assert len(more) == len(first)


def test_sources_are_put_together(staff: Staff, app: Flask) -> None:
    item = staff.item()
    with app.test_request_context():
        g.actor = Actor()
        assert usage_of(item.id).is_new
    assert not Usage(hidden=1).is_new
