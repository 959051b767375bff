"""The course map, chapters and sections as one reader sees them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.bank.content import get_library
from app.content.library import Chapter
from app.content.markdown import Section
from app.content.specs import Plan, TermSpec
from app.learning.access import may_open
from app.learning.models import ReadingPosition
from app.learning.service import mastery_by_chapter, mastery_of, positions, save_position
from app.reader.checks import Check, load_checks
from app.reader.outline import SectionLine, section_lines, terms_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterCard:
    """A chapter on the course map. `chapter` is None where its lesson is not written yet.

    `mastery` is 0 to 1, None where nothing is known; `anchor` is where reading stopped.
    """

    plan: Plan
    chapter: Chapter | None
    open: bool
    mastery: float | None = None
    lines: Sequence[SectionLine] = ()
    finished: Collection[str] = ()
    anchor: str = ""
    read_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.plan.id

    @property
    def readable(self) -> bool:
        return self.chapter is not None and self.open

    @property
    def done(self) -> int:
        """How many of its sections were read to their end."""
        return sum(1 for line in self.lines if line.anchor in self.finished)

    @property
    def complete(self) -> bool:
        return bool(self.lines) and self.done == len(self.lines)

    @property
    def minutes_left(self) -> int:
        return sum(line.minutes for line in self.lines if line.anchor not in self.finished)

    @property
    def next_line(self) -> SectionLine | None:
        """The section to read now: where reading stopped, else the first that is not finished."""
        here = next((line for line in self.lines if _has(line.section, self.anchor)), None)
        if here is not None and here.anchor not in self.finished:
            return here
        left = (line for line in self.lines if line.anchor not in self.finished)
        return next(left, here or (self.lines[0] if self.lines else None))


@dataclass(frozen=True, slots=True)
class CourseMap:
    """All chapters and extension lessons, and the one to go on with (None: nothing to read)."""

    cards: Sequence[ChapterCard]
    current: ChapterCard | None

    @property
    def chapters(self) -> list[ChapterCard]:
        return [card for card in self.cards if not card.plan.is_extension]

    @property
    def extensions(self) -> list[ChapterCard]:
        return [card for card in self.cards if card.plan.is_extension]

    @property
    def begun(self) -> bool:
        return any(card.read_at for card in self.cards)

    @property
    def written(self) -> int:
        return sum(1 for card in self.cards if card.chapter is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """One section with everything that stands on its page."""

    card: ChapterCard
    line: SectionLine
    previous: SectionLine | None
    following: SectionLine | None
    levels: Sequence[str]
    terms: Sequence[TermSpec]
    checks: Mapping[str, Check]

    @property
    def section(self) -> Section:
        return self.line.section


def course_map(user_id: int | None, at: datetime) -> CourseMap:
    """The whole course for a reader (None: a visitor); four SQL statements."""
    library = get_library()
    kept = positions(user_id) if user_id is not None else {}
    mastery = _mastery(user_id, at)
    plans = library.course.plans if library.course else []
    cards = [_card(plan, mastery.get(plan.id), kept.get(plan.id)) for plan in plans]
    return CourseMap(cards, _current(cards))


def find_card(chapter_id: str) -> ChapterCard | None:
    """A written chapter, without what any reader did in it; no SQL statement."""
    library = get_library()
    plan = library.course.find_chapter(chapter_id) if library.course else None
    return _card(plan, None, None) if plan and chapter_id in library.chapters else None


def read_card(card: ChapterCard, user_id: int | None, at: datetime) -> ChapterCard:
    """The same chapter with what this reader did in it; four SQL statements."""
    if user_id is None:
        return card
    kept, mastery = positions(user_id), _mastery(user_id, at)
    return _card(card.plan, mastery.get(card.id), kept.get(card.id))


def read_section(
    card: ChapterCard, anchor: str, user_id: int | None, again: Collection[str]
) -> SectionPage | None:
    """The page of a section, None where the chapter has no such one; five SQL statements."""
    place = next((n for n, line in enumerate(card.lines) if line.anchor == anchor), None)
    if place is None:
        return None
    line, library = card.lines[place], get_library()
    kept = positions(user_id).get(card.id) if user_id is not None else None
    points = [library.knowledge[point] for point in line.section.all_knowledge]
    levels = [level.name for level in library.course.levels] if library.course else []
    return SectionPage(
        card=_card(card.plan, None, kept),
        line=line,
        previous=card.lines[place - 1] if place else None,
        following=card.lines[place + 1] if place + 1 < len(card.lines) else None,
        levels=[level for level in levels if any(point.level == level for point in points)],
        terms=[library.terms[term] for term in terms_in(line.section.parts)],
        checks=load_checks(line.section.checks, user_id, again),
    )


def keep_position(
    user_id: int, card: ChapterCard, section: Section, heading: str, at: datetime
) -> None:
    """Keep where in a section somebody reads; `heading` is the anchor of the stretch they see."""
    save_position(user_id, card.id, heading if _has(section, heading) else section.anchor, None, at)


def finish_section(user_id: int, card: ChapterCard, section: Section, at: datetime) -> str | None:
    """Tick a section; returns the anchor of the next one, at which reading will go on."""
    anchors = [line.anchor for line in card.lines]
    place = anchors.index(section.anchor) + 1
    following = anchors[place] if place < len(anchors) else None
    save_position(user_id, card.id, following or section.anchor, section.anchor, at)
    return following


def _card(plan: Plan, mastery: float | None, kept: ReadingPosition | None) -> ChapterCard:
    chapter = get_library().chapters.get(plan.id)
    return ChapterCard(
        plan=plan,
        chapter=chapter,
        open=may_open(plan.id),
        mastery=mastery,
        lines=section_lines(chapter) if chapter else (),
        finished=frozenset(kept.finished) if kept else frozenset(),
        anchor=kept.anchor if kept else "",
        read_at=kept.updated_at if kept else None,
    )


def _mastery(user_id: int | None, at: datetime) -> dict[str, float]:
    """Mastery of the chapters in which something was answered."""
    if user_id is None:
        return {}
    chapter_of = get_library().chapter_of
    known = {chapter_of.get(point) for point in mastery_of(user_id, at)}
    return {c: value for c, value in mastery_by_chapter(user_id, at).items() if c in known}


def _current(cards: Sequence[ChapterCard]) -> ChapterCard | None:
    """Where reading was last; once that chapter is finished, the next one that is not.

    Extension lessons come after all chapters: nobody is led beside the syllabus before its end.
    """
    readable = [card for card in cards if card.readable]
    if not readable:
        return None
    begun = [card for card in readable if card.read_at is not None]
    last = max(
        begun,
        key=lambda card: card.read_at.timestamp() if card.read_at else 0.0,
        default=readable[0],
    )
    if not last.complete:
        return last
    place = readable.index(last)
    left = [card for card in (*readable[place:], *readable[:place]) if not card.complete]
    left.sort(key=lambda card: card.plan.is_extension)
    return left[0] if left else last


def _has(section: Section, anchor: str) -> bool:
    return section.anchor == anchor or any(part.anchor == anchor for part in section.headings)
