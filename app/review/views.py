"""What the pages about one's own learning show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.bank.content import get_library
from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS
from app.bank.models import Item, KnowledgePoint
from app.bank.views import EVERYTHING, Outcome, question_view, stimulus_view
from app.content.specs import Plan
from app.learning.domain.mastery import estimate, of_chapter
from app.learning.models import LearnerItem, Mastery
from app.learning.service import results_of
from app.learning.words import standing
from app.review.service import LastAnswer
from app.web.questionview import QuestionView


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item in a list of the learner's own; `view` explains it where it was answered."""

    item: Item
    state: LearnerItem
    type_label: str
    standing: str
    view: QuestionView | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of one chapter; `plan` is None where the course does not know it."""

    plan: Plan | None
    title: str
    rows: Sequence[ItemRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """One knowledge point: `mastery` 0–1 is None where nothing was answered."""

    id: str
    title: str
    mastery: float | None
    answers: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterProgress:
    """A chapter with its points in teaching order."""

    id: str
    plan: Plan | None
    title: str
    points: Sequence[PointRow]

    @property
    def begun(self) -> list[PointRow]:
        return [point for point in self.points if point.mastery is not None]

    @property
    def mastery(self) -> float | None:
        if not self.begun:
            return None
        return of_chapter((point.mastery or 0.0 for point in self.points), len(self.points))


def item_rows(
    states: Sequence[LearnerItem],
    items: Mapping[int, Item],
    answers: Mapping[int, LastAnswer],
    today: date,
) -> list[ItemRow]:
    """Rows in the order of `states`."""
    rows = []
    for state in states:
        item, answer = items[state.item_id], answers.get(state.item_id)
        rows.append(
            ItemRow(
                item=item,
                state=state,
                type_label=str(TYPE_LABELS[ItemType(item.type)]),
                standing=standing(state, today),
                view=_explained(state.item_id, answer) if answer else None,
                answered_at=answer.at if answer else None,
            )
        )
    return rows


def by_chapter(rows: Sequence[ItemRow]) -> list[Part]:
    """Rows grouped by chapter, which they are sorted by already."""
    parts: dict[str, list[ItemRow]] = {}
    for row in rows:
        parts.setdefault(row.item.chapter_id, []).append(row)
    return [
        Part(plan=_plan(chapter), title=chapter_name(chapter), rows=inside)
        for chapter, inside in parts.items()
    ]


def chapter_name(chapter_id: str) -> str:
    """Title of a chapter, as the course names it."""
    plan = _plan(chapter_id)
    return plan.title if plan else chapter_id


def chapter_progress(
    points: Sequence[KnowledgePoint], known: Mapping[str, Mastery], now: datetime
) -> list[ChapterProgress]:
    """Chapters in teaching order, with the mastery of their points at `now`."""
    chapters: dict[str, list[PointRow]] = {}
    for point in points:
        chapters.setdefault(point.chapter_id, []).append(_point_row(point, known, now))
    return [
        ChapterProgress(id=chapter, plan=_plan(chapter), title=chapter_name(chapter), points=rows)
        for chapter, rows in chapters.items()
    ]


def weakest(chapters: Sequence[ChapterProgress], limit: int = 6) -> list[PointRow]:
    """The points that were answered and stand lowest; of equal ones the more often answered first."""
    begun = [point for chapter in chapters for point in chapter.begun]
    return sorted(begun, key=lambda point: (point.mastery or 0.0, -point.answers))[:limit]


def day_bins(days: Sequence[tuple[date, int]]) -> list[dict[str, Any]]:
    """Bars of the chart of activity; Mondays are named below it, every day in its table."""
    return [
        {
            "label": format_date(day, "yyyy-MM-dd"),
            "short": format_date(day, "MM-dd") if day.weekday() == 0 else "",
            "count": count,
        }
        for day, count in days
    ]


def day_summary(days: Sequence[tuple[date, int]]) -> str:
    """The finding of the chart of activity, as a sentence."""
    total = sum(count for _day, count in days)
    active = sum(1 for _day, count in days if count)
    this_week = sum(count for _day, count in days[-7:])
    if not total:
        return _("最近 %(days)s 天没有作答。", days=len(days))
    return _(
        "最近 %(days)s 天里有 %(active)s 天在练，共答 %(total)s 题；其中最近 7 天 %(week)s 题。",
        days=len(days),
        active=active,
        total=total,
        week=this_week,
    )


def _plan(chapter_id: str) -> Plan | None:
    course = get_library().course
    return course.find_chapter(chapter_id) if course else None


def _point_row(point: KnowledgePoint, known: Mapping[str, Mastery], now: datetime) -> PointRow:
    row = known.get(point.id)
    return PointRow(
        id=point.id,
        title=point.title,
        mastery=estimate(results_of(row), now) if row else None,
        answers=row.answers if row else 0,
        last_at=row.updated_at if row else None,
    )


def _explained(item_id: int, answer: LastAnswer) -> QuestionView:
    key, more = f"item{item_id}", {}
    if answer.grade.share is None:
        # Nobody marks it: the learner compares it with the model answer.
        more = {"verdict": None, "open_model": True}
    stimulus = None
    if answer.loaded.stimulus is not None:
        stimulus = replace(stimulus_view(answer.loaded.stimulus), key=f"{key}-material")
    earned = answer.grade.points(answer.asked.face.points)
    return question_view(
        answer.asked.face,
        key=key,
        order=answer.asked.order,
        response=answer.response,
        item_key=answer.asked.key,
        outcome=Outcome(grade=answer.grade, earned=earned, rule=answer.rule),
        show=EVERYTHING,
        stimulus=stimulus,
        **more,
    )
