"""The paper of a draft as its author sees it: forms, sections, questions, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from app.bank.domain.types import ItemType, Use
from app.bank.models import Item
from app.quiz.domain.paper import Heading, Slot
from app.quiz.domain.pools import Pool, chance, given, pools_of, worth
from app.quiz.domain.twoway import Entry, TwoWay, tabulate
from app.quiz.models import DraftItem

# Opens the name of a table's row that stands for a pool with questions of several chapters.
POOL_ROW = "pool:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One question of the paper as its author sees it; `number` counts through the form."""

    number: int
    draft: DraftItem

    @property
    def item(self) -> Item:
        return self.draft.item

    @property
    def is_public(self) -> bool:
        """Whether the item came with the project, so that its key is known to anyone."""
        return self.item.content_id is not None

    @property
    def is_usable(self) -> bool:
        return self.item.state == "published" and self.item.current_version is not None

    @property
    def slot(self) -> Slot:
        """The question as the domain sees it."""
        version = self.item.current_version
        return Slot(
            id=self.draft.id,
            position=self.number,
            type=ItemType(self.item.type),
            points=self.draft.points,
            stimulus_id=version.stimulus_id if version else None,
            section=self.draft.section,
            pool=self.draft.pool,
            take=self.draft.take,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSection:
    """The questions under one heading, in order; `title` is empty where the type is the heading."""

    title: str
    type: ItemType | None
    rows: tuple[DraftRow, ...]

    @property
    def key(self) -> str:
        """The section's name in forms and links."""
        return f"type:{self.type}" if self.type else f"own:{self.title}"

    @property
    def count(self) -> int:
        """How many of the questions each candidate gets."""
        return len(given([row.slot for row in self.rows]))

    @property
    def points(self) -> Decimal:
        return worth([row.slot for row in self.rows])


@dataclass(frozen=True, kw_only=True)
class DraftPaper:
    """One form with its table and what its author should know before publishing."""

    label: str
    sections: tuple[DraftSection, ...]

    @cached_property
    def rows(self) -> list[DraftRow]:
        return [row for section in self.sections for row in section.rows]

    @cached_property
    def slots(self) -> list[Slot]:
        return [row.slot for row in self.rows]

    @cached_property
    def pools(self) -> list[Pool]:
        return pools_of(self.slots)

    @property
    def uneven(self) -> list[Pool]:
        """Pools from which papers would be drawn that are not worth the same."""
        return [pool for pool in self.pools if pool.faults]

    @property
    def count(self) -> int:
        """How many questions each candidate gets."""
        return len(given(self.slots))

    @cached_property
    def points(self) -> Decimal:
        """The marks of each candidate's paper."""
        return worth(self.slots)

    @cached_property
    def table(self) -> TwoWay:
        """The two-way table of what each candidate gets.

        A pool counts with what it gives: under its chapter, or in a row of its own where its
        questions come from several.
        """
        chapters: dict[str, set[str]] = {}
        for row in self.rows:
            chapters.setdefault(row.draft.pool, set()).add(row.item.chapter_id)
        entries = []
        by_id = {row.draft.id: row for row in self.rows}
        for slot in given(self.slots):
            chapter = by_id[slot.id].item.chapter_id
            if slot.pool and len(chapters[slot.pool]) > 1:
                chapter = f"{POOL_ROW}{slot.pool}"
            entries.append(Entry(chapter, slot.type, slot.points))
        return tabulate(entries)

    @property
    def difficulty(self) -> Fraction | None:
        """The mean difficulty of the questions, 1 to 5, weighted by their expected marks."""
        weights = self._weights()
        whole = sum(weights.values(), Fraction(0))
        if not whole:
            return None
        levels = {row.draft.id: row.item.difficulty for row in self.rows}
        return sum((weights[id_] * levels[id_] for id_ in weights), Fraction(0)) / whole

    @property
    def public(self) -> int:
        return sum(row.is_public for row in self.rows)

    @property
    def public_share(self) -> Fraction:
        """The share of the marks that public items are expected to carry."""
        weights = self._weights()
        whole = sum(weights.values(), Fraction(0))
        known = sum((weights[row.draft.id] for row in self.rows if row.is_public), Fraction(0))
        return known / whole if whole else Fraction(0)

    @property
    def practised(self) -> int:
        """Questions that students may have met in practice."""
        return sum(row.item.use == Use.PRACTICE for row in self.rows)

    @property
    def unusable(self) -> list[DraftRow]:
        """Questions that were retired or never published since they were put on the paper."""
        return [row for row in self.rows if not row.is_usable]

    def _weights(self) -> dict[int, Fraction]:
        """Expected marks of each question by the draft's id."""
        likely = chance(self.slots)
        return {slot.id: Fraction(slot.points) * likely[slot.id] for slot in self.slots}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """All forms of the paper: A always, B where there is one. `titles` are the own sections."""

    papers: tuple[DraftPaper, ...]
    titles: tuple[str, ...]

    def find(self, label: str) -> DraftPaper:
        """The form of this label, else the first."""
        return next((paper for paper in self.papers if paper.label == label), self.papers[0])

    @property
    def is_parallel(self) -> bool:
        return len(self.papers) > 1

    @cached_property
    def shared(self) -> frozenset[int]:
        """Ids of the items that are on every form (anchors); nothing where there is one form."""
        if not self.is_parallel:
            return frozenset()
        items = [{row.item.id for row in paper.rows} for paper in self.papers]
        return frozenset(set.intersection(*items))

    @property
    def totals_differ(self) -> bool:
        return len({paper.points for paper in self.papers}) > 1

    @property
    def counts_differ(self) -> bool:
        return len({paper.count for paper in self.papers}) > 1


def as_paper(label: str, drafts: Sequence[DraftItem]) -> DraftPaper:
    """A form of the questions that are in the order of the paper already."""
    sections = []
    number = 0
    for (title, type_), group in groupby(drafts, key=heading_of):
        rows = []
        for draft in group:
            number += 1
            rows.append(DraftRow(number=number, draft=draft))
        sections.append(DraftSection(title=title, type=type_, rows=tuple(rows)))
    return DraftPaper(label=label, sections=tuple(sections))


def heading_of(draft: DraftItem) -> Heading:
    """What a question of a draft stands under."""
    return (draft.section, None) if draft.section else ("", ItemType(draft.item.type))
