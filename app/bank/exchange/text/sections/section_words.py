"""What a line says of the parts of a text: that keys follow, that a paper or a chapter begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.keys.keylist import find_keys, listed_in_order
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Section
from app.bank.exchange.text.words.headings import Heading, find_heading, han_number, headed
from app.bank.exchange.text.words.marks import asks, cut_remarks, find_answer, find_start
from app.bank.exchange.text.words.options import opens_options, split_options
from app.bank.exchange.text.words.titles import is_title
from app.bank.exchange.text.words.values import says_nothing

_ASKED = re.compile(r"[（(][\s\u3000]*[)）]|_{2,}|[?？]$")
_FILLED = re.compile(r"_{1,}[^_]{1,20}_{1,}")
_BARE_TITLE = re.compile(r"[【\[]?(?:参考|标准|正确)?答案(?:如下)?[】\]]?\s*[:：]?")
_TRUST = re.compile(r"试卷|试题|习题|复习|练习|题库|模拟|测试|测验|考卷|自测|思考题|考试|答案")
PAPER_LETTER = re.compile(r"(?<![A-Za-z])([ABCabc甲乙])\s?卷")
# Not 问题：, which asks about a case, nor words that happen to end so.
_OWN_WORD = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,6}(?<![问本该下小原话课主难标专议])题)\s*(?P<rest>[（(][^（()）]{0,30}[)）])?\s*[:：]?"
)
# 案例分析参考要点： over the answers of that section.
_POINTS_OF = re.compile(
    r"(?P<name>名词解释|简答|问答|论述|案例分析|材料分析|综合(?:分析|应用)|情[景境](?:分析|应用)|实操|策划)题?(?:部分)?的?\s*(?:参考|答题|评分|解答|回答|答案)(?:要点|思路|提示|示例)\s*[:：]?"
)
_FEW = 2
_OPTION = re.compile(r"[（(]?\s*[A-Ha-h]\s*[.．、)）]")


def section_in(title: str) -> Heading | None:
    """The section whose keys a title names: 【填空题答案】; None for 参考答案."""
    name = re.sub(r"[【】\[\]（()）:：\s]|(?:参考|标准|正确)?答案.*", "", title)
    heading = find_heading(name) or find_heading(f"{name}题") if name else None
    return heading if heading is not None and heading.named else None


def points_of(text: str, sections: Sequence[Section]) -> Heading | None:
    """The section whose answers 案例分析参考要点： heads, where such a one was asked."""
    match = _POINTS_OF.fullmatch(text)
    asked = [one.heading.title for one in sections if one.heading and not one.key_part]
    if match is None or not any(match["name"] in title for title in asked):
        return None
    return headed(f"{match['name']}题", "")


def may_ask(text: str) -> bool:
    """Whether a line is a question's: it asks, has a gap, or options follow."""
    start = find_start(text)
    text = start.text if start is not None else text
    return asks(text) or bool(_ASKED.search(text)) or opens_options(text)


def has_gap(text: str) -> bool:
    """Whether a line has a blank or asks; a word may stand between the underscores of its blank."""
    return bool(_ASKED.search(text) or _FILLED.search(text))


def is_bare_title(text: str) -> bool:
    """答案 or 答案要点： may begin a part of keys, or the answer of the question before."""
    return _BARE_TITLE.fullmatch(text) is not None or find_answer(text) == ""


def shows_options(text: str) -> bool:
    if opens_options(text):
        return True
    return len(split_options(text)[1]) > 2 and not find_keys(text)


def may_hold(section: Section, heading: Heading) -> bool:
    """Whether questions of the type that a heading names may stand in a section."""
    own = section.heading
    if own is None:
        return any(find_start(piece.text) is not None for piece in section.pieces)
    if own.type is None:
        return "选" not in own.title or heading.type is None or heading.type.is_choice
    return own.type is heading.type


def only_keys(section: Section) -> bool:
    if not section.pieces or len(section.pieces) > 40 or section.heading is None:
        return False
    listed = [len(find_keys(piece.text)) for piece in section.pieces]
    return listed[0] > 1 and all(listed)


def holds_answers(text: str) -> bool:
    """Whether what follows 一、 is a list of keys or the first of several answers."""
    told = bool(find_keys(text) or listed_in_order(text)) or find_start(text) is not None
    return told or says_nothing(text)


def prefix(text: str) -> Heading:
    """The heading in front of answers on the same line: 四、简答题："""
    bare = text.strip(" :：、.．（()）")
    return find_heading(bare) or find_heading(f"{bare}、题") or Heading("")


def promises_questions(text: str) -> bool:
    """Whether a line calls what follows a set of questions."""
    if len(text) > 50 or find_start(text) is not None:
        return False
    heading = find_heading(text)
    return (heading is not None and heading.named) or bool(_TRUST.search(text))


def names_paper(text: str) -> bool:
    return (
        is_title(text)
        and find_start(text) is None
        and find_answer(text) is None
        and not _OPTION.match(text)
        and not (opens_options(text) and len(split_options(text)[1]) > 1)
        and not cut_remarks(text)[1]
    )


def chapter_of(name: str) -> str:
    """第一章 of 第一章客户关系概述, and B卷 of 期末试题B卷, as their answers may call them; another name as it is."""
    if paper := PAPER_LETTER.search(name):
        return f"{paper[1].upper()}卷"
    chapter = re.match(
        r"第[一二三四五六七八九十\d]{1,3}[章讲单元篇课]|(?:模块|项目|专题)[一二三四五六七八九十\d]{1,2}",
        name,
    )
    return chapter[0] if chapter else name


def bare_name(text: str) -> str:
    name = re.sub(r"[\s#*（()）:：]|参考答案|答案", "", text)
    return name


def next_told(text: str, sections: Sequence[Section], region: int) -> bool:
    """Whether 三、先致歉，再核实。 answers the section behind the one that was answered last, which asks
    one question, and is no point of a longer answer."""
    told = [one.heading.ordinal for one in sections if one.key_part and one.heading]
    ordinal, last = han_number(text.lstrip("（( ")[:1]), told[-1] if told else 0
    own = [
        (one.heading.ordinal, len(one.pieces))
        for one in sections
        if not one.key_part and one.region == region and one.heading
    ]
    due = min((number for number, _pieces in own if number > last), default=0)
    return ordinal == due > 0 and any(
        number == ordinal and 0 < pieces <= _FEW for number, pieces in own
    )


def own_word(pieces: Sequence[Piece], place: int, text: str) -> Heading | None:
    """抢答题： over question 1 is a heading, whatever its word."""
    match = _OWN_WORD.fullmatch(text)
    below = [find_start(piece.text) for piece in pieces[place + 1 : place + 2]]
    if match is None or not below or below[0] is None or below[0].number != 1:
        return None
    return headed(match["name"], match["rest"]) if below[0].family == "plain" else None
