"""What is marked: features register the kinds of work they own, so that marking imports none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response
from app.marking.domain.question import Frozen


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
    """A question with all its answers, ready to be marked.

    `steps` counts the rulings on it when it was read: marks are not given under terms that are gone.
    """

    summary: PartSummary
    class_id: int
    version_id: int
    face: ItemFace
    key: ItemKey
    responses: Sequence[PartResponse]
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One question of a paper that was handed out, ready for a ruling.

    `paper_id` is the whole it is part of, `full` the marks of that whole as it counts now, `works` how
    many were handed in, `url` where their results are; `material` is (id, title, text) of a shared 材料.
    `for_all` says whether every paper has the question: else what it is worth cannot change.
    """

    kind: str
    part_id: int
    paper_id: int
    class_id: int
    paper_title: str
    number: int
    title: str
    item_public_id: str
    frozen: Frozen
    full: Decimal
    works: int
    released: bool
    url: str
    material: tuple[int, str, str] | None = None
    for_all: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One handed-in answer. `seed` draws its numbers, where it has numbers of its own."""

    work_id: int
    learner_id: int
    learner_name: str
    response: Response
    seed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the marks of a paper were worked out from: ledgers only grow, so counts and last ids tell."""

    works: int
    events: int
    last_event: int


class WorkSource(Protocol):
    """A feature's answers to what the marking pages ask."""

    kind: str

    def list_parts(self, class_id: int) -> Sequence[PartSummary]:
        """Parts of this class that people mark, those with waiting answers first."""
        ...

    def find_part(self, class_id: int, part_id: int) -> PartView | None:
        """One part of this class with its answers, or None."""
        ...

    def hold(self, work_ids: Collection[int]) -> None:
        """Hold these works until the end of the caller's transaction: before their marks are changed."""
        ...

    def after_marks(self, work_ids: Collection[int], at: datetime) -> None:
        """Marks of these works changed; called inside the transaction that recorded them."""
        ...


@runtime_checkable
class Regradable(WorkSource, Protocol):
    """A kind of work whose questions can be ruled upon."""

    def find_sheet(self, class_id: int, part_id: int) -> Sheet | None:
        """One question of this class as it was handed out, or None."""
        ...

    def list_works(self, part_id: int, after: int, limit: int) -> Sequence[Work]:
        """Handed-in answers to a question by rising work id, beginning after `after`."""
        ...

    def totals_of(self, work_ids: Collection[int]) -> dict[int, Decimal]:
        """The marks of whole works so far."""
        ...

    def lock_paper(self, paper_id: int) -> None:
        """Let nobody hand in, rule or release until the end of the caller's transaction."""
        ...

    def state_of(self, paper_id: int) -> State:
        """What the marks of the paper rest on now."""
        ...


_sources: dict[str, WorkSource] = {}


def register(source: WorkSource) -> None:
    """Add a kind of work; the factory calls this once for each."""
    _sources[source.kind] = source


def find_source(kind: str) -> WorkSource | None:
    return _sources.get(kind)


def find_regradable(kind: str) -> Regradable | None:
    source = _sources.get(kind)
    return source if isinstance(source, Regradable) else None


def get_regradable(kind: str) -> Regradable:
    """The kind of work that a ruling was made for; LookupError where it is gone."""
    source = find_regradable(kind)
    if source is None:
        raise LookupError(f"no regradable work of kind {kind}")
    return source


def all_sources() -> Sequence[WorkSource]:
    return tuple(_sources.values())
