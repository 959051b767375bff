"""Pasted questions: kept as a draft, checked by the item specs, stored all at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from pydantic import ValidationError
from sqlalchemy import select

from app.bank.drafts import Draft
from app.bank.exchange.card_items import CARD_FIELDS, to_item_data
from app.bank.exchange.cards import Card, parse_text
from app.bank.models import Item, PasteDraft
from app.bank.queries import chapters_of, list_knowledge
from app.bank.service import create_items
from app.bank.spec_words import say
from app.bank.specs import ItemSpec, parse_item
from app.bank.texts import plain_line
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

LONGEST_TEXT = 200_000


@dataclass(slots=True)
class Pending:
    """A card with its labels, and whether it is to be stored."""

    card: Card
    labels: dict[str, Any]
    keep: bool = True

    def to_data(self) -> dict[str, Any]:
        return self.card.to_data() | {"labels": self.labels, "keep": self.keep}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Pending:
        return cls(Card.from_data(data), data["labels"], data["keep"])


@dataclass(slots=True)
class Checked:
    """What the specs say of a card: a spec, or messages by the card's fields."""

    pending: Pending
    spec: ItemSpec | None = None
    errors: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    twin: bool = False  # the bank already has an item with this stem


def start_draft(text: str, labels: dict[str, Any], author_id: int, at: datetime) -> PasteDraft:
    """Parse pasted text and keep its cards; raises `DomainError` where there is no question in it."""
    pasted = parse_text(text)
    if not pasted.cards:
        raise DomainError(
            _("没有认出题目。每道题要以题号开头，如“1. ”，然后粘贴一次。你粘贴的文字还在。")
        )
    with writing():
        draft = PasteDraft(
            author_id=author_id,
            source=text,
            cards=[Pending(card, labels).to_data() for card in pasted.cards],
            labels=labels | {"loose": [list(row) for row in pasted.loose]},
            created_at=at,
        )
        db.session.add(draft)
        db.session.flush()
    return draft


def list_drafts(author_id: int) -> list[PasteDraft]:
    """What this person has pasted and not yet stored, newest first."""
    query = (
        select(PasteDraft)
        .where(PasteDraft.author_id == author_id, PasteDraft.stored_at.is_(None))
        .order_by(PasteDraft.id.desc())
        .limit(20)
    )
    return list(db.session.scalars(query))


def read_cards(draft: PasteDraft) -> list[Pending]:
    return [Pending.from_data(data) for data in draft.cards]


def check_cards(cards: Sequence[Pending]) -> list[Checked]:
    """Ask the specs about every card; two SQL statements for all of them."""
    known = {point.id for point in list_knowledge()}
    titles = [plain_line(pending.card.stem) for pending in cards]
    found = db.session.scalars(select(Item.title).where(Item.title.in_(titles), Item.title != ""))
    twins = set(found)
    return [
        _check(pending, known, title in twins) for pending, title in zip(cards, titles, strict=True)
    ]


def save_cards(draft: PasteDraft, cards: Sequence[Pending]) -> None:
    """Keep the cards as they were edited."""
    with writing():
        row = _reload(draft.id)
        row.cards = [pending.to_data() for pending in cards]


def store_cards(draft: PasteDraft, cards: Sequence[Pending], at: datetime) -> int:
    """Store every card that is to be kept as a published item, all or none; returns how many.

    Cards that were left out stay in the draft. Raises `DomainError` where a kept card is not right:
    the page shows what is wrong with it.
    """
    kept = [checked for checked in check_cards(cards) if checked.pending.keep]
    specs = [checked.spec for checked in kept if checked.spec is not None]
    if len(specs) != len(kept) or not kept:
        raise DomainError(_("还有题目要改，什么也没有存。"))
    with writing():
        row = _reload(draft.id)
        if row.stored_at is not None:
            raise DomainError(_("这一批已经存过了。"), status=409)
        home = chapters_of({spec.knowledge[0] for spec in specs})
        drafts = [Draft.from_spec(spec, home[spec.knowledge[0]]) for spec in specs]
        create_items(drafts, row.author_id, at, note=_("粘贴存入"))
        row.cards = [pending.to_data() for pending in cards if not pending.keep]
        row.stored_at = None if row.cards else at
    return len(specs)


def discard_draft(draft: PasteDraft) -> None:
    """Throw a draft away."""
    with writing():
        db.session.delete(_reload(draft.id))


def _reload(draft_id: int) -> PasteDraft:
    query = select(PasteDraft).where(PasteDraft.id == draft_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise DomainError(_("这一批已经丢弃了。"), status=409)
    return row


def _check(pending: Pending, known: Collection[str], twin: bool) -> Checked:
    checked = Checked(pending, twin=twin)
    labels = pending.labels
    data = to_item_data(pending.card, {k: v for k, v in labels.items() if k in _LABELS})
    try:
        spec = parse_item(data)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            _blame(checked, detail["loc"], say(detail))
        return checked
    if strangers := [point for point in spec.knowledge if point not in known]:
        _blame(checked, ("knowledge",), _("没有知识点 %(id)s。", id="、".join(strangers)))
    else:
        checked.spec = spec
    return checked


_LABELS = ("knowledge", "level", "cognitive", "difficulty", "use")


def _blame(checked: Checked, at: tuple[int | str, ...], message: str) -> None:
    name = str(at[0]) if at else "stem"
    if name in ("level", "cognitive", "difficulty", "use"):
        message = _("请选一项。")
    elif name == "knowledge" and not checked.pending.labels["knowledge"]:
        message = _("请至少选一个知识点。")
    elif name == "options" and len(at) > 1:
        message = _("选项 %(id)s：%(message)s", id="ABCDEFGH"[int(at[1])], message=message)
    elif name == "blanks" and len(at) > 1:
        message = _("第 %(n)s 空：%(message)s", n=int(at[1]) + 1, message=message)
    elif name == "key_points" and len(at) > 1:
        message = _("第 %(n)s 行：%(message)s", n=int(at[1]) + 1, message=message)
    elif name == "explanation":
        return  # what is missing is the answer, and that is said there
    messages = checked.errors.setdefault(CARD_FIELDS.get(name, name), [])
    if message not in messages:
        messages.append(message)
