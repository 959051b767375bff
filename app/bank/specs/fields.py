"""The kinds of fields item files are made of, and the base that reports findings in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, LiteralString, Self, TypeVar, cast

from pydantic import BeforeValidator, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.bank.domain.types import ItemType
from app.content.specs import Spec

Place = tuple[str | int, ...]
Finding = tuple[Place, str]

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,10})?")
_MOST_POINTS = 100


def problem(message: str) -> PydanticCustomError:
    """A finding whose message is shown as it is."""
    return PydanticCustomError("item", "{message}", {"message": message})


def _number(value: object) -> Decimal:
    """A number of the file; YAML's floats are taken as they were written."""
    text = repr(value) if isinstance(value, int | float) else value
    if isinstance(value, Decimal):
        text = format(value, "f")
    if isinstance(value, bool) or not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise problem("应为数字")
    return Decimal(text)


def _points(value: object) -> Decimal:
    points = _number(value)
    if not 0 < points <= _MOST_POINTS:
        raise problem(f"分值应大于 0，不超过 {_MOST_POINTS}")
    if points != round(points, 2):
        raise problem("分值最多两位小数")
    return points


def _tolerance(value: object) -> Decimal:
    tolerance = _number(value)
    if tolerance < 0:
        raise problem("应不小于 0")
    return tolerance


def _type(value: object) -> ItemType:
    try:
        return ItemType.parse(value)
    except ValueError as error:
        raise problem(str(error)) from None


Word = TypeVar("Word", bound=StrEnum)


def one_of(words: type[Word]) -> BeforeValidator:
    def read(value: object) -> Word:
        for word in words:
            if value == word.value:
                return word
        raise problem(f"只能是 {'、'.join(word.value for word in words)} 之一")

    return BeforeValidator(read)


def text_up_to(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Number = Annotated[Decimal, BeforeValidator(_number)]
Points = Annotated[Decimal, BeforeValidator(_points)]
Line = Annotated[str, text_up_to(400)]
Page = Annotated[str, text_up_to(8000)]
Form = Annotated[str, text_up_to(200)]
Tolerance = Annotated[Decimal, BeforeValidator(_tolerance)]
TypeWord = Annotated[ItemType, BeforeValidator(_type)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=40)]


def with_more(failure: ValidationError, found: list[Finding]) -> ValidationError:
    """Add findings to what pydantic found; its own keep their kind, place and words."""
    own = [
        InitErrorDetails(
            # The message goes in as a value, since braces in it are no placeholders.
            type=PydanticCustomError(
                cast("LiteralString", detail["type"]),
                "{shown}",
                {**detail.get("ctx", {}), "shown": detail["msg"]},
            ),
            loc=detail["loc"],
            input=detail["input"],
        )
        for detail in failure.errors(include_url=False)
    ]
    return ValidationError.from_exception_data(failure.title, [*own, *_details(found)])


def _details(found: list[Finding]) -> list[InitErrorDetails]:
    return [InitErrorDetails(type=problem(message), loc=at, input=None) for at, message in found]


class Checked(Spec):
    """A shape that reports what is wrong between its fields, each finding at its own place."""

    def find_problems(self) -> Iterator[Finding]:
        """Yield (place inside this shape, message)."""
        return iter(())

    @model_validator(mode="after")
    def _check(self) -> Self:
        found = list(self.find_problems())
        if found:
            raise ValidationError.from_exception_data(type(self).__name__, _details(found))
        return self
