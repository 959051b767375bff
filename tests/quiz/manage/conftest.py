"""What the tests of the staff's exam pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.extensions import db as database
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.manage.builders import Staff


@pytest.fixture
def staff(db: Any, make: Builders, clock: Clock) -> Staff:
    class_ = make.class_()
    return Staff(database, clock, make, class_, make.instructor(class_))


@pytest.fixture
def teacher(staff: Staff, as_user: Callable[[User | None], FlaskClient]) -> FlaskClient:
    """A client signed in as the class's instructor."""
    return as_user(staff.teacher)
