"""Habits of writers that a text as a whole shows, written as a paper has them, before anything else is read."""

from __future__ import annotations

from collections.abc import Sequence

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.habits.bullets import plain_bullets
from app.bank.exchange.text.habits.everyday_heads import named_heads
from app.bank.exchange.text.habits.glued import parted_lines
from app.bank.exchange.text.habits.mirrored import mirrored_keys
from app.bank.exchange.text.habits.odd_numbers import plain_numbers_of
from app.bank.exchange.text.habits.plain_numbers import not_roman
from app.bank.exchange.text.habits.signed_answers import plain_signed
from app.bank.exchange.text.habits.starred import without_stars
from app.bank.exchange.text.habits.told_heads import told_heads
from app.bank.exchange.text.habits.told_words import plain_told
from app.bank.exchange.text.habits.verdicts import plain_verdicts
from app.bank.exchange.text.habits.wrapped_heads import whole_heads


def plain_habits(lines: Sequence[Line]) -> list[Line]:
    """The lines of any writer as those of a paper."""
    return mirrored_keys(
        plain_verdicts(
            plain_bullets(
                told_heads(
                    named_heads(
                        plain_signed(
                            plain_told(
                                parted_lines(
                                    plain_numbers_of(without_stars(not_roman(whole_heads(lines))))
                                )
                            )
                        )
                    )
                )
            )
        )
    )
