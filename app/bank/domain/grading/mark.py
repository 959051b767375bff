"""The outcome of grading one response, and how it becomes marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

_STORED_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What went into a grade, for feedback and reports.

    `right`, `wrong` and `missed` count ticks (the last one: correct options left alone); `blanks`
    says of each blank, as written, whether it is right.
    """

    answered: bool = True
    right: int = 0
    wrong: int = 0
    missed: int = 0
    blanks: tuple[bool, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """JSON-able data."""
        return {
            "answered": self.answered,
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
            "blanks": list(self.blanks),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Detail:
        """Read what `to_data` wrote."""
        return cls(
            answered=data["answered"],
            right=data["right"],
            wrong=data["wrong"],
            missed=data["missed"],
            blanks=tuple(data["blanks"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How right a response is, 0–1; `share` is exact, `None` means that a person has to mark it."""

    share: Fraction | None
    detail: Detail = field(default_factory=Detail)

    @property
    def correctness(self) -> Decimal | None:
        """`share` to six places, for storing and statistics. Marks come from `points`."""
        if self.share is None:
            return None
        return _round_half_up(self.share, _STORED_PLACES)

    def points(self, points: Decimal) -> Decimal | None:
        """Marks out of `points`, or `None` where ungraded."""
        return None if self.share is None else points_for(self.share, points)


UNANSWERED = Grade(share=Fraction(0), detail=Detail(answered=False))


# A paper's questions earn the same few shares of the same few marks, times the size of the class.
@lru_cache(maxsize=4096)
def points_for(correctness: Fraction | Decimal, points: Decimal) -> Decimal:
    """`correctness` × `points`, rounded half up to two places, but never above `points`.

    Thirds have no exact decimal, so a `Fraction` is multiplied before anything is rounded.
    """
    return min(_round_half_up(Fraction(correctness) * Fraction(points), Decimal("0.01")), points)


@lru_cache(maxsize=4096)
def _round_half_up(value: Fraction, place: Decimal) -> Decimal:
    """Round a value of zero or more to a multiple of `place`."""
    steps = value / Fraction(place)
    whole, rest = divmod(steps.numerator, steps.denominator)
    if 2 * rest >= steps.denominator:
        whole += 1
    return Decimal(whole) * place
