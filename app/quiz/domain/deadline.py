"""How long a candidate may write, and when it is too late. All instants are aware and in UTC.

Extra time multiplies the time limit; the end of the exam's window moves by the same grant, so that
whoever has extra time loses none of it by the window's end. A deadline is worked out once, at the
start of a sitting, and stored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

# What left the candidate's machine in time may still be on its way.
GRACE = timedelta(seconds=30)


def allowed_time(minutes: int, extra_time: Decimal) -> timedelta:
    """The personal time limit: `minutes` times the person's multiplier, in whole seconds."""
    seconds = (Decimal(minutes) * 60 * extra_time).to_integral_value(ROUND_CEILING)
    return timedelta(seconds=int(seconds))


def extended_close(closes_at: datetime, minutes: int, extra_time: Decimal) -> datetime:
    """The end of the window for this person: extended by as much as their limit is."""
    return closes_at + (allowed_time(minutes, extra_time) - timedelta(minutes=minutes))


def deadline_for(
    start: datetime, *, minutes: int, extra_time: Decimal, closes_at: datetime
) -> datetime:
    """The deadline of a sitting that starts at `start`."""
    if start.tzinfo is None or closes_at.tzinfo is None:
        raise ValueError("an instant without time zone cannot be compared with another")
    by_limit = start + allowed_time(minutes, extra_time)
    return min(by_limit, extended_close(closes_at, minutes, extra_time))


def is_over(deadline: datetime, now: datetime) -> bool:
    """Whether deadline and grace have passed: answers are late, the sitting is to be closed."""
    return now > deadline + GRACE


def last_over(now: datetime) -> datetime:
    """Sittings whose deadline lies before this instant are over at `now`."""
    return now - GRACE


def time_left(deadline: datetime, now: datetime) -> timedelta:
    """What is left until the deadline, never below zero."""
    return max(deadline - now, timedelta(0))
