"""The shapes of `survey/questions.yml` and `survey/themes.yml`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from app.content.specs import Slug, Spec, Text, repeated
from app.workshop.survey.domain.questionnaire import (
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_ROWS,
    Kind,
    Measures,
    Question,
    Row,
)


class QuestionSpec(Spec):
    """A question of the bank. `own_dimensions`: each row of a matrix is its own dimension."""

    id: Slug
    dimension: str = ""
    kind: Literal["scale", "matrix", "nps", "single", "multiple", "open", "demographic"]
    text: Text
    hint: str = ""
    measures: Literal["performance", "importance", "overall"] = "performance"
    reverse: bool = False
    points: int = Field(default=5, ge=3, le=MOST_POINTS)
    low: str = ""
    high: str = ""
    not_applicable: bool = True
    required: bool = False
    options: list[Text] = Field(default=[], max_length=MOST_OPTIONS)
    rows: list[Text] = Field(default=[], max_length=MOST_ROWS)
    own_dimensions: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if bool(self.options) != (self.kind in ("single", "multiple", "demographic")):
            raise ValueError("选择题要有 options，别的题不要有")
        if bool(self.rows) != (self.kind == "matrix"):
            raise ValueError("矩阵题要有 rows，别的题不要有")
        return self

    def as_question(self, id_: str) -> Question:
        """The question as a questionnaire holds it, under an id of its own."""
        rated = self.kind in ("scale", "matrix")
        return Question(
            id=id_,
            kind=Kind(self.kind),
            text=self.text,
            hint=self.hint,
            dimension=self.dimension if rated else "",
            measures=Measures(self.measures),
            reverse=self.reverse,
            points=self.points,
            low=self.low,
            high=self.high,
            not_applicable=self.not_applicable,
            required=self.required,
            options=tuple(self.options),
            rows=tuple(
                Row(id=f"{id_}r{n}", text=text, dimension=text if self.own_dimensions else "")
                for n, text in enumerate(self.rows, 1)
            ),
        )


class QuestionBankSpec(Spec):
    """The question bank."""

    questions: list[QuestionSpec] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_unique_ids(self) -> Self:
        if twice := repeated(one.id for one in self.questions):
            raise ValueError(f"编号重复：{'、'.join(twice)}")
        return self


class ThemeSpec(Spec):
    name: Text
    words: list[Text] = Field(min_length=1)


class ThemeFileSpec(Spec):
    """Theme words of open answers, and words that are not counted."""

    themes: list[ThemeSpec] = Field(min_length=1)
    stop: list[Text] = Field(default=[])

    @model_validator(mode="after")
    def _has_unique_names(self) -> Self:
        if twice := repeated(one.name for one in self.themes):
            raise ValueError(f"主题重复：{'、'.join(twice)}")
        return self
