"""How well a reading explains its document, judged without any truth: whether the questions are such as papers hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Found, ProblemKind, Question
from app.bank.exchange.text.learned.key_rows import row_keys
from app.bank.exchange.text.learned.residue import residue
from app.bank.exchange.text.words.marks import find_answer, find_start
from app.bank.exchange.text.words.options import opens_options

_GAP = re.compile(r"_{2,}|[（(][\s\u3000]*[)）]")
# B→ or [C] left inside a stem, an option or an answer: letters that nobody took for options.
_LETTER = re.compile(r"(?<![A-Za-z0-9&])[A-Da-d](?![A-Za-z0-9&])")
_NUMBERED = re.compile(r"(?m)^\W{0,3}[A-Za-z]{0,2}\W?\d{1,3}\W")
# A line that goes on in a stem; ①… are statements to choose from.
_BROKEN = re.compile(r"\n\n(?![①-⑳])")
_DOUBTS = {
    ProblemKind.NO_STEM: 0.2,
    ProblemKind.SKIPPED_LETTER: 0.5,
    ProblemKind.LETTER_TWICE: 0.6,
    ProblemKind.ODD_KEY: 0.6,
    ProblemKind.KEYS_DIFFER: 0.7,
    ProblemKind.TOO_FEW_KEYS: 0.9,
    ProblemKind.NUMBER_GAP: 0.8,
    ProblemKind.NUMBER_TWICE: 0.8,
    ProblemKind.GARBLED: 0.7,
    ProblemKind.SHARED_ANSWER: 0.9,
}
_MANY_LINES = 14
_LOOSE = 0.5
_LONG_ENOUGH = 6
_HAN = re.compile("[\u4e00-\u9fff]{2}")


def explained(found: Found) -> float:
    """From 0, nothing, to 1: the lines of questions that hold together, of all lines that a question might hold."""
    if not found.questions:
        return 0.0
    longest = _usual(found.questions)
    good = total = 0.0
    left = residue(found.questions)
    for question, tidy in zip(found.questions, left, strict=True):
        span = max(1, question.source.last - question.source.first + 1)
        weight = min(span, _MANY_LINES)
        total += max(weight, span / 2)
        good += weight * plausible(question, longest) * tidy
    loose = sum(map(_may_be_asked, (text for _number, text in found.loose)))
    return good / (total + loose * _LOOSE)


def _may_be_asked(text: str) -> bool:
    """Whether a line that belongs to no question looks like a part of one."""
    if not _HAN.search(text):
        return bool(row_keys(text))
    start = find_start(text)
    numbered = start is not None and len(start.text) > _LONG_ENOUGH
    return (
        numbered or bool(_GAP.search(text)) or opens_options(text) or find_answer(text) is not None
    )


def _usual(questions: Sequence[Question]) -> float:
    lengths = [len(one.text) for question in questions for one in question.options]
    return 30 + 4 * median(lengths) if lengths else 60.0


def plausible(question: Question, longest: float = 90.0) -> float:
    """How much one question looks as questions do, from 0 to 1."""
    value = 1.0
    for problem in {one.kind for one in question.problems}:
        value *= _DOUBTS.get(problem, 1.0)
    stem = question.stem or ""
    own = question.type
    if own is None:
        value *= 0.3
    elif own.is_choice:
        value *= _choice(question, longest)
    elif own is ItemType.TRUE_FALSE:
        value *= (1.0 if question.truth is not None else 0.5) * (0.5 if "？" in stem else 1.0)
    elif own is ItemType.FILL_BLANK:
        value *= 1.0 if question.blanks and "____" in stem else 0.5
    else:
        value *= _open(question)
    lines = len(_BROKEN.findall(stem))
    value *= 0.7 ** min(lines, 5)
    if len(_GAP.findall(stem)) > 1 and lines:
        value *= 0.5
    return value


def _choice(question: Question, longest: float) -> float:
    texts = [one.text for one in question.options]
    if len(texts) < 2:
        return 0.2
    value = 1.0 if question.correct else 0.5
    value *= 1.0 if len(texts) > 2 or question.correct else 0.85
    if len(question.stem or "") > 20 and _stray(question.stem or ""):
        value *= 0.5
    value *= 0.7 ** sum("\n" in text or len(text) > longest for text in texts)
    if any(_stray(text) for text in texts):
        value *= 0.5
    return value


def _open(question: Question) -> float:
    told = question.reference or ""
    value = 1.0 if told or question.explanation else 0.5
    text = f"{question.stem or ''}\n{told}\n{question.explanation}"
    if len(_GAP.findall(text)) > 2:
        value *= 0.3
    if _stray(text):
        value *= 0.2
    if len(_NUMBERED.findall(question.stem or "")) > 1 or text.count("\n\n") > _MANY_LINES:
        value *= 0.4
    return value


def _stray(text: str) -> bool:
    """Whether letters stand in a text in order as those of options do."""
    found = "".join(_LETTER.findall(text)).upper()
    return "ABC" in found or found.startswith("BCD")
