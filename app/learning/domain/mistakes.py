"""错题本: an item enters with a wrong answer and leaves after two right ones on different days.

The days are the learner's own (the site's time zone): two right answers in one evening show that the
answer was just read, two on different days that it stayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Right answers on different days, in a row, that take an item out of the book.
DAYS_TO_LEAVE = 2


@dataclass(frozen=True, slots=True)
class MistakeState:
    """Where one item stands for one learner.

    `streak` counts days with a right answer since the last wrong one, `streak_day` is the last of
    them. Both stay as they were when the item left, so `streak_day` then is the day it left.
    """

    in_book: bool = False
    streak: int = 0
    streak_day: date | None = None


def after_answer(state: MistakeState, correctness: Decimal, day: date) -> MistakeState:
    """The state after an answer given on `day`. Only a fully right answer (1) counts as right."""
    if correctness < 1:
        return MistakeState(in_book=True)
    if not state.in_book or state.streak_day == day:
        return state
    streak = state.streak + 1
    return MistakeState(in_book=streak < DAYS_TO_LEAVE, streak=streak, streak_day=day)


def days_left(state: MistakeState) -> int:
    """On how many more days the item has to be answered rightly to leave; 0 outside the book."""
    return max(0, DAYS_TO_LEAVE - state.streak) if state.in_book else 0
