"""A question as JSON-able data and back, without loss: what a batch keeps of it.

Decimals travel as text. The bytes of pictures are not among the data: they are rows of their own, and
texts name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.bank.domain.items import ItemKey
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import (
    Choice,
    Problem,
    ProblemKind,
    Question,
    Source,
    SourceKind,
)


def to_data(question: Question) -> dict[str, Any]:
    """JSON-able data of a question."""
    shared = ItemKey(
        key_points=question.key_points, variables=question.variables, derived=question.derived
    ).to_data()
    source = question.source
    return {
        "source": [source.kind.value, source.first, source.last, source.path],
        "type": question.type.value if question.type else None,
        "number": question.number,
        "section": question.section,
        "stem": question.stem,
        "options": [
            [one.label, one.text, one.feedback, one.misconception] for one in question.options
        ],
        "shuffle": question.shuffle,
        "correct": None if question.correct is None else list(question.correct),
        "truth": question.truth,
        "blanks": None if question.blanks is None else [list(forms) for forms in question.blanks],
        "ordered": question.ordered,
        "tolerance": str(question.tolerance),
        "reference": question.reference,
        "key_points": shared["key_points"],
        "any_of": question.any_of,
        "explanation": question.explanation,
        "misconception": question.misconception,
        "points": None if question.points is None else str(question.points),
        "material": None if question.material is None else list(question.material),
        "variables": shared["variables"],
        "derived": shared["derived"],
        "labels": dict(question.labels),
        "confidence": question.confidence,
        "problems": [[one.kind.value, one.place, one.detail] for one in question.problems],
    }


def from_data(data: Mapping[str, Any]) -> Question:
    """Read what `to_data` wrote."""
    kind, first, last, path = data["source"]
    shared = ItemKey.from_data(
        ItemKey().to_data() | {name: data[name] for name in ("key_points", "variables", "derived")}
    )
    return Question(
        source=Source(SourceKind(kind), first, last, path),
        type=ItemType(data["type"]) if data["type"] else None,
        number=data["number"],
        section=data["section"],
        stem=data["stem"],
        options=tuple(Choice(*row) for row in data["options"]),
        shuffle=data["shuffle"],
        correct=None if data["correct"] is None else tuple(data["correct"]),
        truth=data["truth"],
        blanks=None if data["blanks"] is None else tuple(tuple(row) for row in data["blanks"]),
        ordered=data["ordered"],
        tolerance=Decimal(data["tolerance"]),
        reference=data["reference"],
        key_points=shared.key_points,
        any_of=data.get("any_of", 0),
        explanation=data["explanation"],
        misconception=data["misconception"],
        points=None if data["points"] is None else Decimal(data["points"]),
        material=None if data["material"] is None else (data["material"][0], data["material"][1]),
        variables=shared.variables,
        derived=shared.derived,
        labels=data["labels"],
        confidence=data["confidence"],
        problems=tuple(Problem(ProblemKind(kind), *row) for kind, *row in data["problems"]),
    )
