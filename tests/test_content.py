"""The whole course as it is shipped: no errors, and every key does what it says.

Needs no application and no database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app import KINDS
from app.bank.content import content_kinds, register_kind
from app.bank.domain.grading import ResponseError, grade
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.bank.domain.variants import instantiate
from app.content.checks.items import TYPES, questions
from app.content.checks.papers import papers_of
from app.content.library import Library, load_library
from app.content.markdown import render_fragment, split_blanks
from app.content.papers import PaperSpec, PartSpec

CONTENT = Path(__file__).parent.parent / "content"
SEEDS = ("1", "2", "3")
CHOICE = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)


@pytest.fixture(scope="module")
def library() -> Library:
    for module, name in KINDS:
        register_kind(getattr(import_module(module), name)())
    return load_library(CONTENT, content_kinds())


def items_of(library: Library) -> Iterator[tuple[str, ItemFace, ItemKey]]:
    """Every shipped item, seeded ones with several sets of numbers."""
    for file in library.specs("items"):
        for item in file.items:
            face, key = item.to_face_and_key()
            for seed in SEEDS if face.seeded else SEEDS[:1]:
                yield f"{item.id} ({seed})", *instantiate(face, key, seed)


def full_answer(face: ItemFace, key: ItemKey) -> Any:
    if face.type is ItemType.SINGLE_CHOICE:
        return key.correct[0]
    if face.type is ItemType.MULTIPLE_RESPONSE:
        return list(key.correct)
    if face.type is ItemType.TRUE_FALSE:
        return key.truth
    return [forms[0] for forms in key.blanks]


def wrong_answer(face: ItemFace, key: ItemKey) -> Any:
    wrong = [option for option in face.option_ids() if option not in key.correct]
    if face.type is ItemType.SINGLE_CHOICE:
        return wrong[0]
    if face.type is ItemType.MULTIPLE_RESPONSE:
        return wrong
    if face.type is ItemType.TRUE_FALSE:
        return not key.truth
    return ["这不是答案"] * face.blanks


def test_no_errors(library):
    assert [str(problem) for problem in library.problems if problem.is_error] == []


def test_no_warnings(library):
    assert [str(problem) for problem in library.problems] == []


def test_the_course_is_all_there(library):
    assert [chapter.no for chapter in library.course.chapters] == list(range(1, 10))
    assert (library.course.hours.theory, library.course.hours.practice) == (30, 24)
    parts = library.course.assessment.scheme.parts
    assert [part.weight for part in parts] == [20, 10, 10, 60]
    assert {"ch01", "ch02", "ch03"} <= set(library.chapters)
    in_chapters = [point for point in library.knowledge if point.startswith("ch")]
    assert len(in_chapters) == 216


def test_the_extension_lessons_are_all_planned(library):
    assert [plan.id for plan in library.course.extensions] == [f"ex{n:02}" for n in range(1, 7)]
    for plan in library.course.extensions:
        points = library.points_of(plan.id)
        assert len(points) >= 8
        assert all(point.id.startswith("ext.") for point in points)


@pytest.mark.parametrize("chapter", ["ch01", "ch02", "ch03"])
def test_a_written_chapter_is_a_whole_chapter(library, chapter):
    lesson = library.chapters[chapter].lesson
    own = [question for question in questions(library) if question.chapter == chapter]
    assert lesson.hanzi >= 4_000
    assert lesson.summary
    assert len(lesson.figures) >= 4
    assert len(lesson.checks) >= 6
    assert len(own) >= 60
    assert {question.type for question in own} == set(TYPES)


def test_keys_mark_as_they_should(library):
    wrong: list[str] = []
    for name, face, key in items_of(library):
        if not face.type.is_objective:
            continue
        shares = (
            grade(face, key, full_answer(face, key)).share,
            grade(face, key, None).share,
            grade(face, key, wrong_answer(face, key)).share,
        )
        if shares != (1, 0, 0):
            wrong.append(f"{name}: {shares}")
    assert wrong == []


def test_every_accepted_form_is_accepted(library):
    refused: list[str] = []
    for name, face, key in items_of(library):
        if face.type is not ItemType.FILL_BLANK:
            continue
        first = [forms[0] for forms in key.blanks]
        for index, forms in enumerate(key.blanks):
            for form in forms:
                answer = [*first[:index], form, *first[index + 1 :]]
                if grade(face, key, answer).share != 1:
                    refused.append(f"{name}: {form}")
    assert refused == []


def test_malformed_answers_are_refused(library):
    taken: list[str] = []
    for name, face, key in items_of(library):
        if face.type in CHOICE:
            try:
                grade(face, key, ["Z"])
            except ResponseError:
                continue
            taken.append(name)
    assert taken == []


def test_blanks_of_the_page_are_those_of_the_key(library):
    differing = [
        name
        for name, face, _ in items_of(library)
        if face.type is ItemType.FILL_BLANK
        and len(split_blanks(face.stem, library.find_figure)) != face.blanks + 1
    ]
    assert differing == []


def test_every_text_of_an_item_renders_to_the_end(library):
    left: list[str] = []
    for name, face, key in items_of(library):
        texts = [face.stem, key.explanation, key.model_answer, *(o.text for o in face.options)]
        texts += [note.feedback for note in key.notes.values()]
        for text in texts:
            html = render_fragment(text, library.find_figure)
            if re.search(r"\*\*|\$|\{\{|\]\(|\[\[|[\ue000-\uf8ff]", html):
                left.append(f"{name}: {html[:80]}")
    assert left == []


def test_no_mark_is_left_over_in_a_lesson(library):
    left: list[str] = []
    for chapter in library.chapters.values():
        sections = chapter.lesson.sections
        for part in (*chapter.lesson.opening, *(part for s in sections for part in s.parts)):
            left += [
                f"{chapter.id}: {part.html[max(0, found.start() - 30) : found.end() + 30]}"
                for found in re.finditer(r"\*\*|\$|\]\(|\[\[|///|[\ue000-\uf8ff]", part.html)
            ]
    assert left == []


def parts_of(library: Library, paper: PaperSpec) -> list[tuple[PartSpec, list[Any]]]:
    """The parts of a ready paper with the items that they name."""
    items = {item.id: item for file in library.specs("items") for item in file.items}
    return [(part, [items[identity] for identity in part.items]) for part in paper.parts]


def test_the_ready_papers_are_all_there_and_share_no_question(library):
    papers = papers_of(library)
    assert Counter(paper.kind for paper in papers) == {"quiz": 2, "midterm": 2, "final": 2}
    used = Counter(identity for paper in papers for identity in paper.items)
    assert [identity for identity, times in used.items() if times > 1] == []
    finals = [paper for paper in papers if paper.kind == "final"]
    assert all(len(paper.chapters) == 9 for paper in finals)


def test_two_forms_of_a_paper_are_parallel(library):
    tables, levels = [], []
    for paper in papers_of(library):
        if paper.series != "final":
            continue
        parts = parts_of(library, paper)
        tables.append(Counter((i.id[:4], part.type) for part, items in parts for i in items))
        marks = sum(part.each * item.difficulty for part, items in parts for item in items)
        levels.append(marks / paper.points)
    assert tables[0] == tables[1]
    assert abs(levels[0] - levels[1]) < 0.15


def test_ready_papers_are_balanced(library):
    """Keys are spread, no point is asked about more than twice, marks are what key points add up to."""
    for paper in papers_of(library):
        parts = parts_of(library, paper)
        points = Counter(item.knowledge[0] for _, items in parts for item in items)
        assert max(points.values()) <= 2, paper.id
        for part, items in parts:
            if part.type == "single_choice":
                keys = Counter([o.correct for o in item.options].index(True) for item in items)
                assert len(keys) == 4, paper.id
                assert max(keys.values()) <= len(items) * 0.3 + 1, paper.id
            elif part.type == "true_false":
                assert 0.4 <= sum(item.answer for item in items) / len(items) <= 0.6, paper.id
            elif part.type in ("term", "short_answer", "essay"):
                sums = {item.id: sum(point.points for point in item.key_points) for item in items}
                assert sums == dict.fromkeys(sums, part.each), paper.id
