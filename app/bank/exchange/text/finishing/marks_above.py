"""Marks that the instructions above the questions tell: 要求：先判断，再改正。每小题4分。"""

from __future__ import annotations

from decimal import Decimal

from app.bank.exchange.text.sections.draft import Section
from app.bank.exchange.text.words.headings import each_told
from app.bank.exchange.text.words.marks import find_start


def marks_above(section: Section) -> tuple[Decimal | None, bool]:
    """The marks of each question, and whether they are those of a blank, where a line above the first
    question of a section says so; two lines that differ say nothing."""
    first = min(draft.first for draft in section.drafts)
    told = {
        each
        for piece in section.pieces
        if piece.number < first
        and find_start(piece.text) is None
        and (each := each_told(piece.text)) is not None
    }
    return told.pop() if len(told) == 1 else (None, False)
