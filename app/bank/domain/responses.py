"""The canonical shape of a response, per item type, and how raw values are read into it.

| type | canonical response |
|---|---|
| single choice | an option id, or `None` |
| multiple response | option ids in authored order |
| true or false | a bool, or `None` |
| fill in the blank | one text per blank, `""` where nothing was written |
| term, short answer, essay | a text |

All of them are JSON-able. Only values that cannot be an answer to the item are refused: an option
that is not there, a wrong shape. An empty answer is an answer, and worth nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from app.bank.domain.items import ItemFace
from app.bank.domain.normalise import normalise
from app.bank.domain.types import ItemType

Response = str | bool | list[str] | None

# 判断: what counts as yes and as no, after normalisation.
_TRUE = frozenset({"true", "t", "对", "正确", "√", "✓", "✔"})
_FALSE = frozenset({"false", "f", "错", "错误", "×", "✗", "✘", "x"})
_LONGEST_PLAIN_NUMBER = 30


class ResponseError(ValueError):
    """The raw value cannot be a response to this item; the message says why, in Chinese."""


def read_response(face: ItemFace, raw: object) -> Response:
    """Bring `raw` (from a form, a file, JSON) into the canonical shape of the item's type."""
    match face.type:
        case ItemType.SINGLE_CHOICE:
            return _read_single(face, raw)
        case ItemType.MULTIPLE_RESPONSE:
            return _read_multiple(face, raw)
        case ItemType.TRUE_FALSE:
            return _read_truth(raw)
        case ItemType.FILL_BLANK:
            return _read_blanks(face, raw)
        case _:
            return _read_text(raw)


def is_blank(response: Response) -> bool:
    """Whether a canonical response says nothing at all."""
    if isinstance(response, bool):
        return False
    if isinstance(response, list):
        return not any(part.strip() for part in response)
    return response is None or not response.strip()


def parse_truth(word: object) -> bool:
    """Read the answer of a 判断: a bool or one of the usual words; else `ValueError`."""
    if isinstance(word, bool):
        return word
    if isinstance(word, str):
        text = normalise(word)
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
    raise ValueError("判断题的答案要写作 对/错、正确/错误、√/×、T/F 或 true/false")


def option_label(text: str) -> str:
    """What names an option, whatever its width and case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _read_single(face: ItemFace, raw: object) -> str | None:
    ticks = _ticks(face, raw)
    if len(ticks) > 1:
        raise ResponseError("单选题只能选一项")
    return ticks[0] if ticks else None


def _read_multiple(face: ItemFace, raw: object) -> list[str]:
    return _ticks(face, raw)


def _ticks(face: ItemFace, raw: object) -> list[str]:
    """Ids of the ticked options, each once, in authored order."""
    if raw is None:
        return []
    named: Sequence[object] = [raw] if isinstance(raw, str) else _as_list(raw)
    by_label: Mapping[str, str] = {option_label(id_): id_ for id_ in face.option_ids()}
    ticked: set[str] = set()
    for name in named:
        if not isinstance(name, str):
            raise ResponseError("所选选项要用文字写出，例如 B")
        if name.strip() == "" and isinstance(raw, str):
            continue
        if option_label(name) not in by_label:
            raise ResponseError(f"题中没有选项“{name[:20]}”")
        ticked.add(by_label[option_label(name)])
    return [id_ for id_ in face.option_ids() if id_ in ticked]


def _as_list(raw: object) -> Sequence[object]:
    if isinstance(raw, list | tuple):
        return cast("Sequence[object]", raw)
    raise ResponseError("作答要写成选项名，或者选项名的列表")


def _read_truth(raw: object) -> bool | None:
    if raw is None or (isinstance(raw, str) and raw.strip() == ""):
        return None
    try:
        return parse_truth(raw)
    except ValueError as error:
        raise ResponseError(str(error)) from None


def _read_blanks(face: ItemFace, raw: object) -> list[str]:
    if raw is None:
        return [""] * face.blanks
    if isinstance(raw, list | tuple):
        parts = cast("Sequence[object]", raw)
    elif face.blanks == 1:
        parts = [raw]
    else:
        raise ResponseError(f"本题有 {face.blanks} 个空，作答要写成列表，每空一项")
    if len(parts) > face.blanks:
        raise ResponseError(f"本题有 {face.blanks} 个空，作答却有 {len(parts)} 项")
    written = [plain_text(part) for part in parts]
    return written + [""] * (face.blanks - len(written))


def plain_text(part: object) -> str:
    """A text as it is, a number as it would be written; `ResponseError` for anything else."""
    if part is None:
        return ""
    if isinstance(part, str):
        return part
    if isinstance(part, int | float | Decimal) and not isinstance(part, bool):
        number = Decimal(str(part))
        if number.is_finite() and abs(number.adjusted()) <= _LONGEST_PLAIN_NUMBER:
            return format(number, "f")
    raise ResponseError("每个空要用文字或数字填写")


def _read_text(raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    raise ResponseError("作答要用文字写出")
