"""Reading the whole content folder into one immutable library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.content.company.specs import CompanySpec
from app.content.figures import Figure
from app.content.folder import misplaced
from app.content.house import HouseSpec
from app.content.kinds import Entry, Kind, SourceFile
from app.content.markdown import RenderedLesson, render_lesson
from app.content.problems import (
    Problem,
    has_errors,
    in_order,
)
from app.content.specs import (
    CourseSpec,
    GlossarySpec,
    KnowledgeFileSpec,
    KnowledgeSpec,
    LessonSpec,
    TermSpec,
)

COURSE = Kind("course", "course.yml", CourseSpec.model_validate)
COMPANY = Kind("company", "company/company.yml", CompanySpec.model_validate)
KNOWLEDGE = Kind("knowledge", "knowledge/*.yml", KnowledgeFileSpec.model_validate)
GLOSSARY = Kind("glossary", "glossary/*.yml", GlossarySpec.model_validate)
HOUSE = Kind("house", "house.yml", HouseSpec.model_validate)
OWN_KINDS = (COURSE, COMPANY, KNOWLEDGE, GLOSSARY, HOUSE)

MAX_FILES = 5_000


@dataclass(frozen=True)
class Chapter:
    """A written chapter or extension lesson: its front matter, its source text and the lesson made from it."""

    spec: LessonSpec
    path: str
    body: str = field(repr=False)
    first_line: int
    _find_term: Callable[[str], str | None] = field(repr=False, compare=False)
    _find_figure: Callable[[str], Figure | None] = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.spec.id

    @cached_property
    def lesson(self) -> RenderedLesson:
        """Rendered when first asked for and kept; takes some tens of milliseconds."""
        return render_lesson(
            self.body,
            find_term=self._find_term,
            find_figure=self._find_figure,
            first_line=self.first_line,
        )


@dataclass(frozen=True)
class Library:
    """Everything in a content folder. `digest` changes whenever any byte of it does.

    `knowledge` is in teaching order; `files` holds the parsed files of every kind by its name.
    `broken` holds, for checks alone, what is readable of files with errors. `incomplete` names the
    kinds of which a file could not be read at all: what refers to them is not checked, so that one
    mistake is not reported a hundred times.
    """

    root: Path
    digest: str
    kinds: tuple[Kind, ...]
    files: Mapping[str, tuple[SourceFile, ...]]
    figures: Mapping[str, Figure]
    chapters: Mapping[str, Chapter]
    terms: Mapping[str, TermSpec]
    knowledge: Mapping[str, KnowledgeSpec]
    entries: tuple[Entry, ...]
    broken: Mapping[str, tuple[SourceFile, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    incomplete: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    _names: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def ok(self) -> bool:
        return not has_errors(self.problems)

    @property
    def course(self) -> CourseSpec | None:
        return next((file.spec for file in self.files["course"]), None)

    @property
    def company(self) -> CompanySpec | None:
        return next((file.spec for file in self.files["company"]), None)

    @property
    def house(self) -> HouseSpec:
        return next((file.spec for file in self.files["house"]), HouseSpec())

    def find_term(self, name: str) -> TermSpec | None:
        """Find a term by its Chinese name, its English name or a synonym."""
        identity = self._names.get(fold(name))
        return self.terms[identity] if identity else None

    @cached_property
    def chapter_of(self) -> Mapping[str, str]:
        """The chapter or extension lesson of each knowledge point."""
        return MappingProxyType(
            {
                point.id: file.spec.chapter
                for file in self.files["knowledge"]
                for point in file.spec.points
            }
        )

    def points_of(self, chapter: str) -> list[KnowledgeSpec]:
        """The knowledge points of a chapter or extension lesson, in teaching order."""
        return [p for p in self.knowledge.values() if self.chapter_of[p.id] == chapter]

    def knows_point(self, point: str) -> bool:
        """Whether a knowledge point exists, as far as can be told."""
        return point in self.knowledge or KNOWLEDGE.name in self.incomplete

    def readable(self, kind: str) -> tuple[SourceFile, ...]:
        """The files of a kind, and what can be read of those with errors."""
        return (*self.files.get(kind, ()), *self.broken.get(kind, ()))

    def find_figure(self, name: str) -> Figure | None:
        return self.figures.get(name)

    def specs(self, kind: str) -> tuple[Any, ...]:
        return tuple(file.spec for file in self.files.get(kind, ()))


def load_library(root: Path, kinds: Sequence[Kind] = (), *, check: bool = True) -> Library:
    """Read the content folder `root`, render it and check it across files.

    Never raises for what is wrong in the files; `Library.problems` says all of it at once.
    `check=False` leaves out rendering and cross-checks: for a start whose `content_digest` is
    known to have passed them.
    """
    from app.content.checks import check_library
    from app.content.loader import Loader

    loader = Loader(root, (*OWN_KINDS, *kinds))
    if message := misplaced(root):
        return loader.nothing(message)
    library = loader.load()
    if not check:
        return replace(library, problems=in_order(loader.problems))
    found = (*loader.problems, *check_library(library))
    return replace(library, problems=in_order(found))


def fold(name: str) -> str:
    return "".join(name.split()).casefold()
