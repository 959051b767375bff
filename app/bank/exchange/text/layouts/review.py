"""The review page of an online course, or its slides, copied: number, type, state and marks on lines of
their own, and the letters of options above their texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import NAME
from app.bank.exchange.text.words.marks import find_start, short_marks

_NUMBER = re.compile(r"(?:第\s*)?(\d{1,3})(?:\s*题)?\s*[.．、]?")
_TYPE = re.compile(
    rf"[【\[（(]?\s*(?P<name>{NAME})\s*[】\])）]?\s*[（(]?\s*(?:(?:本题)?分值|本题|满分)?\s*[:：]?\s*(?P<marks>\d{{1,2}}(?:\.\d{{1,2}})?)\s*分\s*[)）]?"
)
# 单选题 over 5分: the head of a slide that asks, without a number.
_SLIDE_TYPE = re.compile(rf"(?P<name>{NAME})(?<=[题題])")
_SLIDE_MARKS = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*分")
# 单选题 5分 on one line.
_SLIDE_HEAD = re.compile(
    rf"(?P<name>{NAME})(?<=[题題])\s+(?P<marks>\d{{1,3}}(?:\.\d{{1,2}})?)\s*分"
)
# 单选题： below 2、, and 1单选(2分) on one line, over the question.
_ONLY_TYPE = re.compile(rf"[【\[（(]?\s*(?P<name>{NAME})(?<=[题題])\s*[】\])）]?\s*[:：]?")
_COUNTED_TYPE = re.compile(
    r"(?P<n>\d{1,3})\s*[.．、]?\s*(?P<name>(?:单选|多选|单项选择|多项选择|不定项选择|判断|填空|简答|问答|论述|主观)题?)\s*[（(]\s*(?P<marks>\d{1,2}(?:\.\d{1,2})?)\s*分\s*[)）]"
)
_SLIDE_LETTER = re.compile(r"[A-H]")
_SLIDE_OPENS = ("A", "正确", "对")
_SLIDE_BUTTONS = ("提交", "作答")
_QUESTION = re.compile(r"(?:题目|试题|Question)\s*(\d{1,3})\s*[.．、:：]?")
_CHOOSE = re.compile(r"(?:请)?选择?\s*一(?:项|个)?\s*(?P<more>或多(?:项|个))?\s*[:：]")
_STATE = re.compile(
    r"正确|不正确|错误|部分正确|未(?:作答|回答|标记)|已(?:作答|回答|完成)|尚未作答|(?:未标记)?标记(?:题目|试题)|移除标记|(?:题干|(?:试题|题目)(?:正文|内容|文本)|信息文本)|反馈|"
    r"(?:获得|得到?)\s*\d{1,3}(?:\.\d+)?\s*分中的\s*\d{1,3}(?:\.\d+)?\s*分|满分\s*[:：]?\s*\d{1,3}(?:\.\d+)?\s*分?|得分\s*/\s*总分"
)
# 获得4.00分中的4.00分 tells how much a question is worth.
_OUT_OF = re.compile(
    r"(?:获得|得到?)\s*(?P<a>\d{1,3}(?:\.\d+)?)\s*分中的\s*(?P<c>\d{1,3}(?:\.\d+)?)?.*|满分\s*[:：]?\s*(?P<b>\d{1,3}(?:\.\d+)?)\s*分?"
)
_OWN_MARKS = re.compile(r"（(\d{1,3}(?:\.\d{1,2})?分)）")
_MARKS = re.compile(r"\d{1,3}(?:\.\d{1,2})?\s*/\s*\d{1,3}\.\d{1,2}")
_CHOSEN = re.compile(r"(?<=\S)\s{0,8}(?:你选对了|你错选为.{0,40}|你没有?选(?:择任何选项)?.{0,4})$")
_LETTER = re.compile(r"[A-H]\s*[.．、:：)）]")
_TRUTHS = ("对", "错", "正确", "错误")
_FEWEST = 2


def rejoin(lines: Sequence[Line]) -> tuple[list[Line], frozenset[int]]:
    """The lines of such a page in the form of a paper, and the numbers of those that tell only what
    was answered. Other texts come back as they are."""
    texts = [line.text.strip() for line in lines]
    moodle = sum(_CHOOSE.fullmatch(text) is not None for text in texts) >= _FEWEST
    course = _counts_types(texts) >= _FEWEST
    heads = _slide_heads(texts) | _counted_heads(texts)
    if not moodle and not course and not heads:
        return list(lines), frozenset()
    return _Page(lines, moodle=moodle, heads=heads).read()


def _slide_heads(texts: Sequence[str]) -> dict[int, tuple[str, int]]:
    """The places of 单选题 and 5分 that head one question each, as a paper would say them, and how many
    lines each takes."""
    found: dict[int, tuple[str, int]] = {}
    in_line: list[int] = []
    for place, text in enumerate(texts):
        below = texts[place + 1] if place + 1 < len(texts) else ""
        if _SLIDE_TYPE.fullmatch(text) and (marks := _SLIDE_MARKS.fullmatch(below)):
            if place + 2 < len(texts) and find_start(texts[place + 2]) is None:
                found[place] = f"【{text}，{short_marks(marks[1])}分】", 2
        elif (head := _SLIDE_HEAD.fullmatch(text)) and below and find_start(below) is None:
            found[place] = f"【{head['name']}，{short_marks(head['marks'])}分】", 1
            in_line.append(place)
    if not _one_question_each(texts, in_line):
        found = {place: told for place, told in found.items() if place not in in_line}
    return found if len(found) >= _FEWEST else {}


def _counted_heads(texts: Sequence[str]) -> dict[int, tuple[str, int]]:
    """The places of 1单选(2分), and of 2、 over 单选题：, where they count on from one question to the next."""
    found: dict[int, tuple[str, int]] = {}
    numbers: list[int] = []
    for place, text in enumerate(texts):
        below = texts[place + 1] if place + 1 < len(texts) else ""
        if told := _COUNTED_TYPE.fullmatch(text):
            name = told["name"].removesuffix("题")
            found[place] = f"{told['n']}. 【{name}题，{short_marks(told['marks'])}分】", 1
            numbers.append(int(told["n"]))
        elif (number := _NUMBER.fullmatch(text)) and (named := _ONLY_TYPE.fullmatch(below)):
            found[place] = f"{number[1]}. 【{named['name']}】", 2
            numbers.append(int(number[1]))
    return found if numbers == list(range(1, len(numbers) + 1)) and len(found) >= _FEWEST else {}


def _one_question_each(texts: Sequence[str], heads: Sequence[int]) -> bool:
    """Whether 单选题 10分 heads no section: below several such lines options open once, and nowhere twice."""
    ends = [*heads[1:], len(texts)]
    opened = [
        sum(text in _SLIDE_OPENS for text in texts[start:end])
        for start, end in zip(heads, ends, strict=False)
    ]
    return bool(opened) and max(opened) == 1 and sum(opened) >= _FEWEST


def _counts_types(texts: Sequence[str]) -> int:
    return sum(
        _NUMBER.fullmatch(text) is not None and _TYPE.fullmatch(below) is not None
        for text, below in pairwise(texts)
    )


class _Page:
    def __init__(
        self, lines: Sequence[Line], *, moodle: bool, heads: dict[int, tuple[str, int]]
    ) -> None:
        self.lines, self.moodle, self.heads = lines, moodle, heads
        self.texts = [line.text.strip() for line in lines]
        self.kept: list[Line] = []
        self.gone: set[int] = set()
        self.head = ""
        self.stem = -1

    def read(self) -> tuple[list[Line], frozenset[int]]:
        place = 0
        while place < len(self.lines):
            place = self._take(place)
        return self.kept, frozenset(self.gone)

    def _take(self, place: int) -> int:
        """Take what stands at a place; returns the place behind it."""
        line = self.lines[place]
        text = line.text.strip()
        below = self._text(place + 1)
        if (number := _NUMBER.fullmatch(text)) and (type_ := _TYPE.fullmatch(below)):
            self.head = f"{number[1]}. 【{type_['name']}，{short_marks(type_['marks'])}分】"
            return place + 2
        if place in self.heads:
            self.head, taken = self.heads[place]
            return place + taken
        if self.moodle and (question := _QUESTION.fullmatch(text)):
            self.head = f"{question[1]}. "
            return place + 1
        if choose := _CHOOSE.fullmatch(text):
            return self._choose(place, several=bool(choose["more"]))
        if self.head and (own := _OUT_OF.fullmatch(text)):
            told = max(filter(None, own.group("a", "b", "c")), key=float)  # Sites turn them about.
            self.head += f"（{short_marks(told)}分）"
        if _MARKS.fullmatch(text) or (_STATE.fullmatch(text) and not self._is_option(place)):
            self.gone.add(line.number)
            return place + 1
        if _LETTER.fullmatch(text) or (self.heads and _SLIDE_LETTER.fullmatch(text)):
            if self.heads and self.head:  # A slide whose question was a picture.
                self.kept.append(replace(line, text=self.head))
                self.head = ""
            return self._letter(place)
        text = _CHOSEN.sub("", line.text)
        if self.head:
            self.stem = len(self.kept)
            text, self.head = self.head + text.strip(), ""
        self.kept.append(replace(line, text=text))
        return place + 1

    def _text(self, place: int) -> str:
        return self.texts[place] if place < len(self.texts) else ""

    def _is_option(self, place: int) -> bool:
        """Whether 正确 or 错误 is the text of an option: its letter stands above it."""
        return place > 0 and _LETTER.fullmatch(self._text(place - 1)) is not None

    def _letter(self, place: int) -> int:
        """A letter alone, with its text below; the ticks and crosses of a 判断 are pictures, and lost."""
        below = self._text(place + 1)
        line = self.lines[place]
        lost = not below or _MARKS.fullmatch(below) or _LETTER.fullmatch(below) or "答案" in below
        lost = lost or below in _SLIDE_BUTTONS
        dot = "." if _SLIDE_LETTER.fullmatch(line.text.strip()) else ""
        told = "" if lost else f" {below}"
        self.kept.append(replace(line, text=f"{line.text.strip()}{dot}{told}"))
        return place + (1 if lost else 2)

    def _choose(self, place: int, *, several: bool) -> int:
        """选择一项： says the type of the question above, and 对 and 错 below it get letters."""
        end = place + 1
        while self._text(end) in _TRUTHS and end < place + 3:
            label = chr(ord("A") + end - place - 1)
            self.kept.append(replace(self.lines[end], text=f"{label}. {self._text(end)}"))
            end += 1
        truths = end == place + 3
        name = "判断题" if truths else "多选题" if several else "单选题"
        if 0 <= self.stem < len(self.kept):
            stem = self.kept[self.stem]
            number, dot, rest = stem.text.partition(". ")
            if own := _OWN_MARKS.match(rest):
                name, rest = f"{name}，{own[1]}", rest[own.end() :]
            self.kept[self.stem] = replace(stem, text=f"{number}{dot}【{name}】{rest}")
            self.stem = -1
        return end
