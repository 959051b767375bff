"""The paper of a draft: items put on it, taken off, moved, and what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.domain.types import ItemType, Use
from app.bank.models import Item
from app.database import writing
from app.extensions import db
from app.quiz.domain.twoway import Entry, TwoWay, tabulate
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.models import DraftItem, Exam
from app.web.errors import DomainError
from app.web.numbers import read_number

MOST_QUESTIONS = 300
MOST_POINTS = Decimal("200")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One question of the paper as its author sees it; `number` counts through the paper."""

    number: int
    draft: DraftItem
    item: Item

    @property
    def is_public(self) -> bool:
        """Whether the item came with the project, so that its key is known to anyone."""
        return self.item.content_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSection:
    """The questions of one type, in order."""

    type: ItemType
    rows: tuple[DraftRow, ...]

    @property
    def points(self) -> Decimal:
        return sum((row.draft.points for row in self.rows), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPaper:
    """The whole paper with its table and what its author should know before publishing."""

    sections: tuple[DraftSection, ...]
    table: TwoWay

    @property
    def rows(self) -> list[DraftRow]:
        return [row for section in self.sections for row in section.rows]

    @property
    def public(self) -> int:
        return sum(row.is_public for row in self.rows)

    @property
    def public_points(self) -> Decimal:
        return sum((row.draft.points for row in self.rows if row.is_public), Decimal(0))

    @property
    def practised(self) -> int:
        """Questions that students may have met in practice."""
        return sum(row.item.use == Use.PRACTICE for row in self.rows)

    @property
    def unusable(self) -> list[DraftRow]:
        """Questions that were retired or never published since they were put on the paper."""
        return [
            row
            for row in self.rows
            if row.item.state != "published" or row.item.current_version is None
        ]


def load_paper(exam: Exam) -> DraftPaper:
    """The paper of a draft; one SQL statement."""
    drafts = _load_drafts(exam.id)
    sections = []
    number = 0
    for type_, group in groupby(drafts, key=lambda draft: ItemType(draft.item.type)):
        rows = []
        for draft in group:
            number += 1
            rows.append(DraftRow(number=number, draft=draft, item=draft.item))
        sections.append(DraftSection(type=type_, rows=tuple(rows)))
    entries = [Entry(d.item.chapter_id, ItemType(d.item.type), d.points) for d in drafts]
    return DraftPaper(sections=tuple(sections), table=tabulate(entries))


def add_items(exam: Exam, public_ids: Collection[str]) -> int:
    """Put picked items on the paper, each at the end of its type; those on it stay as they are.

    Returns how many were added. Raises DomainError where one cannot be used.
    """
    query = select(Item).where(Item.public_id.in_(public_ids)).order_by(Item.id)
    with _editing(exam):
        items = list(db.session.scalars(query.options(joinedload(Item.current_version))))
        if len(items) < len(set(public_ids)):
            raise DomainError(_("有的题已经不在题库里了。试卷没有变，请刷新后再选。"))
        return put_on_paper(exam.id, [(item, None) for item in items])


def put_on_paper(exam_id: int, chosen: Iterable[tuple[Item, Decimal | None]]) -> int:
    """Append items with their marks (None: the item's own) where not on the paper yet.

    Belongs inside the caller's transaction, with the exam locked.
    """
    drafts = list(db.session.scalars(select(DraftItem).where(DraftItem.exam_id == exam_id)))
    known = {draft.item_id for draft in drafts}
    last = max((draft.position for draft in drafts), default=0)
    fresh = [(item, points) for item, points in chosen if item.id not in known]
    if len(known) + len(fresh) > MOST_QUESTIONS:
        raise DomainError(_("一份试卷最多 %(n)s 题。试卷没有变。", n=MOST_QUESTIONS))
    for offset, (item, points) in enumerate(fresh, 1):
        if item.state != "published" or item.current_version is None:
            raise DomainError(_("“%(title)s”还没有发布，不能放进试卷。", title=item.title[:30]))
        worth = Decimal(item.current_version.face["points"]) if points is None else points
        db.session.add(
            DraftItem(exam_id=exam_id, item_id=item.id, position=last + offset, points=worth)
        )
    return len(fresh)


def set_points(exam: Exam, points: Mapping[str, Decimal]) -> None:
    """Store what questions are worth, by the items' public ids; unknown ids are passed over."""
    with _editing(exam):
        for draft in _load_drafts(exam.id):
            if draft.item.public_id in points:
                draft.points = points[draft.item.public_id]


def set_points_of_type(exam: Exam, type_: ItemType, points: Decimal) -> None:
    """Make all questions of a type worth the same."""
    with _editing(exam):
        for draft in _load_drafts(exam.id):
            if draft.item.type == type_:
                draft.points = points


def remove_item(exam: Exam, public_id: str) -> None:
    """Take one question off the paper; one that is not on it any more is no error."""
    with _editing(exam):
        for draft in _load_drafts(exam.id):
            if draft.item.public_id == public_id:
                db.session.delete(draft)


def clear_paper(exam: Exam) -> None:
    """Take every question off the paper."""
    with _editing(exam):
        for draft in _load_drafts(exam.id):
            db.session.delete(draft)


def move_item(exam: Exam, public_id: str, by: int) -> None:
    """Move a question `by` places (-1: up) within its type; at the end it stays."""
    with _editing(exam):
        drafts = _load_drafts(exam.id)
        index = next((i for i, d in enumerate(drafts) if d.item.public_id == public_id), None)
        if index is None or not 0 <= index + by < len(drafts):
            return
        here, there = drafts[index], drafts[index + by]
        if here.item.type == there.item.type:
            here.position, there.position = there.position, here.position


def read_points(text: str) -> Decimal | None:
    """Marks as typed: above 0, at most 200, at most two decimals; None for anything else."""
    value = read_number(text)
    return value if value is not None and 0 < value <= MOST_POINTS else None


@contextmanager
def _editing(exam: Exam) -> Iterator[None]:
    """One transaction that holds the exam and refuses once it is published."""
    with editing_draft(exam.id):
        yield


@contextmanager
def editing_draft(exam_id: int) -> Iterator[Exam]:
    """Run the block as one change of a draft, with the exam held against publication."""
    with writing():
        row = lock_exam(exam_id)
        if row.state != "draft":
            raise SettledError(_("考试已经发布，试卷不能再改。还没有人开考时，可以先撤回发布。"))
        yield row


def _load_drafts(exam_id: int) -> list[DraftItem]:
    """The drafts with their items, in the order of the paper: by type, then as arranged."""
    query = (
        select(DraftItem)
        .where(DraftItem.exam_id == exam_id)
        .options(joinedload(DraftItem.item).joinedload(Item.current_version))
        .order_by(DraftItem.position, DraftItem.id)
        .execution_options(populate_existing=True)
    )
    order: Callable[[DraftItem], int] = lambda d: _TYPE_ORDER[d.item.type]  # noqa: E731
    return sorted(db.session.scalars(query), key=order)


_TYPE_ORDER = {type_.value: place for place, type_ in enumerate(ItemType)}
