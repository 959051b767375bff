"""Reading the whole content folder into one immutable library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from app.content.figures import Figure, is_figure_name, read_figure
from app.content.folder import all_files, content_digest, misplaced
from app.content.front import read_front, split_front
from app.content.kinds import Entry, Kind, SourceFile
from app.content.markdown import RenderedLesson, render_lesson
from app.content.problems import (
    Problem,
    error,
    from_validation_error,
    from_yaml_error,
    has_errors,
    in_order,
    warning,
)
from app.content.specs import (
    CompanySpec,
    CourseSpec,
    GlossarySpec,
    HouseSpec,
    KnowledgeFileSpec,
    KnowledgeSpec,
    LessonSpec,
    TermSpec,
)
from app.content.yaml import Document, YamlError, load_yaml

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
        identity = self._names.get(_fold(name))
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

    loader = _Loader(root, kinds)
    if message := misplaced(root):
        return loader.nothing(message)
    library = loader.load()
    if not check:
        return replace(library, problems=in_order(loader.problems))
    found = (*loader.problems, *check_library(library))
    return replace(library, problems=in_order(found))


class _Loader:
    def __init__(self, root: Path, kinds: Sequence[Kind]) -> None:
        self.root = root
        self.kinds = (*OWN_KINDS, *kinds)
        self.problems: list[Problem] = []
        self._read: set[Path] = set()
        self._incomplete: set[str] = set()
        self._broken: dict[str, tuple[SourceFile, ...]] = {}

    def load(self) -> Library:
        files = {kind.name: tuple(self._parse(kind)) for kind in self.kinds}
        figures = self._figures()
        terms = [term for file in files["glossary"] for term in file.spec.terms]
        names = {_fold(name): term.id for term in reversed(terms) for name in term.names}
        chapters = self._chapters(names, figures)
        self._unread()
        points = [point for file in files["knowledge"] for point in file.spec.points]
        return Library(
            root=self.root,
            digest=content_digest(self.root),
            kinds=tuple(self.kinds),
            files=MappingProxyType(files),
            figures=MappingProxyType(figures),
            chapters=MappingProxyType(chapters),
            terms=MappingProxyType({term.id: term for term in terms}),
            knowledge=MappingProxyType({point.id: point for point in points}),
            entries=tuple(self._entries(files)),
            broken=MappingProxyType(self._broken),
            incomplete=frozenset(self._incomplete),
            _names=MappingProxyType(names),
        )

    def nothing(self, message: str) -> Library:
        """A library of a folder that holds no content, and the one error that says so."""
        return Library(
            root=self.root,
            digest="",
            kinds=tuple(self.kinds),
            files=MappingProxyType({kind.name: () for kind in self.kinds}),
            figures=MappingProxyType({}),
            chapters=MappingProxyType({}),
            terms=MappingProxyType({}),
            knowledge=MappingProxyType({}),
            entries=(),
            problems=(error(str(self.root), "", message),),
        )

    def _entries(self, files: Mapping[str, tuple[SourceFile, ...]]) -> Iterator[Entry]:
        for kind in self.kinds:
            for file in (*files[kind.name], *self._broken.get(kind.name, ())):
                yield from kind.entries(file)

    # ── YAML

    def _parse(self, kind: Kind) -> Iterable[SourceFile]:
        for path in kind.files(self.root):
            if file := self._file(kind, path):
                yield file

    def _file(self, kind: Kind, path: Path) -> SourceFile | None:
        name, text = self._name(path), self._text(path)
        document, rest = Document(None), None
        try:
            if text is not None:
                document = load_yaml(text)
                return SourceFile(name, kind.parse(document.value), document)
        except YamlError as failure:
            self.problems.append(from_yaml_error(name, failure))
        except ValidationError as failure:
            self.problems += from_validation_error(name, failure, document)
            rest = kind.salvage(name, document.value)
        if rest is None:
            self._incomplete.add(kind.name)
        else:
            kept = SourceFile(name, rest, document)
            self._broken[kind.name] = (*self._broken.get(kind.name, ()), kept)
        return None

    def _text(self, path: Path) -> str | None:
        self._read.add(path)
        try:
            return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        except (UnicodeDecodeError, OSError):
            self.problems.append(error(self._name(path), "", "不是 UTF-8 编码的文本"))
            return None

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    # ── figures and lessons

    def _figures(self) -> dict[str, Figure]:
        figures: dict[str, Figure] = {}
        for path in sorted(self.root.glob("figures/**/*.svg")):
            text = self._text(path)
            if text is None:
                continue
            name = self._name(path).removeprefix("figures/").removesuffix(".svg")
            if not is_figure_name(name):
                message = "图放在 figures/章编号/ 下，名字用小写字母、数字和连字符"
                self.problems.append(error(self._name(path), "", message))
                continue
            figure, problems = read_figure(name, text, self._name(path))
            self.problems += problems
            if figure is not None:
                figures[name] = figure
        return figures

    def _chapters(
        self, names: Mapping[str, str], figures: Mapping[str, Figure]
    ) -> dict[str, Chapter]:
        chapters: dict[str, Chapter] = {}
        for path in sorted(self.root.glob("chapters/*.md")):
            chapter = self._chapter(path, names, figures)
            if chapter is None:
                continue
            if chapter.id in chapters:
                self.problems.append(error(chapter.path, "id", f"“{chapter.id}”已有课文"))
            chapters[chapter.id] = chapter
        return chapters

    def _chapter(
        self, path: Path, names: Mapping[str, str], figures: Mapping[str, Figure]
    ) -> Chapter | None:
        name, text = self._name(path), self._text(path)
        if text is None:
            return None
        front, body, first_line = split_front(text)
        if front is None:
            self.problems.append(error(name, "第 1 行", "开头应有两行 --- 之间的章信息"))
            return None
        spec, problems = read_front(name, front)
        self.problems += problems
        if spec is None:
            return None
        unknown = "" if GLOSSARY.name in self._incomplete else None

        def find_term(term: str) -> str | None:
            return names.get(_fold(term), unknown)

        return Chapter(spec, name, body, first_line, find_term, figures.get)

    def _unread(self) -> None:
        """A file that no kind reads is most likely in the wrong place or wrongly named."""
        for path in all_files(self.root):
            if path not in self._read and path.suffix in (".yml", ".yaml", ".svg"):
                self.problems.append(warning(self._name(path), "", "没有哪一类内容会读这个文件"))


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()
