"""Heaps made of a labelled question, to train on more shapes than people thought of.

The words of the key points are put in an order that a hash decides and joined in the ways of those who hope
that key words are counted. All of them are worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import rjieba

from app.bank.answers.words import FILLERS

_FEWEST = 6


def made_heaps(line: Mapping[str, Any]) -> Iterator[str]:
    """Answers without worth to the question of a labelled line; none if it has too few words."""
    words = _words(line)
    if len(words) < _FEWEST:
        return
    half = len(words) // 2
    pairs = list(zip(words[::2], words[1::2], strict=False))
    yield "、".join(words[:12])
    yield " ".join(words[:12])
    yield "的".join(words[:9])
    yield "，".join(one + "和" + other for one, other in pairs)
    yield "。".join(one + other for one, other in pairs)
    yield "、".join(words[:half]) + "：" + "、".join(words[half:])
    yield "→".join(words[:10])
    yield "".join(words[:10])
    yield f"主要包括{'、'.join(words[:6])}等，都与{'、'.join(words[6:10])}有关。"


def _words(line: Mapping[str, Any]) -> list[str]:
    """Words of the key points and of one other wording of each, each once, shuffled by a hash."""
    found: dict[str, None] = {}
    for point in line["key_points"]:
        for text in (point["text"], *point.get("variants", [])[:1]):
            for word in rjieba.cut(text, False):
                if len(word) > 1 and word[0].isalnum() and word not in FILLERS:
                    found[word] = None
    return sorted(found, key=lambda word: sha256((line["item"] + word).encode()).digest())
