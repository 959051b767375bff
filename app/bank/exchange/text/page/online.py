"""What an online examination prints beside its questions: what a student filled in, and the marks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import bare_key
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start

_OTHERS = re.compile(r"(?:我的|学生|考生|学生的|考生的|你的|您的|作答)答案\s{0,4}[:：]")
# 我的答案: B 正确答案: A on one line.
_THEN_RIGHT = re.compile(
    r"(?:我的|学生|考生|学生的|考生的|你的|您的|作答)答案\s{0,4}[:：].{0,2000}?(?=[【\[]?(?:正确|参考|标准)答案\s*[】\]]?\s*[:：])"
)
_GAP_LINE = re.compile(r"第\s*[一二三四五六七八九十\d]{1,2}\s*空\s*[:：]|[（(]\s*\d{1,2}\s*[)）]")
_SCORE = re.compile(
    r"(?:(?:本题|实际)?得分\s*[:：]?\s*)?\d{1,3}(?:\.\d{1,2})?\s*分?\s*[/／]?\s*(?:\d{1,3}(?:\.\d{1,2})?\s*)?分|"
    r"(?:[本此]题|题目)?得分\s*[:：]?\s*\d{1,3}(?:\.\d{1,2})?"
)
# 【你的答案】A and 【得分】2.0, as the names of parts in brackets.
_SQUARED = re.compile(
    r"^[【\[]\s{0,4}((?:我|你|您|学生|考生)的?答案|(?:本题|实际)?得分)\s{0,4}[】\]]\s{0,4}[:：]?"
)
# 批语 over what the teacher wrote about a student's answer.
_COMMENT = re.compile(
    r"[【\[]?(?:(?:教师|老师|助教|主观题)?(?:批语|评语|批注|点评)|(?:教师|老师)(?:批阅|回复))[】\]]?\s*(?:[:：].*)?"
)
# 1.第1题 单选题 over the question itself.
_HEAD = re.compile(
    r"(?P<counted>\d{1,3}\s{0,4}[.．、]\s{0,4})?第\s{0,4}(?P<n>\d{1,3})\s{0,4}题\s{0,4}[.．、:：]?\s{0,4}"
    r"(?P<name>(?:单选|单项选择|多选|多项选择|不定项选择|判断|填空|名词解释|简答|问答|论述|案例分析)题?)"
)
_FEWEST = 2
_LONGEST = 30


def headed_questions(lines: Sequence[Line]) -> list[Line]:
    """The lines with 1.第1题 单选题 as 1. 【单选题】, where several questions are headed so. Without the number
    in front a type must return: 第1题 单选题 over 第2题 判断题 are two sections."""
    found = [_HEAD.fullmatch(line.text.strip()) for line in lines]
    heads = {
        place: match
        for place, match in enumerate(found)
        if match and place + 1 < len(lines) and find_start(lines[place + 1].text) is None
    }
    names = [match["name"] for match in heads.values()]
    if len(names) < _FEWEST or len(names) < sum(map(bool, found)):
        return list(lines)
    if not all(match["counted"] for match in heads.values()) and len(set(names)) == len(names):
        return list(lines)
    return [
        replace(line, text=f"{heads[n]['n']}. 【{heads[n]['name'].removesuffix('题')}题】")
        if n in heads
        else line
        for n, line in enumerate(lines)
    ]


def without_others(lines: Sequence[Line]) -> tuple[list[Line], frozenset[int]]:
    """The lines with only the right answers in them, and the numbers of those that hold none."""
    lines = [
        replace(line, text=_SQUARED.sub(r"\1：", line.text)) if line.text[:1] in "【[" else line
        for line in lines
    ]
    texts = [line.text.strip() for line in lines]
    online = sum(_OTHERS.match(text) is not None for text in texts) >= _FEWEST
    kept = [_right_only(line) for line in lines]
    gone: set[int] = set()
    inside = False
    for place, line in enumerate(kept):
        text = line.text.strip()
        if _OTHERS.fullmatch(text):
            inside = True
            gone.update(lines[n].number for n in range(place, _end(kept, place)))
        elif inside and _GAP_LINE.match(text):
            gone.add(line.number)
        else:
            inside = False
        if online and (_SCORE.fullmatch(text) or _chosen(text)):
            gone.add(line.number)
        if online and _COMMENT.fullmatch(text):
            gone.update(one.number for one in kept[place : _comment_end(kept, place)])
    return kept, frozenset(gone)


def _chosen(text: str) -> bool:
    """Whether a line tells nothing but the letters or the tick that somebody chose: 您的答案：AB."""
    match = _OTHERS.match(text)
    return match is not None and bare_key(text[match.end() :])


def _right_only(line: Line) -> Line:
    match = _THEN_RIGHT.match(line.text)
    return replace(line, text=line.text[match.end() :]) if match else line


def _comment_end(lines: Sequence[Line], place: int) -> int:
    """Behind a teacher's comment: where a gap, a section or the next question begins."""
    for n in range(place + 1, min(len(lines), place + _LONGEST)):
        text = lines[n].text.strip()
        start = find_start(text)
        counted = start is not None and start.family == "plain" and start.style != "bare"
        if lines[n].after_gap or counted or find_heading(text) or find_answer(text) is not None:
            return n
        if find_explanation(text) is not None or _OTHERS.match(text):
            return n
    return min(len(lines), place + _LONGEST)


def _end(lines: Sequence[Line], place: int) -> int:
    """Behind what was filled in below 我的答案：: where the right answer begins, if it comes before the
    score and the next question."""
    for n in range(place + 1, min(len(lines), place + _LONGEST)):
        text = lines[n].text.strip()
        if not _OTHERS.match(text) and find_answer(text) is not None:
            return n
        if _SCORE.fullmatch(text):
            break
        start = find_start(text)
        if start is not None and start.family == "plain" and start.style != "bare":
            break
    return place + 1
