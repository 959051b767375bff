"""What the tests of the bank share: the small course, loaded, and ways to write items."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.bank import importing
from app.bank.loading import LoadReport, load_content
from app.bank.models import Item, ItemVersion
from app.bank.specs import ItemFileSpec
from app.content.checks.items import item_kind
from app.content.library import Library, load_library
from tests.bank.imports import Reader

SMALL = Path(__file__).parent.parent / "content" / "fixtures" / "small"


def read(root: Path) -> Library:
    return load_library(root, (item_kind(ItemFileSpec.model_validate),))


@pytest.fixture(scope="session")
def small() -> Library:
    """The small course: two knowledge points, three items, one material."""
    library = read(SMALL)
    assert library.ok, library.problems
    return library


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small course that a test may change."""
    return Path(shutil.copytree(SMALL, tmp_path / "content"))


@pytest.fixture
def load(db: Any, clock: Callable[[], Any]) -> Callable[[Library], LoadReport]:
    return lambda library: load_content(library, clock())


@pytest.fixture
def loaded(load: Callable[[Library], LoadReport], small: Library) -> LoadReport:
    """The small course in the database."""
    return load(small)


@pytest.fixture(autouse=True)
def own_content(app: Flask) -> Iterator[None]:
    """Pages read the small course's figures and chapters, not the big one's."""
    before = app.config["CONTENT"]
    app.config["CONTENT"] = SMALL
    yield
    app.config["CONTENT"] = before


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Files hold what the test says."""
    reader = Reader()
    monkeypatch.setattr(importing, "read_file", reader)
    return reader


def version_of(item: Item) -> ItemVersion:
    """The version of an item that is current."""
    assert item.current_version is not None
    return item.current_version
