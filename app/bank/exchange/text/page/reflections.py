"""What a sheet for lessons prints around its questions: the name of a part over its first section, and behind them
the room for what was learned, for marks and for parents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import asks, find_answer, find_start
from app.bank.exchange.text.words.options import opens_options

_WORD = (
    r"(?:(?:课后|课堂|教学|学习|学后|自我|本课|本节|我的|小组|同伴|家长|教师|老师|课程|练后|考后|错题)?(?:反思|小结|总结|收获|感悟|疑问|困惑|自评|互评|评价|评语|寄语|意见|体会|心得|订正)"
    r"(?:[与和及、/](?:反思|小结|总结|收获|感悟|疑问|评价|体会|心得|签字|建议))?(?:栏|表|区)?)"
)
_FRAMED = re.compile(
    rf"[【\[「<《〔]\s*{_WORD}\s*[】\]」>》〕]\s*[:：]?\s*(?P<rest>[^？?]{{0,60}})|[◆◇●■★☆▲※✿]\s*{_WORD}\s*[:：]?"
)
_PART = re.compile(r"[【\[「]\s*[\u4e00-\u9fff]{2,8}\s*[】\]」]")
_TITLES = re.compile("[答解卷章套题测析点]|练习|部分|试|评分|案例|材料|参考")
# Room to write: 本课我最大的收获是：______, 满意□  一般□, ☆☆☆☆☆
_ROOM = re.compile(r"_{4,}\s*[。.]?$|[□☆]{1,}|[:：]\s*$")
_MOST_BEHIND = 12


def reflections(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of such lines."""
    return frozenset(_behind(lines) | _parts(lines))


def _parts(lines: Sequence[Line]) -> set[int]:
    """【课堂闯关】 right above the heading of a section, which is one more name of it."""
    return {
        line.number
        for line, below in pairwise(lines)
        if line.text[:1] in "【[「"
        and _PART.fullmatch(line.text.strip())
        and not _TITLES.search(line.text)
        and find_heading(line.text) is None
        and (heading := find_heading(below.text)) is not None
        and heading.named
    }


def _behind(lines: Sequence[Line]) -> set[int]:
    """【课后反思】 behind the last question, and all below it: nothing there is numbered or asks."""
    tail = lines[-_MOST_BEHIND:]
    for place, line in enumerate(tail):
        match = _FRAMED.fullmatch(line.text.strip())
        below = [one.text.strip() for one in tail[place + 1 :]]
        if match is None or any(map(_is_question, below)):
            continue
        rest = [match["rest"] or "", *below]
        if any(text and not _ROOM.search(text) for text in rest):
            continue
        return {one.number for one in tail[place:]}
    return set()


def _is_question(text: str) -> bool:
    if find_heading(text) is not None or find_answer(text) is not None or opens_options(text):
        return True
    return asks(text) or (find_start(text) is not None and not _ROOM.search(text))
