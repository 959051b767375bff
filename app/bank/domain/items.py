"""An item in two halves: the face a student may see and the key that stays sealed.

They are stored in two tables, so neither class has a field that belongs to the other. Both turn
into JSON-able data and back without loss; decimals travel as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any, Self

from app.bank.domain.types import ItemType

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Option:
    """One option; `id` is its letter in authored order and never moves when options are shuffled."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFace:
    """What the student sees. `points` are marks; `blanks` is the number of blanks in the stem.

    `seeded` says that texts hold `{{placeholders}}` and must go through `variants.instantiate`.
    """

    type: ItemType
    stem: str
    points: Decimal
    options: tuple[Option, ...] = ()
    blanks: int = 0
    shuffle: bool = True
    stimulus: str | None = None
    seeded: bool = False

    def option_ids(self) -> tuple[str, ...]:
        """Ids of the options in authored order."""
        return tuple(option.id for option in self.options)

    def to_data(self) -> dict[str, Any]:
        """JSON-able data for `item_version.face`."""
        return {
            "type": self.type.value,
            "stem": self.stem,
            "points": str(self.points),
            "options": [{"id": option.id, "text": option.text} for option in self.options],
            "blanks": self.blanks,
            "shuffle": self.shuffle,
            "stimulus": self.stimulus,
            "seeded": self.seeded,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_data` wrote."""
        return cls(
            type=ItemType(data["type"]),
            stem=data["stem"],
            points=Decimal(data["points"]),
            options=tuple(Option(row["id"], row["text"]) for row in data["options"]),
            blanks=data["blanks"],
            shuffle=data["shuffle"],
            stimulus=data["stimulus"],
            seeded=data["seeded"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One 采分点 of a written answer: its words, its marks, other wordings that earn it.

    `must_any` are words of which an answer has to say one, `forbidden` wrong statements that cost the
    point; an `ordered` point's parts have to come in its order; `half` allows half of its marks.
    """

    id: str
    text: str
    points: Decimal
    variants: tuple[str, ...] = ()
    must_any: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    ordered: bool = False
    half: bool = True

    @property
    def terms(self) -> dict[str, list[str] | bool]:
        """What is asked beyond the words, JSON-able by field; what is as usual is left out."""
        terms: dict[str, list[str] | bool] = {}
        if self.must_any:
            terms["must_any"] = list(self.must_any)
        if self.forbidden:
            terms["forbidden"] = list(self.forbidden)
        if self.ordered:
            terms["ordered"] = True
        if not self.half:
            terms["half"] = False
        return terms

    @property
    def plain(self) -> KeyPoint:
        """The same point without such terms."""
        return replace(self, must_any=(), forbidden=(), ordered=False, half=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionNote:
    """What is told about one option after marking, and the named confusion that leads there."""

    feedback: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A number drawn by seed: one of `choices`, or `low`, `low + step` … up to `high`."""

    name: str
    choices: tuple[Decimal, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    step: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A number computed from earlier ones."""

    name: str
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKey:
    """What marks and explains the answer. Fields that do not concern the item's type are empty.

    `correct` holds option ids, `truth` the answer of a 判断, `blanks` one tuple of accepted forms
    per blank, `tolerance` the absolute tolerance for numbers, `notes` remarks by option id,
    `misconception` the confusion behind the wrong choice of a 判断. `any_of` is how many of the key
    points have to be answered (任答); 0 asks for all. `derived` would give a calculation away, so seeded
    numbers are kept here and not in the face.
    """

    correct: tuple[str, ...] = ()
    truth: bool | None = None
    blanks: tuple[tuple[str, ...], ...] = ()
    ordered: bool = True
    tolerance: Decimal = Decimal(0)
    model_answer: str = ""
    key_points: tuple[KeyPoint, ...] = ()
    explanation: str = ""
    notes: Mapping[str, OptionNote] = field(default_factory=dict[str, OptionNote])
    misconception: str = ""
    variables: tuple[Variable, ...] = ()
    derived: tuple[Derived, ...] = ()
    any_of: int = 0

    @property
    def most(self) -> Decimal | None:
        """What the key points earn together at most where any so many are asked for; None: their sum."""
        if not 0 < self.any_of < len(self.key_points):
            return None
        worths = sorted((point.points for point in self.key_points), reverse=True)
        return sum(worths[: self.any_of], Decimal(0))

    @property
    def full_points(self) -> Decimal:
        """The marks of all that is asked for in a written answer."""
        total = sum((point.points for point in self.key_points), Decimal(0))
        return total if self.most is None else self.most

    def to_data(self) -> dict[str, Any]:
        """JSON-able data for `item_key.key`."""
        # As with the terms of key points: a key that asks for all is stored as it always was.
        any_of = {"any_of": self.any_of} if self.any_of else {}
        return {
            "correct": list(self.correct),
            "truth": self.truth,
            "blanks": [list(forms) for forms in self.blanks],
            "ordered": self.ordered,
            "tolerance": str(self.tolerance),
            "model_answer": self.model_answer,
            "key_points": [_key_point_data(point) for point in self.key_points],
            "explanation": self.explanation,
            "notes": {
                option: {"feedback": note.feedback, "misconception": note.misconception}
                for option, note in self.notes.items()
            },
            "misconception": self.misconception,
            "variables": [_variable_data(variable) for variable in self.variables],
            "derived": [{"name": row.name, "expression": row.expression} for row in self.derived],
            **any_of,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_data` wrote."""
        return cls(
            correct=tuple(data["correct"]),
            truth=data["truth"],
            blanks=tuple(tuple(forms) for forms in data["blanks"]),
            ordered=data["ordered"],
            tolerance=Decimal(data["tolerance"]),
            model_answer=data["model_answer"],
            key_points=tuple(_read_key_point(row) for row in data["key_points"]),
            explanation=data["explanation"],
            notes={option: OptionNote(**note) for option, note in data["notes"].items()},
            misconception=data["misconception"],
            variables=tuple(_read_variable(row) for row in data["variables"]),
            derived=tuple(Derived(**row) for row in data["derived"]),
            any_of=data.get("any_of", 0),
        )


def display_order(face: ItemFace, rng: Random) -> tuple[str, ...]:
    """Option ids in the order one reader sees them; authored order where order matters."""
    ids = list(face.option_ids())
    if face.shuffle:
        rng.shuffle(ids)
    return tuple(ids)


def _key_point_data(point: KeyPoint) -> dict[str, Any]:
    # Terms that are as usual are not written: versions stored before there were any stay the same.
    return {
        "id": point.id,
        "text": point.text,
        "points": str(point.points),
        "variants": list(point.variants),
        **point.terms,
    }


def _read_key_point(row: Mapping[str, Any]) -> KeyPoint:
    return KeyPoint(
        id=row["id"],
        text=row["text"],
        points=Decimal(row["points"]),
        variants=tuple(row["variants"]),
        must_any=tuple(row.get("must_any", ())),
        forbidden=tuple(row.get("forbidden", ())),
        ordered=row.get("ordered", False),
        half=row.get("half", True),
    )


def _variable_data(variable: Variable) -> dict[str, Any]:
    return {
        "name": variable.name,
        "choices": [str(choice) for choice in variable.choices],
        "low": str(variable.low),
        "high": str(variable.high),
        "step": str(variable.step),
    }


def _read_variable(row: Mapping[str, Any]) -> Variable:
    return Variable(
        name=row["name"],
        choices=tuple(Decimal(choice) for choice in row["choices"]),
        low=Decimal(row["low"]),
        high=Decimal(row["high"]),
        step=Decimal(row["step"]),
    )
