"""Builders of rows for tests: sensible defaults, everything can be said otherwise."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.accounts.models import Identifier, User
from app.accounts.passwords import hash_password
from app.authz.permissions import Role
from app.courses.models import CourseClass, Enrolment

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


class Builders:
    """`make.user(name="林若溪")` adds and flushes a row and returns it."""

    def __init__(self, db: Any, clock: Callable[[], datetime]) -> None:
        self.db = db
        self.clock = clock

    def add(self, row: Any) -> Any:
        self.db.session.add(row)
        self.db.session.commit()
        return row

    def user(self, name: str = "林若溪", **values: Any) -> User:
        n = next(_numbers)
        username = values.pop("username", f"user{n}")
        student_no = values.pop("student_no", None)
        names = [Identifier(kind="username", value=username.lower(), display=username)]
        if student_no:
            names.append(Identifier(kind="student_no", value=student_no, display=student_no))
        values.setdefault("password_hash", hash_password(values.pop("password", PASSWORD)))
        values = {"created_at": self.clock(), "last_seen_at": self.clock()} | values
        return self.add(User(name=name, identifiers=names, **values))

    def admin(self, **values: Any) -> User:
        return self.user("管理员", is_admin=True, **values)

    def teacher(self, **values: Any) -> User:
        return self.user("周老师", can_teach=True, **values)

    def class_(self, name: str = "电商 2301 班", **values: Any) -> CourseClass:
        n = next(_numbers)
        values.setdefault("join_code", f"JOIN{n:04d}")
        return self.add(CourseClass(name=name, created_at=self.clock(), **values))

    def enrol(self, user: User, class_: CourseClass, role: Role = Role.STUDENT) -> Enrolment:
        return self.add(
            Enrolment(user_id=user.id, class_id=class_.id, role=role, joined_at=self.clock())
        )

    def student(self, class_: CourseClass, name: str = "林若溪", **values: Any) -> User:
        user = self.user(
            name, student_no=values.pop("student_no", f"0{next(_numbers):06d}"), **values
        )
        self.enrol(user, class_)
        return user

    def instructor(self, class_: CourseClass, **values: Any) -> User:
        user = self.teacher(**values)
        self.enrol(user, class_, Role.INSTRUCTOR)
        return user
