"""A questionnaire and what it asks (pure).

A *question* is what a page shows under one number; an *item* is what is rated: the one of a scale
question, each row of a matrix. Answers go by the ids of items and questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

FEWEST_POINTS, MOST_POINTS = 3, 10
NPS_TOP = 10
MOST_OPTIONS, MOST_ROWS, MOST_QUESTIONS = 15, 15, 60


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    MATRIX = "matrix"
    NPS = "nps"
    SINGLE = "single"
    MULTIPLE = "multiple"
    OPEN = "open"
    DEMOGRAPHIC = "demographic"


class Measures(StrEnum):
    """What the ratings of a scale or matrix say."""

    PERFORMANCE = "performance"
    IMPORTANCE = "importance"
    OVERALL = "overall"


RATED = frozenset({Kind.SCALE, Kind.MATRIX})
CHOSEN = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.DEMOGRAPHIC})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a matrix. `reverse`: agreeing with it speaks against the company."""

    id: str
    text: str
    dimension: str = ""
    reverse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that is rated from 1 to `points`."""

    id: str
    text: str
    dimension: str
    reverse: bool
    points: int
    measures: Measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Scales and matrices use `points`, the words at both ends and `not_applicable`;
    choices use `options`. `dimension` is that of a scale's item; the rows of a matrix may have their own.
    """

    id: str
    kind: Kind
    text: str
    hint: str = ""
    dimension: str = ""
    measures: Measures = Measures.PERFORMANCE
    reverse: bool = False
    points: int = 5
    low: str = ""
    high: str = ""
    not_applicable: bool = True
    required: bool = False
    options: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """What is rated in it; nothing for other kinds."""
        if self.kind is Kind.SCALE:
            return (self._item(self.id, self.text, self.dimension, self.reverse),)
        if self.kind is Kind.MATRIX:
            return tuple(
                self._item(row.id, row.text, row.dimension or self.dimension, row.reverse)
                for row in self.rows
            )
        return ()

    def _item(self, id_: str, text: str, dimension: str, reverse: bool) -> Item:
        return Item(
            id=id_,
            text=text,
            dimension=dimension,
            reverse=reverse,
            points=self.points,
            measures=self.measures,
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids under which its answers are kept."""
        return tuple(row.id for row in self.rows) if self.kind is Kind.MATRIX else (self.id,)

    def to_data(self) -> dict[str, Any]:
        """As JSON keeps it; `from_data` reads it back."""
        return {
            "id": self.id, "kind": str(self.kind), "text": self.text, "hint": self.hint,
            "dimension": self.dimension, "measures": str(self.measures), "reverse": self.reverse,
            "points": self.points, "low": self.low, "high": self.high,
            "not_applicable": self.not_applicable, "required": self.required,
            "options": list(self.options),
            "rows": [
                {"id": r.id, "text": r.text, "dimension": r.dimension, "reverse": r.reverse}
                for r in self.rows
            ],
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Question:
        known = dict(data)
        rows = cast("list[dict[str, Any]]", known.pop("rows", []))
        options = cast("list[str]", known.pop("options", []))
        kind, measures = Kind(known.pop("kind")), Measures(known.pop("measures", "performance"))
        return cls(
            kind=kind,
            measures=measures,
            options=tuple(options),
            rows=tuple(Row(**row) for row in rows),
            **known,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """The questions in their order."""

    title: str = ""
    intro: str = ""
    questions: tuple[Question, ...] = ()

    def find(self, id_: str) -> Question | None:
        return next((one for one in self.questions if one.id == id_), None)

    def of_kind(self, *kinds: Kind) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.kind in kinds)

    def items(self, measures: Measures) -> tuple[Item, ...]:
        return tuple(
            item for one in self.questions for item in one.items if item.measures is measures
        )

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Dimensions whose performance is rated, in the order of the questions."""
        found = (item.dimension for item in self.items(Measures.PERFORMANCE) if item.dimension)
        return tuple(dict.fromkeys(found))

    @property
    def points(self) -> int:
        """The number of points that most items have (of equals, the larger)."""
        counts: dict[int, int] = {}
        for question in self.questions:
            for item in question.items:
                counts[item.points] = counts.get(item.points, 0) + 1
        return max(counts, key=lambda points: (counts[points], points), default=5)

    def to_data(self) -> list[dict[str, Any]]:
        return [one.to_data() for one in self.questions]


def read_questions(data: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Questions out of JSON."""
    return tuple(Question.from_data(one) for one in data)


Answers = Mapping[str, Any]
NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one person answered, by ids of items and questions: 1…points or "na" for items, 0…10 for
    NPS, the number of the option (from 0) or a list of such, text. What was skipped is missing.

    `seconds` is how long it took, rounded, None where unknown.
    """

    id: str
    answers: Answers = field(default_factory=dict[str, Any])
    seconds: int | None = None
    simulated: bool = False


def rating(response: Response, item: Item) -> int | None:
    """The rating of an item so that more is better (reverse-coded: points + 1 − x); None if missing."""
    value = response.answers.get(item.id)
    if not isinstance(value, int):
        return None
    return item.points + 1 - value if item.reverse else value


def share_of_scale(response: Response, items: Sequence[Item]) -> float | None:
    """The mean of the ratings that were given, each as (x − 1)/(points − 1), 0 to 1; None if none was."""
    shares = [
        (value - 1) / (item.points - 1)
        for item in items
        if (value := rating(response, item)) is not None
    ]
    return sum(shares) / len(shares) if shares else None
