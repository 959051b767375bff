"""Second looks (复核): who may ask until when, and what each step makes of a request.

A request is a list of steps that only grows; where it stands follows from the newest. The mark stands
until a decision: asking changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

DEFAULT_DAYS = 7
MOST_DAYS = 90
SHORTEST_REASON = 5
LONGEST = 1000
# Requests per question and person, and steps per request: enough for any honest doubt.
MOST_ASKED = 3
MOST_STEPS = 40


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    WORKING = "working"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether the staff owe an answer."""
        return self in (State.ASKED, State.WORKING)


class Act(StrEnum):
    """What a step does."""

    ASK = "ask"
    SAY = "say"
    STAND = "stand"
    CHANGE = "change"
    RULING = "ruling"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"

    @property
    def decides(self) -> bool:
        """Whether it answers the request."""
        return self in (Act.STAND, Act.CHANGE, Act.RULING)


class Refusal(StrEnum):
    """Why nobody may ask now; the interface has the words."""

    OFF = "off"
    HIDDEN = "hidden"
    OVER = "over"
    SETTLED = "settled"
    UNMARKED = "unmarked"
    OPEN = "open"
    TOO_OFTEN = "too_often"


class Fault(StrEnum):
    """Why a step cannot be taken; the interface has the words."""

    CLOSED = "closed"
    NOT_ANSWERED = "not_answered"
    TOO_MANY = "too_many"
    SHORT = "short"
    LONG = "long"


class LookError(ValueError):
    """A step that cannot be taken on this request as it stands."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until when one may ask; `days` 0 means never, no `opens_at` not yet."""

    days: int
    opens_at: datetime | None

    @property
    def closes_at(self) -> datetime | None:
        """The last instant at which one may ask."""
        if not self.days or self.opens_at is None:
            return None
        return self.opens_at + timedelta(days=self.days)

    def is_open(self, at: datetime) -> bool:
        """Whether one may ask at `at`; the last instant is part of it."""
        last = self.closes_at
        return self.opens_at is not None and last is not None and self.opens_at <= at <= last


def find_refusal(
    window: Window,
    at: datetime,
    *,
    sees_marks: bool,
    counts: bool,
    mark: Decimal | None,
    states: tuple[State, ...],
) -> Refusal | None:
    """Why somebody may not ask about a question now; None where they may.

    `counts` is false where the question is void or full marks to all; `states` are those of the
    requests they made about it before.
    """
    if not window.days:
        return Refusal.OFF
    if not sees_marks or window.opens_at is None:
        return Refusal.HIDDEN
    if any(state.is_open for state in states):
        return Refusal.OPEN
    if not window.is_open(at):
        return Refusal.OVER
    if not counts:
        return Refusal.SETTLED
    if mark is None:
        return Refusal.UNMARKED
    return Refusal.TOO_OFTEN if len(states) >= MOST_ASKED else None


def after(state: State, act: Act, *, by_staff: bool, steps: int) -> State:
    """Where a request stands after a step; `steps` were taken before. Raises LookError."""
    if act is Act.REOPEN:
        if state is not State.ANSWERED:
            raise LookError(Fault.NOT_ANSWERED)
        return State.WORKING
    if not state.is_open:
        raise LookError(Fault.CLOSED)
    if act.decides:
        return State.ANSWERED
    if act is Act.WITHDRAW:
        return State.WITHDRAWN
    if steps >= MOST_STEPS:  # what ends a request is always possible
        raise LookError(Fault.TOO_MANY)
    return State.WORKING if by_staff else state


def check_words(text: str, *, least: int = 1) -> str:
    """The words of a step, trimmed. Raises LookError where they are too short or too long."""
    words = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if len(words) < least:
        raise LookError(Fault.SHORT)
    if len(words) > LONGEST:
        raise LookError(Fault.LONG)
    return words
