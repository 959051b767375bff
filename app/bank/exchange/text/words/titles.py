"""Titles of chapters, papers and sets: what follows them is another set of questions."""

from __future__ import annotations

import re

from app.bank.exchange.text.words.headings import FRAMED, HAN, find_heading

# 某某 录 答案在最后 says that the keys are elsewhere.
_KEYS_LATER = re.compile(r"答案(?:都|统一)?[在见附](?:最后|后面|文末|末尾|卷末|书后)")
_CHAPTER = re.compile(
    rf"(?:#{{1,6}}\s*)?(?:第\s*[{HAN}\d]{{1,3}}\s*[章讲单元篇课]{{1,2}}|(?:模块|专题|学习情境|情境|单元)\s*[{HAN}\d]{{1,3}}(?=[\s:：、.．]|$))(?:[\s:：、.．]?\s*[^。？?！；;]{{0,40}})?|(?:每日一[题练]|打卡)?\s*第\s*[{HAN}\d]{{1,3}}\s*(?:[天期周]|次(?=[作课练测]))(?:打卡|作业|练习|课|测验)?|(?:习题|练习|作业|测试|模拟(?:试题|试卷|题)|试卷|试题|思考与练习|复习题|课后习题|自测题|项目|任务|单元测试)\s*[（(]?[{HAN}\dA-C]{{0,3}}[)）]?\s*(?:[:：、.．]?\s*[^。？?]{{0,20}})?"
)
_APPENDIX = re.compile(
    r"附\s*(?:件|录|表|页)\s*[一二三四五\d]{0,2}\s*[:：、.．]?\s*[^。？?答]{0,30}"
    r"|附\s*[:：]\s*[^。？?答，,；;]{0,16}(?:题|辨析|练习|作业|自测|测试|思考|讨论|速记|汇总|题目|[试旧补]卷|卷子)(?:[（(][^（()）答]{0,40}[)）])?"
)
_PAPER = re.compile(
    r"(?=[^。？?]*(?:\d{4}|全国|[省市]|学院|大学|学校|公司|银行|集团))[^。？?，,；;：:]{6,50}(?:考试|竞赛|大赛|考核|测评)|"
    r"[^。？?；;]{0,50}(?:试卷|试题|习题|复习题|练习题?|题库|模拟题|测试题?|测验|考卷|自测题|作业|思考题|思考与练习"
    r"|考核题|考试题|考题|竞赛题|抢答题|必答题|必刷题|真题|小考|月考|周考|周测|测评|统考|期[中末](?:考|卷|测|复习|作业)|[ABab甲乙]卷)[^。？?：:，,；;]{0,20}"
)


def is_framed(text: str) -> bool:
    """Whether a line is a title in a frame, and neither names keys nor a type of its own."""
    framed = FRAMED.fullmatch(text.strip())
    if framed is None or "答案" in _KEYS_LATER.sub("", framed["title"]).partition("（")[0]:
        return False
    return find_heading(framed["title"]) is None


def is_title(line: str) -> bool:
    """Whether a line names a chapter or a paper: what follows is another set of questions."""
    text = line.strip()
    return len(text) <= 60 and (
        _CHAPTER.fullmatch(text) is not None
        or is_framed(text)
        or _PAPER.fullmatch(text) is not None
        or _APPENDIX.fullmatch(text) is not None
    )
