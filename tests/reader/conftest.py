"""What the tests of the reader share: a course of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.bank.content import get_library
from app.bank.loading import load_content
from app.content.library import Library
from tests.reader.builders import write_course


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_course(tmp_path_factory.mktemp("course") / "content")


@pytest.fixture(autouse=True)
def own_content(app: Flask, course: Path) -> Iterator[None]:
    before = app.config["CONTENT"]
    app.config["CONTENT"] = course
    yield
    app.config["CONTENT"] = before


@pytest.fixture
def library(app: Flask, own_content: None) -> Library:
    with app.app_context():
        return get_library()


@pytest.fixture
def loaded(db: Any, clock: Callable[[], datetime], library: Library) -> Library:
    """The course, its items in the database."""
    load_content(library, clock())
    return library
