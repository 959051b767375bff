"""What visitors may open: the first chapter, and practice on its items."""

from __future__ import annotations

from collections.abc import Iterable

from app.authz.gate import current_actor
from app.bank.content import get_library


def open_chapter() -> str | None:
    """Id of the chapter that anyone may read and practise."""
    course = get_library().course
    return course.chapters[0].id if course and course.chapters else None


def may_open(chapter_id: str) -> bool:
    """Whether the present person may read and practise a chapter."""
    return current_actor().signed_in or chapter_id == open_chapter()


def only_open(chapter_ids: Iterable[str]) -> tuple[str, ...]:
    """Those chapters that the present person may open."""
    return tuple(chapter for chapter in chapter_ids if may_open(chapter))
