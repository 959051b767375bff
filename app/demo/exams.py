"""The demo class's exams: one finished, marked and released, one running now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from app.accounts.models import User
from app.bank.domain.items import ItemKey
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.queries import load_keys
from app.courses.models import CourseClass
from app.demo.answers import answer
from app.demo.people import Student
from app.gradebook.service import get_scheme
from app.marking.answers import Entry, key_points_of, rows_of
from app.marking.proposing import add_proposals
from app.marking.service import find_part, list_parts, save_marks
from app.marking.works import PartView
from app.quiz.domain.paper import own_numbers
from app.quiz.domain.saves import SaveSpec
from app.quiz.domain.showing import DEFAULT_REVIEW
from app.quiz.exams.authoring import create_exam
from app.quiz.exams.closing import submit
from app.quiz.exams.drawing import DrawRow, draw
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.exams.grading import release
from app.quiz.exams.paper import Question, load_questions
from app.quiz.exams.publishing import publish
from app.quiz.exams.saving import save_answers
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Exam, Sitting

SINGLE, MULTIPLE = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE
FIRST = (
    ("ch01", SINGLE, 4, 2), ("ch02", SINGLE, 4, 2), ("ch03", SINGLE, 4, 2),
    ("ch01", MULTIPLE, 2, 4), ("ch02", MULTIPLE, 2, 4), ("ch03", MULTIPLE, 2, 4),
    ("ch02", ItemType.TRUE_FALSE, 5, 2), ("ch03", ItemType.FILL_BLANK, 3, 4),
    ("ch01", ItemType.TERM, 1, 5), ("ch03", ItemType.TERM, 1, 5),
    ("ch02", ItemType.SHORT_ANSWER, 1, 10), ("ch03", ItemType.SHORT_ANSWER, 1, 10),
)  # fmt: skip
SECOND = (
    ("ch03", SINGLE, 10, 3), ("ch03", MULTIPLE, 5, 4), ("ch03", ItemType.TRUE_FALSE, 5, 2),
    ("ch03", ItemType.FILL_BLANK, 4, 5), ("ch03", ItemType.SHORT_ANSWER, 2, 10),
)  # fmt: skip
WRITTEN = (
    ("ch04", ItemType.TERM, 1, 5), ("ch05", ItemType.TERM, 1, 5),
    ("ch04", ItemType.SHORT_ANSWER, 1, 10), ("ch05", ItemType.SHORT_ANSWER, 1, 10),
)  # fmt: skip


def hold_finished_exam(
    course_class: CourseClass, teacher: User, students: Sequence[Student], at: datetime, rng: Random
) -> Exam:
    """An exam held at `at`, marked two days later and released the day after."""
    exam = _make("第一次阶段测验（第一至三章）", course_class, teacher, at, 90, FIRST, rng)
    for student in students[:-2]:  # two stayed away
        begun = at + timedelta(minutes=rng.randrange(4), seconds=rng.randrange(60))
        sitting = start_sitting(exam, student.user, begun, rng.randrange(2**62))
        ended = begun + timedelta(minutes=rng.randrange(40, 85))
        _work_through(sitting, student, begun, ended, 1.0, rng)
        submit(sitting, ended)
    _mark_written(course_class, teacher, at + timedelta(days=2), rng)
    release(exam, teacher.id, at + timedelta(days=3))
    return exam


def hold_unmarked_exam(
    course_class: CourseClass, teacher: User, students: Sequence[Student], at: datetime, rng: Random
) -> Exam:
    """A short test of written questions held at `at`, which waits at the grading desk."""
    exam = _make("随堂测（第四、五章）", course_class, teacher, at, 40, WRITTEN, rng)
    for student in students[1:]:
        begun = at + timedelta(minutes=rng.randrange(3), seconds=rng.randrange(60))
        sitting = start_sitting(exam, student.user, begun, rng.randrange(2**62))
        ended = begun + timedelta(minutes=rng.randrange(20, 38))
        _work_through(sitting, student, begun, ended, 1.0, rng)
        submit(sitting, ended)
    return exam


def open_running_exam(
    course_class: CourseClass, teacher: User, students: Sequence[Student], at: datetime, rng: Random
) -> Exam:
    """An exam that began 25 minutes before `at`; the first student has not started yet."""
    begin = at - timedelta(minutes=25)
    exam = _make("第二次阶段测验（第三章）", course_class, teacher, begin, 120, SECOND, rng)
    for student in students[1:22]:
        begun = begin + timedelta(minutes=rng.randrange(6), seconds=rng.randrange(60))
        sitting = start_sitting(exam, student.user, begun, rng.randrange(2**62))
        saved = at - timedelta(seconds=rng.randrange(3, 90))
        _work_through(sitting, student, begun, saved, rng.uniform(0.3, 0.9), rng)
    return exam


def _make(
    title: str,
    course_class: CourseClass,
    teacher: User,
    opens_at: datetime,
    minutes: int,
    rows: Sequence[tuple[str, ItemType, int, int]],
    rng: Random,
) -> Exam:
    made_at = opens_at - timedelta(days=5)
    settings = ExamSettings(
        title=title,
        instructions="闭卷。每次改动会自动保存，看到“已保存”就是服务器收到了。",
        opens_at=opens_at,
        closes_at=opens_at + timedelta(minutes=minutes + 30),
        minutes=minutes,
        attempts=1,
        shuffle_items=True,
        shuffle_options=True,
        rule=MultipleResponseRule.HALF.value,
        category_id=get_scheme(course_class.id).categories[0].id,
        needs_eligibility=False,
        review=dict(DEFAULT_REVIEW),
        look_days=30,
    )
    exam = create_exam(course_class, settings, teacher.id, made_at)
    wanted = [
        DrawRow(chapter=chapter, type=type_, count=count, points=Decimal(points))
        for chapter, type_, count, points in rows
    ]
    draw(exam, wanted, ("exam", "practice"), rng.randrange(2**31))
    publish(exam, teacher.id, made_at)
    return exam


def _work_through(
    sitting: Sitting,
    student: Student,
    begun: datetime,
    until: datetime,
    done: float,
    rng: Random,
) -> None:
    """Answer the first part of the paper (`done` of it) but a few, the last save at `until`."""
    questions = list(load_questions(sitting).values())
    keys = load_keys([question.version_id for question in questions])
    saves = []
    for number, question in enumerate(questions[: round(len(questions) * done)], 1):
        if rng.random() < 0.03:
            continue  # passed over
        response = _respond(sitting, question, keys[question.version_id], student, rng)
        saves.append(
            SaveSpec(
                client="demo",
                seq=number,
                slot_id=question.slot.id,
                response=response,
                flagged=rng.random() < 0.06,
            )
        )
    for number in range(0, len(saves), 6):
        batch = saves[number : number + 6]
        share = (number + len(batch)) / len(saves)
        save_answers(sitting, batch, begun + (until - begun) * share)


def _respond(
    sitting: Sitting, question: Question, key: ItemKey, student: Student, rng: Random
) -> object:
    """An answer in the words of this candidate's page, where options go by other names."""
    face = question.shown.face
    if key.variables:
        # The sitting's face has its numbers already; the key gets the same ones.
        seeded = replace(face, seeded=True)
        _own, key = own_numbers(seeded, key, item_id=question.item_id, seed=sitting.seed)
    return question.shown.encode(answer(face, key, student.skill, rng))


def _mark_written(course_class: CourseClass, teacher: User, at: datetime, rng: Random) -> None:
    """The teacher marks what waits, key point by key point, a little strictly."""
    for summary in list_parts(course_class.id):
        part = find_part(course_class.id, summary.kind, summary.part_id)
        if part is None:
            continue
        rows = [row for row in rows_of(part) if not row.is_marked]
        entries = {
            row.response.work_id: Entry(
                work_id=row.response.work_id,
                seen=row.event.number if row.event else 0,
                points=_points(part, str(row.response.response or ""), rng),
            )
            for row in rows
        }
        add_proposals(part, rows)  # students see the words that earned their points
        save_marks(part, rows, entries, teacher.id, at)


def _points(part: PartView, text: str, rng: Random) -> dict[str, str]:
    """Full points for a key point that was written, half for an unclear one, else none."""
    points = {}
    for point in key_points_of(part):
        said = any(form.rstrip("。；") in text for form in (point.text, *point.variants))
        half = (point.points / 2).quantize(Decimal("0.5"))
        given = point.points if said and rng.random() < 0.9 else half if said else Decimal(0)
        points[point.id] = f"{given:f}"
    return points
