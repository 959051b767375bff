"""The shape of `papers/*.yml`: papers made ready, from which an instructor may start an exam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.content.specs import CHAPTER, ChapterId, Cognitive, Slug, Spec, Text, repeated

PaperKind = Literal["quiz", "midterm", "final"]
ItemTypeCode = Literal[
    "single_choice",
    "multiple_response",
    "true_false",
    "fill_blank",
    "term",
    "short_answer",
    "essay",
]
_MOST = 200


def _marks(value: object) -> Decimal:
    """Marks as they were written: above 0, at most 200, at most two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("marks", "应为数字")
    marks = Decimal(repr(value)) if not isinstance(value, Decimal) else value
    if not 0 < marks <= _MOST or marks != round(marks, 2):
        raise PydanticCustomError("marks", "分值应大于 0，不超过 200，最多两位小数")
    return marks


Marks = Annotated[Decimal, BeforeValidator(_marks)]
Count = Annotated[int, Field(ge=0, le=99)]
ItemId = Annotated[str, Field(pattern=rf"^{CHAPTER}-[a-z]{{2}}-[0-9]{{3}}$")]


class PartSpec(Spec):
    """One part of a paper: items of one type in their order, each worth the same."""

    title: Text
    type: ItemTypeCode
    each: Marks
    items: list[ItemId] = Field(min_length=1, max_length=99)

    @property
    def points(self) -> Decimal:
        return self.each * len(self.items)


class BlueprintRowSpec(Spec):
    """How many items, and if told how many marks, a chapter has by cognitive level or by type."""

    chapter: ChapterId
    counts: dict[Cognitive | ItemTypeCode, Count] = Field(min_length=1)
    points: Marks | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class BlueprintSpec(Spec):
    """双向细目表: chapters down, cognitive levels or types across."""

    by: Literal["cognitive", "type"]
    rows: list[BlueprintRowSpec] = Field(min_length=1)


class PaperSpec(Spec):
    """A paper. Two forms, A and B, of one `series` have no item in common."""

    id: Slug
    series: Slug
    form: Literal["A", "B"]
    kind: PaperKind
    title: Annotated[Text, Field(max_length=120)]
    minutes: int = Field(ge=1, le=1440)
    points: Marks
    instructions: Text | None = None
    blueprint: BlueprintSpec
    parts: list[PartSpec] = Field(min_length=1)

    @property
    def items(self) -> list[str]:
        """The ids of all its items, in order."""
        return [item for part in self.parts for item in part.items]

    @property
    def chapters(self) -> list[str]:
        return sorted({item.partition("-")[0] for item in self.items})

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if twice := repeated(part.type for part in self.parts):
            raise ValueError(f"每种题型只能有一个大题：{'、'.join(twice)}")
        if twice := repeated(self.items):
            raise ValueError(f"题目重复：{'、'.join(twice)}")
        total = sum(part.points for part in self.parts)
        if total != self.points:
            raise ValueError(f"各题分值合计 {total:f}，与 points 的 {self.points:f} 不符")
        return self

    @model_validator(mode="after")
    def _blueprint_fits(self) -> Self:
        rows = self.blueprint.rows
        if twice := repeated(row.chapter for row in rows):
            raise ValueError(f"细目表里章重复：{'、'.join(twice)}")
        for found in self._misfits():
            raise ValueError(found)
        return self

    def _misfits(self) -> Iterator[str]:
        """Where the table and the chapters of the items disagree, as far as ids tell."""
        used = Counter(item.partition("-")[0] for item in self.items)
        marks: Counter[str] = Counter()
        for part in self.parts:
            for item in part.items:
                marks[item.partition("-")[0]] += part.each  # type: ignore[assignment]
        planned = {row.chapter: row for row in self.blueprint.rows}
        for chapter in sorted({*used, *planned}):
            row = planned.get(chapter)
            if row is None:
                yield f"细目表里没有 {chapter}，卷中有它的 {used[chapter]} 题"
            elif row.total != used[chapter]:
                yield f"细目表里 {chapter} 有 {row.total} 题，卷中有 {used[chapter]} 题"
            elif row.points is not None and row.points != marks[chapter]:
                told = f"{row.points:f} 分，卷中有 {marks[chapter]:f} 分"
                yield f"细目表里 {chapter} 占 {told}"
