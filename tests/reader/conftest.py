"""What the tests of the reader share: a course with an open, a closed and an unwritten chapter."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.bank import content
from app.bank.content import get_library
from app.bank.loading import load_content
from app.content.library import Library

SMALL = Path(__file__).parent.parent / "content" / "fixtures" / "small"
THIRD = """
  - id: ch03
    no: 3
    title: 荐书
    title_en: Recommending books
    hours: {theory: 0, practice: 0}
    objectives: [{text: 能荐一本书, level: 了解}]
    focus: [荐书]
    outline: [{title: 荐书的时机, items: [早, 晚]}]
"""
CLOSED = """---
id: ch02
title: 还书
minutes: 4
summary: 怎样催还。
objectives:
  - {text: 能说明怎样催还, level: 运用}
focus: [催还]
---

## 2.1 催还 {#s2-1 kp="ch02.remind"}

催还要客气，先问[[读者卡]]上的日子，再打电话。线索都在卡片里。

## 2.2 收尾 {#s2-2}

书回来了，卡片上画一道线。
"""
POINTS = """chapter: ch02
points:
  - {id: ch02.remind, title: 催还, level: 运用, cognitive: 应用}
"""


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course with a second lesson, and a third chapter that is only planned."""
    root = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("course") / "content"))
    plan = root / "course.yml"
    plan.write_text(plan.read_text("utf-8") + THIRD.removeprefix("\n"), "utf-8")
    (root / "chapters" / "ch02.md").write_text(CLOSED, "utf-8")
    (root / "knowledge" / "ch02.yml").write_text(POINTS, "utf-8")
    return root


@pytest.fixture(autouse=True)
def own_content(app: Flask, course: Path) -> Iterator[None]:
    before = app.config["CONTENT"]
    app.config["CONTENT"] = course
    content.forget()
    yield
    app.config["CONTENT"] = before
    content.forget()


@pytest.fixture
def library(app: Flask, own_content: None) -> Library:
    with app.app_context():
        return get_library()


@pytest.fixture
def loaded(db: Any, clock: Callable[[], datetime], library: Library) -> Library:
    """The course, its items in the database."""
    load_content(library, clock())
    return library
