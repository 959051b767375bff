"""Are the questions of the chapters sound as a collection?

Reads them through `app.content.questions`, so it needs no knowledge of how they are marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.content.checks.linter import lint_bank, lint_items
from app.content.kinds import Kind
from app.content.library import Library
from app.content.problems import Problem, error, warning
from app.content.questions import Question, entries_of, questions_of
from app.content.salvage import LooseFile, salvage_items

NAME = "items"
TYPES = {
    "single_choice": "单选",
    "multiple_response": "多选",
    "true_false": "判断",
    "fill_blank": "填空",
    "term": "名词解释",
    "short_answer": "简答",
    "essay": "论述",
}


def item_kind(parse: Callable[[Any], Any]) -> Kind:
    """Make the kind of `items/<chapter>/*.yml`; `parse` yields an `ItemFile`."""
    return Kind(NAME, "items/*/*.yml", parse, entries_of, check, salvage_items)


def questions(library: Library) -> list[Question]:
    return list(questions_of(library.readable(NAME)))


def check(library: Library) -> Iterator[Problem]:
    found = questions(library)
    yield from _files(library)
    yield from _references(library, found)
    yield from lint_items(found, library)
    if NAME in library.incomplete:
        return
    yield from _check_blocks(library, found)
    if not library.broken.get(NAME):
        yield from lint_bank(found, library, TYPES)


def _files(library: Library) -> Iterator[Problem]:
    for file in library.readable(NAME):
        chapter = file.spec.chapter
        if file.path.split("/")[1] != chapter:
            yield error(file.path, file.place("chapter"), f"文件夹与 chapter: {chapter} 不符")
        if library.course and not library.course.find_chapter(chapter):
            yield error(file.path, file.place("chapter"), "course.yml 里没有这一章")
        own = {stimulus.id for stimulus in file.spec.stimuli}
        used = {question.stimulus for question in questions_of([file])}
        for question in questions_of([file]):
            if question.stimulus and question.stimulus not in own:
                message = f"本文件里没有材料“{question.stimulus}”"
                yield error(file.path, question.place("stimulus"), message)
        for identity in sorted(own - used):
            yield warning(file.path, "stimuli", f"没有题目用到材料“{identity}”")


def _references(library: Library, found: Iterable[Question]) -> Iterator[Problem]:
    for question in found:
        # In a file with errors its own shape has told of every id.
        loose = isinstance(question.file.spec, LooseFile)
        if not loose and not question.id.startswith(f"{question.chapter}-"):
            yield error(question.path, question.place("id"), f"编号应以“{question.chapter}-”开头")
        for index, point in enumerate(question.knowledge):
            if point and not library.knows_point(point):
                place = question.place("knowledge", index)
                yield error(question.path, place, f"没有知识点“{point}”")
        home = library.chapter_of.get(question.knowledge[0]) if question.knowledge else None
        if home not in (None, question.chapter):
            place = question.place("knowledge")
            yield warning(question.path, place, "第一个（主要的）知识点不在本章")


def _check_blocks(library: Library, found: Iterable[Question]) -> Iterator[Problem]:
    by_id: dict[str, Question] = {}
    for question in found:
        by_id.setdefault(question.id, question)
    asked: set[str] = set()
    for chapter in library.chapters.values():
        for identity, line in chapter.lesson.check_lines:
            question, place = by_id.get(identity), f"第 {line} 行"
            if question is None:
                yield error(chapter.path, place, f"没有题目“{identity}”")
            elif question.chapter != chapter.id:
                yield error(chapter.path, place, f"题目“{identity}”属于另一章")
            elif question.use != "practice":
                yield error(chapter.path, place, f"题目“{identity}”不是练习题（use: practice）")
            if identity in asked:
                yield error(chapter.path, place, f"题目“{identity}”在课文里问了两次")
            asked.add(identity)
