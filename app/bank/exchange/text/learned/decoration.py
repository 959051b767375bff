"""What nearly every line begins or ends with: a bar, a name, the time, the number of the line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.learned.rows import Row, filled, heads
from app.bank.exchange.text.words.marks import find_answer, find_start
from app.bank.exchange.text.words.options import opens_options

_SHARE = 0.9
_FEWEST = 6
_LONGEST = 40
_DIGITS = re.compile(r"\d+")
_ENDS_PLAIN = frozenset("。？?！!）)】”》_（(√×")
_OPENS_PLAIN = frozenset("（(“《_")
_FEWEST_SHAPED = 3


def undecorated(rows: Sequence[Row]) -> list[Row] | None:
    """The rows without it, None where there is none."""
    found = _without_prefix(rows)
    bare = _without_suffix(found or rows)
    return bare or found


def _without_prefix(rows: Sequence[Row]) -> list[Row] | None:
    places = filled(rows)
    masks = [_DIGITS.sub("0", rows[place].text) for place in places]
    prefix = _common([mask[:_LONGEST] for mask in masks])
    prefix = prefix.rstrip("0") if not prefix.rstrip("0").endswith((":", "：", "-")) else prefix
    while prefix and prefix[-1].isalnum() and prefix[-1] != "0":
        prefix = prefix[:-1]  # A word that all lines happen to begin with is theirs.
    if not prefix.strip() or prefix.strip()[-1:] in _OPENS_PLAIN:
        return None
    shape = re.compile("".join(map(_one, prefix.rstrip())) + r"[ \t\u3000]*")
    stripped = [shape.sub("", row.text, count=1) if row.text else "" for row in rows]
    headed = any(heads(text) for text in stripped)
    if "0" in prefix and not (headed or _shaped(stripped)):
        return None  # The numbers of the questions themselves.
    return [replace(row, text=text) for row, text in zip(rows, stripped, strict=True)]


def _one(char: str) -> str:
    return r"\d+" if char == "0" else r"\s*" if char.isspace() else re.escape(char)


def _shaped(texts: Sequence[str]) -> bool:
    """Whether what is left counts questions or options, so that the numbers before were others."""
    shaped = sum(
        find_start(text) is not None or opens_options(text) or find_answer(text) is not None
        for text in texts
        if text
    )
    return shaped >= _FEWEST_SHAPED


def _without_suffix(rows: Sequence[Row]) -> list[Row] | None:
    places = filled(rows)
    suffix = _common([rows[place].text[::-1][:_LONGEST] for place in places])[::-1].strip()
    while suffix and (suffix[0] in _ENDS_PLAIN or suffix[0].isalnum()):
        suffix = suffix[1:]
    if not suffix:
        return None
    return [replace(row, text=row.text.removesuffix(suffix).rstrip()) for row in rows]


def _common(texts: Sequence[str]) -> str:
    return common_start(texts, _SHARE) if len(texts) >= _FEWEST else ""


def common_start(texts: Sequence[str], share: float) -> str:
    """The longest beginning that this share of the texts has."""
    own, found = list(texts), ""
    while len(found) < _LONGEST:
        following = Counter(text[len(found)] for text in own if len(text) > len(found))
        if not following:
            break
        char, count = following.most_common(1)[0]
        if count < len(texts) * share:
            break
        own = [text for text in own if text[len(found) : len(found) + 1] == char]
        found += char
    return found
