"""A whole file of items, and how the shape of each item is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self, cast

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic import WrapValidator as Wrap
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.bank.domain.types import ItemType
from app.bank.specs.fields import Finding, Page, problem, text_up_to, with_more
from app.bank.specs.items import ItemSpec
from app.bank.specs.shapes import ChoiceSpec, FillBlankSpec, TrueFalseSpec, WrittenSpec
from app.content.specs import CHAPTER, ChapterId, Spec

_ITEM_ID = re.compile(rf"({CHAPTER})-([a-z]{{2}})-[0-9]{{3}}")
_CHAPTER = re.compile(CHAPTER)
_STIMULUS_ID = rf"^{CHAPTER}-st-[0-9]{{3}}$"


class StimulusSpec(Spec):
    """材料, shared by several items."""

    id: Annotated[str, StringConstraints(pattern=_STIMULUS_ID)]
    title: Annotated[str, text_up_to(120)]
    text: Page


SHAPES: dict[ItemType, type[ItemSpec]] = {
    ItemType.SINGLE_CHOICE: ChoiceSpec,
    ItemType.MULTIPLE_RESPONSE: ChoiceSpec,
    ItemType.TRUE_FALSE: TrueFalseSpec,
    ItemType.FILL_BLANK: FillBlankSpec,
    ItemType.TERM: WrittenSpec,
    ItemType.SHORT_ANSWER: WrittenSpec,
    ItemType.ESSAY: WrittenSpec,
}


def parse_item(data: object) -> ItemSpec:
    """Read one item by its type; raises pydantic's `ValidationError`."""
    return cast("ItemSpec", _item_of_any_type(data, None))


def _item_of_any_type(data: object, _handler: object) -> object:
    """Choose the shape by `type`, so that only fields of that type are asked for and allowed."""
    if isinstance(data, ItemSpec) or not isinstance(data, Mapping):
        return ItemSpec.model_validate(data)
    mapping = cast("Mapping[str, Any]", data)
    if "type" not in mapping:
        raise _at("type", PydanticCustomError("missing", "缺少题型"))
    try:
        shape = SHAPES[ItemType.parse(mapping["type"])]
    except ValueError as error:
        raise _at("type", problem(str(error))) from None
    return shape.model_validate(data)


def _at(field: str, error: PydanticCustomError) -> ValidationError:
    return ValidationError.from_exception_data(
        "ItemSpec", [InitErrorDetails(type=error, loc=(field,), input=None)]
    )


class ItemFileSpec(Spec):
    """`items/<chapter>/*.yml`: items of one chapter and the stimuli they share."""

    chapter: ChapterId
    stimuli: list[StimulusSpec] = Field(default=[])
    items: list[Annotated[ItemSpec, Wrap(_item_of_any_type)]] = Field(min_length=1)

    @model_validator(mode="wrap")
    @classmethod
    def _ids_as_well(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Look at the ids as they were written, so that no other mistake hides a wrong one."""
        found = list(_find_id_problems(data))
        try:
            spec = handler(data)
        except ValidationError as failure:
            raise with_more(failure, found) from None
        if found:
            raise with_more(ValidationError.from_exception_data(cls.__name__, []), found)
        return spec


def _find_id_problems(data: object) -> Iterator[Finding]:
    """Say which ids of a file do not fit its chapter or the type of their item."""
    chapter = _entry(data, "chapter")
    if not isinstance(chapter, str) or not _CHAPTER.fullmatch(chapter):
        return
    for index, item in enumerate(_rows(data, "items")):
        if message := _id_problem(item, chapter):
            yield ("items", index, "id"), message
    for index, stimulus in enumerate(_rows(data, "stimuli")):
        identity = _entry(stimulus, "id")
        if isinstance(identity, str) and not identity.startswith(f"{chapter}-"):
            yield ("stimuli", index, "id"), f"编号应以“{chapter}-”开头"


def _id_problem(item: object, chapter: str) -> str:
    identity = _entry(item, "id", "")
    if not isinstance(item, Mapping) or not isinstance(identity, str):
        return ""
    if not identity:
        return "缺少编号"
    try:
        code = ItemType.parse(_entry(item, "type")).code
    except ValueError:
        code = ""  # the type has its own finding
    match = _ITEM_ID.fullmatch(identity)
    if match is None:
        return f"编号应写作 {chapter}-{code or 'sc'}-001"
    if match[1] != chapter:
        return f"编号应以“{chapter}-”开头"
    return f"这种题型的编号中间应为“{code}”" if code and match[2] != code else ""


def _entry(data: object, name: str, default: object = None) -> object:
    return (
        cast("Mapping[str, object]", data).get(name, default)
        if isinstance(data, Mapping)
        else default
    )


def _rows(data: object, name: str) -> list[object]:
    rows = _entry(data, name)
    return cast("list[object]", rows) if isinstance(rows, list) else []
