"""Where an item is used and how it was answered: features above the bank register what they know.

Each source answers with a constant number of SQL statements, and tells names only of what the present
person may see; of the rest it gives a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Protocol

# Below this many people a share of right answers is no evidence yet.
ENOUGH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One paper that holds the item. `version` is None where it follows the newest one."""

    title: str
    place: str
    state: str
    version: int | None
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How an item was answered in one kind of place.

    `answers` by `people`; `share` is the mean share of its marks over the `marked` answers, None where
    none is marked.
    """

    label: str
    answers: int
    people: int
    marked: int
    share: Fraction | None
    last_at: datetime | None

    @property
    def evidence(self) -> bool:
        """Whether enough people answered for the share to mean something."""
        return self.people >= ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one source knows. `hidden` counts the papers of classes the reader has no part in."""

    uses: Sequence[Use] = ()
    hidden: int = 0
    tally: Tally | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """All sources together."""

    uses: Sequence[Use] = ()
    hidden: int = 0
    tallies: Sequence[Tally] = field(default=())
    last_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        """Whether nobody has met the item so far."""
        return not (self.uses or self.hidden or self.tallies)


class UsageSource(Protocol):
    """A feature that puts items before people."""

    name: str

    def look_up(self, item_id: int) -> Known:
        """What it knows of one item."""
        ...


_sources: dict[str, UsageSource] = {}


def register(source: UsageSource) -> None:
    """Add a feature that uses items; the factory calls this once for each."""
    _sources[source.name] = source


def usage_of(item_id: int) -> Usage:
    """Everything that is known of an item's use."""
    known = [source.look_up(item_id) for source in _sources.values()]
    times = [one.last_at for one in known if one.last_at]
    return Usage(
        uses=[use for one in known for use in one.uses],
        hidden=sum(one.hidden for one in known),
        tallies=[one.tally for one in known if one.tally],
        last_at=max(times, default=None),
    )
