"""The fields of each item type, and what may be wrong between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from app.bank.domain.items import LETTERS, ItemFace, ItemKey, KeyPoint, Option, OptionNote
from app.bank.domain.normalise import normalise
from app.bank.domain.quantities import read_answer
from app.bank.domain.types import ItemType
from app.bank.specs.fields import Checked, Finding, Form, Line, Page, Points, Tolerance, text_up_to
from app.bank.specs.items import ItemSpec
from app.content.specs import Spec

BLANK = "____"
_UNDERSCORES = re.compile(r"_{3,}")


class OptionSpec(Checked):
    """One option of a choice item."""

    text: Line
    correct: bool = False
    feedback: Annotated[str, text_up_to(1000)] | None = None
    misconception: Line | None = None

    def find_problems(self) -> Iterator[Finding]:
        if self.correct and self.misconception:
            yield ("misconception",), "正确选项没有误解可写，请写在干扰项上"


class KeyPointSpec(Spec):
    """One key point of a written answer."""

    text: Line
    points: Points
    variants: list[Line] = Field(default=[], max_length=20)
    must_any: list[Line] = Field(default=[], max_length=20)
    forbidden: list[Line] = Field(default=[], max_length=20)
    ordered: bool = False
    half: bool = True


class ChoiceSpec(ItemSpec):
    """单选 and 多选."""

    options: list[OptionSpec] = Field(min_length=3, max_length=8)
    shuffle: bool = True

    def to_face_and_key(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().to_face_and_key()
        lettered = list(zip(LETTERS, self.options, strict=False))
        notes = {
            letter: OptionNote(
                feedback=option.feedback or "", misconception=option.misconception or ""
            )
            for letter, option in lettered
            if option.feedback or option.misconception
        }
        return (
            replace(
                face,
                options=tuple(Option(letter, option.text) for letter, option in lettered),
                shuffle=self.shuffle,
            ),
            replace(
                key,
                correct=tuple(letter for letter, option in lettered if option.correct),
                notes=notes,
            ),
        )

    def find_problems(self) -> Iterator[Finding]:
        right = sum(option.correct for option in self.options)
        if self.type is ItemType.SINGLE_CHOICE and right != 1:
            yield ("options",), f"单选题要有且只有一个正确选项，现有 {right} 个"
        if self.type is ItemType.MULTIPLE_RESPONSE and right < 2:
            yield ("options",), f"多选题至少要有两个正确选项，现有 {right} 个"
        yield from super().find_problems()

    def find_problems_of(self, face: ItemFace, _key: ItemKey) -> Iterator[Finding]:
        first: dict[str, str] = {}
        for index, option in enumerate(face.options):
            same = normalise(option.text) or option.text
            if same in first:
                yield ("options", index, "text"), f"与选项 {first[same]} 相同"
            first.setdefault(same, option.id)


class TrueFalseSpec(ItemSpec):
    """判断."""

    answer: bool
    misconception: Line | None = None

    def to_face_and_key(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().to_face_and_key()
        return face, replace(key, truth=self.answer, misconception=self.misconception or "")


class FillBlankSpec(ItemSpec):
    """填空."""

    blanks: list[Annotated[list[Form], Field(min_length=1, max_length=40)]] = Field(
        min_length=1, max_length=20
    )
    ordered: bool = True
    tolerance: Tolerance = Decimal(0)

    def full_points(self) -> Decimal:
        return self.points or self.type.default_points * len(self.blanks)

    def to_face_and_key(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().to_face_and_key()
        return (
            replace(face, blanks=len(self.blanks)),
            replace(
                key,
                blanks=tuple(tuple(forms) for forms in self.blanks),
                ordered=self.ordered,
                tolerance=self.tolerance,
            ),
        )

    def find_problems(self) -> Iterator[Finding]:
        runs = _UNDERSCORES.findall(self.stem)
        if any(run != BLANK for run in runs):
            yield ("stem",), "每个空写作四个下划线 ____"
        elif len(runs) != len(self.blanks):
            yield (
                ("blanks",),
                f"题干里有 {len(runs)} 个空，这里却给了 {len(self.blanks)} 个空的答案",
            )
        yield from super().find_problems()

    def find_problems_of(self, _face: ItemFace, key: ItemKey) -> Iterator[Finding]:
        numeric = False
        for i, forms in enumerate(key.blanks):
            for j, form in enumerate(forms):
                answer = read_answer(form)
                numeric = numeric or answer.quantity is not None
                if not answer.text:
                    yield ("blanks", i, j), "答案不能只有标点或空格"
                if self.tolerance >= 1 and answer.text.endswith("%"):
                    yield ("tolerance",), "答案是百分数时，误差按小数写：1% 写作 0.01"
        if self.tolerance and not numeric:
            yield ("tolerance",), "没有一个答案是数字，误差用不上"


class WrittenSpec(ItemSpec):
    """名词解释, 简答 and 论述."""

    model_answer: Page
    key_points: list[KeyPointSpec] = Field(min_length=1, max_length=20)
    any_of: int = Field(default=0, ge=0, le=20)

    def full_points(self) -> Decimal:
        return self._key().full_points

    def _key(self) -> ItemKey:
        points = tuple(
            KeyPoint(id=f"p{number}", text=point.text, points=point.points)
            for number, point in enumerate(self.key_points, 1)
        )
        return ItemKey(key_points=points, any_of=self.any_of)

    def to_face_and_key(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().to_face_and_key()
        points = tuple(
            KeyPoint(
                id=f"p{number}",
                text=point.text,
                points=point.points,
                variants=tuple(point.variants),
                must_any=tuple(point.must_any),
                forbidden=tuple(point.forbidden),
                ordered=point.ordered,
                half=point.half,
            )
            for number, point in enumerate(self.key_points, 1)
        )
        return face, replace(
            key, model_answer=self.model_answer, key_points=points, any_of=self.any_of
        )

    def find_problems(self) -> Iterator[Finding]:
        total = self.full_points()
        if self.any_of and self.any_of >= len(self.key_points):
            yield ("any_of",), f"任答的点数要少于采分点的个数（{len(self.key_points)} 个）"
        elif self.any_of and len({point.points for point in self.key_points}) > 1:
            yield ("any_of",), "任答时各采分点的分值要相同"
        elif self.points is not None and self.points != total:
            told = (
                f"任答 {self.any_of} 点共 {total} 分"
                if self.any_of
                else f"采分点的分值合计 {total}"
            )
            yield ("points",), f"{told}，与本题的 {self.points} 分不符"
        first: dict[str, int] = {}
        for index, point in enumerate(self.key_points):
            same = normalise(point.text) or point.text
            if same in first:
                yield ("key_points", index, "text"), f"与第 {first[same] + 1} 个采分点相同"
            first.setdefault(same, index)
            right = {normalise(text) for text in (point.text, *point.variants)}
            for at, wrong in enumerate(point.forbidden):
                if normalise(wrong) in right:
                    yield ("key_points", index, "forbidden", at), "这个说法也写在得分的说法里"
        yield from super().find_problems()
