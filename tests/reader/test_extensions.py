"""Lessons beside the syllabus behave like chapters, and stay out of its sums."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.bank.content import get_library
from app.bank.loading import load_content
from app.content.library import Library
from tests.builders import Builders
from tests.content.samples import load as load_small
from tests.content.samples import said

SMALL = Path(__file__).parent.parent / "content" / "fixtures" / "small"
PLANS = """
extensions:
  - id: ex01
    title: 邮购
    title_en: Books by post
    objectives: [{text: 能寄一本书, level: 运用}]
    focus: [包装]
  - id: ex02
    title: 旧书
    title_en: Old books
    objectives: [{text: 能估一本旧书, level: 了解}]
    focus: [品相]
"""
LESSON = """---
id: ex01
title: 邮购
minutes: 6
summary: 怎样把书寄到。
objectives:
  - {text: 能寄一本书, level: 运用}
focus: [包装]
---

## 拓1.1 包装 {#s1-1 kp="ext.packing"}

TEXT

/// figure | 图 拓1-1　纸箱
    src: ex01/box

见[上图](#fig-ex1-1)。
///

/// check | ex01-tf-001
///
"""
POINTS = """chapter: ex01
points:
  - {id: ext.packing, title: 包装与寄送, level: 运用, cognitive: 应用}
"""
ITEMS = """chapter: ex01
items:
  - id: ex01-tf-001
    type: true_false
    stem: 书角最容易在路上碰坏。
    answer: true
    explanation: 书角突出。
    knowledge: [ext.packing]
    level: 运用
    cognitive: 应用
    difficulty: 1
"""


def write_extension(root: Path) -> Path:
    shutil.copytree(SMALL, root)
    plan = root / "course.yml"
    plan.write_text(plan.read_text("utf-8") + PLANS.removeprefix("\n"), "utf-8")
    text = "邮寄之前先垫好书角再用牛皮纸包两层" * 13
    (root / "chapters/ex01.md").write_text(LESSON.replace("TEXT", text + "。"), "utf-8")
    (root / "knowledge/ex01.yml").write_text(POINTS, "utf-8")
    for name in ("items/ex01", "figures/ex01"):
        (root / name).mkdir(parents=True)
    (root / "items/ex01/a.yml").write_text(ITEMS, "utf-8")
    shutil.copy(root / "figures/ch01/shelf.svg", root / "figures/ex01/box.svg")
    return root


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_extension(tmp_path_factory.mktemp("extended") / "content")


@pytest.fixture
def loaded(app: Flask, db: Any, course: Path, clock: Callable[[], datetime]) -> Library:
    app.config["CONTENT"] = course
    library = get_library()
    load_content(library, clock())
    return library


@pytest.fixture
def student(loaded: Library, make: Builders, as_user: Callable[..., Any]) -> Any:
    return as_user(make.student(make.class_()))


def test_it_is_sound_and_has_no_hours(course: Path) -> None:
    library = load_small(course)
    assert said(library, errors=True) == []
    assert library.course is not None
    assert library.course.hours.total == 6
    assert [plan.id for plan in library.course.plans] == ["ch01", "ch02", "ex01", "ex02"]
    assert library.chapter_of["ext.packing"] == "ex01"
    assert [point.id for point in library.points_of("ex01")] == ["ext.packing"]
    assert library.chapters["ex01"].lesson.sections[0].number == "拓1.1"


def test_the_map_shows_it_below_the_chapters(student: Any) -> None:
    html = student.get("/learn").text
    chapters, _, beside = html.partition('id="extensions"')
    assert "2 章" in chapters
    assert "邮购" not in chapters
    assert beside.index("/learn/ex01") < beside.index("旧书")
    assert "课文还没写" in beside
    assert "学时" not in beside.split("<ol")[1].split("</ol>")[0]


def test_it_is_read_like_a_chapter(student: Any, as_user: Callable[..., Any]) -> None:
    for url in (
        "/learn/ex01",
        "/learn/ex01/s1-1",
        "/learn/ex01/print",
        "/learn/ex01/print/summary",
    ):
        answer = student.get(url)
        assert answer.status_code == 200, url
        assert "拓展 1" in answer.text, url
        assert not re.search(r"本章|全章|这一章", answer.text), url
        assert as_user(None).get(url).status_code == 302
    assert 'id="fig-ex1-1"' in student.get("/learn/ex01/s1-1").text
    assert student.get("/learn/ex02").status_code == 404


def test_it_is_found(student: Any) -> None:
    html = student.get("/search?q=牛皮纸").text
    assert "/learn/ex01/s1-1" in html
    assert "拓展 1" in html


def test_it_is_practised_and_counted(student: Any) -> None:
    home = student.get("/practice").text
    assert "邮购" in home
    assert "拓一" in home.replace("\n", "")
    assert "包装与寄送" in student.get("/practice/choose?chapter=ex01").text
    answer = student.post(
        "/learn/ex01/checks/ex01-tf-001",
        data={"answer": "false", "seed": "0"},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 200
    assert "拓展 1 0% → " in answer.text or "已记入掌握程度" in answer.text
    assert "邮购" in student.get("/mistakes?chapter=ex01").text
    assert "包装与寄送" in student.get("/progress").text


def test_nobody_is_led_beside_the_syllabus_before_its_end(student: Any) -> None:
    student.post("/learn/ex01/s1-1/position", data={"done": "1"})
    html = student.get("/learn").text
    assert 'href="/learn/ch01/' in html.split('class="zk-go"')[1].split("</section>")[0]


def test_the_bank_files_and_filters_it(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    teacher = as_user(make.instructor(make.class_()))
    html = teacher.get("/bank?chapter=ex01").text
    assert "拓展 1　邮购" in html
    assert "书角最容易在路上碰坏" in html
    assert "来得热闹的读者" not in html


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: ex02", "id: ex03", "拓展课的编号应从 ex01 起依次相连"),
        ("id: ex02", "id: ch03", "extensions[1].id"),
        ("focus: [品相]", "focus: [品相]\n    hours: {theory: 1, practice: 0}", "没有这个字段"),
    ],
)
def test_what_a_plan_may_not_be(tmp_path: Path, old: str, new: str, message: str) -> None:
    root = write_extension(tmp_path / "content")
    plan = root / "course.yml"
    plan.write_text(plan.read_text("utf-8").replace(old, new), "utf-8")
    assert any(message in line for line in said(load_small(root), errors=True))


def test_a_point_carries_no_number_of_its_lesson(tmp_path: Path) -> None:
    root = write_extension(tmp_path / "content")
    path = root / "knowledge/ex01.yml"
    path.write_text(path.read_text("utf-8").replace("ext.packing", "ex01.packing"), "utf-8")
    assert any("写法不合要求" in line for line in said(load_small(root), errors=True))
