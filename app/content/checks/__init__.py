"""Checks that look at several files at once."""

from __future__ import annotations

from collections.abc import Iterator

from app.content.checks import ids, lessons, texts
from app.content.checks.history import check_history
from app.content.library import Library
from app.content.problems import Problem

__all__ = ["check_history", "check_library"]


def check_library(library: Library) -> Iterator[Problem]:
    """Run all cross-checks, those of the kinds included."""
    yield from ids.check(library)
    yield from lessons.check(library)
    yield from texts.check(library)
    for kind in library.kinds:
        yield from kind.check(library)
