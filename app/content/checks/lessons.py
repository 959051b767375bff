"""Does every lesson teach what the course promises, with pictures and questions that exist?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.content.library import Chapter, Library
from app.content.markdown.outline import Heading
from app.content.problems import Problem, error, warning

HANZI_PER_POINT = 200

_PICTURE = re.compile(r"\(figure:([a-z0-9/-]+)\)")


def check(library: Library) -> Iterator[Problem]:
    for chapter in library.chapters.values():
        for line, note in chapter.lesson.notes:
            yield error(chapter.path, f"第 {line} 行", note)
        yield from _front(library, chapter)
        yield from _knowledge(library, chapter)
    yield from _unused_figures(library)


def _front(library: Library, chapter: Chapter) -> Iterator[Problem]:
    if chapter.path != f"chapters/{chapter.id}.md":
        yield error(chapter.path, "id", f"“{chapter.id}”的课文应在 chapters/{chapter.id}.md")
    if library.course is None:
        return
    plan = library.course.find_chapter(chapter.id)
    if plan is None:
        yield error(chapter.path, "id", f"course.yml 里没有“{chapter.id}”这一章")
    elif plan.title != chapter.spec.title:
        yield error(chapter.path, "title", f"与 course.yml 里的章名“{plan.title}”不同")


def _knowledge(library: Library, chapter: Chapter) -> Iterator[Problem]:
    expected = [point.id for point in library.points_of(chapter.id)]
    taught: dict[str, Heading] = {}
    headings = chapter.lesson.headings
    for index, heading in enumerate(headings):
        place = f"第 {heading.line} 行"
        for point in heading.knowledge:
            if not library.knows_point(point):
                yield error(chapter.path, place, f"没有知识点“{point}”")
            elif point in taught:
                line = taught[point].line
                yield error(chapter.path, place, f"知识点“{point}”第 {line} 行的标题已经讲了")
            taught.setdefault(point, heading)
        needed = HANZI_PER_POINT * len(heading.knowledge)
        if (hanzi := hanzi_under(headings, index)) < needed:
            text = f"“{heading.title}”下只有 {hanzi} 个汉字，{len(heading.knowledge)} 个知识点至少要 {needed} 个"
            yield error(chapter.path, place, text)
    for point in expected:
        if point not in taught:
            yield error(chapter.path, "", f'没有标题讲知识点“{point}”（kp="…"）')


def hanzi_under(headings: tuple[Heading, ...], index: int) -> int:
    """Count a heading's own text and that of the subsections below it that name no point."""
    heading = headings[index]
    total = heading.hanzi
    for below in headings[index + 1 :]:
        if below.level <= heading.level:
            break
        if not below.knowledge:
            total += below.hanzi
    return total


def _unused_figures(library: Library) -> Iterator[Problem]:
    used = {name for chapter in library.chapters.values() for name in chapter.lesson.figures}
    for kind in library.kinds:
        for file in library.readable(kind.name):
            used |= set(_pictures(file.document.value))
    for name in sorted(set(library.figures) - used):
        yield warning(f"figures/{name}.svg", "", "没有课文或题目用到这张图")


def _pictures(value: object) -> Iterator[str]:
    for match in _PICTURE.finditer(repr(value)):
        yield match.group(1)
