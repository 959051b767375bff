"""How much each member of a team did, by what the members say of each other.

After WebPA (Loughborough University), with two changes: nobody rates themselves, and whoever does not
rate is left out of the reckoning instead of counting as having given everybody nothing.

Member r gives each of the other members a whole number from 0 to 10. With n members, what r says of i
becomes s(r, i) = (n − 1) · given(r, i) / Σ given(r, ·), so that everybody's word weighs the same and is 1
on average. A member's factor is the mean of s(r, i) over those who rated, kept within `LEAST` and `MOST`.

Worked example. Four members; D does not rate.

| says | A | B | C | D |
|---|---|---|---|---|
| A | – | 5 | 5 | 2 |
| B | 6 | – | 4 | 2 |
| C | 5 | 5 | – | 2 |

A's word adds up to 12: B 3·5/12 = 1.25, C 1.25, D 0.5. B's: A 1.5, C 1, D 0.5. C's: A 1.25, B 1.25,
D 0.5. Means: A 1.375, B 1.25, C 1.125, D 0.5. Within 0.8 and 1.2: A 1.2, B 1.2, C 1.13, D 0.8.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

LEAST, MOST = Decimal("0.80"), Decimal("1.20")
HIGHEST = 10  # what one member may give another
PLACES = Decimal("0.01")
EVEN = Decimal("1.00")

Given = Mapping[int, Mapping[int, int]]  # by rater, by member


def factors(
    members: Collection[int], given: Given, least: Decimal = LEAST, most: Decimal = MOST
) -> dict[int, Decimal]:
    """The factor of each member, to two places. Of whom nobody said anything it is 1."""
    words = {rater: _weighed(members, rater, said) for rater, said in given.items()}
    found: dict[int, Decimal] = {}
    for member in members:
        said = [word[member] for word in words.values() if member in word]
        if not said:
            found[member] = EVEN
            continue
        mean = sum(said, Fraction(0)) / len(said)
        exact = Decimal(mean.numerator) / Decimal(mean.denominator)
        found[member] = min(most, max(least, exact.quantize(PLACES, ROUND_HALF_UP)))
    return found


def _weighed(members: Collection[int], rater: int, said: Mapping[int, int]) -> dict[int, Fraction]:
    """What one member says, 1 on average; nothing where they are no member or gave nobody anything."""
    others = [member for member in members if member != rater]
    total = sum(said.get(member, 0) for member in others)
    if rater not in members or total <= 0:
        return {}
    return {member: Fraction(len(others) * said.get(member, 0), total) for member in others}
