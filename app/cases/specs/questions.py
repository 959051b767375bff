"""The types of questions a case may ask, each with what its marks rest on; tables stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from app.bank.specs.fields import (
    Checked,
    Finding,
    Line,
    Page,
    Points,
    Tolerance,
)
from app.bank.specs.shapes import KeyPointSpec
from app.cases.domain.questions import (
    ChoiceQuestion,
    Criterion,
    DecisionQuestion,
    DialogueQuestion,
    Level,
    Option,
    TextQuestion,
)
from app.cases.specs.dialogue import build_points
from app.content.specs import Slug, Spec, repeated


def check_sum(found: Decimal, wanted: Decimal, field: str) -> Iterator[Finding]:
    if found != wanted:
        yield (field,), f"分值合计应为 {wanted:f}，现为 {found:f}"


class LevelSpec(Spec):
    """What an answer of this level looks like."""

    points: Tolerance
    text: Line


class CriterionSpec(Checked):
    """One line of a rubric: levels from the best, which brings `points`, down to the least."""

    name: Line
    points: Points
    levels: list[LevelSpec] = Field(min_length=2, max_length=6)

    def find_problems(self) -> Iterator[Finding]:
        points = [level.points for level in self.levels]
        if points != sorted(set(points), reverse=True):
            yield ("levels",), "各档分值应从高到低，不相同"
        elif points[0] != self.points:
            yield ("levels", 0, "points"), f"最高一档应为 {self.points:f}，现为 {points[0]:f}"

    def build(self) -> Criterion:
        levels = tuple(Level(level.points, level.text) for level in self.levels)
        return Criterion(self.name, self.points, levels)


Rubric = Annotated[list[CriterionSpec], Field(max_length=8)]


def _check_rubric(rubric: Sequence[CriterionSpec], points: Decimal) -> Iterator[Finding]:
    if twice := repeated(criterion.name for criterion in rubric):
        yield ("rubric",), f"名称重复：{'、'.join(twice)}"
    total = sum((criterion.points for criterion in rubric), Decimal(0))
    yield from check_sum(total, points, "rubric")


class QuestionSpec(Checked):
    """What all types have in common."""

    id: Slug
    prompt: Page
    points: Points
    hint: Line | None = None
    explanation: Page | None = None


class OptionSpec(Spec):
    """An option; `right` and `why` are for choices, a decision has neither."""

    id: Slug
    text: Line
    right: bool = False
    why: Line | None = None

    def build(self) -> Option:
        return Option(self.id, self.text, self.right, self.why or "")


Options = Annotated[list[OptionSpec], Field(min_length=2, max_length=8)]


def _check_options(options: Sequence[OptionSpec]) -> Iterator[Finding]:
    for field in ("id", "text"):
        if twice := repeated(getattr(option, field) for option in options):
            yield ("options",), f"选项重复：{'、'.join(twice)}"


class ChoiceSpec(QuestionSpec):
    """One right option, or with `multiple` at least two; every option says why."""

    type: Literal["choice"]
    multiple: bool = False
    options: Options

    def find_problems(self) -> Iterator[Finding]:
        yield from _check_options(self.options)
        right = sum(option.right for option in self.options)
        if not self.multiple and right != 1:
            yield ("options",), f"要有且只有一个 right 的选项，现有 {right} 个"
        if self.multiple and not 2 <= right < len(self.options):
            yield ("options",), f"multiple 的题至少两个 right、一个不是，现有 {right} 个"
        for at, option in enumerate(self.options):
            if not option.why:
                yield ("options", at, "why"), "要说明为什么"

    def build(self) -> ChoiceQuestion:
        return ChoiceQuestion(
            id=self.id,
            prompt=self.prompt,
            points=self.points,
            hint=self.hint or "",
            explanation=self.explanation or "",
            options=tuple(option.build() for option in self.options),
            multiple=self.multiple,
        )


class TextSpec(QuestionSpec):
    """A written answer: `key_points` where points can be counted, else a `rubric`."""

    type: Literal["text"]
    model_answer: Page
    key_points: list[KeyPointSpec] = Field(default=[], max_length=12)
    rubric: Rubric = Field(default=[])

    def find_problems(self) -> Iterator[Finding]:
        if bool(self.key_points) == bool(self.rubric):
            yield (), "key_points 与 rubric 要写一种，只写一种"
        elif self.rubric:
            yield from _check_rubric(self.rubric, self.points)
        else:
            total = sum((point.points for point in self.key_points), Decimal(0))
            yield from check_sum(total, self.points, "key_points")

    def build(self) -> TextQuestion:
        return TextQuestion(
            id=self.id,
            prompt=self.prompt,
            points=self.points,
            hint=self.hint or "",
            model_answer=self.model_answer,
            explanation=self.explanation or "",
            key_points=build_points(self.key_points),
            rubric=tuple(criterion.build() for criterion in self.rubric),
        )


class DecisionSpec(QuestionSpec):
    """A decision with reasons. `model_answer` argues one option well; others may be as good."""

    type: Literal["decision"]
    options: Options
    model_answer: Page
    rubric: Annotated[Rubric, Field(min_length=1)]

    def find_problems(self) -> Iterator[Finding]:
        yield from _check_options(self.options)
        yield from _check_rubric(self.rubric, self.points)
        for at, option in enumerate(self.options):
            if option.right or option.why:
                yield ("options", at), "决策题看理由，选项不写 right 和 why"

    def build(self) -> DecisionQuestion:
        return DecisionQuestion(
            id=self.id,
            prompt=self.prompt,
            points=self.points,
            hint=self.hint or "",
            model_answer=self.model_answer,
            explanation=self.explanation or "",
            options=tuple(option.build() for option in self.options),
            rubric=tuple(criterion.build() for criterion in self.rubric),
        )


class FindSpec(Spec):
    """What finding a faulty `turn` and naming its `sort` bring, each."""

    turn: Points
    sort: Points


class DialogueQuestionSpec(QuestionSpec):
    """Find and name the faults of the part's dialogue, and word the turns of `rewrite` anew."""

    type: Literal["dialogue"]
    find: FindSpec
    rewrite: list[Slug] = Field(default=[], max_length=6)

    def find_problems(self) -> Iterator[Finding]:
        if twice := repeated(self.rewrite):
            yield ("rewrite",), f"重复：{'、'.join(twice)}"

    def build(self) -> DialogueQuestion:
        return DialogueQuestion(
            id=self.id,
            prompt=self.prompt,
            points=self.points,
            hint=self.hint or "",
            explanation=self.explanation or "",
            per_turn=self.find.turn,
            per_class=self.find.sort,
            rewrite=tuple(self.rewrite),
        )
