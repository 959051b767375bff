"""Labels as the files of other programs and people write them, read into those of the bank.

What cannot be read is told and never turned into something that looks as if the file had said it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar

from app.bank.domain.types import Cognitive, Level, Use
from app.bank.exchange.questions import Problem, ProblemKind, Question

_Value = TypeVar("_Value", int, str, Level, Cognitive, Use)
_DIFFICULTIES = {
    1: "易 容易 很易 很容易 简单 很简单 基础 低 easy simple basic low",
    2: "较易 较容易 较简单 偏易 偏容易 偏简单 中易 中等偏易 较低 中下",
    3: "中 中等 中档 适中 一般 普通 中级 medium moderate normal average",
    4: "较难 偏难 中难 中等偏难 中上 较高 稍难",
    5: "难 困难 很难 高 hard difficult high",
}
_LEVELS = {
    Level.AWARE: "了解",
    Level.MASTER: "掌握 熟练掌握 重点掌握",
    Level.APPLY: "运用 应用 灵活运用 综合运用 综合应用 熟练运用",
}
_COGNITIVES = {
    Cognitive.REMEMBER: "识记 记忆 知道 remember remembering knowledge",
    Cognitive.UNDERSTAND: "理解 领会 understand understanding comprehension",
    Cognitive.APPLY: "应用 运用 简单应用 综合应用 apply applying application",
    Cognitive.ANALYSE: "分析 analyse analyze analysing analyzing analysis",
    Cognitive.EVALUATE: "评价 评估 evaluate evaluating evaluation",
    Cognitive.CREATE: "创造 创新 综合 create creating synthesis",
}
_USES = {
    Use.PRACTICE: "practice 练习 练习用",
    Use.EXAM: "exam 考试 考试用",
    Use.RESERVED: "reserved 保留 备用",
}


def _by_word(told: Mapping[_Value, str]) -> dict[str, _Value]:
    return {word: value for value, words in told.items() for word in words.split()}


_EASE, _LEVEL = _by_word(_DIFFICULTIES), _by_word(_LEVELS)
_COGNITIVE, _USE = _by_word(_COGNITIVES), _by_word(_USES)
_STARS = re.compile(r"([★⭐]{1,5})\ufe0f?☆{0,4}")
_HEAD = re.compile(r"^(?:难度|难易度?|难易程度)(?:系数|等级)?\s*[:：]?\s*(?=\S)")
_TAIL = re.compile(r"(?:级|度|难度|程度|题|档|分)$")
_REMARK = re.compile(r"\s*[(（].*?[)）]\s*$")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)(%?)")
# A title shorter than this stands in many others.
_TELLING = 4


def read_label(name: str, word: str) -> int | str | None:
    """The value of a label that a file writes as `word`; None where it says nothing we know."""
    plain = unicodedata.normalize("NFKC", word).strip().lower()
    return _READERS[name](plain) if plain else None


def tell_strange_labels(question: Question) -> Question:
    """The question, with a problem where its file writes labels that nobody can read."""
    strange = [
        told
        for name in _READERS
        if (told := question.labels.get(name, "").strip()) and read_label(name, told) is None
    ]
    if not strange:
        return question
    detail = "、".join(dict.fromkeys(strange))[:200]
    return question.with_problems(Problem(ProblemKind.UNKNOWN_LABEL, question.source.first, detail))


def find_chapter(told: str, titles: Mapping[str, str]) -> str:
    """The id of the chapter that a file names by id or title, empty for none.

    A number alone names none: the sixth chapter of another book is about something else.
    """
    told = told.strip()
    if told in titles:
        return told
    for chapter, title in titles.items():
        if title and (told == title or (len(title) >= _TELLING and title in told)):
            return chapter
    return ""


def _difficulty(word: str) -> int | None:
    """1 to 5; a share of right answers (0.8, 80%) is turned into it, since files write either."""
    word = _HEAD.sub("", _REMARK.sub("", word) or word)
    if stars := _STARS.fullmatch(word.replace("\ufe0f", "")):
        return len(stars[1])
    if (known := _EASE.get(word)) is not None:
        return known
    word = _TAIL.sub("", word)
    if (known := _EASE.get(word)) is not None:
        return known
    number = _NUMBER.fullmatch(word)
    if number is None:
        return None
    value = float(number[1]) / (100 if number[2] else 1)
    if 0 < value < 1:
        return 5 - int(value * 5)
    return int(value) if value in (1, 2, 3, 4, 5) and not number[2] else None


_READERS: Mapping[str, Callable[[str], int | str | None]] = {
    "level": _LEVEL.get,
    "cognitive": _COGNITIVE.get,
    "difficulty": _difficulty,
    "use": _USE.get,
}
