"""Reading the files of a content folder into a library, telling whatever is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from app.content.figures import Figure, is_figure_name, read_figure
from app.content.folder import all_files, content_digest
from app.content.front import read_front, split_front
from app.content.kinds import Entry, Kind, SourceFile
from app.content.library import GLOSSARY, Chapter, Library, fold
from app.content.problems import Problem, error, from_validation_error, from_yaml_error, warning
from app.content.yaml import Document, YamlError, load_yaml


class Loader:
    """Reads one folder; what is wrong in it gathers in `problems`."""

    def __init__(self, root: Path, kinds: tuple[Kind, ...]) -> None:
        self.root = root
        self.kinds = kinds
        self.problems: list[Problem] = []
        self._read: set[Path] = set()
        self._incomplete: set[str] = set()
        self._broken: dict[str, tuple[SourceFile, ...]] = {}

    def load(self) -> Library:
        files = {kind.name: tuple(self._parse(kind)) for kind in self.kinds}
        figures = self._figures()
        terms = [term for file in files["glossary"] for term in file.spec.terms]
        names = {fold(name): term.id for term in reversed(terms) for name in term.names}
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
            return names.get(fold(term), unknown)

        return Chapter(spec, name, body, first_line, find_term, figures.get)

    def _unread(self) -> None:
        """A file that no kind reads is most likely in the wrong place or wrongly named."""
        for path in all_files(self.root):
            if path not in self._read and path.suffix in (".yml", ".yaml", ".svg"):
                self.problems.append(warning(self._name(path), "", "没有哪一类内容会读这个文件"))
