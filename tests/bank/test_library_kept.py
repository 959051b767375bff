"""The course as a process keeps it: read once for each folder, and checked before, not by a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.bank import content
from app.cli import prepare
from app.content import checks
from app.content.loader import Loader
from app.extensions import db as database


@pytest.fixture
def app_context(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(content, "_loaded", {})
    with app.app_context():
        yield


def test_the_first_page_does_not_check_the_course_again(
    app_context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(_library: Any) -> Any:
        raise AssertionError("checked while a person waits")

    monkeypatch.setattr(checks, "check_library", check)
    library = content.get_library()
    assert library.chapters["ch01"].lesson.sections
    assert content.get_library() is library


def test_each_folder_is_kept_for_itself(app: Flask, app_context: Any, root: Path) -> None:
    ours = content.get_library()
    app.config["CONTENT"] = root
    copy = content.get_library()
    assert copy is not ours
    assert copy.root == root
    app.config["CONTENT"] = ours.root
    assert content.get_library() is ours


def test_a_start_serves_the_course_that_it_has_read_and_checked(
    app: Flask, db: Any, app_context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare.load_course(app)
    database.session.commit()

    def read(_loader: Loader) -> Any:
        raise AssertionError("read a second time")

    monkeypatch.setattr(Loader, "load", read)
    assert "ch01" in content.get_library().chapters
