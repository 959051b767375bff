"""What one mark is worth: several results made one, and lateness taken off (pure).

Lateness is taken off each result before results are combined. The other way round, raising a late
result above one that came in time would make the late one count, with its deduction, and could lower
the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Protocol

DAY = timedelta(days=1)
# A mark in millionths: a maximum and a percentage have two decimals each, so that lateness leaves whole
# numbers; only the mean of several results may not be one.
MILLION = 1_000_000
Millionths = int | Fraction


class Retake(StrEnum):
    """Which of several results counts. Each is monotone in every result."""

    BEST = "best"
    LAST = "last"
    MEAN = "mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """What lateness costs: percent of the column's maximum for each day begun, at most `cap` percent.

    The days count from the end of the grace, so that a minute more never costs more than a day.
    """

    per_day: Decimal
    cap: Decimal = Decimal(100)
    grace: timedelta = timedelta(0)

    def percent(self, due_at: datetime, submitted_at: datetime) -> Decimal:
        """The deduction in percent of the maximum."""
        over = submitted_at - due_at - self.grace
        if over <= timedelta(0):
            return Decimal(0)
        return min(self.per_day * -(-over // DAY), self.cap)


class Attempt(NamedTuple):
    """One result of several; they stand in the order in which they were made."""

    mark: Decimal
    submitted_at: datetime | None = None


class CellLike(Protocol):
    """What stands in a cell. `attempts`, where there are any, replace `mark`.

    A protocol, so that rows of the ledger serve as they are: a large class has more than 100,000.
    """

    @property
    def mark(self) -> Decimal | None: ...
    @property
    def excused(self) -> bool: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def attempts(self) -> Sequence[Attempt] | None: ...


class Cell(NamedTuple):
    """A cell by itself.

    Marks may exceed the column's maximum where the column allows it; that is checked when they are typed.
    """

    mark: Decimal | None = None
    excused: bool = False
    submitted_at: datetime | None = None
    attempts: Sequence[Attempt] | None = None


EMPTY = Cell()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A column as the arithmetic needs it. A bonus column only ever adds."""

    title: str
    max: Decimal
    weight: Decimal = Decimal(1)
    bonus: bool = False
    due_at: datetime | None = None
    late: Late | None = None
    retake: Retake = Retake.BEST

    def value(self, cell: CellLike) -> Millionths | None:
        """What the cell is worth in millionths of a mark; None where it holds none."""
        if cell.attempts:
            return self._combined([self._penalised(*one) for one in cell.attempts])
        if cell.mark is None or self.late is not None:
            return None if cell.mark is None else self._penalised(cell.mark, cell.submitted_at)
        return int(cell.mark * 100) * 10_000

    def deduction(self, submitted_at: datetime | None) -> Decimal:
        """What lateness costs, in percent of the maximum."""
        if self.late is None or self.due_at is None or submitted_at is None:
            return Decimal(0)
        return self.late.percent(self.due_at, submitted_at)

    def is_missing(self, cell: CellLike, now: datetime) -> bool:
        """Whether there is no mark, and the time for it is over: it counts as zero."""
        if cell.excused or self.bonus or cell.mark is not None or cell.attempts:
            return False
        return self.due_at is not None and self.due_at <= now

    def waits(self, cell: CellLike, now: datetime) -> bool:
        """Whether a mark that will count is still to come; nobody waits for a bonus."""
        if not self.weight or self.bonus or cell.excused or cell.mark is not None or cell.attempts:
            return False
        return self.due_at is None or self.due_at > now

    def _penalised(self, mark: Decimal, submitted_at: datetime | None) -> Millionths:
        lost = int(self.max * 100) * int(self.deduction(submitted_at) * 100)
        return max(0, int(mark * 100) * 10_000 - lost)

    def _combined(self, values: Sequence[Millionths]) -> Millionths:
        if self.retake is Retake.LAST:
            return values[-1]
        if self.retake is Retake.MEAN:
            return Fraction(sum(values)) / len(values)
        return max(values)
