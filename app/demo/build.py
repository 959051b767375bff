"""Puts the demo class together, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from app.accounts.models import Identifier, User
from app.courses.models import CourseClass
from app.database import writing
from app.demo.cases import work_on_cases
from app.demo.coursework import hold_coursework
from app.demo.customer_files import set_customer_files
from app.demo.exams import hold_finished_exam, hold_unmarked_exam, open_running_exam
from app.demo.peer_reviews import review_each_other
from app.demo.people import TEACHER, Student, make_people, sign_ins
from app.demo.plays import play_scenarios
from app.demo.second_looks import ask_again
from app.demo.study import study
from app.demo.surveys import hold_surveys
from app.extensions import db
from app.gradebook.editing import make_column
from app.gradebook.service import get_scheme, post_grades
from app.quiz.models import Sitting

SEED = 2301
TERM = timedelta(weeks=9)


def build_demo(at: datetime | None = None) -> list[str]:
    """Build the demo class unless it is there already; returns the sign-ins to tell.

    `at` is the instant that counts as now.
    """
    at = at or datetime.now(UTC)
    found = _find_students()
    if found:
        return sign_ins(found)
    rng = Random(SEED)
    begin = (at - TERM).replace(hour=0, minute=30, second=0, microsecond=0)
    teacher, course_class, students = make_people(begin, rng)
    study(students, begin, at, rng)
    held = (at - timedelta(weeks=2)).replace(hour=1, minute=0, second=0, microsecond=0)
    finished = hold_finished_exam(course_class, teacher, students, held, rng)
    ask_again(finished, teacher, students, at)
    _type_marks(course_class, teacher, students, at - timedelta(days=6), rng)
    hold_coursework(course_class, teacher, students, at, rng)
    play_scenarios(course_class, teacher, students, at)
    open_running_exam(course_class, teacher, students, at, rng)
    tested = (at - timedelta(days=2)).replace(hour=2, minute=0, second=0, microsecond=0)
    hold_unmarked_exam(course_class, teacher, students, tested, Random(SEED + 1))
    set_customer_files(course_class, students, at, Random(SEED))
    hold_surveys(course_class, teacher, students, at)
    # With chances of its own, so that what stands above does not change with it.
    work_on_cases(course_class, teacher, students, at, Random(SEED))
    review_each_other(course_class, teacher, students, at, Random(SEED + 2))
    _show_last_visits(teacher, students, at)
    return sign_ins(students)


def _find_students() -> list[Student]:
    known = db.session.scalar(select(Identifier.id).where(Identifier.value == TEACHER))
    if known is None:
        return []
    query = (
        select(User)
        .join(User.identifiers)
        .where(Identifier.kind == "student_no")
        .order_by(Identifier.value)
    )
    return [Student(user, 0, 0) for user in db.session.scalars(query).unique()]


def _type_marks(
    course_class: CourseClass, teacher: User, students: list[Student], at: datetime, rng: Random
) -> None:
    """Marks of two pieces of coursework that the teacher typed; one student is excused."""
    training, files = get_scheme(course_class.id).categories[:2]
    for category_id, title in ((training.id, "情景演练：接待客户"), (files.id, "客户档案（初稿）")):
        column = make_column(
            course_class.id,
            {"title": title, "category_id": category_id, "max": Decimal(100), "published": True},
        )
        marks = {s.user.id: _mark(s, rng) for s in students}
        excused = {students[7].user.id} if title.startswith("客户") else set[int]()
        marks |= dict.fromkeys(excused)
        with writing():
            post_grades(column, marks, "录入", at, teacher.id, excused)


def _show_last_visits(teacher: User, students: list[Student], at: datetime) -> None:
    """When each was last here: who sits in the exam just now, the rest within the last four days."""
    rng = Random(SEED)
    sitting = set(db.session.scalars(select(Sitting.user_id).where(Sitting.state == "open")))
    with writing():
        teacher.last_seen_at = at - timedelta(hours=3)
        for user in [student.user for student in students]:
            hours = rng.triangular(2, 96, 14)
            away = timedelta(minutes=1) if user.id in sitting else timedelta(hours=hours)
            user.last_seen_at = at - away


def _mark(student: Student, rng: Random) -> Decimal | None:
    mark = 45 + 52 * (0.6 * student.skill + 0.4 * student.diligence) + rng.uniform(-5, 5)
    return Decimal(round(min(100.0, max(0.0, mark))))
