"""Where things stand in the course: chapters, sections, and the place that teaches a point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.content.library import Chapter, Library
from app.content.markdown import Part, Section
from app.content.specs import ObjectiveSpec, Plan
from app.reader.domain.minutes import share_minutes

_TERM = re.compile(r'data-term="([a-z0-9-]+)"')


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section as a table of contents shows it, with its reading time in minutes."""

    section: Section
    minutes: int

    @property
    def anchor(self) -> str:
        return self.section.anchor

    @property
    def label(self) -> str:
        return f"{self.section.number} {self.section.title}".strip()


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a lesson: a section's beginning, or what stands under one of its headings."""

    plan: Plan
    section: Section
    anchor: str
    number: str
    title: str
    parts: tuple[Part, ...]

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


def section_lines(chapter: Chapter) -> tuple[SectionLine, ...]:
    """The sections of a chapter in order."""
    sections = chapter.lesson.sections
    minutes = share_minutes(chapter.spec.minutes, [section.hanzi for section in sections])
    return tuple(map(SectionLine, sections, minutes))


def section_of(chapter: Chapter, anchor: str) -> Section | None:
    """The section that an anchor names, or in which a heading has it."""
    for section in chapter.lesson.sections:
        if section.anchor == anchor or any(part.anchor == anchor for part in section.headings):
            return section
    return None


def spots(library: Library) -> Iterator[Spot]:
    """All stretches of all written chapters and extension lessons, in teaching order."""
    course = library.course
    for plan in course.plans if course else ():
        chapter = library.chapters.get(plan.id)
        for section in chapter.lesson.sections if chapter else ():
            yield from _spots_of(plan, section)


def spots_by_point(library: Library) -> Mapping[str, Spot]:
    """The stretch that teaches each knowledge point of the written chapters."""
    found: dict[str, Spot] = {}
    for spot in spots(library):
        points = spot.section.knowledge
        for part in spot.parts[:1]:
            if part.kind == "heading":
                points = part.knowledge
        for point in points:
            found.setdefault(point, spot)
    return found


def terms_in(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Ids of the terms that stand in a text, in order of first use."""
    return tuple(dict.fromkeys(term for part in parts for term in _TERM.findall(part.html)))


def by_level(objectives: list[ObjectiveSpec], levels: list[str]) -> list[tuple[str, list[str]]]:
    """Objectives under their teaching level, levels in the order given."""
    groups = [(level, [o.text for o in objectives if o.level == level]) for level in levels]
    return [(level, texts) for level, texts in groups if texts]


def _spots_of(plan: Plan, section: Section) -> Iterator[Spot]:
    """The first stretch is the section's own, every heading opens another one."""
    name = (section.anchor, section.number, section.title)
    parts: list[Part] = []
    for part in section.parts:
        if part.kind == "heading":
            yield Spot(plan, section, *name, tuple(parts))
            name, parts = (part.anchor, part.number, part.title), []
        parts.append(part)
    yield Spot(plan, section, *name, tuple(parts))
