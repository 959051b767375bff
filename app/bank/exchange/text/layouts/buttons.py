"""Options as a survey or an online examination draws them: ○A. 甲　□ 乙, with or without letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import NAME

_BUTTON = "○〇◯●◎◉⊙□☐◻▢■○"
_LETTERED = re.compile(rf"(?:^|(?<=\s))[{_BUTTON}]\s{{0,4}}(?=[A-HＡ-Ｈ]\s{{0,2}}[.．、:：)）])")
# ☑ A. 甲 where the others have empty boxes.
_TICKED = re.compile(r"√\s{0,4}(?P<option>[A-HＡ-Ｈ]\s{0,2}[.．、:：)）].*)")
# √ 甲 among lines without any mark, below a numbered question that names its type.
_TICK_FIRST = re.compile(r"√\s{1,4}(?P<text>\S.*)")
_TYPED_START = re.compile(rf"(?:第\s*)?\d{{1,3}}\s*(?:题)?\s*[.．、)）]?\s*[【\[（(]\s*{NAME}")
# A|甲: as some programs export them.
_BARRED = re.compile(r"(?P<letter>[A-H])\s{0,4}[|｜]\s{0,4}(?P<text>[^|｜\t]+)")
_BARE = re.compile(rf"[{_BUTTON}]\s{{0,4}}(?P<text>[^\s{_BUTTON}].*)")
_ASKED = re.compile(
    rf"[【\[（(]\s*{NAME}[^】\])）]{{0,12}}[】\])）]|[（(][\s\u3000]*[)）]\s*[。.]?$|[?？:：]\s*\*?$"
)
_FEWEST, _MOST = 3, 8
_TICK = r"\s{0,4}(?:[（(【\[]\s{0,4}(?:正确|正确答案|√|对)\s{0,4}[)）】\]]|√)?"
# 正确 and 错误 on lines of their own, or side by side, are the two options of a 判断.
_TRUTH_LINE = re.compile(
    rf"[{_BUTTON}]?\s{{0,4}}(?P<word>正确|错误|对|错|√|×|是|否|True|False|TRUE|FALSE|Yes|No)[。.]?(?P<tick>{_TICK})"
)
_TRUTH_ROW = re.compile(
    rf"[{_BUTTON}]?\s{{0,4}}(?P<a>正确|错误|对|错|√|×)(?:\s+|\s*[/／|]\s*)[{_BUTTON}]?\s{{0,4}}(?P<b>正确|错误|对|错|√|×)"
)
_OPTIONS_WORD = re.compile(
    r"^\s*[【\[]?(?:备选|候选)?(?:选项|备选答案|备选项)(?:内容|列表)?[】\]]?\s*(?:[:：]|$)\s*(?=$|[（(]?[A-HＡ-Ｈ]\s*[.．、:：)）])"
)
_OPPOSITES = (
    {"正确", "错误"},
    {"对", "错"},
    {"√", "×"},
    {"是", "否"},
    {"True", "False"},
    {"TRUE", "FALSE"},
    {"Yes", "No"},
)
# As a paper has them.
_CHINESE = {
    "True": "正确",
    "TRUE": "正确",
    "Yes": "正确",
    "False": "错误",
    "FALSE": "错误",
    "No": "错误",
}
_ANSWER_WORD = re.compile(r"(?:答案|作答|回答)\s*[】\])）]?\s*[:：]?\s*$")


def plain_options(lines: Sequence[Line]) -> list[Line]:
    """The lines without such buttons, each option with its letter."""
    found = [
        replace(line, text=_LETTERED.sub("", line.text)) if _LETTERED.search(line.text) else line
        for line in lines
    ]
    found = [
        replace(line, text=f"{match['option'].rstrip()} √")
        if (match := _TICKED.fullmatch(line.text))
        else line
        for line in found
    ]
    found = [
        replace(line, text=f"{match['letter']}. {match['text']}")
        if (match := _BARRED.fullmatch(line.text))
        else line
        for line in found
    ]
    found = _ticked_first(_truths(_without_word(found)))
    place = 0
    while place < len(found):
        end = place
        while end < len(found) and _BARE.fullmatch(found[end].text):
            end += 1
        if place and 1 < end - place <= _MOST and _ASKED.search(found[place - 1].text):
            for n in range(place, end):
                match = _BARE.fullmatch(found[n].text)
                text = match["text"] if match else found[n].text
                found[n] = replace(found[n], text=f"{chr(ord('A') + n - place)}. {text}")
        place = max(end, place + 1)
    return found


def _ticked_first(lines: list[Line]) -> list[Line]:
    """The lines below 3.【单选】… as options, where a tick stands in front of some and no letter anywhere."""
    starts = [n for n, line in enumerate(lines) if _TYPED_START.match(line.text)]
    found = list(lines)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        below = range(
            start + 1, next((n for n in range(start + 2, end) if lines[n].after_gap), end)
        )
        ticks = [_TICK_FIRST.fullmatch(lines[n].text) for n in below]
        if not any(ticks) or not _FEWEST <= len(ticks) <= _MOST:
            continue
        for n, tick in zip(below, ticks, strict=True):
            text = f"{tick['text'].rstrip()} √" if tick else lines[n].text
            found[n] = replace(lines[n], text=f"{chr(ord('A') + n - start - 1)}. {text}")
    return found


def _without_word(lines: Sequence[Line]) -> list[Line]:
    """The lines without 选项： in front of options, or above them."""
    rest = [_OPTIONS_WORD.sub("", line.text) for line in lines]
    return [
        line if text == line.text else replace(line, text=text)
        for line, text in zip(lines, rest, strict=True)
        if text.strip()
    ]


def _truths(lines: Sequence[Line]) -> list[Line]:
    """正确 over 错误, or beside it, as A. 正确 and B. 错误."""
    found = list(lines)
    for place, line in enumerate(lines):
        if place and _ANSWER_WORD.search(lines[place - 1].text):
            continue
        row = _TRUTH_ROW.fullmatch(line.text.strip())
        if row and {row["a"], row["b"]} in _OPPOSITES:
            found[place] = replace(line, text=f"A. {_word(row['a'])}  B. {_word(row['b'])}")
        if place + 1 == len(lines) or not place:
            continue
        above, below = (
            _TRUTH_LINE.fullmatch(one.text.strip()) for one in (found[place], lines[place + 1])
        )
        if above and below and {above["word"], below["word"]} in _OPPOSITES:
            found[place] = replace(line, text=f"A. {_word(above['word'])}{above['tick']}")
            found[place + 1] = replace(
                lines[place + 1], text=f"B. {_word(below['word'])}{below['tick']}"
            )
    return found


def _word(word: str) -> str:
    return _CHINESE.get(word, word)
