"""Items out of the bank as `Question`s: what an export of a list writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.bank import pictures
from app.bank.exchange.questions import Picture, Question, Source, SourceKind
from app.bank.history import drafts_of
from app.bank.import_models import ItemPicture
from app.bank.listing import ListFilter, list_query
from app.bank.models import Item, ItemVersion
from app.bank.queries import ItemFilter, list_items
from app.extensions import db

# More than this is a backup's work (`flask backup`), not a download's.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class LossLine:
    """One kind of thing that a format cannot carry: how many questions it concerns, and examples."""

    field: str
    count: int
    numbers: tuple[int, ...]


def questions_shown(wanted: ListFilter) -> list[Question]:
    """The questions a list shows, in its order, with their pictures; five SQL statements."""
    return questions_of(list_query(wanted).limit(MOST))


def questions_matching(wanted: ItemFilter) -> list[Question]:
    """All questions that match, chapter by chapter, with their pictures; five SQL statements."""
    return questions_of(list_items(wanted).order_by(Item.chapter_id, Item.id))


def questions_of(query: Select[Any]) -> list[Question]:
    """The current versions of the items of a query, as questions."""
    from app.bank.exchange.from_bank import question_of  # only who exports needs it

    query = query.options(joinedload(Item.current_version).joinedload(ItemVersion.stimulus))
    items = [item for item in db.session.scalars(query).unique() if item.current_version]
    drafts = drafts_of([item.current_version for item in items if item.current_version])
    found = []
    for number, item in enumerate(items, 1):
        draft = drafts[item.current_version_id or 0]
        found.append(
            question_of(
                draft.face,
                draft.key,
                draft.labels.to_data(),
                source=Source(SourceKind.ROW, number, number),
                stimulus=draft.stimulus,
                content_id=item.content_id or "",
            )
        )
    return _with_pictures(found)


def _with_pictures(questions: Sequence[Question]) -> list[Question]:
    """Give each question the bytes of the pictures that its texts name; one SQL statement."""
    named = [pictures.used_in(_texts(question)) for question in questions]
    wanted = set[str]().union(*named)
    if not wanted:
        return list(questions)
    query = select(ItemPicture.digest, ItemPicture.data).where(ItemPicture.digest.in_(wanted))
    data = {row.digest: row.data for row in db.session.execute(query)}
    return [
        replace(
            question,
            pictures=tuple(Picture(name, data[name]) for name in sorted(names) if name in data),
        )
        for question, names in zip(questions, named, strict=True)
    ]


def _texts(question: Question) -> list[str]:
    texts = [question.stem or "", question.reference or "", question.explanation]
    texts += [one.text for one in question.options]
    return [*texts, question.material[1]] if question.material else texts


def sum_up(losses: Iterable[Any]) -> list[LossLine]:
    """Losses (`number`, `field`, `detail`) by field: whole questions, then the most frequent first."""
    losses = list(losses)
    count = Counter(str(loss.field) for loss in losses)
    lines = []
    for field, total in sorted(count.items(), key=lambda row: (row[0] != "whole", -row[1], row[0])):
        numbers = dict.fromkeys(loss.number for loss in losses if str(loss.field) == field)
        lines.append(LossLine(field, total, tuple(numbers)[:10]))
    return lines
