"""Keys of several sections on one line: 一. 1C 2A 3B  二. 1× 2√, or 单选：1-5 ACBDA；判断：1对2错, or told
in sentences: 单选第1题选A，第2题选B。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import bare_key, find_keys, listed_in_order
from app.bank.exchange.text.words.headings import HAN, NAME

_SECTION = re.compile(
    rf"(?:^|(?<=[\s；;。，,|｜/:：]))(?:第\s*[{HAN}]{{1,3}}\s*(?:大?题|部分)\s*[、.．:：]?|[（(]\s*[{HAN}]{{1,3}}\s*[)）]\s*[、.．:：]?|[{HAN}]{{1,3}}\s*[、.．:：]|(?={NAME}))\s*(?:{NAME})?\s*(?:答案)?\s*[:：]?\s*(?=[^\s|｜；;])"
)
_TITLE = re.compile(
    r"\s*[【\[（(]?(?:参考|标准|正确|试题)?答案(?:如下|[是为])?[】\])）]?\s*[:：]?\s*"
)
_PAIR = re.compile(
    r"[（(]?\s*\d{1,3}\s*[)）]?\s*[.．、:：]?\s*(?:[A-H]{1,8}|√|×|对|错|正确|错误|T|F)\s*[。；;]?"
)
_NUMBERED = re.compile(r"(?:[（(]\s*1\s*[)）]|1\s*[.．、])\s*\S")
# 第3题选B, with the type of the questions in front where it changes.
_SAID = re.compile(
    rf"(?:(?P<name>{NAME})\s*(?:部分)?\s*[:：，,]?\s*)?第\s*(?P<n>\d{{1,3}})\s*小?题\s*(?:的?(?:正确)?答案)?\s*(?:应?选择?|应?该?填|[是为]|[:：])?\s*[:：]?"
)
_OF_PAPER = re.compile(
    r"[【\[（(]?(?P<name>[^。？?：:]{0,20}[ABCabc甲乙]\s?卷)\s?(?:的)?(?:参考|标准|正确)?答案\s?[】\])）]?\s?[:：]?\s?(?=\S)"
)
_NUMBERS_ROW = re.compile(r"\d{1,3}(?:[ \t\u3000]+\d{1,3}){2,49}")
_KEYS_ROW = re.compile(r"(?:[A-H]{1,6}|[√×对错TF])(?:[ \t\u3000]+(?:[A-H]{1,6}|[√×对错TF])){2,49}")
_OF_TYPE = re.compile(rf"(?:{NAME})\s*(?:参考|标准|正确)?答案\s*[:：]\s*(?=\d)")
# No decimal: 19.5 is an answer.
_COUNT = re.compile(r"(?:(?<=[\s　；;。:：])|^)(\d{1,3})\s*(?:．|\.(?!\d)|[、)）])")
_DIVIDERS = " ，,；;。.、　"
_BARS = "|｜；;"
_FEWEST_SAID = 3
_FEWEST = 2


def part_key_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines, with one line for the keys of each section."""
    return [
        replace(line, text=text, after_gap=line.after_gap and not n)
        for line in _paired_rows(lines)
        for n, text in enumerate(
            paper_keys(line.text)
            or section_keys(line.text)
            or prose_keys(line.text)
            or counted_answers(line.text)
            or [line.text]
        )
    ]


def _paired_rows(lines: Sequence[Line]) -> list[Line]:
    """1 2 3 over B A C as one line, 1.B 2.A 3.C."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if (
            above is not None
            and _KEYS_ROW.fullmatch(line.text)
            and _NUMBERS_ROW.fullmatch(above.text)
        ):
            numbers, keys = above.text.split(), line.text.split()
            if len(numbers) == len(keys) and int(numbers[-1]) - int(numbers[0]) == len(keys) - 1:
                pairs = zip(numbers, keys, strict=True)
                found[-1] = replace(above, text=" ".join(f"{n}.{key}" for n, key in pairs))
                continue
        found.append(line)
    return found


def paper_keys(text: str) -> list[str]:
    """A卷答案：1.A 2.B as the title of the keys of a paper, and its keys; empty for another line."""
    title = _OF_PAPER.match(text)
    if title is None:
        return []
    rest = text[title.end() :]
    parts = [rest] if find_keys(rest) else section_keys(rest)
    return [f"{title['name']}参考答案", *parts] if parts else []


def counted_answers(text: str) -> list[str]:
    """填空题答案：19．关键；重点 20．心情 as a title and an answer a line; empty where it is no such line."""
    title = _OF_TYPE.match(text)
    if title is None or find_keys(text[title.end() :]):
        return []
    marks = list(_COUNT.finditer(text, title.end()))
    numbers = [int(mark[1]) for mark in marks]
    counts = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    if len(numbers) < _FEWEST or not counts or marks[0].start() != title.end():
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        title[0].strip(),
        *(text[mark.start() : end].strip() for mark, end in zip(marks, ends, strict=True)),
    ]


def section_keys(text: str) -> list[str]:
    """The title and the keys of each section, one a line; empty where the line holds no such keys."""
    if not any(char.isdecimal() or char in _BARS for char in text):
        return []
    title = _TITLE.match(text)
    start = title.end() if title else 0
    marks = [mark for mark in _SECTION.finditer(text, start) if mark.end() > mark.start()]
    if len(marks) < _FEWEST or marks[0].start() != start:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    rests = [
        text[mark.end() : end].strip(" ；;，,|｜/　") for mark, end in zip(marks, ends, strict=True)
    ]
    # 填空 包退；旺旺: words in their order, which only the keys beside them show.
    fills = ["填空" in text[mark.start() : mark.end()] for mark in marks]
    answers = (_answers(rest) or fill for rest, fill in zip(rests, fills, strict=True))
    if not all(answers) or sum(map(_listed, rests)) < _FEWEST - 1:
        return []
    parts: list[str] = []
    for mark, rest, fill in zip(marks, rests, fills, strict=True):
        head = text[mark.start() : mark.end()].strip()
        words = fill and not _answers(rest)
        parts += [head.rstrip("：: "), rest] if words else [f"{_named(head)}{rest}"]
    return ["参考答案", *parts] if title and start else parts


def _named(head: str) -> str:
    """判断 with a colon, without which the keys behind it would be a part of the name: 判断 ×√."""
    return f"{head}：" if re.fullmatch(NAME, head) else f"{head} "


def prose_keys(text: str) -> list[str]:
    """单选第1题选A，第2题选B。判断第1题错。 as headings of sections and a key a line; empty for other text."""
    title = _TITLE.match(text)
    start = title.end() if title else 0
    marks = list(_SAID.finditer(text, start)) if "题" in text else []
    if len(marks) < _FEWEST_SAID or marks[0].start() != start:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    keys = [text[mark.end() : end].strip(_DIVIDERS) for mark, end in zip(marks, ends, strict=True)]
    if not all(keys) or sum(map(bare_key, keys)) * 2 <= len(keys):
        return []
    found = ["参考答案"] if title and start else []
    for mark, key in zip(marks, keys, strict=True):
        if mark["name"]:
            found.append(f"{mark['name'].removesuffix('题')}题")
        found.append(f"{mark['n']}. {key}")
    return found


def _listed(rest: str) -> bool:
    return (
        bool(find_keys(rest)) or _PAIR.fullmatch(rest) is not None or len(listed_in_order(rest)) > 1
    )


def _answers(rest: str) -> bool:
    return bool(rest) and (_listed(rest) or _NUMBERED.match(rest) is not None)
