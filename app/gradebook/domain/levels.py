"""等级 and 绩点 by a set table (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple


class Level(NamedTuple):
    """From this mark upwards, this word or grade point."""

    at_least: Decimal
    name: str


# The tables a class begins with; schools set their own.
FIVE_LEVELS = (
    Level(Decimal(90), "优秀"),
    Level(Decimal(80), "良好"),
    Level(Decimal(70), "中等"),
    Level(Decimal(60), "及格"),
    Level(Decimal(0), "不及格"),
)
POINTS_OF_FOUR = tuple(
    Level(Decimal(mark), points)
    for mark, points in (
        (90, "4.0"), (85, "3.7"), (82, "3.3"), (78, "3.0"), (75, "2.7"),
        (72, "2.3"), (68, "2.0"), (64, "1.5"), (60, "1.0"), (0, "0"),
    )
)  # fmt: skip
POINTS_OF_FIVE = tuple(
    Level(Decimal(mark), points)
    for mark, points in (
        (95, "5.0"), (90, "4.5"), (85, "4.0"), (80, "3.5"), (75, "3.0"),
        (70, "2.5"), (65, "2.0"), (60, "1.5"), (0, "0"),
    )
)  # fmt: skip


def find_level(table: Sequence[Level], mark: Decimal | None) -> str:
    """The name of the highest line that the mark reaches; empty without a mark."""
    if mark is None:
        return ""
    reached = [level for level in table if mark >= level.at_least]
    return max(reached, key=lambda level: level.at_least).name if reached else ""
