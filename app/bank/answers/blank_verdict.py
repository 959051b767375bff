"""What is said of one blank, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from app.bank.answers.reasons import Reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """1, 0.5 or 0 for one blank, how sure that is (0–1), and why."""

    credit: float
    sure: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """The question around one blank: as it is printed, normalised, what of it stands next to the blank,
    and what begins right after it."""

    stem: str
    norm: str = ""
    beside: str = ""
    unit: str = ""
