"""Homework, attendance and a practice goal of the demo class."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from app.accounts.models import User
from app.courses.models import CourseClass
from app.demo.people import Student
from app.gradebook.attendance import service as attendance
from app.gradebook.attendance.models import Presence
from app.gradebook.domain.attendance import DEFAULT_WORTH
from app.gradebook.service import get_scheme
from app.learning.goals import make_goal
from app.marking.rubrics import Judgement
from app.workshop.homework import service as homework
from app.workshop.homework.models import Assignment

RUBRIC = [
    ["找出接触点", "40", "售前、售中、售后都有"],
    ["分析有据", "40", ""],
    ["表达清楚", "20", ""],
]
OPENINGS = (
    "我选的是学校东门的奶茶店。顾客第一次知道它，多半是路过时看到排队；第二次是同学在群里发的拼单。",
    "我观察了宿舍楼下的快递站。一位顾客从收到短信到取走包裹，一共和它打了四次交道。",
    "我写的是家里常去的社区药店，店员认得大部分老顾客，但换班时交接常常断掉。",
    "我选了校内的打印店：期末前最忙，也最容易得罪人，所以值得看它怎样安排排队和道歉。",
)
MIDDLES = (
    "售前的接触点是门口的价目表，字太小，站在队尾看不清。建议改成两块，分开新品和常点的。",
    "售中最要紧的一刻是出错的时候：店员先解释是谁的错，再谈怎么补救，顾客等得更急。",
    "售后几乎没有人管。可以在小票上留一个能回话的号码，隔天问一句合不合口味。",
    "最容易改的是等待：把还要等多久写出来，顾客就不会反复来问。",
)


def hold_coursework(
    course_class: CourseClass, teacher: User, students: list[Student], at: datetime, rng: Random
) -> None:
    """One piece of homework marked, one open; six sessions of attendance; a goal that runs."""
    category = get_scheme(course_class.id).categories[0].id
    first = _set(
        course_class, teacher, category, "作业一：一家小店的接触点", at - timedelta(days=20)
    )
    for student in students:
        if student.diligence > 0.25 or student is students[0]:
            late = (
                timedelta(hours=30)
                if student is students[3]
                else timedelta(hours=-rng.uniform(1, 60))
            )
            _hand_in(first, student, first.due_at + late, rng)
    _mark(first, teacher, students, at - timedelta(days=12))
    second = _set(
        course_class,
        teacher,
        category,
        "作业二：给一位流失的顾客写回访提纲",
        at + timedelta(days=6),
    )
    for student in students[:9]:
        _hand_in(second, student, at - timedelta(hours=rng.uniform(2, 70)), rng)
    _hold_sessions(course_class, teacher, students, at, rng)
    make_goal(
        course_class.id,
        {
            "title": "练习目标：前三章答对 30 题", "kind": "right", "target": 30,
            "chapters": ["ch01", "ch02", "ch03"], "opens_at": at - timedelta(weeks=8),
            "due_at": at + timedelta(days=10), "category_id": category,
        },
        teacher.id,
        at,
    )  # fmt: skip


def _set(
    course_class: CourseClass, teacher: User, category: int, title: str, due_at: datetime
) -> Assignment:
    values = {
        "title": title,
        "text": "选一家你熟悉的小店，写出顾客从知道它到再来的接触点，每处说一个能改的地方，600 字左右。",
        "category_id": category, "due_at": due_at, "closes_at": due_at + timedelta(days=3),
        "file_types": ["pdf", "docx"], "most_files": 2, "rubric": RUBRIC,
        "late_per_day": Decimal(10), "late_cap": Decimal(50), "open": True,
    }  # fmt: skip
    made_at = due_at - timedelta(days=14)
    return homework.save_assignment(None, course_class.id, values, teacher.id, made_at)


def _hand_in(assignment: Assignment, student: Student, at: datetime, rng: Random) -> None:
    text = "\n".join([rng.choice(OPENINGS), *rng.sample(MIDDLES, 3)])
    homework.hand_in(assignment, student.user.id, text, [], at)


def _mark(assignment: Assignment, teacher: User, students: list[Student], at: datetime) -> None:
    skill = {student.user.id: student.skill for student in students}
    for work in homework.works_of(assignment):
        if work.submission is None:
            continue
        points = [
            round(float(worth) * (0.55 + 0.4 * skill[work.user.id])) for _n, worth, _h in RUBRIC
        ]
        comment = (
            "接触点找得细，建议再具体一些" if skill[work.user.id] > 0.6 else "售后部分写得太少"
        )
        given = [
            Judgement(number=n, points=str(p), comment=comment if n == 1 else "")
            for n, p in enumerate(points, 1)
        ]
        homework.judge_work(work.submission, given, teacher.id, at)
    homework.release(assignment, teacher.id, at)


def _hold_sessions(
    course_class: CourseClass, teacher: User, students: list[Student], at: datetime, rng: Random
) -> None:
    for week in range(6, 0, -1):
        held = at - timedelta(weeks=week)
        session = attendance.make_session(course_class.id, f"第 {9 - week} 周", held)
        presences: dict[int, Presence | None] = {}
        for student in students:
            chance = rng.random() * (0.5 + student.diligence)
            presences[student.user.id] = (
                Presence.ABSENT if chance < 0.06 else Presence.LATE if chance < 0.14
                else Presence.LEAVE if chance > 1.35 else Presence.HERE
            )  # fmt: skip
        attendance.mark_people(session, presences, teacher.id, held)
    attendance.save_rule(course_class.id, DEFAULT_WORTH, None, teacher.id, at)
