"""What is marked: features register the kinds of work they own, so that marking imports none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from flask import url_for

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.responses import Response
from app.bank.domain.types import ItemType
from app.marking.domain.looks import Window
from app.marking.domain.plans import GradingPlan
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
    plan: GradingPlan = field(default_factory=GradingPlan)
    # Lines of a rubric that take the place of the item's key points, and their version (0: none).
    lines: Sequence[KeyPoint] = ()
    rubric: int = 0

    @property
    def most(self) -> Decimal | None:
        """What the key points earn together at most, where any so many are asked for (任答)."""
        return None if self.lines or self.reads_blanks else self.key.most

    @property
    def reads_blanks(self) -> bool:
        """Whether it is a 填空 of which people decide what counts beside the listed forms."""
        return (
            self.face.type is ItemType.FILL_BLANK
            and self.plan.is_lenient
            and bool(self.key.blanks)
            and not self.lines
        )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One answer of one learner as it may be asked about (复核), without anything that tells a key.

    `number` is the one the question has on this learner's paper, `sees_marks` whether the learner may
    see marks by now, `counts` whether answers to it are still marked; `endpoint` and `place` are where
    they read the paper.
    """

    kind: str
    work_id: int
    part_id: int
    paper_id: int
    class_id: int
    learner_id: int
    paper_title: str
    number: int
    title: str
    type: ItemType
    worth: Decimal
    counts: bool
    sees_marks: bool
    window: Window
    endpoint: str
    place: Mapping[str, str]

    @property
    def url(self) -> str:
        """The address of the paper, at this question; inside a request only."""
        values: dict[str, Any] = dict(self.place)
        return url_for(self.endpoint, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An asked-about answer with its key, for those who decide.

    `face` and `key` have this learner's own numbers, `order` are the option ids as the learner saw
    them, `material` is (id, title, text) of a shared 材料. `version_id` is where the key comes from.
    """

    asked: Asked
    face: ItemFace
    key: ItemKey
    version_id: int
    response: Response
    order: tuple[str, ...] = ()
    saved_at: datetime | None = None
    material: tuple[int, str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLabel:
    """What a list says of a question."""

    paper_title: str
    title: str
    type: ItemType


class WorkSource(Protocol):
    """A feature's answers to what the marking pages ask."""

    kind: str

    def list_parts(self, class_id: int) -> Sequence[PartSummary]:
        """Parts of this class that people mark, those with waiting answers first."""
        ...

    def count_waiting(self, class_id: int, author_id: int, *, decides: bool) -> int:
        """Answers that this person can mark now; `decides` where two markers are apart. A constant number
        of SQL statements, few: it is asked on every page of the class's staff."""
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


@runtime_checkable
class Reviewable(WorkSource, Protocol):
    """A kind of work whose learners can ask for a second look."""

    def find_asked(self, work_id: int, part_id: int, at: datetime) -> Asked | None:
        """One answer of a handed-in work, or None where the work has no such part. No key."""
        ...

    def find_answered(self, work_id: int, part_id: int, at: datetime) -> Answered | None:
        """The same with what was answered, and the key."""
        ...

    def label_parts(self, part_ids: Collection[int]) -> dict[int, PartLabel]:
        """Questions by part id; a constant number of SQL statements, and no key."""
        ...


@runtime_checkable
class Opened(WorkSource, Protocol):
    """A kind of work of which all open answers of a class can be shown at once."""

    def list_open(self, class_id: int) -> Sequence[PartView]:
        """Questions that the engine reads and whose marks nobody was told yet, with their answers; a
        constant number of SQL statements. Rubrics are not looked up."""
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


def find_reviewable(kind: str) -> Reviewable | None:
    source = _sources.get(kind)
    return source if isinstance(source, Reviewable) else None


def get_reviewable(kind: str) -> Reviewable:
    """The kind of work that a second look was asked for; LookupError where it is gone."""
    source = find_reviewable(kind)
    if source is None:
        raise LookupError(f"no work of kind {kind} that can be looked at again")
    return source


def all_opened() -> Sequence[Opened]:
    return tuple(source for source in _sources.values() if isinstance(source, Opened))


def all_sources() -> Sequence[WorkSource]:
    return tuple(_sources.values())
