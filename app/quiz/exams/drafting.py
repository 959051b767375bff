"""The paper of a draft: items put on it, taken off, moved, and what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemVersion
from app.database import writing
from app.extensions import db
from app.quiz.exams.authoring import SettledError, lock_exam
from app.quiz.exams.draft_paper import Draft, DraftPaper, as_paper, heading_of
from app.quiz.models import DraftItem, Exam
from app.web.errors import DomainError
from app.web.numbers import read_number

Told = TypeVar("Told")
LABELS = ("A", "B")
FIRST = LABELS[0]
MOST_QUESTIONS = 300
MOST_POINTS = Decimal("200")


def load_draft(exam: Exam) -> Draft:
    """All forms of a draft; one SQL statement."""
    drafts = load_drafts(exam)
    labels = [label for label in LABELS if label == FIRST or any(d.form == label for d in drafts)]
    return Draft(
        papers=tuple(as_paper(label, [d for d in drafts if d.form == label]) for label in labels),
        titles=tuple(title for title in section_order(exam) if title),
    )


def load_paper(exam: Exam, label: str = FIRST) -> DraftPaper:
    """One form of a draft, empty where there is none of this label; one SQL statement."""
    return as_paper(label, [draft for draft in load_drafts(exam) if draft.form == label])


def section_order(exam: Exam) -> list[str]:
    """The own sections in order, with "" in the place of the questions that stand by type."""
    titles = list(exam.sections)
    return titles if "" in titles else ["", *titles]


def add_items(exam: Exam, public_ids: Collection[str], label: str = FIRST) -> int:
    """Put picked items on a form, each at the end of its type; those on it stay as they are.

    Returns how many were added. Raises DomainError where one cannot be used.
    """
    query = select(Item).where(Item.public_id.in_(public_ids)).order_by(Item.id)
    with editing_draft(exam.id):
        items = list(db.session.scalars(query.options(joinedload(Item.current_version))))
        if len(items) < len(set(public_ids)):
            raise DomainError(_("有的题已经不在题库里了。试卷没有变，请刷新后再选。"))
        return put_on_paper(exam.id, [(item, None) for item in items], label)


def put_on_paper(
    exam_id: int, chosen: Iterable[tuple[Item, Decimal | None]], label: str = FIRST
) -> int:
    """Append items with their marks (None: the item's own) where not on the form yet.

    Belongs inside the caller's transaction, with the exam locked.
    """
    query = select(DraftItem).where(DraftItem.exam_id == exam_id, DraftItem.form == label)
    drafts = list(db.session.scalars(query))
    known = {draft.item_id for draft in drafts}
    last = max((draft.position for draft in drafts), default=0)
    fresh = [(item, points) for item, points in chosen if item.id not in known]
    if len(known) + len(fresh) > MOST_QUESTIONS:
        raise DomainError(_("一份试卷最多 %(n)s 题。试卷没有变。", n=MOST_QUESTIONS))
    for offset, (item, points) in enumerate(fresh, 1):
        if item.state != "published" or item.current_version is None:
            raise DomainError(_("“%(title)s”还没有发布，不能放进试卷。", title=item.title[:30]))
        worth_ = Decimal(item.current_version.face["points"]) if points is None else points
        db.session.add(
            DraftItem(
                exam_id=exam_id,
                form=label,
                item_id=item.id,
                position=last + offset,
                points=worth_,
            )
        )
    return len(fresh)


def change(exam: Exam, points: Mapping[str, Decimal], label: str, then: Callable[[], Told]) -> Told:
    """Store typed marks and do one thing more, both in one transaction or neither."""
    with writing():
        if points:
            set_points(exam, points, label)
        return then()


def set_points(exam: Exam, points: Mapping[str, Decimal], label: str = FIRST) -> None:
    """Store what questions are worth, by the items' public ids; unknown ids are passed over."""
    with editing_form(exam.id, label) as drafts:
        for draft in drafts:
            if draft.item.public_id in points:
                draft.points = points[draft.item.public_id]


def set_points_of_section(exam: Exam, key: str, points: Decimal, label: str = FIRST) -> None:
    """Make all questions of a section worth the same."""
    with editing_form(exam.id, label) as drafts:
        for section in as_paper(label, drafts).sections:
            if section.key == key:
                for row in section.rows:
                    row.draft.points = points


def remove_items(exam: Exam, public_ids: Collection[str], label: str = FIRST) -> int:
    """Take questions off a form; what is not on it any more is no error. Returns how many went."""
    with editing_form(exam.id, label) as drafts:
        gone = [draft for draft in drafts if draft.item.public_id in public_ids]
        for draft in gone:
            db.session.delete(draft)
    return len(gone)


def clear_paper(exam: Exam, label: str = FIRST) -> None:
    """Take every question off a form."""
    with editing_form(exam.id, label) as drafts:
        for draft in drafts:
            db.session.delete(draft)


def move_item(exam: Exam, public_id: str, by: int, label: str = FIRST) -> None:
    """Move a question `by` places (-1: up) within its section; at the end it stays."""
    with editing_form(exam.id, label) as drafts:
        index = next((i for i, d in enumerate(drafts) if d.item.public_id == public_id), None)
        if index is None or not 0 <= index + by < len(drafts):
            return
        here, there = drafts[index], drafts[index + by]
        if heading_of(here) == heading_of(there):
            here.position, there.position = there.position, here.position


def read_points(text: str) -> Decimal | None:
    """Marks as typed: above 0, at most 200, at most two decimals; None for anything else."""
    value = read_number(text)
    return value if value is not None and 0 < value <= MOST_POINTS else None


@contextmanager
def editing_draft(exam_id: int) -> Iterator[Exam]:
    """Run the block as one change of a draft, with the exam held against publication."""
    with writing():
        row = lock_exam(exam_id)
        if row.state != "draft":
            raise SettledError(_("考试已经发布，试卷不能再改。还没有人开考时，可以先撤回发布。"))
        yield row


@contextmanager
def editing_form(exam_id: int, label: str) -> Iterator[list[DraftItem]]:
    """The same, with the questions of one form as they are now, in order."""
    with editing_draft(exam_id) as exam:
        yield [draft for draft in load_drafts(exam) if draft.form == label]


def load_drafts(exam: Exam) -> list[DraftItem]:
    """The questions of all forms in the order of the paper: by section, then as arranged."""
    query = (
        select(DraftItem)
        .where(DraftItem.exam_id == exam.id)
        .options(
            joinedload(DraftItem.item)
            .joinedload(Item.current_version)
            .joinedload(ItemVersion.stimulus)
        )
        .order_by(DraftItem.position, DraftItem.id)
        .execution_options(populate_existing=True)
    )
    places = {title: place for place, title in enumerate(section_order(exam))}
    order: Callable[[DraftItem], tuple[int, int]] = lambda d: (  # noqa: E731
        places.get(d.section, len(places)),
        0 if d.section else _TYPE_ORDER[d.item.type],
    )
    return sorted(db.session.scalars(query), key=order)


_TYPE_ORDER = {type_.value: place for place, type_ in enumerate(ItemType)}
