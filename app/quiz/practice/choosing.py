"""What there is to choose from: chapters and knowledge points that have items for practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bank.content import get_library
from app.bank.models import KnowledgePoint
from app.bank.queries import ItemFilter, count_pool
from app.content.specs import Plan
from app.learning.access import may_open
from app.learning.domain.mastery import of_chapter
from app.learning.service import mastery_of, practised_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A knowledge point to choose; `mastery` 0–1 is None where nothing was answered."""

    id: str
    title: str
    mastery: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter with items for practice; `open` says whether this person may practise it."""

    id: str
    title: str
    plan: Plan
    items: int
    open: bool
    points: Sequence[Point]

    @property
    def mastery(self) -> float | None:
        """Mean over its points; None while nothing was answered."""
        if all(point.mastery is None for point in self.points):
            return None
        return of_chapter((point.mastery or 0.0 for point in self.points), len(self.points))


def list_chapters(user_id: int | None, at: datetime) -> list[Chapter]:
    """Chapters that can be practised, in teaching order; three SQL statements."""
    course = get_library().course
    counts: dict[str, int] = {}
    for (chapter, _type), n in count_pool(ItemFilter(uses=("practice",))).items():
        counts[chapter] = counts.get(chapter, 0) + n
    points = practised_points()
    known = mastery_of(user_id, at) if user_id is not None else {}
    return [
        Chapter(
            id=plan.id,
            title=plan.title,
            plan=plan,
            items=counts[plan.id],
            open=may_open(plan.id),
            points=_points(points, plan.id, known),
        )
        for plan in (course.plans if course else ())
        if plan.id in counts
    ]


def _points(
    points: Sequence[KnowledgePoint], chapter_id: str, known: Mapping[str, float]
) -> tuple[Point, ...]:
    return tuple(
        Point(id=point.id, title=point.title, mastery=known.get(point.id))
        for point in points
        if point.chapter_id == chapter_id
    )
