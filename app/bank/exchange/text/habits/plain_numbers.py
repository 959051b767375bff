"""Numbers in forms that only a whole text explains, written in the plain form: 3.1 of a chapter as 1.,
II、 as 二、, ll. of a scan as 11., （○） beside （×） as （√）."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.habits.counted import counted_heads, short_heads
from app.bank.exchange.text.habits.english import english_heads
from app.bank.exchange.text.habits.type_words import plain_types
from app.bank.exchange.text.questions.evidence import GAP, KEY_INSIDE
from app.bank.exchange.text.words.headings import HAN, find_heading
from app.bank.exchange.text.words.marks import asks, find_start
from app.bank.exchange.text.words.options import opens_options

_ROMAN = {
    name: han
    for names in (
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"],
        ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "Ⅸ", "Ⅹ"],
    )
    for name, han in zip(names, HAN, strict=True)
}
# 壹、 and 贰、 of formal papers.
_FORMAL = re.compile(r"^[壹贰貳叁參参肆伍陆陸柒捌玖拾](?=\s*[、.．])")
_FORMAL_HAN = str.maketrans("壹贰貳叁參参肆伍陆陸柒捌玖拾", "一二二三三三四五六六七八九十")
# Ⅱ is one sign that stands for nothing else: a space behind it is enough.
_ROMAN_FIRST = re.compile(
    r"(?P<name>[IVXⅠ-Ⅹ]{1,4})\s*[、.．,，:：]\s*|(?P<one>[Ⅰ-Ⅹ])(?:\s{1,4}|(?=[\u4e00-\u9fff]))"
)
_CHAPTERED = re.compile(
    r"(?P<chapter>\d{1,2}(?:[.．]\d{1,2}(?=[.．]\d))?)\s*[.．\-－—]\s*(?P<number>\d{1,3})(?![\d.．%％])\s*[、.．)）]?"
)
_ONE_TYPED = re.compile(
    r"(?:^|(?<=[\s;；。，,】]))(?P<chapter>\d{1,2}(?:[.．]\d{1,2}(?=[.．]\d))?)[.．\-－—](?P<number>\d{1,3})(?![\d.．%％])"
)
_CIRCLE = re.compile(r"([（(]\s*)[○〇◯OoＯ]\s*(?=[)）])")
_CROSS = re.compile(r"[（(]\s*[×XxＸ]\s*[)）]")
# Letters that a scanner reads for digits.
_SCANNED = re.compile(r"(?=\d{0,2}[lI|oOZS])(?P<number>[lI|oOZS\d]{1,3})\s*[.．、](?=\s*[^\s\d.])")
_LOOKS = str.maketrans("lI|oOZS", "1110025")
# ★3. marks what a teacher holds for important.
_STAR = re.compile(
    r"^[★☆▲△※✦◆*＊▌▍■□●○◇▶►➤❖✿❀◎#]{1,3}\s{0,4}(?=(?:\d{1,3}\s{0,4}[.．、]|[一二三四五六七八九十]{1,3}\s{0,2}、|第[一二三四五六七八九十\d]{1,3}(?:题|部分)|(?:参考|标准)?答案)(?!\*))"
)
# ☆3☆ 怎样…: a number between two of them.
_STARRED = re.compile(r"^(?P<mark>[★☆▲△※✦◆■●◇])\s{0,2}(?P<n>\d{1,3})\s{0,2}(?P=mark)\s*(?=\S)")
# No.3 and 单选3. in front of a question; 单选3.B tells its key.
_NAMED_NUMBER = re.compile(
    r"^(?:N[oO][.．]?\s?(?P<no>\d{1,3})[.．、:：]?\s+|(?P<name>单选|多选|判断|填空|简答|名词解释|论述)题?\s?(?P<n>\d{1,3})[.．、:：]\s?)(?=(?![A-H√×对错]{1,8}(?:[\s、，,。；;]|$))[^\s\d]\S.{4})"
)
# 一 、填 空 题
_APART = re.compile(r"(?<=[\u4e00-\u9fff、])[ \u3000]+(?=[\u4e00-\u9fff、])")
_ANSWERS = re.compile(r"(?:参考|标准)?答案(?:及评分标准|及解析)?\s*[:：]?")
_LONGEST_HEAD = 40
_FEWEST = 2


def plain_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines with such numbers in the plain form, where the text as a whole shows what they are."""
    bare = english_heads([_bare(line) for line in plain_types(lines)])
    return _unchaptered(_scanned(short_heads(_ticked(counted_heads(bare)))))


def _bare(line: Line) -> Line:
    """A line without the star in front of its number, or with the words of its heading closed up."""
    text = _STARRED.sub(r"\g<n>. ", _STAR.sub("", line.text))
    if text[:1] in "Nn单多判填简名论":
        text = _NAMED_NUMBER.sub(_plainly, text)
    heading = find_heading(text) if _APART.search(text) else None
    if _APART.search(text) and (heading is None or _APART.search(heading.title)):
        head, bracket, rest = text.partition("（")
        closed = _APART.sub("", head) + bracket + rest
        if len(head) <= _LONGEST_HEAD and (find_heading(closed) or _ANSWERS.fullmatch(closed)):
            text = closed
    return replace(line, text=text) if text != line.text else line


def _plainly(match: re.Match[str]) -> str:
    if match["name"] is None:
        return f"{match['no']}. "
    return f"{match['n']}. 【{match['name']}{'' if match['name'] == '名词解释' else '题'}】"


def _scanned(lines: Sequence[Line]) -> list[Line]:
    """ll．and 1O．of a scanned page as 11. and 10., where the number is the next one."""
    found: list[Line] = []
    before = 0
    for line in lines:
        match = _SCANNED.match(line.text)
        if match and int(match["number"].translate(_LOOKS)) == before + 1:
            text = f"{before + 1}{line.text[match.end('number') :]}"
            line = replace(line, text=text)
        start = find_start(line.text)
        if start is not None and start.family == "plain" and start.style != "bare":
            before = start.number
        elif find_heading(line.text) is not None:
            before = 0
        found.append(line)
    return found


def _ticked(lines: Sequence[Line]) -> list[Line]:
    """○ is a tick where ✕ is its opposite; elsewhere it may be a gap."""
    if not any(_CROSS.search(line.text) for line in lines):
        return list(lines)
    return [replace(line, text=_CIRCLE.sub(r"\1√", line.text)) for line in lines]


def not_roman(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with 一、 for I. and Ⅰ, and for 壹、, where the text counts so."""
    if sum(bool(_FORMAL.match(line.text)) for line in lines) >= _FEWEST:
        lines = [
            replace(
                line, text=_FORMAL.sub(lambda match: match[0].translate(_FORMAL_HAN), line.text)
            )
            for line in lines
        ]
    found = [_ROMAN_FIRST.match(line.text) for line in lines]
    named = {match["name"] or match["one"] for match in found if match}
    if not ({"I", "II"} <= named or {"Ⅰ", "Ⅱ"} <= named):
        return lines
    return [
        replace(line, text=f"{_ROMAN[match['name'] or match['one']]}、{line.text[match.end() :]}")
        if match and (match["name"] or match["one"]) in _ROMAN
        else line
        for line, match in zip(lines, found, strict=True)
    ]


def _unchaptered(lines: list[Line]) -> list[Line]:
    """3.1, 3.2, 3.3 as 1., 2., 3. for the chapters whose lines count on so."""
    found = [_CHAPTERED.match(line.text) for line in lines]
    asking = [match is not None and _asks(lines, n, match) for n, match in enumerate(found)]
    chapters = _counted(
        (match["chapter"].replace("．", "."), int(match["number"]))
        for match, asks_ in zip(found, asking, strict=True)
        if match is not None and (asks_ or sum(asking) * 2 > sum(map(bool, found)))
    )
    if not chapters:
        return lines
    return [
        replace(line, text=_without_chapters(line.text, chapters)) if match else line
        for line, match in zip(lines, found, strict=True)
    ]


def _asks(lines: Sequence[Line], place: int, match: re.Match[str]) -> bool:
    """Whether what stands behind such a number is a question, and no heading of a lesson."""
    text = lines[place].text[match.end() :]
    if GAP.search(text) or KEY_INSIDE.search(text) or asks(text):
        return True
    return any(opens_options(line.text) for line in lines[place + 1 : place + 2])


def _counted(numbers: Iterable[tuple[str, int]]) -> frozenset[str]:
    """The chapters whose numbers begin with 1 and go up by one at least once."""
    last: dict[str, int] = {}
    steps: dict[str, int] = {}
    for chapter, number in numbers:
        if number == last.get(chapter, 0) + 1:
            steps[chapter] = steps.get(chapter, 0) + 1
            last[chapter] = number
    return frozenset(chapter for chapter, count in steps.items() if count >= _FEWEST)


def _without_chapters(text: str, chapters: frozenset[str]) -> str:
    def plain(match: re.Match[str]) -> str:
        return f"{match['number']}." if match["chapter"] in chapters else match[0]

    first = _CHAPTERED.match(text)
    if first is not None and first["chapter"] in chapters:
        text = f"{first['number']}. {text[first.end() :].lstrip()}"
    return _ONE_TYPED.sub(plain, text)
