"""Checks that look at several files at once."""

from __future__ import annotations

from collections.abc import Iterator

from app.content.checks import ids, lessons, texts, words
from app.content.checks.accepted import pass_over
from app.content.checks.history import check_history
from app.content.library import Library
from app.content.problems import Problem

__all__ = ["check_history", "check_library"]


def check_library(library: Library) -> Iterator[Problem]:
    """Run all cross-checks, those of the kinds included, less what `house.yml` accepts."""
    yield from pass_over(library, _found(library))


def _found(library: Library) -> Iterator[Problem]:
    yield from ids.check(library)
    yield from lessons.check(library)
    yield from texts.check(library)
    yield from words.check(library)
    for kind in library.kinds:
        yield from kind.check(library)
