"""How much a word tells: rare ones much, those on every page of the course little."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "frequencies.json"
_LEAST = 0.25
_SINGLE_GRAM = 0.35


@dataclass(frozen=True, slots=True)
class Statistics:
    """In how many of `paragraphs` each word and each pair of characters occurs."""

    paragraphs: int
    words: Mapping[str, int]

    def weight(self, word: str) -> float:
        """Between 0.25 for a word of every paragraph and 1 for one that the course never uses."""
        return self._rarity(self.words.get(word, 0))

    def gram_weight(self, gram: str) -> float:
        """As `weight`; single characters count a third."""
        weight = self._rarity(self.words.get(gram, 0))
        return weight * _SINGLE_GRAM if len(gram) == 1 else weight

    def _rarity(self, count: int) -> float:
        most = math.log(1 + self.paragraphs)
        return max(_LEAST, round(1 - math.log(1 + count) / most, 4)) if most else 1.0


@cache
def shipped_statistics() -> Statistics:
    """Those counted over the shipped course by `tools/train_grading.py`."""
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return Statistics(data["paragraphs"], data["words"])
