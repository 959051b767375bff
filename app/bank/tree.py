"""The tree of knowledge points as its editor sees it: chapters, points, and what hangs on each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.bank.content import get_library
from app.bank.models import Item, KnowledgePoint, item_knowledge
from app.bank.pages import chapter_titles
from app.bank.queries import list_knowledge
from app.bank.team_models import KnowledgeNote
from app.content.markdown.lesson import Section
from app.extensions import db

IN_USE = ("draft", "in_review", "published")
_PARAGRAPH = re.compile(r"<(?:p|li|tr)\b")


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter of the tree: how many points stand in it, how many of them are own, and its items."""

    id: str
    title: str
    points: int
    own: int
    items: int


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point of the tree: items in use by type, and paragraphs of the lesson that teach it."""

    point: KnowledgePoint
    items: Mapping[str, int]
    paragraphs: int

    @property
    def total(self) -> int:
        return sum(self.items.values())


def list_chapters() -> list[ChapterRow]:
    """Every chapter of the course in teaching order, and what else has points; two SQL statements."""
    points = list_knowledge()
    counted = dict(
        db.session.execute(
            select(Item.chapter_id, func.count())
            .where(Item.state.in_(IN_USE))
            .group_by(Item.chapter_id)
        ).all()
    )
    shown = [point for point in points if point.retired_at is None]
    total = Counter(point.chapter_id for point in shown)
    own = Counter(point.chapter_id for point in shown if point.is_own)
    titles = chapter_titles()
    ids = dict.fromkeys([*titles, *(point.chapter_id for point in points)])
    return [
        ChapterRow(id_, titles.get(id_, id_), total[id_], own[id_], counted.get(id_, 0))
        for id_ in ids
    ]


def list_points(chapter_id: str) -> list[PointRow]:
    """The points of a chapter in teaching order, own ones last; two SQL statements."""
    query = (
        select(KnowledgePoint)
        .where(KnowledgePoint.chapter_id == chapter_id)
        .order_by(KnowledgePoint.is_own, KnowledgePoint.position, KnowledgePoint.id)
    )
    points = list(db.session.scalars(query))
    items = count_items([point.id for point in points])
    taught = paragraphs_of(chapter_id)
    return [PointRow(point, items.get(point.id, {}), taught.get(point.id, 0)) for point in points]


def count_items(point_ids: list[str]) -> dict[str, dict[str, int]]:
    """Items in use by point and type; one SQL statement."""
    query = (
        select(item_knowledge.c.knowledge_id, Item.type, func.count())
        .join(Item, Item.id == item_knowledge.c.item_id)
        .where(item_knowledge.c.knowledge_id.in_(point_ids), Item.state.in_(IN_USE))
        .group_by(item_knowledge.c.knowledge_id, Item.type)
    )
    found: dict[str, dict[str, int]] = {}
    for point, type_, count in db.session.execute(query):
        found.setdefault(point, {})[type_] = count
    return found


def paragraphs_of(chapter_id: str) -> dict[str, int]:
    """How many paragraphs (also list entries and rows of tables) of the chapter's lesson stand under a
    heading that names each point."""
    chapter = get_library().chapters.get(chapter_id)
    counts: Counter[str] = Counter()
    for section in chapter.lesson.sections if chapter else ():
        counts.update(_paragraphs(section))
    return dict(counts)


def _paragraphs(section: Section) -> Counter[str]:
    """What a section teaches: its own points in all of it, a heading's in what stands below that."""
    counts: Counter[str] = Counter()
    below: tuple[str, ...] = ()
    for part in section.parts:
        if part.kind == "heading":
            below = part.knowledge
        elif part.kind == "html":
            found = len(_PARAGRAPH.findall(part.html))
            for point in {*section.knowledge, *below}:
                counts[point] += found
    return counts


def list_notes(point_id: str) -> list[KnowledgeNote]:
    """What was done to a point, the newest first; one SQL statement."""
    query = (
        select(KnowledgeNote)
        .where(KnowledgeNote.point_id == point_id)
        .order_by(KnowledgeNote.id.desc())
        .options(joinedload(KnowledgeNote.author))
    )
    return list(db.session.scalars(query))
