"""Does the course share whole stretches of text with what lies in another folder?

Every sentence of the course is written for it. This compares the course with a folder of texts that
its authors read, and lists every stretch of so many characters (14 unless told) that stands in both,
spaces and marks of Markdown put aside. Some stretches are nobody's sentence and are left out:

- names: what is taken up by names of terms, knowledge points, chapters and sections, by titles of laws
  (…法、…条例), and between them fewer than six 汉字 at a stretch; and a foreign name of at most twelve 汉字
  before its original in brackets;
- lists: two or more pieces of at most ten 汉字 between 、；：/ and brackets, without a comma or a full stop
  inside: such a stretch enumerates and says nothing;
- whatever has fewer than six 汉字: English names, formulas, rows of numbers.

Fields that are names themselves (titles, synonyms, accepted answers) are not compared at all. A list
that somebody else thought out, and a sentence of which every word was changed, are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.content.checks.walking import texts_in
from app.content.library import Library
from app.content.text import count_hanzi

RUN = 14
LEAST_HANZI = 6
LONGEST_PIECE = 10
LEAST_PIECES = 2
LONGEST_NAME = 12
TEXTS = frozenset(
    {".txt", ".md", ".yml", ".yaml", ".json", ".csv", ".html", ".htm", ".tex", ".rst"}
)

_NAMES = frozenset(
    {"id", "title", "title_en", "name", "name_en", "full_name", "zh", "en", "synonyms", "blanks"}
    | {"source", "knowledge", "variables", "derived", "wrong", "right", "within"}
)
_ALWAYS_NAMES = 4  # 汉字: a shorter name is a word, and must not eat holes into sentences
_MARKUP = re.compile(r"[*`\[\]]|\{#[^{}]*\}|\s+")
_SEPARATORS = re.compile(r"[、；;：:/|（）()“”《》＝=+＋×÷→—…·\-0-9A-Za-z.%％$\\{}_^]+")
_SENTENCE = re.compile(r"[，。！？,!?]")
_ENDS = "，。！？、；：,;: "
_LAW = re.compile(r"[\u4e00-\u9fff]+(?:法|条例|办法|规定)")
_FOREIGN = re.compile(r"[^（(，。]*[（(][A-Za-z&.·]+(?:，?[0-9]{4})?[)）]?(?:主张|提出|认为)?")


@dataclass(frozen=True, slots=True)
class Shared:
    """A stretch that stands in both: where in the course, its text, where in the folder."""

    path: str
    field: str
    text: str
    source: str
    line: int

    def __str__(self) -> str:
        place = f"{self.path} › {self.field}" if self.field else self.path
        return f"{place}: {self.text}  ← {self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is shared, and how many stretches were left out as names and lists."""

    shared: tuple[Shared, ...]
    left_out: int
    sources: int


@dataclass(frozen=True, slots=True)
class _Index:
    """The stretches of the folder by their text: source and line in which each first begins."""

    run: int
    sources: int
    places: Mapping[str, tuple[str, int]] = field(repr=False)


def compare(library: Library, folder: Path, run: int = RUN) -> Comparison:
    """Compare all lessons and files of the library with the text files below `folder`."""
    index = _read(folder, run)
    names = _names(library)
    shared: list[Shared] = []
    left_out = 0
    for path, place, text in _own_texts(library):
        for stretch, (source, line) in _stretches(squeeze(text), index):
            if is_nobodys(stretch, names):
                left_out += 1
            else:
                shared.append(Shared(path, place, stretch, source, line))
    return Comparison(tuple(shared), left_out, index.sources)


def squeeze(text: str) -> str:
    """A text without spaces and without the marks of Markdown."""
    return _MARKUP.sub("", text)


def is_nobodys(stretch: str, names: Sequence[str]) -> bool:
    """Whether a stretch is made of names, is a list, or has hardly any 汉字."""
    stretch = stretch.strip(_ENDS)
    hanzi = count_hanzi(stretch)
    if hanzi < LEAST_HANZI or (hanzi <= LONGEST_NAME and _FOREIGN.fullmatch(stretch)):
        return True
    pieces = [piece for piece in _SEPARATORS.split(stretch) if piece]
    longest = max(count_hanzi(piece) for piece in pieces)
    if len(pieces) >= LEAST_PIECES and longest <= LONGEST_PIECE and not _SENTENCE.search(stretch):
        return True
    for name in names:
        stretch = stretch.replace(name, "、")
    rest = [piece for piece in _SEPARATORS.split(stretch) if not _LAW.fullmatch(piece)]
    return all(count_hanzi(piece) < LEAST_HANZI for piece in rest)


def _read(folder: Path, run: int) -> _Index:
    places: dict[str, tuple[str, int]] = {}
    sources = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in TEXTS or not path.is_file():
            continue
        sources += 1
        text, lines = _with_lines(path.read_text("utf-8", errors="replace"))
        name = path.relative_to(folder).as_posix()
        for start in range(len(text) - run + 1):
            places.setdefault(text[start : start + run], (name, lines[start]))
    return _Index(run, sources, places)


def _with_lines(text: str) -> tuple[str, list[int]]:
    """The text without spaces and marks, and of each character left the line it stood on."""
    kept: list[str] = []
    lines: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = squeeze(line)
        kept.append(bare)
        lines += [number] * len(bare)
    return "".join(kept), lines


def _stretches(text: str, index: _Index) -> Iterator[tuple[str, tuple[str, int]]]:
    """The longest stretches of a text whose every piece of `run` characters is in the index."""
    start, run = 0, index.run
    while start <= len(text) - run:
        place = index.places.get(text[start : start + run])
        if place is None:
            start += 1
            continue
        end = start + run
        while end < len(text) and text[end - run + 1 : end + 1] in index.places:
            end += 1
        yield text[start:end], place
        start = end


def _own_texts(library: Library) -> Iterator[tuple[str, str, str]]:
    """Paragraphs of lessons and texts of files: path, place, text."""
    for chapter in library.chapters.values():
        for line, paragraph in _paragraphs(chapter.body):
            yield chapter.path, f"第 {chapter.first_line + line} 行", paragraph
        yield chapter.path, "summary", chapter.spec.summary
    for kind in library.kinds:
        for file in library.readable(kind.name):
            for parts, owner, text in texts_in(file.document.value, _NAMES):
                yield file.path, file.place(*parts, of=owner), text


def _paragraphs(body: str) -> Iterator[tuple[int, str]]:
    """Paragraphs with the number of their first line, counted from 0; headings are names."""
    start, lines = 0, list[str]()
    for number, line in enumerate([*body.splitlines(), ""]):
        if line.strip() and not line.startswith("#"):
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield start, "\n".join(lines)
            lines = []


def _names(library: Library) -> list[str]:
    """Names the course uses, longest first, without spaces."""
    found: set[str] = {point.title for point in library.knowledge.values()}
    for term in library.terms.values():
        found.update(term.names)
    for plan in library.course.plans if library.course else ():
        found.add(plan.title)
    for plan in library.course.chapters if library.course else ():
        for section in plan.outline:
            found.update([section.title, *section.items])
    for chapter in library.chapters.values():
        found.update(heading.title for heading in chapter.lesson.headings)
    return _usable(found)


def _usable(names: Iterable[str]) -> list[str]:
    bare = {squeeze(name) for name in names}
    return sorted((n for n in bare if count_hanzi(n) >= _ALWAYS_NAMES), key=lambda n: (-len(n), n))
