"""A question as the row of a table, whatever file the table goes to."""

from __future__ import annotations

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.columns import LABELS
from app.bank.exchange.formats.points import join_bars, write_point
from app.bank.exchange.formats.row_words import TYPE_WORDS
from app.bank.exchange.from_bank import points_text
from app.bank.exchange.loss import Carries
from app.bank.exchange.parts import Part
from app.bank.exchange.questions import Question

CARRIES = Carries(
    parts=frozenset(
        set(Part)
        - {Part.LETTERS, Part.PICTURES, Part.DRAWN_NUMBERS, Part.WHOLE, Part.TERMS, Part.ANY_OF}
        - {Part.CHARACTERS}
    ),
    plain_tolerance=False,
)

Cells = dict[str, str]


def cells_of(question: Question) -> Cells:
    """The cells of a question by field; empty ones are left out."""
    cells: Cells = {
        "number": question.number,
        "section": question.section,
        "type": TYPE_WORDS[question.type] if question.type else "",
        "stem": question.stem or "",
        "key": _key_cell(question),
        "reference": question.reference or "",
        "key_points": "\n".join(map(write_point, question.key_points)),
        "explanation": question.explanation,
        "points": "" if question.points is None else points_text(question.points),
        "tolerance": points_text(question.tolerance) if question.tolerance else "",
        "ordered": "" if question.ordered else "否",
        "shuffle": "" if question.shuffle else "否",
        "misconception": question.misconception,
        **{name: question.labels[name] for name in LABELS if name in question.labels},
    }
    if question.material is not None:
        cells |= {"material_title": question.material[0], "material": question.material[1]}
    for one in question.options:
        cells |= {
            f"option_{one.label}": one.text,
            f"feedback_{one.label}": one.feedback,
            f"misconception_{one.label}": one.misconception,
        }
    return {name: value for name, value in cells.items() if value}


def _key_cell(question: Question) -> str:
    if question.type is not None and question.type.is_choice:
        return "".join(question.correct or ())
    if question.type is ItemType.TRUE_FALSE:
        return (
            {True: "对", False: "错"}.get(question.truth, "") if question.truth is not None else ""
        )
    return "\n".join(join_bars(forms) for forms in question.blanks or ())
