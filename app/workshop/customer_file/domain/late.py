"""The rule for handing in late: so many per cent less for each day begun, up to a last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRule:
    """`due_at` None: never late. `percent` of what was earned is taken off a day, at most all of it."""

    due_at: datetime | None
    percent: int
    days: int

    @property
    def last_at(self) -> datetime | None:
        """After this nothing is taken any more."""
        return self.due_at + timedelta(days=self.days) if self.due_at else None

    def closed(self, at: datetime) -> bool:
        return self.last_at is not None and at > self.last_at

    def days_late(self, at: datetime) -> int:
        """Days begun since the deadline; 0 up to the deadline itself."""
        if self.due_at is None or at <= self.due_at:
            return 0
        late = at - self.due_at
        return late.days + (late > timedelta(days=late.days))

    def taken_off(self, at: datetime) -> int:
        """Per cent taken off what is handed in at `at`."""
        return min(100, self.percent * self.days_late(at))

    def grade(self, earned: Decimal, at: datetime) -> Decimal:
        """What is left of the marks, to two places, half up."""
        left = earned * (100 - self.taken_off(at)) / 100
        return left.quantize(Decimal("0.01"), ROUND_HALF_UP)
