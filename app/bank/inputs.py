"""What the question component's inputs post, turned into a raw response."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from app.bank.domain.items import ItemFace
from app.bank.domain.responses import Response, read_response
from app.bank.domain.types import ItemType

LONGEST_TEXT = 20_000
LONGEST_BLANK = 200


def blank_name(name: str, index: int) -> str:
    """Name of the input of one blank (from 0)."""
    return f"{name}-{index + 1}"


def read_posted(face: ItemFace, form: MultiDict[str, str], name: str) -> Response:
    """The canonical response in a posted form whose inputs are called `name`.

    Raises `ResponseError` where something was posted that cannot be an answer. Texts are cut at
    20,000 signs (a blank at 200), far beyond what the page lets anyone type.
    """
    match face.type:
        case ItemType.MULTIPLE_RESPONSE:
            return read_response(face, form.getlist(name))
        case ItemType.FILL_BLANK:
            parts = [form.get(blank_name(name, i), "")[:LONGEST_BLANK] for i in range(face.blanks)]
            return read_response(face, parts)
        case ItemType.SINGLE_CHOICE | ItemType.TRUE_FALSE:
            return read_response(face, form.get(name) or None)
        case _:
            return read_response(face, form.get(name, "")[:LONGEST_TEXT])
