"""A class with the task set, a student who has begun, and ways to work on the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.domain.state import Op
from app.workshop.customer_file.loading import Loaded, load
from app.workshop.customer_file.models import CustomerFile, FileProject
from app.workshop.customer_file.saving import Saved, save
from app.workshop.customer_file.service import begin, default_category, hand_in, make_project
from tests.builders import Builders
from tests.workshop.customer_file.perfect import everything

SEED = 11
USUAL: dict[str, Any] = {
    "title": "建立客户档案",
    "late_percent": 10,
    "late_days": 7,
    "cut_a": 80,
    "cut_b": 95,
    "basis": "amount",
    "ties": "low",
}


@dataclass
class Desk:
    """The world of these tests."""

    make: Builders
    clock: Callable[[], datetime]
    class_: Any
    teacher: Any
    student: Any
    project: FileProject

    def begin(self, student: Any = None, seed: int = SEED) -> CustomerFile:
        file = begin(self.project, student or self.student, self.clock())
        file.seed = seed
        self.make.db.session.commit()
        return file

    def save(self, file: CustomerFile, ops: Iterable[Op]) -> Saved | None:
        listed = list(ops)
        return save(file, lambda _loaded: listed, self.clock())

    def perfect(self, file: CustomerFile) -> Loaded:
        loaded = load(file)
        self.save(file, everything(loaded.files, self.project.rules, Convention.END_OF_FIRST))
        return load(file)

    def hand_in(self, file: CustomerFile) -> CustomerFile:
        return hand_in(file, load(file).seen, self.clock())


@pytest.fixture
def desk(make: Builders, clock: Any) -> Desk:
    class_ = make.class_()
    teacher = make.instructor(class_)
    values = USUAL | {
        "category_id": default_category(class_.id),
        "due_at": clock() + timedelta(days=10),
    }
    project = make_project(class_, values, clock())
    return Desk(make, clock, class_, teacher, make.student(class_), project)
