"""How the written answers of a paper are graded: what the engine may do alone, and by how many people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

DEFAULT_SURE = 90


class Help(StrEnum):
    """What the engine's proposals are for."""

    PROPOSE = "propose"  # they are shown; a person fills in every point
    CONFIRM = "confirm"  # they are filled in; a person confirms a whole group with one key
    ACCEPT = "accept"  # those the engine is sure of count by themselves; some are checked


class Blanks(StrEnum):
    """What decides over 填空."""

    STRICT = "strict"  # the forms that the item lists; marked at once
    LENIENT = "lenient"  # what is meant: a person decides over what is not listed, from a proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingPlan:
    """`sure` is the confidence in percent from which the engine marks alone (ACCEPT).

    `double`: two people mark every answer without seeing each other's; marks that differ by at most
    `tolerance` count as their mean, others go to a third person.
    """

    help: Help = Help.CONFIRM
    sure: int = DEFAULT_SURE
    double: bool = False
    tolerance: Decimal = Decimal(1)
    blanks: Blanks = Blanks.STRICT

    @property
    def is_lenient(self) -> bool:
        """Whether blanks that hold no listed form go to a person with a proposal."""
        return self.blanks is Blanks.LENIENT

    @property
    def accepts(self) -> bool:
        """Whether the engine gives marks alone: never where two people are asked for."""
        return self.help is Help.ACCEPT and not self.double

    @property
    def sure_from(self) -> Decimal:
        """`sure` as a share 0–1."""
        return Decimal(self.sure) / 100

    def to_json(self) -> dict[str, Any]:
        return {
            "help": self.help.value,
            "sure": self.sure,
            "double": self.double,
            "tolerance": str(self.tolerance),
            "blanks": self.blanks.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote; what is missing is as by default."""
        return cls(
            help=Help(data.get("help", Help.CONFIRM)),
            sure=int(data.get("sure", DEFAULT_SURE)),
            double=bool(data.get("double", False)),
            tolerance=Decimal(str(data.get("tolerance", 1))),
            blanks=Blanks(data.get("blanks", Blanks.STRICT)),
        )
