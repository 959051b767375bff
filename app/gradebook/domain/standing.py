"""Where a total stands among those of the class: a band, never a place beside a name (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

# Upper ends of the bands in percent of the class, from the top.
BANDS = (10, 25, 50, 75, 100)
# Of fewer, a band would nearly be a name.
LEAST = 10


def find_band(own: Fraction | None, totals: Sequence[Fraction | None]) -> int | None:
    """The band (前 10%, 前 25% …) in which a total lies, own one among `totals`.

    Those with the same total stand together, at the better place. None where there is no total, or where
    fewer than ten have one.
    """
    known = [total for total in totals if total is not None]
    if own is None or len(known) < LEAST:
        return None
    before = sum(1 for total in known if total > own)
    return next(band for band in BANDS if (before + 1) * 100 <= band * len(known))
