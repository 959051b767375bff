"""Heads that count each question on a line of their own: 2/8 单选题（2 分）, 抢答题1, Question 1; and short
headings of sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import HAN, NAME, find_heading
from app.bank.exchange.text.words.marks import find_start, short_marks
from app.bank.exchange.text.words.options import opens_options
from app.bank.exchange.text.words.titles import is_title

_OWN_LINE = re.compile(
    rf"(?:(?P<a>\d{{1,3}})\s*[/／]\s*\d{{1,3}}\s*[、.．]?\s*[【\[（(]?|第\s*(?P<b>\d{{1,3}})\s*题\s*[、.．:：]?\s*[【\[（(]?|(?P<c>\d{{1,3}})\s*[、.．,，]?\s*[【\[（(])"
    rf"\s*(?P<name>{NAME})\s*[】\])）]?\s*(?:[（(【\[]?\s*(?:本题|每题)?\s*(?P<marks>\d{{1,2}}(?:\.\d{{1,2}})?)\s*分\s*[)）】\]]?)?\s*[:：]?\s*(?P<told>(?:题目|试题|所属)分类\s*[:：].*)?"
)
_BARE_LINE = re.compile(
    rf"(?:第\s*)?(?P<c>\d{{1,3}})\s*(?:题)?\s*[、.．:：]?\s*(?P<a>)(?P<b>)(?P<name>{NAME})\s*(?:[（(【\[]?\s*(?:本题|分值)?\s*[:：]?\s*(?P<marks>\d{{1,2}}(?:\.\d)?)\s*分\s*[)）】\]]?)?\s*[:：]?"
)
_SHORT_HEAD = re.compile(
    rf"(?P<open>[（(]?)\s*[{HAN}]{{1,3}}\s*[)）]?\s*[、.．]?\s*[\u4e00-\u9fff]{{2,6}}[:：]?"
)
# 抢答题1, 错题2：…, 例3: a word of its own in front of every number.
_WORDED = re.compile(
    r"[【\[（(]?\s*(?P<word>[\u4e00-\u9fff]{1,5}题|例|题目|试题)\s*(?P<n>\d{1,3})\s*[】\])）]?\s*(?P<mark>[:：.．、]?)\s*(?P<text>.*)",
    re.DOTALL,
)
# 想一想 3 on a line of its own, whatever the words are, where they count questions with options.
_COINED = re.compile(
    r"(?P<word>(?!第|.?(?:案例|材料|资料|单元|模块|项目|任务|专题|情境|章节|附件|附录|表|图|卷|篇|讲|课|页))[\u4e00-\u9fff]{2,6})\s*(?P<n>\d{1,2})\s*[:：.．、]?"
)
_NEAR = 4
_ENGLISH = re.compile(
    r"(?:Question|QUESTION|Q)\s*(?P<n>\d{1,3})\s*[.:：)]?\s*(?:[（(\[](?P<told>[^（()）\[\]]{2,40})[)）\]])?\s*[:：]?\s*(?P<text>.*)",
    re.DOTALL,
)
_ENGLISH_TYPES = (
    ("true", "判断题"),
    ("single", "单选题"),
    ("multiple", "多选题"),
    ("short", "简答题"),
    ("blank", "填空题"),
    ("essay", "论述题"),
)
_ENGLISH_MARKS = re.compile(r"(\d{1,2}(?:\.\d)?)\s*(?:points?|pts?|marks?)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"(?:问题?|提问|[Qq])\s*(?P<n>\d{0,3})\s*[:：.、]\s*(?P<text>\S.{3,})", re.DOTALL
)
_TOLD = re.compile(r"(?P<word>答案?|回答|[Aa])\s*\d{0,3}\s*[:：.、]\s*(?P<text>\S.*)", re.DOTALL)
_OPTION_B = re.compile(r"\s*[Bb]\s*[:：.、]|\s*A\s*[:：.、].*\sB\s*[:：.、]")
_FEWEST = 2


def counted_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines with such heads in front of the questions that they count."""
    return _headed(_english(_worded(_coined(_pairs(lines)))))


def _pairs(lines: Sequence[Line]) -> list[Line]:
    """问1：… over 答1：…, or Q：… over A：…, as 1. … and 答：…"""
    asked = [_ASKED.fullmatch(line.text.strip()) for line in lines]
    told = [_TOLD.fullmatch(line.text.strip()) for line in lines]
    if min(sum(map(bool, asked)), sum(map(bool, told))) < _FEWEST:
        return list(lines)
    if any(_OPTION_B.match(line.text) for line in lines):
        told = [None if match and match["word"] in "Aa" else match for match in told]
    found: list[Line] = []
    count = 0
    for line, question, answer in zip(lines, asked, told, strict=True):
        if question:
            count = int(question["n"]) if question["n"] else count + 1
            found.append(replace(line, text=f"第{count}题 {question['text']}"))
        else:
            found.append(replace(line, text=f"答：{answer['text']}") if answer else line)
    return found


def _worded(lines: Sequence[Line]) -> list[Line]:
    """抢答题1 as 1., where the word returns with the next number."""
    found = [_WORDED.fullmatch(line.text.strip()) for line in lines]
    count: dict[str, int] = {}
    steps: dict[str, int] = {}
    for match in found:
        if match and not match["word"].endswith("大题"):
            word, number = match["word"], int(match["n"])
            steps[word] = steps.get(word, 0) + (number == count.get(word, 0) + 1)
            count[word] = number
    words = {word for word, step in steps.items() if step >= _FEWEST}
    return _joined(
        lines,
        [
            f"第{match['n']}题 {_type_tag(match['word'])}"
            if match and match["word"] in words
            else ""
            for match in found
        ],
        [match["text"] if match else "" for match in found],
    )


def _coined(lines: Sequence[Line]) -> list[Line]:
    """想一想 1, 想一想 2 as 第1题, 第2题: options stand below them, and no other number."""
    found = [_COINED.fullmatch(line.text.strip()) for line in lines]
    count: dict[str, int] = {}
    chosen: dict[str, int] = {}
    strays: set[str] = set()
    for place, match in enumerate(found):
        if match is None:
            continue
        word, number = match["word"], int(match["n"])
        below = [line.text for line in lines[place + 1 : place + 1 + _NEAR]]
        counted = bool(below) and find_start(below[0]) is not None
        if number != count.get(word, 0) + 1 or is_title(match[0]) or counted:
            strays.add(word)
        count[word] = number
        chosen[word] = chosen.get(word, 0) + any(map(opens_options, below))
    words = {
        word
        for word, number in count.items()
        if number >= _FEWEST and chosen[word] * 2 > number and word not in strays
    }
    return _joined(
        lines,
        [f"第{match['n']}题 " if match and match["word"] in words else "" for match in found],
        ["" for _match in found],
    )


def _english(lines: Sequence[Line]) -> list[Line]:
    """Question 3 (True/False, 1 point) as 3. 【判断题，1分】."""
    found = [_ENGLISH.fullmatch(line.text.strip()) for line in lines]
    if sum(map(bool, found)) < _FEWEST:
        return list(lines)
    return _joined(
        lines,
        [
            f"第{match['n']}题 {_english_tag(match['told'] or '')}" if match else ""
            for match in found
        ],
        [match["text"] if match else "" for match in found],
    )


def _english_tag(told: str) -> str:
    name = next((name for word, name in _ENGLISH_TYPES if word in told.lower()), "")
    marks = _ENGLISH_MARKS.search(told)
    if name:
        return f"【{name}，{marks[1]}分】" if marks else f"【{name}】"
    return f"（{marks[1]}分）" if marks else ""


def _type_tag(word: str) -> str:
    heading = find_heading(word)
    return f"【{word}】" if heading is not None and heading.named else ""


def _joined(lines: Sequence[Line], heads: Sequence[str], texts: Sequence[str]) -> list[Line]:
    """The lines; a head whose text stands on the next line is put in front of that."""
    joined: list[Line] = []
    waiting = ""
    for line, head, text in zip(lines, heads, texts, strict=True):
        if head and waiting:
            joined.append(replace(line, text=waiting))
        if head and not text.strip():
            waiting = head
        elif head or waiting:
            joined.append(replace(line, text=f"{waiting or head}{text if head else line.text}"))
            waiting = ""
        else:
            joined.append(line)
    if waiting:
        joined.append(replace(lines[-1], text=waiting))
    return joined


def short_heads(lines: list[Line]) -> list[Line]:
    """（三）辨析 as （三）辨析题 where it counts on from the headings before it."""
    texts = [line.text.strip() for line in lines]
    real = [find_heading(text) for text in texts]
    made = [
        find_heading(f"{text.rstrip('：:')}题")
        if one is None and _SHORT_HEAD.fullmatch(text)
        else None
        for text, one in zip(texts, real, strict=True)
    ]
    known = [one or other for one, other in zip(real, made, strict=True)]
    steps = [
        (n, one.ordinal, _shape(texts[n])) for n, one in enumerate(known) if one and one.ordinal
    ]
    found = list(lines)
    before = (-1, 0, "")
    for at, (n, ordinal, shape) in enumerate(steps):
        after = steps[at + 1][1:] if at + 1 < len(steps) else (0, "")
        goes_on = ordinal == before[1] + 1 and shape == before[2] and ordinal > 1
        begins = ordinal == 1 and after == (2, shape)
        if real[n] is not None or ((goes_on or begins) and (one := known[n]) and one.named):
            before = (n, ordinal, shape)
            if real[n] is None:
                found[n] = replace(lines[n], text=f"{texts[n].rstrip('：:')}题")
    return found


def _shape(text: str) -> str:
    """How a heading writes its ordinal: （一） or 一、."""
    return text[0] if text[0] in "（(" else ""


def _headed(lines: Sequence[Line]) -> list[Line]:
    """2/8 单选题（2 分） on a line of its own, put in front of the question that it counts."""
    found = [_OWN_LINE.fullmatch(line.text.strip()) for line in lines]
    bare = [_BARE_LINE.fullmatch(line.text.strip()) for line in lines]
    if _counts_questions(lines, bare):
        found = [match or plain for match, plain in zip(found, bare, strict=True)]
    if sum(map(bool, found)) < _FEWEST:
        return list(lines)
    joined: list[Line] = []
    head = told = ""
    for line, match in zip(lines, found, strict=True):
        if match:
            if head:
                joined.append(replace(line, text=head))
            number = match["a"] or match["b"] or match["c"]
            marks = f"，{short_marks(match['marks'])}分" if match["marks"] else ""
            told = match.groupdict().get("told") or ""
            head = f"{number}. 【{match['name']}{marks}】"
        else:
            joined.append(replace(line, text=head + line.text) if head else line)
            if told:
                joined.append(replace(line, text=told))
            head = told = ""
    return joined


def _counts_questions(lines: Sequence[Line], bare: Sequence[re.Match[str] | None]) -> bool:
    """Whether 1.单选题 (10分), 2.单选题 (10分) … count questions and are no headings of sections: below
    them stands no other number."""
    places = [n for n, match in enumerate(bare) if match]
    numbers = [int(match["c"]) for match in bare if match]
    if len(places) < _FEWEST or any(b != a + 1 for a, b in pairwise(numbers)):
        return False
    below = [find_start(lines[n + 1].text) for n in places if n + 1 < len(lines)]
    return not any(start and start.family in ("plain", "round") for start in below)
