"""What one line of pasted text is: a heading, a question's beginning, options, an answer, a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.bank.domain.types import ItemType

_TYPE_NAMES = (
    ("单项选择|单选", ItemType.SINGLE_CHOICE),
    ("多项选择|多选|不定项", ItemType.MULTIPLE_RESPONSE),
    ("判断", ItemType.TRUE_FALSE),
    ("填空", ItemType.FILL_BLANK),
    ("名词解释|名词释义|术语解释|解释名词", ItemType.TERM),
    ("简答|问答|简述", ItemType.SHORT_ANSWER),
    ("论述|案例分析|综合分析", ItemType.ESSAY),
)
_HEADING = re.compile(
    r"(?:#{1,6}\s*)?(?:第?[一二三四五六七八九十]{1,3}(?:部分|大题)?\s*[、.．:：,，]?|[【\[])?\s*"
    r"(?P<name>(?:单项选择|单选|多项选择|多选|不定项选择|选择|判断|填空|名词解释|名词释义|术语解释|"
    r"简答|问答|简述|论述|案例分析|综合分析)(?:对错|正误|改错)?题?)\s*[】\]]?\s*"
    r"(?P<rest>[:：]?\s*(?:[（(【\[].*[)）】\]])?\s*[:：。]?)"
)
# 名词解释：客户忠诚 names its type in front; 判断：… without 题 may be words of an explanation.
_TYPED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:部分|大题)?\s*[、.．]\s*)?[【\[]?"
    r"(?P<name>(?:名词解释|名词释义|术语解释|解释名词)题?|(?:单项选择|单选|多项选择|多选|不定项选择|判断|"
    r"填空|简答|问答|论述|案例分析|综合分析)题)(?:[】\]]\s*[:：]?|\s*[:：])\s*(?P<text>\S.*)"
)
_REMARK_WORDS = (
    "难度|难易度?|难易程度|知识点|考点|考查点|章节|来源|出处|题型|认知层次|能力层次|关键词|标签"
)
_REMARK = re.compile(
    rf"[【\[]\s*(?:{_REMARK_WORDS})[^【】\[\]]{{0,8}}[】\]]|^(?:难度|知识点|考点)\s*[:：]"
)
_SECTION = re.compile(r"第?[一二三四五六七八九十]{1,3}(?:部分|大题)?[、.．]\s*(?P<text>\S.*)")
_EACH = re.compile(r"每(?:小)?[题空]\s*([0-9]+(?:\.[0-9])?)\s*分")
_QUESTION = re.compile(
    r"(?:(?P<ordinal>第\s*(?P<a>\d{1,3})\s*题\s*[:：.．、]?)"
    r"|(?P<round>[（(]\s*(?P<b>\d{1,3})\s*[)）])"
    r"|(?P<half>(?P<c>\d{1,3})\s*[)）])"
    r"|(?P<dot>(?P<d>\d{1,3})\s*(?:[.．](?!\d)|[、:：])))\s*(?P<text>.*)"
)
_ANSWER = re.compile(
    r"(?:[【\[](?:参考答案|正确答案|标准答案|答案|答)[】\]]\s*[:：]?|"
    r"(?:参考答案|正确答案|标准答案|答案)\s*(?:[:：]|是|为)|(?:参考答案|正确答案|答案)(?=\s+[A-Ha-h√×对错])|"
    r"答\s*[:：])\s*(?P<text>.*)"
)
_EXPLANATION = re.compile(
    r"(?:[【\[](?:答案解析|试题解析|解析|详解|说明)[】\]]\s*[:：]?|"
    r"(?:答案解析|试题解析|解析|详解)\s*[:：])\s*(?P<text>.*)"
)
_POINTS = re.compile(
    r"[【\[]?(?:采分点|评分要点|评分标准|得分点|答案要点|要点)[】\]]?\s*[:：]\s*(?P<text>.*)"
)
_OPTION = re.compile(
    r"(?:[（(]\s*(?P<a>[A-HＡ-Ｈa-h])\s*[)）]|(?P<b>[A-HＡ-Ｈ])\s*[.．、:：)）])\s*"
)
_BARE_OPTION = re.compile(r"(?P<a>[A-HＡ-Ｈ])(?:\s{2,}|　|\t| )(?=\S)")
_LIST_ITEM = re.compile(
    r"(?:[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*(?:[.．](?!\d)|[、)）])|[①-⑳]|[•·●-]\s)\s*(?P<text>.+)"
)
_WIDE = str.maketrans("ＡＢＣＤＥＦＧＨabcdefgh", "ABCDEFGHABCDEFGH")


@dataclass(frozen=True, slots=True)
class Heading:
    """A section: its item type, and the marks of each question where it says so."""

    type: ItemType | None
    points: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A question that names its type in front: 名词解释：客户忠诚."""

    type: ItemType | None
    text: str


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a question. `style` tells 1. from （1）."""

    number: str
    style: str
    text: str


def letter(text: str) -> str:
    """An option's letter in its plain form."""
    return text.translate(_WIDE)


def find_heading(line: str) -> Heading | None:
    """一、单项选择题（每题 2 分）; a line that goes on like a sentence is none."""
    match = _HEADING.fullmatch(line)
    if match:
        each = _EACH.search(line)
        return Heading(_type_named(match["name"]), each[1] if each else "")
    section = _SECTION.fullmatch(line)
    if section and re.search(r"(?:大?题|部分)\s*(?:[（(].*[)）])?\s*[:：]?$", section["text"]):
        each = _EACH.search(line)
        return Heading(_type_named(section["text"]), each[1] if each else "")
    return None


def find_typed(line: str) -> Typed | None:
    """名词解释：客户忠诚; what only says how many marks there are is no question."""
    match = _TYPED.fullmatch(line)
    if match is None or re.match(r"(?:本大?题|每|共|满分|[（(])", match["text"]):
        return None
    return Typed(_type_named(match["name"]), match["text"])


def cut_remark(line: str) -> tuple[str, str]:
    """Cut 【难度】易【知识点】客户 off a line: remarks that belong to no part of a question."""
    match = _REMARK.search(line)
    return (line[: match.start()].rstrip(), line[match.start() :]) if match else (line, "")


def _type_named(text: str) -> ItemType | None:
    return next((type_ for names, type_ in _TYPE_NAMES if re.search(names, text)), None)


def find_start(line: str) -> Start | None:
    match = _QUESTION.fullmatch(line)
    if match is None:
        return None
    style = next(name for name in ("ordinal", "round", "half", "dot") if match[name])
    number = next(match[name] for name in "abcd" if match[name])
    return Start(str(int(number)), style, match["text"].strip())


def find_answer(line: str) -> str | None:
    """What stands behind 答案：, or None where the line is no answer."""
    match = _ANSWER.fullmatch(line)
    return match["text"].strip() if match else None


def find_explanation(line: str) -> str | None:
    match = _EXPLANATION.fullmatch(line)
    return match["text"].strip() if match else None


def find_points(line: str) -> str | None:
    match = _POINTS.fullmatch(line)
    return match["text"].strip() if match else None


def find_list_item(line: str) -> str | None:
    """The text of a numbered or dotted piece of an answer."""
    match = _LIST_ITEM.fullmatch(line)
    return match["text"].strip() if match else None


def cut_tail(line: str) -> tuple[str, str]:
    """Cut `解析：` and all behind it off a line; returns both parts, the second with its word."""
    match = re.search(
        r"\s*(?:[【\[](?:答案解析|解析)[】\]]|(?:答案解析|解析)\s*[:：]).*", line, re.DOTALL
    )
    return (line[: match.start()], match[0].strip()) if match and match.start() else (line, "")


def cut_answer(line: str) -> tuple[str, str]:
    """Cut `答案：` and all behind it off a line."""
    match = re.search(
        r"\s*(?:[【\[](?:参考答案|正确答案|答案)[】\]]|(?:参考答案|正确答案|答案)\s*[:：]).*", line
    )
    return (line[: match.start()], match[0].strip()) if match and match.start() else (line, "")


def split_options(line: str, expected: int) -> tuple[str, list[tuple[str, str]]]:
    """Split a line at its option letters; returns what stands before them and (letter, text) pairs.

    Letters count only where they go up, from the `expected` one (0 for A) or one or two further:
    an “A.” in the middle of a sentence is none.
    """
    marks: list[tuple[int, int, str]] = []
    wanted = expected
    for match in _OPTION.finditer(line):
        name = letter(match["a"] or match["b"])
        place = ord(name) - ord("A")
        before = line[match.start() - 1] if match.start() else " "
        if wanted <= place <= wanted + 2 and not (before.isascii() and before.isalnum()):
            marks.append((match.start(), match.end(), name))
            wanted = place + 1
    if not marks and (match := _BARE_OPTION.match(line)):
        name = letter(match["a"])
        if ord(name) - ord("A") == expected:
            return _split_bare(line, expected)
    if not marks:
        return line, []
    ends = [start for start, _end, _name in marks[1:]] + [len(line)]
    pairs = [
        (name, line[start:end].strip()) for (_at, start, name), end in zip(marks, ends, strict=True)
    ]
    return line[: marks[0][0]].strip(), pairs


def _split_bare(line: str, expected: int) -> tuple[str, list[tuple[str, str]]]:
    """Options whose letters have nothing but space behind them: `A 记得住读者`."""
    pairs: list[tuple[str, str]] = []
    rest = line
    while match := _BARE_OPTION.match(rest):
        name = letter(match["a"])
        if ord(name) - ord("A") != expected + len(pairs):
            break
        following = chr(ord(name) + 1)
        cut = re.search(rf"\s{{2,}}(?={following}\s)", rest[match.end() :])
        end = match.end() + cut.start() if cut else len(rest)
        pairs.append((name, rest[match.end() : end].strip()))
        rest = rest[end:].lstrip()
    return "", pairs
