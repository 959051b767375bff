"""Are the questions of the chapters sound as a collection?

Reads them through `app.content.questions`, so it needs no knowledge of how they are marked.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.content.kinds import Kind
from app.content.library import Library
from app.content.problems import Problem, error, warning
from app.content.questions import Question, entries_of, questions_of
from app.content.salvage import LooseFile, salvage_items
from app.content.text import says_all_of_the_above

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
ITEMS_PER_POINT = 2
FEW = 10  # below this number of items shares say nothing
MAX_POSITION_SHARE = 0.4
MAX_LONGEST_SHARE = 0.35

_SIGNS = re.compile(r"[\W_]+")


def item_kind(parse: Callable[[Any], Any]) -> Kind:
    """Make the kind of `items/<chapter>/*.yml`; `parse` yields an `ItemFile`."""
    return Kind(NAME, "items/*/*.yml", parse, entries_of, check, salvage_items)


def questions(library: Library) -> list[Question]:
    return list(questions_of(library.readable(NAME)))


def check(library: Library) -> Iterator[Problem]:
    found = questions(library)
    yield from _files(library)
    yield from _references(library, found)
    yield from _duplicates(found)
    if NAME in library.incomplete:
        return
    yield from _check_blocks(library, found)
    if library.broken.get(NAME):
        return  # shares and counts say nothing before every item is whole
    for chapter in library.chapters:
        own = [question for question in found if question.chapter == chapter]
        yield from _coverage(library, chapter, own)
        yield from _habits(chapter, own)


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
        for index, option in enumerate(question.options):
            if says_all_of_the_above(option):
                place = question.place("options", index, "text")
                yield warning(question.path, place, f"不宜用“{option}”作选项")


def _duplicates(found: Iterable[Question]) -> Iterator[Problem]:
    first: dict[tuple[str, str | None, frozenset[str]], str] = {}
    for question in found:
        bare = _SIGNS.sub("", question.stem).casefold()
        if not bare:
            continue
        key = (bare, question.stimulus, frozenset(question.options))
        if key in first:
            yield error(question.path, question.place("stem"), f"与 {first[key]} 是同一道题")
        first.setdefault(key, question.id)


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


def _coverage(library: Library, chapter: str, own: list[Question]) -> Iterator[Problem]:
    folder = f"items/{chapter}"
    tested = Counter(point for question in own for point in set(question.knowledge))
    for point in library.points_of(chapter):
        if tested[point.id] < ITEMS_PER_POINT:
            text = f"知识点“{point.id}”只有 {tested[point.id]} 道题，至少要 {ITEMS_PER_POINT} 道"
            yield warning(folder, "", text)
    present = {question.type for question in own}
    for type_, name in TYPES.items():
        if type_ not in present:
            yield warning(folder, "", f"没有{name}题")


def _habits(chapter: str, own: list[Question]) -> Iterator[Problem]:
    """Habits a test-wise student can use: keys in one place, keys longer than the rest."""
    folder = f"items/{chapter}"
    by_size: dict[int, list[Question]] = defaultdict(list)
    for question in own:
        if question.type == "single_choice" and len(question.keys) == 1:
            by_size[len(question.options)].append(question)
    for size, group in sorted(by_size.items()):
        if len(group) < FEW:
            continue
        places = Counter(question.keys[0] for question in group)
        for place in range(size):
            share = places[place] / len(group)
            if share > MAX_POSITION_SHARE or share < 0.4 / size:
                letter = "ABCDEFGH"[place]
                text = f"{size} 个选项的单选题里，答案在 {letter} 的占 {share:.0%}，应大致均匀"
                yield warning(folder, "", text)
    singles = [question for group in by_size.values() for question in group]
    longest = sum(_key_is_longest(question) for question in singles)
    if len(singles) >= FEW and longest / len(singles) > MAX_LONGEST_SHARE:
        share = longest / len(singles)
        yield warning(folder, "", f"单选题里答案是最长选项的占 {share:.0%}，应不超过三成")


def _key_is_longest(question: Question) -> bool:
    key = len(question.options[question.keys[0]])
    others = [len(text) for i, text in enumerate(question.options) if i != question.keys[0]]
    return key > max(others, default=0)
