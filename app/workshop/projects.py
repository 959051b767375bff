"""The kinds of coursework, which register here so that the pages that lead to them know none by name.

A kind lives in a package of its own below `app.workshop`; its `register()` calls `register` here, and the
factory calls that once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import LazyString


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What stands in one class: `waiting` of `total` things wait for the person who looks.

    For a student these are works not handed in yet, for staff works not marked yet. `due_at` is the
    next deadline, where one is to come.
    """

    waiting: int = 0
    total: int = 0
    due_at: datetime | None = None


CountOwn = Callable[[Collection[int], int, datetime], Mapping[int, Counts]]
CountAll = Callable[[int, datetime], Counts]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectKind:
    """A kind of coursework.

    Both endpoints take `class_id`, the class's public id. `count_own(class ids, user id, now)` gives the
    student's counts by class id; classes without any such work may be missing. `count_all(class id, now)`
    gives those of staff. Each is a constant number of SQL statements.
    """

    name: str
    label: LazyString
    description: LazyString
    icon: str
    position: int
    student_endpoint: str
    staff_endpoint: str
    count_own: CountOwn = field(repr=False)
    count_all: CountAll = field(repr=False)


_kinds: dict[str, ProjectKind] = {}


def register(kind: ProjectKind) -> None:
    """Add a kind of coursework, or put it in the place of the one of that name."""
    _kinds[kind.name] = kind


def all_kinds() -> Sequence[ProjectKind]:
    """The kinds in the order of the pages."""
    return sorted(_kinds.values(), key=lambda kind: kind.position)
