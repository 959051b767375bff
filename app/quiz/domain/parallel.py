"""Finding items that may stand in for others on a parallel form: same place in the blueprint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from app.bank.domain.types import ItemType

# A single question is replaced by one of so many that are most like it.
NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What of an item matters when another takes its place."""

    id: int
    chapter: str
    type: ItemType
    use: str
    level: str
    cognitive: str
    difficulty: int
    shares_text: bool

    @property
    def place(self) -> tuple[str, ItemType, str]:
        """The cell of the blueprint, and whether students may have practised it."""
        return (self.chapter, self.type, self.use)

    def distance(self, other: Likeness) -> int:
        """How unlike two items of one place are; 0 where nothing told here differs."""
        return (
            4 * (self.shares_text != other.shares_text)
            + 2 * (self.level != other.level)
            + 2 * (self.cognitive != other.cognitive)
            + abs(self.difficulty - other.difficulty)
        )


def match(
    wanted: Sequence[Likeness], pool: Iterable[Likeness], rng: Random
) -> tuple[dict[int, int], list[Likeness]]:
    """For each wanted item another of its place, each used once, the most alike first.

    Returns ids by the wanted items' ids, and the wanted items for which nothing was left.
    """
    free: dict[tuple[str, ItemType, str], list[Likeness]] = {}
    for item in pool:
        free.setdefault(item.place, []).append(item)
    found: dict[int, int] = {}
    missing: list[Likeness] = []
    for item in rng.sample(wanted, len(wanted)):
        near = _nearest(item, free.get(item.place, ()), rng)
        if not near:
            missing.append(item)
            continue
        free[item.place].remove(near[0])
        found[item.id] = near[0].id
    return found, missing


def stand_in(item: Likeness, pool: Iterable[Likeness], rng: Random) -> int | None:
    """One of the items most like this one, by chance; None where its place has no other."""
    near = _nearest(item, (other for other in pool if other.place == item.place), rng)
    return rng.choice(near[:NEAREST]).id if near else None


def _nearest(item: Likeness, pool: Iterable[Likeness], rng: Random) -> list[Likeness]:
    """The pool by likeness; chance decides among equals."""
    drawn = sorted(pool, key=lambda other: other.id)
    rng.shuffle(drawn)
    return sorted(drawn, key=item.distance)
