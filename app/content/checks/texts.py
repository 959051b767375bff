"""Is the text set with Chinese marks, and is its Markdown sound?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.content.checks.walking import texts_in
from app.content.kinds import SourceFile
from app.content.library import Chapter, Library
from app.content.markdown import check_fragment
from app.content.problems import Problem, error, warning
from app.content.text import half_width_marks, straight_quotes

MARKDOWN_FIELDS = frozenset(
    {
        "stem",
        "explanation",
        "text",
        "feedback",
        "model_answer",
        "definition",
        "prompt",
        "teaching_note",
    }
)
# Not shown to readers, or not prose.
_SILENT_FIELDS = frozenset({"id", "source", "variables", "derived"})
_SPECIAL = re.compile("[<$!\ue000-\uf8ff]|\\[\\[|\\]\\(")
_ATTRIBUTES = re.compile(r"\{#[^{}]*\}\s*$")


def check(library: Library) -> Iterator[Problem]:
    for chapter in library.chapters.values():
        yield from _lesson(chapter)
    for kind in library.kinds:
        for file in library.readable(kind.name):
            yield from _file(library, file)


def _lesson(chapter: Chapter) -> Iterator[Problem]:
    for offset, line in enumerate(chapter.body.splitlines()):
        prose = _ATTRIBUTES.sub("", line)
        yield from _marks(chapter.path, f"第 {chapter.first_line + offset} 行", prose)
    for name in ("title", "summary"):
        yield from _marks(chapter.path, name, getattr(chapter.spec, name))
    for index, objective in enumerate(chapter.spec.objectives):
        yield from _marks(chapter.path, f"objectives[{index}]", objective.text)


def _marks(path: str, field: str, text: str) -> Iterator[Problem]:
    for found in straight_quotes(text):
        yield error(path, field, f"汉字旁用了直引号，应为“ ”：{found}")
    for found in half_width_marks(text):
        yield warning(path, field, f"汉字之间用了半角标点：{found}")


def _file(library: Library, file: SourceFile) -> Iterator[Problem]:
    for parts, owner, text in texts_in(file.document.value, _SILENT_FIELDS):
        yield from _marks(file.path, file.place(*parts, of=owner), text)
        if parts[-1] not in MARKDOWN_FIELDS or not _SPECIAL.search(text):
            continue
        notes, _, _ = check_fragment(
            text, library.find_figure, lambda name: _identity(library, name)
        )
        for note in notes:
            yield error(file.path, file.place(*parts, of=owner), note)


def _identity(library: Library, name: str) -> str | None:
    term = library.find_term(name)
    if term is None:
        return "" if "glossary" in library.incomplete else None
    return term.id
