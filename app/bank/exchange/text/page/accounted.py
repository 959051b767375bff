"""The last look: words of the text that no question, material or remark has taken are told as loose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.bank.exchange.questions import Question
from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import cut_remarks

_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_WORD = re.compile("[A-Za-z]{3,}")
# 参考答案及评分标准 names a part of keys; nothing of it belongs to a question.
_NAMES_KEYS = re.compile(
    r"[^。？?：:]{0,60}答案(?:[及与和、（(（].{0,24}|一览表?|汇总|部分)?[】\])）\s:：]*"
)
_FEWEST = 7
_MISSING = 0.6


def unaccounted(
    lines: Sequence[Line], questions: Sequence[Question], told: Sequence[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Lines most of whose words stand nowhere in what was read of the text. Linear in its length."""
    known = {part for question in questions for text in _texts(question) for part in _parts(text)}
    known.update(part for _number, text in told for part in _parts(text))
    numbers = {number for number, _text in told}
    found: list[tuple[int, str]] = []
    for line in lines:
        if line.number in numbers:
            continue
        parts = set(_parts(line.text))
        if len(parts) < _FEWEST or len(parts - known) <= len(parts) * _MISSING:
            continue
        if find_heading(line.text) or _NAMES_KEYS.fullmatch(line.text):
            continue
        if len(set(_parts(cut_remarks(line.text)[0])) - known) > len(parts) * _MISSING:
            found.append((line.number, line.text))
    return found


def _texts(question: Question) -> Iterator[str]:
    yield question.stem or ""
    yield question.reference or ""
    yield question.explanation
    yield question.section
    yield from question.material or ()
    yield from question.labels.values()
    for option in question.options:
        yield option.label + option.text
    for point in question.key_points:
        yield point.text
    for forms in question.blanks or ():
        yield from forms


def _parts(text: str) -> Iterator[str]:
    """Pairs of neighbouring 汉字, and words of other scripts."""
    for run in _HAN.findall(text):
        yield from (run[n : n + 2] for n in range(len(run) - 1))
    yield from _WORD.findall(text)
