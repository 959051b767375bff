"""A question while its lines are being gathered, and the sections questions stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.bank.exchange.questions import Problem, ProblemKind
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.values import letters_only

PARTS = ("stem", "answer", "explanation", "points")


@dataclass(slots=True, eq=False)
class Draft:
    """A question's lines by part. `number` is 0 where it had none; `marks` are its own points.

    `hints_tell` says that in this text words that stand out are the right answers,
    `circled` that the options were counted ①②③④, and so may be the key; `whole` that no answer is looked
    for in the stem; `filled` that wide gaps on either side of a word show what fills a blank."""

    first: int
    number: int = 0
    style: str = ""
    marks: str = ""
    parts: dict[str, list[str]] = field(
        default_factory=lambda: {part: list[str]() for part in PARTS}
    )
    options: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    part_lines: dict[str, int] = field(default_factory=dict[str, int])
    labels: dict[str, str] = field(default_factory=dict[str, str])
    material: tuple[str, str] | None = None
    heading: Heading | None = None
    last: int = 0
    sure: bool = True
    hints_tell: bool = False
    circled: bool = False
    whole: bool = False
    filled: bool = False
    listed_key: str = ""
    key_line: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])

    def note(self, kind: ProblemKind, part: str = "", detail: str = "") -> None:
        """Remember something to look at, on the line where its part begins."""
        self.problems.append(Problem(kind, self.part_lines.get(part, self.first), detail))

    def text(self, part: str) -> str:
        return "\n".join(self.parts[part]).strip()

    @property
    def awaits_options(self) -> bool:
        """Whether a key of letters was given and the options that it names are still to come."""
        return not self.options and bool(letters_only(self.text("answer")))

    @property
    def has_answer(self) -> bool:
        return bool(self.parts["answer"] or self.parts["points"] or self.listed_key)


@dataclass(slots=True, eq=False)
class Section:
    """Pieces between two headings. `group` counts papers and chapters, `region` the questions that
    stand before one part of keys; `key_part` says that a section is one, `key_titled` that a
    title says so, `title_told` that it names the chapter `title` itself."""

    heading: Heading | None
    group: int
    region: int = 0
    title: str = ""
    title_told: bool = False
    key_part: bool = False
    key_titled: bool = False
    trusted: bool = False
    pieces: list[Piece] = field(default_factory=list[Piece])
    drafts: list[Draft] = field(default_factory=list[Draft])
    keys: list[tuple[int, str, int]] = field(default_factory=list[tuple[int, str, int]])
