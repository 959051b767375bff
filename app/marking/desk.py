"""The grading desk of one question: its answers grouped by likeness, the most doubtful group first.

Nothing here is stored: groups and proposals follow from the answers, the key and the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zlib import crc32

from app.bank.answers.layers import Layer
from app.marking.answers import Entry, Row, key_points_of, rows_of
from app.marking.certainty import ORDER, Certainty, certainty
from app.marking.desk_models import MarkReading
from app.marking.domain.clusters import Cluster, Read, cluster, seconds_left
from app.marking.domain.learning import Lesson
from app.marking.domain.machine import ENGINE
from app.marking.domain.readings import Reading, Verdict, judge
from app.marking.double import held_of, load_readings, recorder
from app.marking.learning import learn
from app.marking.proposing import add_proposals
from app.marking.service import save_marks
from app.marking.works import PartView

# Of the marks that the engine gave alone every twentieth is looked at by a person.
AUDIT_EVERY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Answers that are judged together.

    `audit`: marks of the engine that a person checks. `readings`: what two markers gave who are too far
    apart, for the third person who decides.
    """

    cluster: Cluster
    rows: Sequence[Row]
    audit: bool = False
    readings: Sequence[Reading] = ()

    @property
    def id(self) -> int:
        return self.cluster.id

    @property
    def certainty(self) -> Certainty | None:
        """How sure the engine is of what it proposes for them."""
        return certainty(self.cluster, self.rows)

    @property
    def first(self) -> Row:
        """The answer that stands for the group."""
        return self.rows[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the spot check found: of `marks` by the engine `sample` are looked at; of `seen` `changed` changed."""

    marks: int
    sample: int
    seen: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A question ready to be graded."""

    part: PartView
    rows: Sequence[Row]
    groups: Sequence[Group]
    audit: Audit
    readings: Mapping[int, Sequence[MarkReading]]
    # Answers that this person read and another one has still to read, or to decide upon.
    read: int = 0
    # Answers that other markers have open now.
    taken: frozenset[int] = frozenset()
    # What asking the nearest marked answers is worth; None where they are not asked.
    lesson: Lesson | None = None
    # The class's own synonyms, which proposals were made with.
    layer: Layer | None = None

    @property
    def marked(self) -> int:
        return sum(row.is_marked for row in self.rows)

    def find(self, group_id: int | None) -> Group | None:
        """The group that was asked for (by any answer of it), else the first that nobody has open."""
        for group in self.groups:
            if any(row.response.work_id == group_id for row in group.rows):
                return group
        return next((one for one in self.groups if not self.is_taken(one)), self._first)

    @property
    def _first(self) -> Group | None:
        return self.groups[0] if self.groups else None

    def is_taken(self, group: Group) -> bool:
        """Whether another marker has answers of the group open."""
        return any(row.response.work_id in self.taken for row in group.rows)

    def after(self, group: Group) -> Group | None:
        """The group that follows, for whoever leaves this one for later; one that nobody has open first."""
        place = [one.id for one in self.groups].index(group.id)
        others = [*self.groups[place + 1 :], *self.groups[:place]]
        return next(
            (one for one in others if not self.is_taken(one)), others[0] if others else None
        )

    def minutes_left(self, author_id: int) -> int | None:
        """How long the rest takes this person at their pace; None where nothing is left, and where it
        cannot be told yet."""
        if not self.groups:
            return None
        given = (
            *(event for row in self.rows for event in row.events),
            *(reading for readings in self.readings.values() for reading in readings),
        )
        acts = {one.created_at.timestamp() for one in given if one.author_id == author_id}
        seconds = seconds_left(sorted(acts)[-12:], len(self.groups))
        return None if seconds is None else max(1, round(seconds / 60))


def open_desk(
    part: PartView,
    author_id: int = 0,
    *,
    decides: bool = False,
    taken: frozenset[int] = frozenset(),
) -> Desk:
    """The desk of a question as this person finds it; three SQL statements at most.

    Where two people mark, one sees what they have not read yet and never what the other gave; those who
    may decide see the answers on which two are apart.
    """
    rows = rows_of(part)
    layer = add_proposals(part, rows)
    lesson = learn(part, rows)
    checked = _sample(part, [row for row in rows if was_by_engine(row)])
    waiting = [row for row in rows if not row.is_marked]
    readings = load_readings(part.summary.kind, part.summary.part_id) if part.plan.double else {}
    held = {
        row.response.work_id: held_of(readings.get(row.response.work_id, ())) for row in waiting
    }
    own = [row for row in waiting if author_id in {r.author_id for r in held[row.response.work_id]}]
    to_read = [row for row in waiting if row not in own and len(held[row.response.work_id]) < 2]
    groups = [
        *(_apart(part, waiting, held) if decides else ()),
        *_groups(part, to_read),
        *_groups(part, [row for row in checked if row.is_by_engine], audit=True),
    ]
    return Desk(
        part=part,
        rows=rows,
        groups=groups,
        audit=_audit(rows, checked),
        readings=readings,
        read=len(own),
        taken=taken,
        lesson=lesson,
        layer=layer,
    )


def _apart(
    part: PartView, waiting: Sequence[Row], held: Mapping[int, Sequence[Reading]]
) -> list[Group]:
    """Each answer on which two markers are apart, by itself."""
    return [
        replace(group, readings=tuple(held[row.response.work_id][:2]))
        for row in waiting
        if judge(held[row.response.work_id], part.plan.tolerance) is Verdict.APART
        for group in _groups(part, [row])
    ]


def was_by_engine(row: Row) -> bool:
    """Whether the engine marked the answer before any person did."""
    first = next((event for event in row.events if event.new is not None), None)
    return first is not None and first.author_id is None and first.rule == ENGINE


def in_sample(part: PartView, row: Row) -> bool:
    """Whether an answer is one of those that are checked: by its number, so that nobody chooses."""
    return _lot(part, row) % AUDIT_EVERY == 0


def _sample(part: PartView, rows: Sequence[Row]) -> list[Row]:
    """Those that are checked of what the engine marked: one at least, so that a small class is not left out."""
    drawn = [row for row in rows if in_sample(part, row)]
    return drawn or sorted(rows, key=lambda row: _lot(part, row))[:1]


def _lot(part: PartView, row: Row) -> int:
    name = f"audit/{part.summary.kind}/{part.summary.part_id}/{row.response.work_id}"
    return crc32(name.encode())


def give(
    desk: Desk, rows: Iterable[Row], seen: dict[int, int], points: dict[str, str], comment: str,
    author_id: int, at: datetime,
) -> int:  # fmt: skip
    """Give the same points to several answers; returns how many marks were given.

    All or nothing: where an answer was marked by somebody else since it was shown (`seen`, by work id),
    or a number cannot be, the rows say so and nothing is stored.
    """
    chosen = list(rows)
    for row in chosen:
        row.confirms = True
    entries = {
        row.response.work_id: Entry(
            work_id=row.response.work_id,
            seen=seen.get(row.response.work_id, 0),
            points=points,
            comment=comment,
        )
        for row in chosen
    }
    decided = {group.id for group in desk.groups if group.readings}
    if desk.part.plan.double and not {row.response.work_id for row in chosen} & decided:
        return save_marks(desk.part, chosen, entries, author_id, at, recorder(desk.part))
    return save_marks(desk.part, chosen, entries, author_id, at)


def _groups(part: PartView, rows: Sequence[Row], *, audit: bool = False) -> list[Group]:
    by_work = {row.response.work_id: row for row in rows}
    made = [
        Group(cluster=one, rows=[by_work[read.work_id] for read in one.members], audit=audit)
        for one in cluster([read_of(part, row) for row in rows])
    ]
    return sorted(made, key=lambda one: ORDER.index(one.certainty))


def read_of(part: PartView, row: Row) -> Read:
    """An answer as its proposal reads it, for the grouping."""
    proposal = row.proposal
    return Read(
        work_id=row.response.work_id,
        text=row.text,
        credits=proposal.credits if proposal else tuple(0.0 for _point in key_points_of(part)),
        confidence=proposal.confidence if proposal else 0.0,
        sure=bool(proposal and proposal.sure),
    )


def _audit(rows: Sequence[Row], checked: Sequence[Row]) -> Audit:
    seen = [row for row in checked if not row.is_by_engine]
    return Audit(
        marks=sum(was_by_engine(row) for row in rows),
        sample=len(checked),
        seen=len(seen),
        changed=sum(_differs(row) for row in seen),
    )


def _differs(row: Row) -> bool:
    """Whether a person gave another mark than the engine had."""
    first = next(event for event in row.events if event.new is not None)
    return row.event is not None and row.event.new != first.new
