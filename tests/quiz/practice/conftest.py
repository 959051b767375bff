"""What these tests share: a bank to fill, the small course, and learners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from tests.builders import Builders
from tests.learning.builders import Bank, small_course
from tests.quiz.practice.walk import Learner


@pytest.fixture
def bank(db: Any, clock: Callable[[], datetime]) -> Bank:
    return Bank(db, clock)


@pytest.fixture(autouse=True)
def own_content(app: Flask) -> Iterator[None]:
    with small_course(app):
        yield


@pytest.fixture
def user(make: Builders) -> Any:
    return make.user()


@pytest.fixture
def learner(as_user: Callable[..., Any], user: Any) -> Learner:
    return Learner(as_user(user))


@pytest.fixture
def visitor(as_user: Callable[..., Any]) -> Learner:
    return Learner(as_user(None))
