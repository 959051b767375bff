"""A whole file of items, and how the shape of each item is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, cast

from pydantic import Field, StringConstraints, ValidationError
from pydantic import WrapValidator as Wrap
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.bank.domain.types import ItemType
from app.bank.specs.fields import Checked, Finding, Page, problem, text_up_to
from app.bank.specs.items import ItemSpec
from app.bank.specs.shapes import ChoiceSpec, FillBlankSpec, TrueFalseSpec, WrittenSpec
from app.content.specs import ChapterId, Spec

_ITEM_ID = re.compile(r"(ch[0-9]{2}|ext)-([a-z]{2})-[0-9]{3}")
_STIMULUS_ID = r"^(ch[0-9]{2}|ext)-st-[0-9]{3}$"


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


class ItemFileSpec(Checked):
    """`items/<chapter>/*.yml`: items of one chapter and the stimuli they share."""

    chapter: ChapterId
    stimuli: list[StimulusSpec] = Field(default=[])
    items: list[Annotated[ItemSpec, Wrap(_item_of_any_type)]] = Field(min_length=1)

    def find_problems(self) -> Iterator[Finding]:
        for index, item in enumerate(self.items):
            place = ("items", index, "id")
            match = _ITEM_ID.fullmatch(item.id)
            if not item.id:
                yield place, "缺少编号"
            elif match is None:
                yield place, f"编号应写作 {self.chapter}-{item.type.code}-001"
            elif match[1] != self.chapter:
                yield place, f"编号应以“{self.chapter}-”开头"
            elif match[2] != item.type.code:
                yield place, f"这种题型的编号中间应为“{item.type.code}”"
        for index, stimulus in enumerate(self.stimuli):
            if not stimulus.id.startswith(f"{self.chapter}-"):
                yield ("stimuli", index, "id"), f"编号应以“{self.chapter}-”开头"
