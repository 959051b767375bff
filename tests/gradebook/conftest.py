"""A class with a gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from app.database import writing
from app.gradebook.models import GradeCategory, GradeColumn, GradeScheme
from app.gradebook.service import get_scheme, next_position, post_grades
from tests.builders import Builders


@dataclass
class Book:
    """A class with an instructor and three students, and ways to fill its gradebook."""

    make: Builders
    class_: Any
    teacher: Any
    students: list[Any]

    @property
    def scheme(self) -> GradeScheme:
        return get_scheme(self.class_.id)

    def category(self, name: str) -> GradeCategory:
        return next(c for c in self.scheme.categories if c.name == name)

    def column(
        self, title: str = "情景一", category: str = "技巧训练", **values: Any
    ) -> GradeColumn:
        column = GradeColumn(
            class_id=self.class_.id,
            category_id=self.category(category).id,
            position=next_position(self.class_.id),
            title=title,
            **values,
        )
        return self.make.add(column)

    def grade(self, column: GradeColumn, at: datetime, *marks: Any, **more: Any) -> int:
        """Grades in the order of the students: numbers, None, or 免."""
        people = [s.id for s in self.students]
        grades = {
            user: None if mark in (None, "免") else Decimal(str(mark))
            for user, mark in zip(people, marks, strict=False)
        }
        excused = [u for u, mark in zip(people, marks, strict=False) if mark == "免"]
        with writing():
            return post_grades(
                column, grades, more.get("reason", "录入"), at, more.get("author"), excused
            )

    @property
    def url(self) -> str:
        return f"/classes/{self.class_.public_id}/grades"


@pytest.fixture
def book(make: Builders) -> Book:
    class_ = make.class_()
    teacher = make.instructor(class_)
    students = [
        make.student(class_, name=name, student_no=number)
        for name, number in [("陈思远", "0230101"), ("林若溪", "0230115"), ("罗文博", "0230118")]
    ]
    return Book(make, class_, teacher, students)
