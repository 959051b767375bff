"""Chance that falls alike on every machine and with every version of Python.

Python promises only two things of `random.Random` for good: that a seed given as text is read alike
(by SHA-512), and that `random()` then yields the same numbers. `choice`, `shuffle`, `gauss` and the
rest may change, and `log` or `cos` differ in the last digit between machines. So everything here is
made of `random()`, whole numbers and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A source of chance for one thing, named by a path such as seed, “orders”, number.

    Things with paths of their own do not disturb each other: a customer more changes no other.
    """

    def __init__(self, *path: str | int) -> None:
        self._random = Random("/".join(map(str, path)))

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit − 1."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def middling(self, low: int, high: int) -> int:
        """A whole number from low to high, oftenest near the middle: the mean of three throws."""
        width = high - low + 1
        return low + (self.below(width) + self.below(width) + self.below(width)) // 3

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def weighed(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of the choices, each as often as its weight (a whole number) says."""
        place = self.below(sum(weight for _, weight in choices))
        for choice, weight in choices:
            place -= weight
            if place < 0:
                return choice
        raise ValueError("no weights")
