"""How the customer behaves beside what is said: interrupts, says nothing, leaves."""

from __future__ import annotations

from enum import StrEnum

from app.roleplay.domain.scenario import Ending, Slot
from app.roleplay.domain.scene import Turn

# Whoever trusts so little has nothing to add to words that moved nothing.
SILENT = 12
TIRED = 25
_IDLE = frozenset({Slot.PRESS, Slot.TIRED, Slot.REFUSED})


class Manner(StrEnum):
    """What one sees of the customer beside the words."""

    PLAIN = "plain"
    INTERRUPTS = "interrupts"
    SILENT = "silent"
    LEAVES = "leaves"
    PARTS = "parts"  # goes in peace


def manner_of(turn: Turn) -> Manner:
    """How the customer took this turn; follows from the turn alone.

    An ending comes first; what was too long is interrupted; and a customer without trust answers words
    that moved nothing with silence.
    """
    if turn.ending:
        return Manner.PARTS if turn.ending is Ending.RESOLVED else Manner.LEAVES
    if not turn.heard:
        return Manner.INTERRUPTS
    if turn.slot in _IDLE and turn.after.trust <= SILENT and not (turn.told or turn.met):
        return Manner.SILENT
    return Manner.PLAIN


def is_tired(turn: Turn) -> bool:
    """Whether patience is nearly used up."""
    return not turn.ending and turn.after.patience <= TIRED
