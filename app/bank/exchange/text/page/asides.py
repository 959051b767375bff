"""Lines beside a paper that only their neighbours show: rules above its first section, links below a
site's list, the literature of a chapter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import asks
from app.bank.exchange.text.words.options import opens_options

# 1. 请考生将答案写在答题纸上。 above 一、单选题: whoever sits the examination is told, not asked.
_RULE = re.compile(
    r"答题[纸卡]|答卷纸|准考证|试题卷|监考|涂[黑写、]|(?:请|要求)(?:各位)?考生|考生(?:须|应|必须|务必|不得|不准|请|将|按|在)"
)
_MOST_RULES = 30
_LINKS = re.compile(
    r"(?:猜你喜欢|(?:你|您)?(?:可能|也许)(?:还)?(?:喜欢|感兴趣).{0,6}|(?:相关|热门|推荐|最新|精品)(?:搜索|推荐|阅读|资料|试题|题库|文章|文档|专题|内容|下载))\s*[:：]?"
)
_LINK = re.compile(r"\s*[·•●▪■◆►▶»›>\-]\s*\S.{0,60}")
_LITERATURE = re.compile(
    r"[【\[]?(?:主要)?(?:参考(?:文献|书目|书|资料)|(?:推荐|延伸|拓展|扩展|进一步)阅读|推荐书目|阅读书目|引用文献)(?:书目|材料)?[】\]]?\s*[:：]?"
)
# [2] 某某. 客户价值. 商学出版社, 2011. and [3] 某某. 忠诚之谜[J]. 商业评论, 2013(4): 22-25.
_NUMBERED = re.compile(r"(?:[\[【(（]\s*\d{1,2}\s*[\]】)）]|\d{1,2}\s*[.．、])\s*\S.+")
# 明天上午9点 2教305 带学生证: when and where the examination is, among what was sent to a class.
_DAY = r"(?:今|明|后|大后)[天晚]|下?(?:周|星期|礼拜)[一二三四五六日天]|(?:\d{1,2}\s*月\s*)?\d{1,2}\s*[日号]"
_WHEN = re.compile(
    rf"(?:通知|提醒|考试(?:时间)?)?\s*[:：]?\s*(?:{_DAY})[^。，,；;]{{0,6}}\d{{1,2}}\s*(?:点半?|[:：]\d{{2}}).*"
)
_WHERE = re.compile(r"带(?:好|上)?(?:学生证|身份证|准考证|校园卡)|\d\s*教\s*\d{2,4}|考场")
# （考试范围：第一至五章）: of the examination, not of a question.
_SCOPE = re.compile(
    r"[（(【]?[^（()）。？?]{0,24}(?:考试范围|考试题型|(?:复习|考试)[^（()）。？?]{0,8}以(?:教材|课本|课件|老师讲的)为准)[^（()）？?]{0,40}[)）】]?[。.]?"
)
# (还差案例  找张老师要)
_LACKS = re.compile(
    r"[（(【](?:还|这里|后面|下面)?(?:差|缺|少|漏|没有?找到|没抄|待补|未完|剩下|没写完)(?:了|的)?[^（()）【】？?_]{0,24}[)）】]"
)
_PART = re.compile(
    r"[（(]?(?:\d{1,3}|[A-Ha-h])\s*[.．、)）]|[①-⑳]|[【\[]?(?:(?:参考|标准|正确)?答案?|解析|分析|说明)[】\]]?\s*[:：]"
)
_ENDS = ("。", "？", "！", "；", ".", "!", "?", "）", ")", "”")
_LONGEST_NOTICE = 40
_PRINTED = re.compile(
    r"出版社|\[[JMDCNRS]\]|(?:19|20)\d{2}\s*[(（]\s*\d{1,2}\s*[)）]|[,，.．]\s*(?:19|20)\d{2}(?:\s*年)?\s*[.．。]?\s*$"
)
_FULL = re.compile(
    r"[\[【]\s*\d{1,2}\s*[\]】]\s*\S.*(?:出版社|\[[JMDCNRS]\]|(?:19|20)\d{2}\s*[(（]\s*\d{1,2}\s*[)）]).*"
)


def asides(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of such lines."""
    return frozenset(_rules(lines) | _links(lines) | _literature(lines) | _notices(lines))


def _notices(lines: Sequence[Line]) -> set[int]:
    """What is told of the examination itself on a line of its own, below something that is complete."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        text = line.text.strip()
        if len(text) > _LONGEST_NOTICE or _asked(text) or _PART.match(text):
            continue
        if place and not lines[place - 1].text.rstrip().endswith(_ENDS):
            continue
        told = _WHEN.fullmatch(text) and _WHERE.search(text) and not text.endswith(_ENDS)
        if told or _SCOPE.fullmatch(text) or _LACKS.fullmatch(text):
            found.add(line.number)
    return found


def _rules(lines: Sequence[Line]) -> set[int]:
    """What stands above the first heading and speaks of sheets, pencils and candidates."""
    ahead: list[Line] = []
    for line in lines[:_MOST_RULES]:
        heading = find_heading(line.text)
        if heading is not None and heading.named:
            return {one.number for one in ahead if _RULE.search(one.text) and not _asked(one.text)}
        ahead.append(line)
    return set()


def _asked(text: str) -> bool:
    return bool(GAP.search(text)) or opens_options(text) or text.endswith(("？", "?"))


def _links(lines: Sequence[Line]) -> set[int]:
    """The list below 热门推荐, as far as each of its lines has a bullet."""
    found: set[int] = set()
    inside = False
    for line in lines:
        text = line.text.strip()
        if _LINKS.fullmatch(text):
            inside = True
        else:
            inside = inside and _LINK.fullmatch(text) is not None and not _asked(text)
        if inside:
            found.add(line.number)
    return found


def _literature(lines: Sequence[Line]) -> set[int]:
    """Books and papers below 参考文献, and those that are cited in full anywhere."""
    found: set[int] = set()
    inside = False
    for line in lines:
        text = line.text.strip()
        if _LITERATURE.fullmatch(text):
            inside = True
            found.add(line.number)
            continue
        listed = _NUMBERED.fullmatch(text) is not None or "《" in text
        inside = inside and listed and _PRINTED.search(text) is not None
        if (inside or _FULL.fullmatch(text)) and not _asked(text) and not asks(text):
            found.add(line.number)
    return found
