"""What can still be read of a file of items with errors, so that checks need not wait for mending."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from app.content.specs import CHAPTER

_CHAPTER = re.compile(CHAPTER)


@dataclass(frozen=True)
class LooseStimulus:
    id: str


@dataclass(frozen=True)
class LooseOption:
    text: str
    correct: bool


@dataclass(frozen=True)
class LooseItem:
    """The fields of an item as far as they are readable; what is not is empty."""

    id: str
    type: str
    stem: str
    use: str
    knowledge: tuple[str, ...]
    stimulus: str | None
    options: tuple[LooseOption, ...]


@dataclass(frozen=True)
class LooseFile:
    """Looks like an `ItemFile`; every item and stimulus keeps its place in the list."""

    chapter: str
    stimuli: tuple[LooseStimulus, ...]
    items: tuple[LooseItem, ...]


def salvage_items(path: str, value: Any) -> LooseFile | None:
    """Read `items/<chapter>/*.yml` loosely; None if there is no list of items.

    The folder stands in for a chapter that is not readable.
    """
    data = _mapping(value)
    if not isinstance(data.get("items"), list):
        return None
    chapter = _text(data.get("chapter"))
    return LooseFile(
        chapter if _CHAPTER.fullmatch(chapter) else path.split("/")[1],
        tuple(LooseStimulus(_text(_mapping(row).get("id"))) for row in _list(data.get("stimuli"))),
        tuple(_item(_mapping(row)) for row in _list(data["items"])),
    )


def _item(data: Mapping[str, Any]) -> LooseItem:
    options = [_mapping(row) for row in _list(data.get("options"))]
    return LooseItem(
        id=_text(data.get("id")),
        type=_text(data.get("type")),
        stem=_text(data.get("stem")),
        use=_text(data.get("use", "practice")),
        knowledge=tuple(_text(point) for point in _list(data.get("knowledge"))),
        stimulus=_text(data.get("stimulus")) or None,
        options=tuple(
            LooseOption(_text(row.get("text")), row.get("correct") is True) for row in options
        ),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
