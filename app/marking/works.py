"""What is marked: features register the kinds of work they own, so that marking imports none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSummary:
    """One question whose answers are marked by people.

    `part_id` names it within its kind; `waiting` of `total` responses have no mark yet.
    """

    kind: str
    part_id: int
    work_title: str
    title: str
    type: str
    points: Decimal
    total: int
    waiting: int
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResponse:
    """One answer to a part. `learner_name` is shown only where anonymity was lifted.

    `face` and `key` are the question with this learner's own numbers, where it is seeded.
    """

    work_id: int
    learner_id: int
    learner_name: str
    response: Response
    saved_at: datetime | None
    face: ItemFace | None = None
    key: ItemKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A question with all its answers, ready to be marked."""

    summary: PartSummary
    class_id: int
    version_id: int
    face: ItemFace
    key: ItemKey
    responses: Sequence[PartResponse]


class WorkSource(Protocol):
    """A feature's answers to what the marking pages ask."""

    kind: str

    def list_parts(self, class_id: int) -> Sequence[PartSummary]:
        """Parts of this class that people mark, those with waiting answers first."""
        ...

    def find_part(self, class_id: int, part_id: int) -> PartView | None:
        """One part of this class with its answers, or None."""
        ...

    def after_marks(self, work_ids: Collection[int], at: datetime) -> None:
        """Marks of these works changed; called inside the transaction that recorded them."""
        ...


_sources: dict[str, WorkSource] = {}


def register(source: WorkSource) -> None:
    """Add a kind of work; the factory calls this once for each."""
    _sources[source.kind] = source


def find_source(kind: str) -> WorkSource | None:
    return _sources.get(kind)


def all_sources() -> Sequence[WorkSource]:
    return tuple(_sources.values())
