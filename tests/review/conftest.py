"""What these tests share: a bank to fill, and the small course for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from tests.learning.builders import Bank, small_course


@pytest.fixture
def bank(db: Any, clock: Callable[[], datetime]) -> Bank:
    return Bank(db, clock)


@pytest.fixture(autouse=True)
def own_content(app: Flask) -> Iterator[None]:
    with small_course(app):
        yield
