"""What holds for one person in an exam: its own rules, or what was arranged for them instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.quiz.domain.deadline import allowed_time, deadline_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What was arranged for one person; None means: as for everybody."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts: int | None = None
    waives: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The window in which this person may start, the limit, the attempts, and what is waived.

    `ends_at` is when writing ends before anybody's extra time: the window's end, later by what the
    person's minutes exceed the exam's where the window is everybody's. `own_window`: a make-up.
    """

    opens_at: datetime
    closes_at: datetime
    ends_at: datetime
    minutes: int
    attempts: int
    waives: frozenset[str] = frozenset()
    own_window: bool = False

    def limit(self, extra_time: Decimal) -> timedelta:
        """The time limit with the person's multiplier."""
        return allowed_time(self.minutes, extra_time)

    def deadline(self, start: datetime, extra_time: Decimal) -> datetime:
        """The deadline of a sitting that starts at `start`."""
        return deadline_for(
            start, minutes=self.minutes, extra_time=extra_time, closes_at=self.ends_at
        )


def terms_for(
    *,
    opens_at: datetime,
    closes_at: datetime,
    minutes: int,
    attempts: int,
    grant: Grant | None = None,
) -> Terms:
    """The terms of a person, from the exam's rules and what was arranged."""
    own = grant or Grant()
    limit = own.minutes or minutes
    if own.closes_at is not None:
        ends_at = own.closes_at
    else:
        ends_at = closes_at + timedelta(minutes=max(0, limit - minutes))
    return Terms(
        opens_at=own.opens_at or opens_at,
        closes_at=own.closes_at or closes_at,
        ends_at=ends_at,
        minutes=limit,
        attempts=own.attempts or attempts,
        waives=own.waives,
        own_window=own.opens_at is not None or own.closes_at is not None,
    )
