"""The words of the item bank. Values are what is stored; labels belong to the interface."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Self


class ItemType(StrEnum):
    """The seven item types."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_RESPONSE = "multiple_response"
    TRUE_FALSE = "true_false"
    FILL_BLANK = "fill_blank"
    TERM = "term"
    SHORT_ANSWER = "short_answer"
    ESSAY = "essay"

    @classmethod
    def parse(cls, word: object) -> Self:
        """Read a stored word or a Chinese name; `ValueError` for anything else."""
        if isinstance(word, str):
            name = unicodedata.normalize("NFKC", word).strip()
            value = _CHINESE_NAMES.get(name.removesuffix("题"), name)
            if value in cls._value2member_map_:
                return cls(value)
        raise ValueError(f"未知的题型：{_short(word)}")

    @property
    def is_objective(self) -> bool:
        """Whether the key alone decides, so that no person has to read the answer."""
        return self in _OBJECTIVE

    @property
    def is_choice(self) -> bool:
        """Whether the item has options to tick."""
        return self in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)

    @property
    def code(self) -> str:
        """The two letters that stand for the type in the ids of content items."""
        return _CODES[self]

    @property
    def default_points(self) -> Decimal:
        """Marks where an author names none; for fill-in items the marks of one blank."""
        return _DEFAULT_POINTS[self]


class Level(StrEnum):
    """What the syllabus asks for."""

    AWARE = "了解"
    MASTER = "掌握"
    APPLY = "运用"


class Cognitive(StrEnum):
    """What an item asks of the mind, after Bloom's revised taxonomy."""

    REMEMBER = "识记"
    UNDERSTAND = "理解"
    APPLY = "应用"
    ANALYSE = "分析"
    EVALUATE = "评价"
    CREATE = "创造"


class Use(StrEnum):
    """Where an item may appear; only `practice` is ever shown outside exams."""

    PRACTICE = "practice"
    EXAM = "exam"
    RESERVED = "reserved"


class MultipleResponseRule(StrEnum):
    """How a partly right 多选 is marked; the formulas stand in `grading.choice`."""

    EXACT = "exact"
    HALF = "half"
    PROPORTIONAL = "proportional"
    SIGNED = "signed"
    CANVAS = "canvas"
    COVERAGE = "coverage"


_CHINESE_NAMES = {
    "单选": "single_choice",
    "单项选择": "single_choice",
    "多选": "multiple_response",
    "多项选择": "multiple_response",
    "判断": "true_false",
    "填空": "fill_blank",
    "名词解释": "term",
    "简答": "short_answer",
    "论述": "essay",
}
_OBJECTIVE = frozenset(
    {
        ItemType.SINGLE_CHOICE,
        ItemType.MULTIPLE_RESPONSE,
        ItemType.TRUE_FALSE,
        ItemType.FILL_BLANK,
    }
)
_CODES = dict(zip(ItemType, ("sc", "mr", "tf", "fb", "tm", "sa", "es"), strict=True))
_DEFAULT_POINTS = dict(zip(ItemType, map(Decimal, (1, 2, 1, 1, 4, 6, 16)), strict=True))


def _short(word: object, limit: int = 40) -> str:
    text = str(word)
    return text if len(text) <= limit else text[: limit - 1] + "…"
