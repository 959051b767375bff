"""Labels as the tags or keywords of other systems: `chapter:ch03`, `type:term`, `number:12`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Question

_TAG = re.compile(r"([a-z_]{1,30}):(.*)", re.DOTALL)
_TYPES = frozenset(one.value for one in ItemType)
_WRITTEN = (ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY)
FOREIGN = "tags"


@dataclass(frozen=True, slots=True)
class Tags:
    """What tags say. `type` is None where they say none."""

    labels: dict[str, str]
    type: ItemType | None = None
    number: str = ""


def tags_of(question: Question) -> list[str]:
    """The tags of a question.

    The type is told of written ones, since other systems know one kind, and where no key tells it.
    """
    tags = [f"{name}:{value}" for name, value in question.labels.items() if name != FOREIGN]
    tags += [f"tag:{one}" for one in question.labels.get(FOREIGN, "").split("\n") if one]
    if question.type in _WRITTEN or (question.type is not None and question.key is None):
        tags.append(f"type:{question.type}")
    if question.number:
        tags.append(f"number:{question.number}")
    return tags


def read_tags(tags: Iterable[str]) -> Tags:
    """Labels, type and number; tags of other make are kept together, one a line."""
    labels: dict[str, str] = {}
    foreign: list[str] = []
    type_, number = None, ""
    for tag in tags:
        match = _TAG.fullmatch(tag)
        name, value = (match[1], match[2]) if match else ("tag", tag)
        if name == "type" and value in _TYPES:
            type_ = ItemType(value)
        elif name == "number":
            number = value
        elif name == "tag":
            foreign += [value] if value else []
        else:
            labels[name] = value
    if foreign:
        labels[FOREIGN] = "\n".join(foreign)
    return Tags(labels, type_, number)
