"""What a question bank prints between a question's number and its words, each in brackets and in any order:
第1题 [单选] [1分] [难度 ★], 12.〔易〕〔填空〕〔2 分〕."""

from __future__ import annotations

import re

from app.bank.exchange.text.words.type_names import LETTERS, WORDS

_NUMBER = r"(?:第\s{0,2}\d{1,4}\s{0,2}题|(?:题目?|试题|No|NO|no|[Qq]|#)?\s{0,2}[.．#]?\s{0,2}\d{1,4})\s{0,2}[.．、:：)）]?"
_BRACKETS = re.compile(
    r"\s{0,4}[\[【〔（(<《〈「{]\s{0,4}([^\[\]【】〔〕（）()<>《》〈〉「」{}]{1,16}?)\s{0,4}[\]】〕）)>》〉」}]"
)
_HEAD = re.compile(rf"\s{{0,8}}(?P<number>{_NUMBER})(?=\s{{0,4}}[\[【〔（(<《〈「{{])")
_TYPES = {**LETTERS, **WORDS}
_MARKS = re.compile(
    r"(?:本题|分值|满分|每题|共)?\s{0,2}[:：]?\s{0,2}(\d{1,3}(?:\.\d{1,2})?)\s{0,2}分|分值\s{0,2}[:：]?\s{0,2}(\d{1,3}(?:\.\d)?)"
)
_LEVEL = re.compile(
    r"(?:难度|难易)(?:度|程度|系数|等级)?\s{0,2}[:：]?\s{0,2}(?P<told>[★☆⭐]{1,5}|[\d.]{1,4}|[较中很容]?[易难简单等中适]{1,3})|(?P<bare>[★☆⭐]{1,5}|较?易|中等?|较?难|容易|简单|适中|困难)"
)
# [填空] alone may be the blank itself; it is not where the sentence has another.
_KNOWN_BLANK = re.compile(r"^$|_{2,}|[（(][ \u3000]+[)）]")
_FEWEST = 2


def tagged(row: str) -> str:
    """The row with type, marks and difficulty as a paper tells them, 第1题 【单选题】（1分）【难度：★】, where at least
    two brackets behind the number tell such things and one of them the type."""
    head = _HEAD.match(row)
    if head is None:
        return row
    name = marks = level = ""
    end, count = head.end(), 0
    while match := _BRACKETS.match(row, end):
        told = match[1]
        bare = told.removesuffix("题")
        if bare in _TYPES and not name:
            name = _TYPES[bare]
        elif (found := _MARKS.fullmatch(told)) and not marks:
            marks = found[1] or found[2]
        elif (found := _LEVEL.fullmatch(told)) and not level:
            level = found["told"] or found["bare"]
        else:
            break
        end, count = match.end(), count + 1
    rest = row[end:].lstrip()
    if not name or (count < _FEWEST and not (name == "填空题" and _KNOWN_BLANK.search(rest))):
        return row
    tags = (
        f"【{name}】"
        + (f"（{marks}分）" if marks else "")
        + (f"【难度：{level}】" if level else "")
    )
    number = head["number"].strip()
    number = number if number[-1:] in "题.．、:：)）" else f"{number}."
    return f"{number} {tags}{rest}"
