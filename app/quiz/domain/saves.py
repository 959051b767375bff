"""Saves as a page sends them: read strictly, before anything touches the database."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

LONGEST_TEXT = 20_000
MOST_SAVES = 200
_MOST_PARTS = 100
_LARGEST = 2**31 - 1
_CLIENT = re.compile(r"[A-Za-z0-9-]{8,32}")


class Fault(StrEnum):
    """What is wrong with a save; the interface has the words."""

    SHAPE = "shape"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class SaveError(ValueError):
    """The request holds something that is not a save; `place` counts from 0."""

    def __init__(self, fault: Fault, place: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSpec:
    """One save: `client` and `seq` name it, `response` is raw, still in the page's own words."""

    client: str
    seq: int
    slot_id: int
    response: Any
    flagged: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 over the body: tells the same save sent again from another under its name."""
        body = _compact([self.slot_id, self.response, self.flagged])
        return hashlib.sha256(body.encode()).hexdigest()


_compact = json.JSONEncoder(separators=(",", ":")).encode


def read_saves(data: object) -> tuple[SaveSpec, ...]:
    """Read a request's JSON: one save, or `{"client": …, "saves": [ … ]}`.

    A save in a list may name a client of its own: what an earlier page left in the queue is sent
    under the name it was given there. Raises `SaveError`.
    """
    body = _mapping(data, None)
    if "saves" not in body:
        return (_read(body, body.get("client"), 0),)
    rows = body["saves"]
    if not isinstance(rows, list) or not rows:
        raise SaveError(Fault.SHAPE)
    listed = cast("list[object]", rows)
    if len(listed) > MOST_SAVES:
        raise SaveError(Fault.TOO_MANY)
    return tuple(
        _read(_mapping(row, place), body.get("client"), place) for place, row in enumerate(listed)
    )


def read_writer(data: object) -> str | None:
    """The page that sends a request's saves, where the request names it. Raises `SaveError`."""
    name = _mapping(data, None).get("client")
    if name is None:
        return None
    if not isinstance(name, str) or not _CLIENT.fullmatch(name):
        raise SaveError(Fault.SHAPE)
    return name


def clean(text: str) -> str:
    """A text that every database stores: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _mapping(data: object, place: int | None) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise SaveError(Fault.SHAPE, place)
    return cast("Mapping[str, Any]", data)


def _read(row: Mapping[str, Any], client: object, place: int) -> SaveSpec:
    name = row.get("client", client)
    flagged = row.get("flagged", False)
    if not isinstance(name, str) or not _CLIENT.fullmatch(name) or not isinstance(flagged, bool):
        raise SaveError(Fault.SHAPE, place)
    return SaveSpec(
        client=name,
        seq=_number(row.get("seq"), place),
        slot_id=_number(row.get("slot"), place),
        response=_response(row.get("response"), place),
        flagged=flagged,
    )


def _number(value: object, place: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST:
        raise SaveError(Fault.SHAPE, place)
    return value


def _response(value: object, place: int) -> Any:
    """The raw response with clean texts, if it has the outline of any type's answer."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, list):
        parts = cast("list[object]", value)
        if len(parts) > _MOST_PARTS or not all(isinstance(part, str) for part in parts):
            raise SaveError(Fault.SHAPE, place)
        return [_text(cast(str, part), place) for part in parts]
    raise SaveError(Fault.SHAPE, place)


def _text(value: str, place: int) -> str:
    if len(value) > LONGEST_TEXT:
        raise SaveError(Fault.TOO_LONG, place)
    return clean(value)
