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
    # Of `app.quiz.domain.access`: where, with what, and by which words one comes in.
    WRONG_NETWORK = "wrong_network"
    NOT_SEB = "not_seb"
    NO_SEAT = "no_seat"
    NO_PASSWORD = "no_password"  # noqa: S105 (a reason's name)
    NO_SEAT_CODE = "no_seat_code"
    WRONG_ENTRY = "wrong_entry"


# What can be put right in the start form itself.
ENTRY = frozenset({Refusal.NO_PASSWORD, Refusal.NO_SEAT_CODE, Refusal.WRONG_ENTRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFacts:
    """What decides. `eligible` is None where no 平时合格线 is asked for, or not of this person.

    Window and attempts are the person's own, see `app.quiz.domain.terms`.
    """

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
