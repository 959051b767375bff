"""Tables to fill in: what is given, what is asked, and the formulas that prove the answers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from app.bank.domain.expressions import LONGEST_EXPRESSION, ExpressionError, evaluate, round_half_up
from app.bank.specs.fields import Checked, Finding, Form, Points, Tolerance, text_up_to
from app.cases.domain.questions import Cell, TableQuestion
from app.cases.specs.questions import QuestionSpec, check_sum


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _answer(value: object) -> object:
    """Numbers as they were written; texts stay texts."""
    return Decimal(repr(value)) if _is_number(value) else value


def places(number: Decimal) -> int:
    """How many decimals a number was written with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class CellSpec(Checked):
    """A cell to fill in, with a number or a text."""

    answer: Annotated[Decimal | Form, BeforeValidator(_answer)]
    points: Points = Decimal(1)
    tolerance: Tolerance = Decimal(0)
    unit: Annotated[str, text_up_to(20)] | None = None
    variants: list[Form] = Field(default=[], max_length=20)
    formula: Annotated[str, text_up_to(LONGEST_EXPRESSION)] | None = None

    def find_problems(self) -> Iterator[Finding]:
        if isinstance(self.answer, Decimal):
            if self.variants:
                yield ("variants",), "数字没有别的说法，误差写在 tolerance"
            if self.formula:
                yield from self._check_formula(self.answer, self.formula)
        else:
            for name in ("tolerance", "unit", "formula"):
                if getattr(self, name):
                    yield (name,), "文字答案没有这一项"

    def _check_formula(self, answer: Decimal, formula: str) -> Iterator[Finding]:
        """The formula, rounded as the answer is written, must be the answer."""
        try:
            exact = evaluate(formula, {})
        except ExpressionError as problem:
            yield ("formula",), str(problem)
            return
        if round_half_up(exact, places(answer)) != Fraction(answer):
            yield ("answer",), f"算式得 {float(exact):.6g}，与答案 {answer:f} 不符"

    def build(self) -> Cell:
        return Cell(
            answer=self.answer,
            points=self.points,
            tolerance=self.tolerance,
            unit=self.unit or "",
            variants=tuple(self.variants),
            formula=self.formula or "",
        )


def _as_shown(value: object) -> object:
    """A given number is shown as it was written."""
    return str(value) if _is_number(value) else value


def _cell_tag(value: object) -> str:
    return "asked" if isinstance(value, dict | CellSpec) else "given"


Given = Annotated[str, text_up_to(200), BeforeValidator(_as_shown)]
AnyCell = Annotated[
    Annotated[CellSpec, Tag("asked")] | Annotated[Given, Tag("given")], Discriminator(_cell_tag)
]


class TableSpec(QuestionSpec):
    """A table; a cell is a text or number that is given, or a `CellSpec` to fill in."""

    type: Literal["table"]
    columns: list[Form] = Field(min_length=2, max_length=8)
    rows: list[list[AnyCell]] = Field(min_length=1, max_length=20)

    def find_problems(self) -> Iterator[Finding]:
        if not self.explanation:
            yield ("explanation",), "要说明各格怎样得来"
        for at, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                yield ("rows", at), f"应有 {len(self.columns)} 格，现有 {len(row)} 格"
            elif isinstance(row[0], CellSpec):
                yield ("rows", at, 0), "每行第一格是行名，不能要人填"
        asked = [cell for row in self.rows for cell in row if isinstance(cell, CellSpec)]
        if not asked:
            yield ("rows",), "没有要填的格"
        else:
            total = sum((cell.points for cell in asked), Decimal(0))
            yield from check_sum(total, self.points, "rows")

    def build(self) -> TableQuestion:
        return TableQuestion(
            id=self.id,
            prompt=self.prompt,
            points=self.points,
            hint=self.hint or "",
            explanation=self.explanation or "",
            columns=tuple(self.columns),
            rows=tuple(
                tuple(cell.build() if isinstance(cell, CellSpec) else Cell(cell) for cell in row)
                for row in self.rows
            ),
        )
