"""Taking questions out of the bank: its current versions as `Question`s, and files of them."""

from __future__ import annotations

from sqlalchemy import select

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.exchange.from_bank import question_of
from app.bank.exchange.questions import Question, Source, SourceKind
from app.bank.exchange.writing import write
from app.bank.exchange.written import Written
from app.bank.models import Item, ItemKeyRow, ItemVersion, Stimulus
from app.bank.queries import ItemFilter, narrow
from app.extensions import db


def questions_of(wanted: ItemFilter) -> list[Question]:
    """The current versions of matching items with their keys, chapter by chapter; one SQL statement."""
    query = (
        select(
            Item.public_id,
            Item.content_id,
            ItemVersion.face,
            ItemVersion.labels,
            ItemKeyRow.key,
            Stimulus.title,
            Stimulus.text,
        )
        .join(ItemVersion, ItemVersion.id == Item.current_version_id)
        .join(ItemKeyRow, ItemKeyRow.version_id == ItemVersion.id)
        .outerjoin(Stimulus, Stimulus.id == ItemVersion.stimulus_id)
        .order_by(Item.chapter_id, Item.id)
    )
    return [
        question_of(
            ItemFace.from_data(row.face),
            ItemKey.from_data(row.key),
            row.labels,
            source=Source(SourceKind.PATH, path=row.public_id),
            stimulus=None if row.text is None else (row.title, row.text),
            content_id=row.content_id or "",
        )
        for row in db.session.execute(narrow(query, wanted))
    ]


def export(format_: str, wanted: ItemFilter, title: str) -> Written:
    """A file of matching items in a format of `app.bank.exchange.writing.FORMATS`."""
    return write(format_, questions_of(wanted), title)
