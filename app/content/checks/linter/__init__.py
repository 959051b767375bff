"""The linter of items: what makes a question unfair, given away, told twice or missing.

Rules look at one item (`options`), at a chapter (`habits`, `coverage`) or at the whole bank (`stems`,
`terms`, `coverage`). What is certainly wrong is an error, what needs an eye a warning. Each rule's
threshold is a constant with a name in its module; docs/authoring.md lists them in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.content.checks.linter import coverage, habits, options, stems, terms
from app.content.library import Library
from app.content.problems import Problem
from app.content.questions import Question


def lint_items(found: Sequence[Question], library: Library) -> Iterator[Problem]:
    """Rules that hold for whatever is readable."""
    yield from stems.check(found)
    yield from options.check(found)
    if "glossary" not in library.incomplete:
        yield from terms.check(library, found)


def lint_bank(
    found: Sequence[Question], library: Library, types: Mapping[str, str]
) -> Iterator[Problem]:
    """Shares and counts: they say nothing before every item is whole."""
    for chapter in library.chapters:
        own = [question for question in found if question.chapter == chapter]
        points = library.points_of(chapter)
        yield from coverage.check_chapter(chapter, points, own, types)
        yield from habits.check(chapter, own)
    yield from coverage.check_bank(found)
