"""Lists of keys at the end of a paper: `1-5 BACDA`, `1.B 2.C 3.√`."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(\d{1,3})\s*[-—–~～至]\s*(\d{1,3})\s*[.．:：、]?\s*([A-Ha-h√×对错TF\s]+)")
_PAIR = re.compile(
    r"(\d{1,3})\s*[.．:：、)）]?\s*([A-Ha-h]{1,8}|√|×|对|错|正确|错误|T|F)(?![A-Za-z])"
)
_REST = re.compile(r"[\s,，;；。.、]*")
_PREFIX = re.compile(r"(?:[【\[]?(?:参考|正确|标准)?答案[】\]]?\s*[:：]?\s*)?")


def find_keys(line: str) -> dict[str, str]:
    """Keys by question number; empty where the line is no such list."""
    text = line[_PREFIX.match(line).end() :]  # type: ignore[union-attr]
    return _ranges(text) or _pairs(text)


def _ranges(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    for match in _RANGE.finditer(text):
        if not _REST.fullmatch(text[position : match.start()]):
            return {}
        first, last = int(match[1]), int(match[2])
        keys = re.sub(r"\s", "", match[3]).upper()
        if last < first or len(keys) != last - first + 1:
            return {}
        found |= {str(first + n): key for n, key in enumerate(keys)}
        position = match.end()
    return found if found and _REST.fullmatch(text[position:]) else {}


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    position = 0
    for match in _PAIR.finditer(text):
        if not _REST.fullmatch(text[position : match.start()]):
            return {}
        found[str(int(match[1]))] = match[2].upper()
        position = match.end()
    # One pair alone is rather a question that begins with a letter.
    return found if len(found) > 1 and _REST.fullmatch(text[position:]) else {}
