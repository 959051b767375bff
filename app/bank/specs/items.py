"""What all seven item types have in common, and their seeded numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.bank.domain.expressions import FUNCTIONS, LONGEST_EXPRESSION
from app.bank.domain.items import Derived, ItemFace, ItemKey, Variable
from app.bank.domain.types import Cognitive, Level, Use
from app.bank.domain.variants import (
    Draw,
    VariantError,
    by_seed,
    compute,
    count_values,
    fill,
    names_used,
    texts_of,
)
from app.bank.specs.fields import (
    Checked,
    Finding,
    Line,
    Name,
    Number,
    Page,
    Points,
    TypeWord,
    one_of,
    text_up_to,
)
from app.content.specs import KnowledgeId

_SAMPLE_SEEDS = 12
_MOST_VALUES = 100_000


class VariableSpec(Checked):
    """Where a seeded number comes from: `choices`, or `min`, `max` and `step`."""

    choices: list[Number] = Field(default=[])
    min: Number | None = None
    max: Number | None = None
    step: Number | None = None

    def find_problems(self) -> Iterator[Finding]:
        if self.choices:
            if {self.min, self.max, self.step} != {None}:
                yield (), "choices 与 min、max、step 只能用一种"
            if len(set(self.choices)) != len(self.choices):
                yield ("choices",), "数字重复"
        elif self.min is None or self.max is None:
            yield (), "要写 choices，或者 min、max 和 step"
        elif self.step is not None and self.step <= 0:
            yield ("step",), "应大于 0"
        elif self.min >= self.max:
            yield ("max",), "应大于 min"
        elif count_values(self.to_variable("")) > _MOST_VALUES:
            yield ("step",), f"取值太多，最多 {_MOST_VALUES} 个"

    def to_variable(self, name: str) -> Variable:
        if self.choices:
            return Variable(name=name, choices=tuple(self.choices))
        return Variable(
            name=name,
            low=self.min or Decimal(0),
            high=self.max or Decimal(0),
            step=self.step or Decimal(1),
        )


class ItemSpec(Checked):
    """What all seven types have in common. `id` is empty for items that no file holds."""

    id: str = ""
    type: TypeWord
    stem: Page
    explanation: Page
    knowledge: list[KnowledgeId] = Field(min_length=1, max_length=3)
    level: Annotated[Level, one_of(Level)]
    cognitive: Annotated[Cognitive, one_of(Cognitive)]
    difficulty: int = Field(ge=1, le=5)
    use: Annotated[Use, one_of(Use)] = Use.PRACTICE
    points: Points | None = None
    stimulus: Annotated[str, text_up_to(64)] | None = None
    source: Line | None = None
    variables: dict[Name, VariableSpec] = Field(default={}, max_length=12)
    derived: dict[Name, Annotated[str, text_up_to(LONGEST_EXPRESSION)]] = Field(
        default={}, max_length=20
    )

    def full_points(self) -> Decimal:
        """Marks for a wholly right answer."""
        return self.points or self.type.default_points

    def to_face_and_key(self) -> tuple[ItemFace, ItemKey]:
        """The two halves to be stored."""
        face = ItemFace(
            type=self.type,
            stem=self.stem,
            points=self.full_points(),
            stimulus=self.stimulus,
            seeded=bool(self.variables),
        )
        key = ItemKey(
            explanation=self.explanation,
            variables=tuple(spec.to_variable(name) for name, spec in self.variables.items()),
            derived=tuple(Derived(name=name, expression=e) for name, e in self.derived.items()),
        )
        return face, key

    def find_problems(self) -> Iterator[Finding]:
        if len(set(self.knowledge)) != len(self.knowledge):
            yield ("knowledge",), "知识点重复"
        names = list(self.find_name_problems())
        yield from names
        if not names:
            yield from self.find_sample_problems()

    def find_name_problems(self) -> Iterator[Finding]:
        """Names of seeded numbers: defined once, used, and not those of functions."""
        face, key = self.to_face_and_key()
        try:
            used = names_used(texts_of(face, key), key.derived)
        except ValueError as error:
            yield ("derived",), str(error)
            return
        if not self.variables:
            if used or self.derived:
                shown = "、".join(sorted(used)) or "derived"
                yield ("variables",), f"用到了 {shown}，却没有定义 variables"
            return
        for name in [*self.variables, *self.derived]:
            where = "variables" if name in self.variables else "derived"
            if name in FUNCTIONS:
                yield (where, name), f"{name} 是函数名，请换一个名字"
            if name in self.variables and name in self.derived:
                yield ("derived", name), "与 variables 里的名字相同"
            if name not in used:
                yield (where, name), "定义了却没有用到"

    def find_sample_problems(self) -> Iterator[Finding]:
        """Try the item as readers will get it, with the extremes of its numbers and some draws."""
        face, key = self.to_face_and_key()
        if not face.seeded:
            yield from self.find_problems_of(face, key)
            return
        for draw in _sample_draws():
            try:
                filled = fill(face, key, compute(key, draw))
            except VariantError as error:
                yield ("variables",), str(error)
                return
            found = [
                (at, f"{text}（代入一组数字之后）") for at, text in self.find_problems_of(*filled)
            ]
            if found:
                yield from found
                return

    def find_problems_of(self, _face: ItemFace, _key: ItemKey) -> Iterator[Finding]:
        """What is wrong with the item once its numbers are filled in."""
        return iter(())


def _sample_draws() -> list[Draw]:
    seeded = [by_seed(f"sample/{number}") for number in range(_SAMPLE_SEEDS)]
    return [lambda _variable, _count: 0, lambda _variable, count: count - 1, *seeded]
