"""The mark of a case put together: what the rubric gives, what peers give, how one reviewed, one's share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """Per cent of the mark that come from peers and from one's own reviewing; the rubric has the rest."""

    peers: int = 0
    reviewing: int = 0

    @property
    def rubric(self) -> int:
        return 100 - self.peers - self.reviewing


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Shares of the full marks, 0 to 1. None: there is no such part for this person.

    `factor` is the share in the team's work: it changes what the work earned, not one's own reviewing.
    """

    rubric: Decimal
    peers: Decimal | None = None
    reviewing: Decimal | None = None
    factor: Decimal = Decimal(1)


def final_mark(parts: Parts, blend: Blend, full: Decimal) -> Decimal:
    """The mark out of `full`, to two places.

    A part that is missing leaves its weight to the rest; the work's part never exceeds the full marks,
    whatever the factor. For any one part the mark never falls when that part rises.
    """
    rows = [(Decimal(blend.rubric), _work(parts.rubric, parts.factor))]
    if parts.peers is not None:
        rows.append((Decimal(blend.peers), _work(parts.peers, parts.factor)))
    if parts.reviewing is not None:
        rows.append((Decimal(blend.reviewing), parts.reviewing))
    weight = sum((row[0] for row in rows), Decimal(0))
    if not weight:
        return (rows[0][1] * full).quantize(CENT, ROUND_HALF_UP)
    share = sum((row[0] * row[1] for row in rows), Decimal(0)) / weight
    return (share * full).quantize(CENT, ROUND_HALF_UP)


def _work(share: Decimal, factor: Decimal) -> Decimal:
    return min(Decimal(1), share * factor)
