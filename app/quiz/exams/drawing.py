"""Drawing items for a paper at random: chapter × type × number × marks each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.content import get_library
from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS, chapter_label
from app.bank.models import Item
from app.bank.queries import ItemFilter, count_pool, draw_items
from app.extensions import db
from app.quiz.exams.drafting import FIRST, editing_draft, put_on_paper
from app.quiz.models import DraftItem, Exam
from app.web.errors import DomainError

MOST_PER_CELL = 99
LARGEST_SEED = 999_999
Place = tuple[str, ItemType]  # (chapter id, type)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRow:
    """So many items of a chapter and type; `points` each, None for the items' own."""

    chapter: str
    type: ItemType
    count: int
    points: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A row for which the bank has too few items."""

    row: DrawRow
    pool: int


class PoolTooSmallError(DomainError):
    """The bank cannot fill every row; nothing was drawn."""

    status = 422

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        parts = [
            _(
                "%(chapter)s%(type)s要 %(wanted)s 题，只有 %(pool)s 题可抽",
                chapter=chapter_title(short.row.chapter),
                type=TYPE_LABELS[short.row.type],
                wanted=short.row.count,
                pool=short.pool,
            )
            for short in shortages
        ]
        super().__init__(_("题不够：%(list)s。试卷没有变。", list=_("；").join(parts)))


def chapter_title(chapter: str) -> str:
    """“第 3 章” or “拓展 3”; the id itself for a chapter that the course does not know."""
    course = get_library().course
    plan = course.find_chapter(chapter) if course else None
    return chapter_label(plan) if plan else chapter


def chapter_titles() -> dict[str, str]:
    """Titles of the course's chapters by id, in teaching order."""
    course = get_library().course
    plans = course.plans if course else []
    return {plan.id: plan.title for plan in plans}


def pool_sizes(exam: Exam, uses: Sequence[str]) -> dict[Place, int]:
    """How many items may be drawn for each chapter and type: those not on the paper yet."""
    pool = count_pool(_filter(exam.id, uses))
    return {(chapter, ItemType(type_)): count for (chapter, type_), count in pool.items()}


def draw(
    exam: Exam, rows: Sequence[DrawRow], uses: Sequence[str], seed: int, label: str = FIRST
) -> int:
    """Draw items for all rows and put them on a form, or change nothing at all.

    What is on either form is not drawn. The same seed draws the same items from the same bank onto the same paper. Returns how many
    were added; raises PoolTooSmallError naming every row that falls short.
    """
    rng = Random(seed)
    with editing_draft(exam.id):
        wanted = _filter(exam.id, uses)
        drawn: dict[int, Decimal | None] = {}
        shortages = []
        for row in rows:
            found = draw_items(_narrowed(wanted, row, drawn), row.count, rng)
            if len(found) < row.count:
                shortages.append(Shortage(row=row, pool=len(found)))
            drawn |= {item_id: row.points for item_id, _version in found}
        if shortages:
            raise PoolTooSmallError(shortages)
        items = _load_items(list(drawn))
        return put_on_paper(exam.id, [(items[id_], points) for id_, points in drawn.items()], label)


def _filter(exam_id: int, uses: Sequence[str]) -> ItemFilter:
    on_paper = select(DraftItem.item_id).where(DraftItem.exam_id == exam_id)
    return ItemFilter(uses=tuple(uses), exclude=tuple(db.session.scalars(on_paper)))


def _narrowed(wanted: ItemFilter, row: DrawRow, drawn: Collection[int]) -> ItemFilter:
    return ItemFilter(
        uses=wanted.uses,
        exclude=(*wanted.exclude, *drawn),
        chapters=(row.chapter,),
        types=(row.type.value,),
    )


def _load_items(ids: Sequence[int]) -> Mapping[int, Item]:
    query = select(Item).where(Item.id.in_(ids)).options(joinedload(Item.current_version))
    return {item.id: item for item in db.session.scalars(query)}
