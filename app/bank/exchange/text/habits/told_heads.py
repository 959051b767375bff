"""Sections whose heading only says how they are answered: 【课前预习】把正确内容填在横线上, 闯关一（对的画“○”，错的画“×”）;
and the circles of such a section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.headings import HAN, find_heading
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start
from app.bank.exchange.text.words.options import opens_options

# 将正确答案的序号填在括号里 is said of a choice.
_LETTER = re.compile("序号|字母|代号|选项|标号|编号|代码")
_ORDERS = (
    (
        re.compile(
            r"(?:对|正确|属实|同意)的?[^，,。；;]{0,8}?(?:打|画|划|写|填|标|记|涂|用)上?[“\"'‘「（(]?\s*(?:√|○|〇|◯|⭕|对|勾|圈|T|V)"
        ),
        "判断题",
    ),
    (
        re.compile(
            r"至少[^，,。；;]{0,3}[两二2][个项]|不[止只]一[个项]|[两二2][个项](?:或[两二2][个项])?以上|有几个选几个|一个或多个"
        ),
        "多选题",
    ),
    (re.compile(r"(?:只有|仅有|只能选|只选)[^，,。；;]{0,3}[一1][个项]"), "单选题"),
    (
        re.compile(
            r"填(?:写|入|在|上|到|进)?[^，,。；;]{0,12}(?:横线|空格|空白|括号|空[处里中上])|(?:横线|空格|空白处?|括号[里内中])[^，,。；;]{0,6}[填写]|补充?完整"
        ),
        "填空题",
    ),
)
_CHOICE = ("多选题", "单选题")
# 【合作探究】想一想，说一说
_PLAYED = re.compile(
    r"(?:[【\[「][^【】\[\]。？?]{2,8}[】\]」]\s*[:：]?|[^。？?，,；;：:（()）_]{0,8}[、.．:：\s])?\s*(?P<verb>[\u4e00-\u9fff])一(?P=verb)(?:[，,、与和\s]*(?P<other>[\u4e00-\u9fff])一(?P=other)){0,2}\s*(?:[（(][^（()）]{0,40}[)）])?\s*[:：]?"
)
_VERBS = {
    "选": "选择题",
    "挑": "选择题",
    "填": "填空题",
    "补": "填空题",
    "判": "判断题",
    "辨": "判断题",
    "断": "判断题",
    "连": "连线题",
    "配": "连线题",
    "算": "计算题",
} | dict.fromkeys("答问说想谈讲写议评析论辩做练演试探", "简答题")
# 四、拓展提升: what a sheet for lessons calls its last tasks.
_TASKS = re.compile(
    rf"(?:[{HAN}]{{1,3}}\s*[、.．]\s*|[【\[「])(?:(?:拓展|能力|巩固|思维|综合|素养|实践|课后|挑战|合作|自主)(?:提升|提高|延伸|拓展|应用|运用|探究|自我|训练|展示)|学以致用|活学活用)[】\]」]?\s*(?:[（(][^（()）]{{0,30}}[)）])?\s*[:：]?"
)
_ORDINAL = re.compile(
    rf"[【\[（(「]?\s*(?:第?\s*(?P<a>[{HAN}]{{1,3}})\s*(?:[关站轮步]|部分|环节|板块)|(?P<b>[{HAN}]{{1,3}})\s*[、.．]|[\u4e00-\u9fff]{{2}}(?P<c>[{HAN}])(?=[\s】\]：:、]))"
)
_MARKS = re.compile(r"[（(【][^（()）【】]*\d\s*分[^（()）【】]*[)）】]")
_CIRCLE_END = re.compile(r"[（(]\s*(?P<mark>[○〇◯⭕圈勾]|叉)\s*[)）](?=\s*[。.]?\s*$)")
_CROSS_END = re.compile(r"[（(]\s*[×叉]\s*[)）]\s*[。.]?\s*$")
_TICK_END = re.compile(r"[（(]\s*√\s*[)）]\s*[。.]?\s*$")
_NAMED = re.compile(rf"\s*[【\[（(]?[{HAN}]{{1,3}}[)）]?\s*[、.．]")
_MOST_WRAPPED = 3
_SHORTEST, _LONGEST = 3, 70


def told_heads(lines: Sequence[Line]) -> list[Line]:
    """The lines with such headings as a paper has them: each on its own, over a question 1."""
    return _ticked(
        [
            replace(line, text=head) if (head := _head(lines, place)) else line
            for place, line in enumerate(lines)
        ]
    )


def _head(lines: Sequence[Line], place: int) -> str:
    text = lines[place].text.strip()
    if not _SHORTEST <= len(text) <= _LONGEST or text.endswith(("？", "?")):
        return ""
    below = lines[place + 1].text[:4] if place + 1 < len(lines) else ""
    if not any(first in below for first in "1①一"):
        return ""
    name = _name(text)
    if not name or not _first_below(lines, place) or _belongs(lines, place):
        return ""
    if _LETTER.search(text) and name == "填空题":
        name = "选择题"
    known = find_heading(text)
    if known is not None and known.named and (known.type is not None or name not in _CHOICE):
        return ""
    ordinal = _ORDINAL.match(text)
    number = next(filter(None, ordinal.groups()), "") if ordinal else ""
    marks = _MARKS.search(text)
    return f"{number}{'、' if number else ''}{name}{marks[0] if marks else ''}"


def _name(text: str) -> str:
    """The type of the questions that a line tells how to answer; of two verbs the last says it: 想一想，填一填."""
    name = next((name for shape, name in _ORDERS if shape.search(text)), "")
    if not name and (played := _PLAYED.fullmatch(text)):
        return _VERBS.get(played["other"] or "", _VERBS.get(played["verb"], ""))
    return name or ("实践题" if _TASKS.fullmatch(text) else "")


def _first_below(lines: Sequence[Line], place: int) -> bool:
    start = find_start(lines[place + 1].text) if place + 1 < len(lines) else None
    return start is not None and start.number == 1


def _belongs(lines: Sequence[Line], place: int) -> bool:
    """Whether the line is part of a question or of a heading: numbered, an option, with a gap, what is answered."""
    text = lines[place].text.strip()
    start = find_start(text)
    if (start is not None and not text.startswith(tuple(HAN))) or opens_options(text):
        return True
    if GAP.search(text) or find_answer(text) is not None or find_explanation(text) is not None:
        return True
    if _goes_on(lines, place):
        return True
    before = lines[place - 1].text.strip() if place else ""
    return bool(place) and (find_answer(before) == "" or find_explanation(before) == "")


def _goes_on(lines: Sequence[Line], place: int) -> bool:
    """Whether the line may be the rest of a heading that begins above it: 一、单选题：在每小题列出的备选…"""
    for above in range(place - 1, max(-1, place - 1 - _MOST_WRAPPED), -1):
        if lines[above + 1].after_gap:
            return False
        heading = find_heading(lines[above].text)
        if _NAMED.match(lines[above].text) or (heading is not None and heading.named):
            return True
        if find_start(lines[above].text) is not None:
            return False
    return False


def _ticked(lines: list[Line]) -> list[Line]:
    """（○） beside （×） as （√）; where ticks are there too, a circle is something else."""
    texts = [line.text for line in lines if line.text[-4:].rstrip(" 。.").endswith((")", "）"))]
    if not any(map(_CROSS_END.search, texts)) or any(map(_TICK_END.search, texts)):
        return lines
    return [
        replace(line, text=_CIRCLE_END.sub(lambda m: f"（{_sign(m['mark'])}）", line.text))
        if line.text[-4:].rstrip(" 。.").endswith((")", "）"))
        else line
        for line in lines
    ]


def _sign(mark: str) -> str:
    return "×" if mark == "叉" else "√"
