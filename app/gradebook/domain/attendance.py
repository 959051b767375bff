"""What attendance is worth (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

# Percent of a session, by presence. What is missing from a table (请假) does not count at all.
DEFAULT_WORTH: Mapping[str, Decimal] = {
    "here": Decimal(100),
    "late": Decimal(60),
    "left": Decimal(60),
    "absent": Decimal(0),
}


def attendance_mark(presences: Iterable[str], worth: Mapping[str, Decimal]) -> Decimal | None:
    """The mean worth of the sessions that count, out of 100 with two decimals; None where none does."""
    counting = [worth[one] for one in presences if one in worth]
    if not counting:
        return None
    mean = sum(counting, Decimal(0)) / len(counting)
    return mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
