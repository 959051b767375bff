"""Which scenario to play next: what trains what was weak, and is not mastered yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MASTERED = 85


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scenario in the library: its points by axis (100 in all) and its place in the library."""

    slug: str
    place: int
    axes: Mapping[str, int]


def choose_next(
    candidates: Sequence[Candidate],
    weak: Sequence[str],
    best: Mapping[str, int],
    but: str = "",
) -> str | None:
    """The slug of the scenario to play next; None where all others are mastered.

    `best` are the best marks so far in percent, by slug. First what was played but not mastered or not
    played at all and has most points on the weak axes; among equals the unplayed, then the library's order.
    """
    open_ = [one for one in candidates if one.slug != but and best.get(one.slug, 0) < MASTERED]
    if not open_:
        return None

    def rank(one: Candidate) -> tuple[int, bool, int]:
        return -sum(one.axes.get(axis, 0) for axis in weak), one.slug in best, one.place

    return min(open_, key=rank).slug
