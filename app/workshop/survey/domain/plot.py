"""Where the spots of an importance–performance grid and their names go in a picture (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The frame of the SVG, in its units: 480 wide, 366 high.
LEFT, RIGHT, TOP, BOTTOM = 52.0, 462.0, 20.0, 320.0
_SIGN, _LINE = 14.0, 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A spot and its name; `end`: the name ends at `name_x`, else it begins there."""

    name: str
    x: float
    y: float
    name_x: float
    name_y: float
    end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The spots, the crosshair, and the values at the ends of both axes."""

    spots: tuple[Placed, ...]
    line_x: float
    line_y: float
    across: tuple[float, float]
    up: tuple[float, float]


def span(values: Sequence[float], low: float, high: float) -> tuple[float, float]:
    """The part of an axis that shows these values with some room, at least a quarter of its whole length."""
    first, last = min(values), max(values)
    room = max((high - low) / 4 - (last - first), 0) / 2 + (high - low) / 16
    return max(low, first - room), min(high, last + room)


def plot(
    spots: Sequence[tuple[str, float, float]],
    lines: tuple[float, float],
    across: tuple[float, float],
    up: tuple[float, float],
) -> Plot:
    """Place spots (name, performance, importance) so that no name lies on another; `across` and `up` are the
    whole lengths of the axes."""
    left, right = span([one[1] for one in spots] + [lines[0]], *across)
    bottom, top = span([one[2] for one in spots] + [lines[1]], *up)

    def x_of(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * (value - left) / (right - left)

    def y_of(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - bottom) / (top - bottom)

    placed: list[Placed] = []
    for name, value, importance in sorted(spots, key=lambda one: -one[2]):
        x, y = x_of(value), y_of(importance)
        end = x > (LEFT + RIGHT) / 2 + 60
        placed.append(
            _name(name, x, y, end, placed),
        )
    return Plot(
        spots=tuple(placed),
        line_x=x_of(lines[0]),
        line_y=y_of(lines[1]),
        across=(left, right),
        up=(bottom, top),
    )


def _name(name: str, x: float, y: float, end: bool, others: Sequence[Placed]) -> Placed:
    """The name beside its spot, a line lower as long as it would touch another name."""
    made = Placed(name=name, x=x, y=y, name_x=x - 9 if end else x + 9, name_y=y - 7, end=end)
    while any(_touch(made, other) for other in others):
        made = Placed(name=name, x=x, y=y, name_x=made.name_x, name_y=made.name_y + _LINE, end=end)
    return made


def _touch(one: Placed, other: Placed) -> bool:
    return (
        abs(one.name_y - other.name_y) < _LINE
        and _from(one) < _from(other) + _length(other)
        and _from(other) < _from(one) + _length(one)
    )


def _length(one: Placed) -> float:
    return _SIGN * len(one.name)


def _from(one: Placed) -> float:
    return one.name_x - _length(one) if one.end else one.name_x
