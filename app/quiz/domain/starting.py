"""Whether a candidate may start a sitting now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why a sitting may not be started; the interface has the words."""

    NOT_A_STUDENT = "not_a_student"
    NOT_PUBLISHED = "not_published"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    USED_UP = "used_up"
    BELOW_LINE = "below_line"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFacts:
    """What decides. `eligible` is None where the exam asks for no 平时合格线."""

    is_student: bool
    published: bool
    opens_at: datetime
    closes_at: datetime
    attempts: int
    used: int
    eligible: bool | None = None


def find_refusal(facts: StartFacts, now: datetime) -> Refusal | None:
    """The first reason against a start at `now`, or None.

    The window includes its first instant and excludes its last; extra time lengthens the writing,
    not the time in which one may come in.
    """
    if not facts.is_student:
        return Refusal.NOT_A_STUDENT
    if not facts.published:
        return Refusal.NOT_PUBLISHED
    if now < facts.opens_at:
        return Refusal.TOO_EARLY
    if now >= facts.closes_at:
        return Refusal.TOO_LATE
    if facts.used >= facts.attempts:
        return Refusal.USED_UP
    if facts.eligible is False:
        return Refusal.BELOW_LINE
    return None
