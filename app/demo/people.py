"""Who is in the demo class. All names are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random

from app.accounts.models import User
from app.accounts.service import make_user
from app.courses.models import CourseClass, Enrolment
from app.courses.service import create_class
from app.database import writing
from app.extensions import db

PASSWORD = "zhike-demo"  # noqa: S105 (public on purpose; the demo runs on loopback only)
TEACHER = "zhou"
NAMES = (
    "林若溪",
    "陈思远",
    "邓雅琪",
    "黄俊杰",
    "李欣怡",
    "梁嘉豪",
    "刘诗涵",
    "罗文博",
    "欧阳梓萱",
    "孙一鸣",
    "吴佳慧",
    "郑浩然",
    "曹沐阳",
    "董书瑶",
    "范子墨",
    "高语桐",
    "韩景行",
    "何清妍",
    "江承宇",
    "孔令仪",
    "鲁明轩",
    "马思齐",
    "潘雨晴",
    "乔致远",
    "沈知夏",
    "田嘉树",
    "汪亦菲",
    "徐星野",
    "杨舒然",
    "邹凯文",
)


@dataclass(frozen=True, slots=True)
class Student:
    """A student with the chance of knowing an answer and of opening the site on a day."""

    user: User
    skill: float
    diligence: float


def make_people(begin: datetime, rng: Random) -> tuple[User, CourseClass, list[Student]]:
    """The instructor, the class and its 30 students, as of the term's first day."""
    teacher = make_user(
        "周明", {"username": TEACHER}, PASSWORD, begin, can_teach=True, is_admin=True
    )
    course_class = create_class("电商 2301 班", "2026 年秋", teacher, begin)
    with writing():
        users = [
            make_user(name, {"student_no": f"02301{number:02d}"}, PASSWORD, begin)
            for number, name in enumerate(NAMES, 1)
        ]
        for user in users:
            db.session.add(
                Enrolment(
                    class_id=course_class.id, user_id=user.id, role="student", joined_at=begin
                )
            )
        # Two students have been granted more time for every exam.
        users[3].extra_time = users[17].extra_time = Decimal("1.25")
    return teacher, course_class, [_student(user, rng) for user in users]


def sign_ins(students: Sequence[Student]) -> list[str]:
    """What the console says: who may sign in as what."""
    first, last = students[0].user, students[-1].user
    return [
        f"教师（也是管理员） {TEACHER} / {PASSWORD}",
        f"学生 {first.student_no}（{first.name}）到 {last.student_no}（{last.name}） / {PASSWORD}",
    ]


def _student(user: User, rng: Random) -> Student:
    return Student(user, skill=rng.triangular(0.5, 0.97, 0.82), diligence=rng.uniform(0.3, 1.0))
