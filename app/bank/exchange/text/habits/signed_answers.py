"""Answers behind a sign that stands for the word: 👉B below the options, ——在规定时间内… below a term, written as 答案：B."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import bare_key
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start
from app.bank.exchange.text.words.options import opens_options

# Signs that point, dashes and pictures; none that opens brackets, counts, leaves room or ticks an option.
_SIGN = re.compile(
    r"(?P<sign>[👉☞☛➡➜➔➤→⇒►▶»✍💡🔑📌]{1,3}|[=\-－—–]{1,2}[>＞]|[>＞]{2,3}|——|--|[\U0001f300-\U0001faff]{1,3})\s{0,4}[:：]?\s{0,4}(?P<told>[^\s>\-—].*)",
    re.DOTALL,
)
# (答案A), 答案、A, answer=A, *答案：A*: the word with anything around it.
_WORDED = re.compile(
    r"(?P<sign>[（(*＊_~<《\[\s]{0,3}(?:(?:参考|正确|标准)?答\s{0,3}案|答(?!\s*案)|标答|[Aa]ns(?:wer)?|ANS(?:WER)?|[Kk]ey|KEY)\s{0,3}[:：=＝、，,.．|>》\]\s*]{0,3})(?P<told>(?![为是：:=要选])[^\s].*)",
    re.DOTALL,
)
_KNOWN = re.compile(r"[【\[]?(?:参考|正确|标准)?答(?:案)?[】\]]?[:：]\s*")
_ENDS = {
    "（": "）)",
    "(": "）)",
    "*": "*",
    "＊": "＊",
    "_": "_",
    "~": "~",
    "<": ">",
    "《": "》",
    "[": "]",
}
# 答案：“先致歉” and 答案：（客户）
_QUOTED = re.compile(
    r"(?P<name>[【\[]?(?:参考|正确|标准)?答案[】\]]?[:：]\s*)(?P<told>“[^“”]+”|（[^（）]+）|【[^【】]+】|「[^「」]+」|\([^()]+\))[。.]?"
)
_LEAST = 3
_FEWEST = 2


def plain_signed(lines: Sequence[Line]) -> list[Line]:
    """The lines with 答案： for such a sign, where each that has it stands right below a question or its options, and
    no other line of a question begins with it."""
    lines = _unquoted(_plain_worded(lines))
    found = [_SIGN.fullmatch(line.text) if line.text[:1] not in _PLAIN else None for line in lines]
    places: dict[str, list[int]] = {}
    for place, match in enumerate(found):
        if match:
            places.setdefault(match["sign"][0], []).append(place)
    told = {
        place
        for own in places.values()
        if len(own) >= _FEWEST and _answers(lines, found, own)
        for place in own
    }
    return [
        replace(line, text=f"答案：{match['told'].strip()}") if match and place in told else line
        for place, (line, match) in enumerate(zip(lines, found, strict=True))
    ]


def _plain_worded(lines: Sequence[Line]) -> list[Line]:
    """The same for words with anything around them, where several lines begin so."""
    found = [_WORDED.fullmatch(line.text) if _may_be_word(line.text) else None for line in lines]
    places: dict[str, list[int]] = {}
    for place, match in enumerate(found):
        if match and not _KNOWN.fullmatch(match["sign"]):
            places.setdefault(match["sign"], []).append(place)
    texts: dict[int, str] = {}
    for sign, own in places.items():
        below = [place for place in own if place and _asked(lines[place - 1].text)]
        if len(own) >= _LEAST and len(below) == len(own):
            for place in own:
                if match := found[place]:
                    texts[place] = _without_end(sign, match["told"])
    return [
        replace(line, text=f"答案：{texts[place]}") if place in texts else line
        for place, line in enumerate(lines)
    ]


def _unquoted(lines: Sequence[Line]) -> list[Line]:
    """The lines with 答案：X for 答案：“X”, where every answer stands in such marks."""
    told = [line.text for line in lines if _KNOWN.match(line.text)]
    found = [_QUOTED.fullmatch(line.text) if "答案" in line.text[:6] else None for line in lines]
    if len(told) < _LEAST or sum(map(bool, found)) < len(told):
        return list(lines)
    return [
        replace(line, text=f"{match['name']}{match['told'][1:-1].strip()}") if match else line
        for line, match in zip(lines, found, strict=True)
    ]


def _may_be_word(text: str) -> bool:
    head = text[:6].lower()
    return "答" in head or "ans" in head or "key" in head


def _without_end(sign: str, told: str) -> str:
    """What is told, without what closes the frame that the sign opened."""
    ends = _ENDS.get(sign[:1], "")
    told = told.strip()
    return told[:-1].rstrip() if ends and told[-1:] in ends else told


_PLAIN = frozenset("0123456789ABCDEFGHabcdefgh（(【[一二三四五六七八九十第答解")


def _answers(
    lines: Sequence[Line], found: Sequence[re.Match[str] | None], own: Sequence[int]
) -> bool:
    """Whether keys stand behind the sign somewhere, or each line that it begins answers what is counted above."""
    if any(find_heading(lines[place].text[1:].strip()) is not None for place in own):
        return False
    below = [place for place in own if place and _asked(lines[place - 1].text)]
    if len(below) < len(own) or any(place - 1 in own for place in own):
        return False
    keyed = sum(bare_key(match["told"]) for place in own if (match := found[place]))
    asked = sum(find_start(lines[place - 1].text) is not None for place in own)
    return keyed >= _FEWEST or asked == len(own)


def _asked(text: str) -> bool:
    """Whether a question or an option stands on a line, and no answer."""
    if find_answer(text) is not None or find_explanation(text) is not None:
        return False
    return find_start(text) is not None or opens_options(text) or text[:1] in "ABCDEFGH"
