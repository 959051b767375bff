"""What a question bank prints between a question's number and its words, each in brackets and in any order:
第1题 [单选] [1分] [难度 ★], 12.〔易〕〔填空〕〔2 分〕; or all of it in one: 7. <多选|5分|第二章>, (判断/2') 7."""

from __future__ import annotations

import re

from app.bank.exchange.text.words.headings import HAN
from app.bank.exchange.text.words.type_names import LETTERS, WORDS

_NUMBER = r"(?:第\s{0,2}\d{1,4}\s{0,2}题|(?:题目?|试题|No|NO|no|[Qq]|#)?\s{0,2}[.．#]?\s{0,2}\d{1,4})\s{0,2}[.．、:：)）]?"
_BRACKETS = re.compile(
    r"\s{0,4}[\[【〔（(<《〈「{]\s{0,4}([^\[\]【】〔〕（）()<>《》〈〉「」{}]{1,32}?)\s{0,4}[\]】〕）)>》〉」}]"
)
_HEAD = re.compile(rf"\s{{0,8}}(?P<number>{_NUMBER})(?=\s{{0,4}}[\[【〔（(<《〈「{{])")
# [单选·4分] 第1题: the same in front of the number.
_BEHIND = re.compile(
    r"\s{0,4}(?P<number>第\s{0,2}\d{1,4}\s{0,2}题\s{0,2}[.．、:：]?|\d{1,3}\s{0,2}(?:[.．](?!\d)|[、)）]))\s{0,4}(?=\S)"
)
# [单选 共20分] 1. …: of the section that begins.
_OF_ALL = re.compile("[共每计]|满分")
# 1. 【判断】【20分】判断下列各题: what is said of a section.
_SECTION = re.compile(r"^$|每(?:小|道)?[题空]|下列各|以下各|本大题|共\s?\d")
_TYPES = {**LETTERS, **WORDS}
_NAME = re.compile(rf"(?P<name>{'|'.join(sorted(_TYPES, key=len, reverse=True))})题?")
_MARKS = re.compile(
    r"(?:本题|分值|满分|每题|共)?\s{0,2}[:：]?\s{0,2}(\d{1,3}(?:\.\d{1,2})?)\s{0,2}[分'’′]|分值\s{0,2}[:：]?\s{0,2}(\d{1,3}(?:\.\d)?)"
)
_LEVEL = re.compile(
    r"(?:难度|难易)(?:度|程度|系数|等级)?\s{0,2}[:：]?\s{0,2}(?P<told>[★☆⭐]{1,5}|[\d.]{1,4}|[较中很容]?[易难简单等中适]{1,3})|(?P<bare>[★☆⭐]{1,5}|较?易|中等?|较?难|容易|简单|适中|困难)"
)
_CHAPTER = re.compile(
    rf"第\s?(?:[{HAN}]{{1,3}}|\d{{1,2}})\s?[章节讲单元篇课]{{1,2}}|[Cc]h(?:apter|\.)?\s?\d{{1,2}}"
)
# What stands between them in one bracket.
_BETWEEN = re.compile(r"[\s·•・.|｜/／\\,，、;；+＋&\-—–－~_:：*]{0,5}")
# [填空] alone may be the blank itself; it is not where the sentence has another.
_KNOWN_BLANK = re.compile(r"^$|_{2,}|[（(][ \u3000]+[)）]")
_SHAPES = (("chapter", _CHAPTER), ("marks", _MARKS), ("level", _LEVEL), ("type", _NAME))
_WRITTEN = {
    "type": "【{}】",
    "marks": "【分值：{}】",
    "level": "【难度：{}】",
    "chapter": "【章节：{}】",
}
_COUNTED = re.compile(
    r"\s{0,4}(?:第\s{0,2}\d{1,4}\s{0,2}题\s{0,2}[.．、:：]?|\d{1,3}\s{0,2}(?:[.．](?!\d)|[、)）]))\s{0,4}"
)
_LAST = re.compile(
    r"[\[【〔（(<《〈「{]\s{0,4}(?P<text>[^\[\]【】〔〕（）()<>《》〈〉「」{}]{3,32}?)\s{0,4}[\]】〕）)>》〉」}]\s{0,4}$"
)
_INSTRUCTS = re.compile("答案|选出|[√×]|写在|填[写入在]|打[“勾叉]")
_SHORTEST = 5
_FEWEST = 2


def tagged(row: str) -> str:
    """The row with type, marks, difficulty and chapter as a paper tells them, 第1题 【单选题】【分值：1】【难度：★】, where the
    brackets beside the number tell at least two such things and one of them the type."""
    head = _HEAD.match(row)
    end = head.end() if head else 0
    told: dict[str, str] = {}
    while match := _BRACKETS.match(row, end):
        if not _take(match[1], told):
            break
        end = match.end()
    if head is None:
        own = len(told) >= _FEWEST and not _OF_ALL.search(row[:end])
        head = _BEHIND.match(row, end) if own else None
        end = head.end() if head else end
    if head is None:
        return _alone(row, end, told) if told else _behind(row)
    rest = row[end:].lstrip()
    name = told.get("type", "")
    if not name or (len(told) < _FEWEST and not (name == "填空题" and _KNOWN_BLANK.search(rest))):
        return row
    number = head["number"].strip()
    number = number if number[-1:] in "题.．、:：)）" else f"{number}."
    return f"{number} {_written(told, section=_SECTION.search(rest) is not None)}{rest}"


def _behind(row: str) -> str:
    """客户包括（ ）。[多选·3分]: the same at the end of a numbered line."""
    if not any(sign in row[-32:] for sign in "分'’′难易章★"):
        return row
    number, last = _COUNTED.match(row), _LAST.search(row)
    told: dict[str, str] = {}
    if number is None or last is None or last.start() <= number.end():
        return row
    if not _take(last["text"], told) or "type" not in told or len(told) < _FEWEST:
        return row
    stem = row[number.end() : last.start()].rstrip()
    return f"{number[0].strip()} {_written(told, section=False)}{stem}"


def _alone(row: str, end: int, told: dict[str, str]) -> str:
    """【单选题·3分】客户的核心是（ ）。: the same in front of a question without a number."""
    rest = row[end:].strip()
    if len(told) < _FEWEST or "type" not in told or len(rest) < _SHORTEST:
        return row
    if _OF_ALL.search(row[:end]) or _SECTION.search(rest) or _INSTRUCTS.search(rest):
        return row
    name = told.pop("type")
    return f"【{name}】{rest}{_written(told, section=False)}"


def _take(text: str, told: dict[str, str]) -> bool:
    """Note what one bracket tells; False where any of its words is something else."""
    found: dict[str, str] = {}
    end = 0
    while end < len(text):
        for what, shape in _SHAPES:
            match = shape.match(text, end)
            if match and what not in found and what not in told:
                found[what] = _value(what, match)
                break
        else:
            return False
        between = _BETWEEN.match(text, match.end())
        end = between.end() if between else match.end()
    told |= found
    return True


def _value(what: str, match: re.Match[str]) -> str:
    value = next(filter(None, match.groups()), match[0])
    return _TYPES[value] if what == "type" else value


def _written(told: dict[str, str], *, section: bool) -> str:
    shapes = _WRITTEN | {"marks": "（{}分）"} if section else _WRITTEN
    return "".join(shape.format(told[what]) for what, shape in shapes.items() if what in told)
