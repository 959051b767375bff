"""Pasted plain text into cards, one a question; nothing that was pasted gets lost.

`parse_text` is tolerant: a question it cannot make out wholly is kept with notes that say what is
missing and on which line. `to_item_data` turns a card, perhaps edited since, into what the item specs
check.
"""

from __future__ import annotations

from app.bank.domain.paste.cards import Card, Note, NoteKind
from app.bank.domain.paste.convert import to_item_data
from app.bank.domain.paste.parser import MOST_CARDS, Pasted, parse_text

__all__ = ["MOST_CARDS", "Card", "Note", "NoteKind", "Pasted", "parse_text", "to_item_data"]
