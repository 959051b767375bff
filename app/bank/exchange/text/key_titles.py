"""Titles of the part of a paper that holds its answers: 参考答案及评分标准, 答题卡（标准答案）."""

from __future__ import annotations

import re

_KEY_TITLE = re.compile(
    r"[【\[（(#*\s]*(?:附\s*(?:录|件)?\s*[:：]?\s*)?(?:[^。？?，,；;（(]{0,44}?(?:[（(][^（()）]{1,12}[)）][^。？?，,；;（(]{0,12}?)?)(?:参考|标准|试题|习题|练习|试卷|正确|课后)?(?:题)?答案"
    r"(?:(?:及|与|和|、|以及)?(?:其)?(?:评分标准|评分细则|评分参考|评分要点|解析|详解|解答|要点|提示))?(?:一览表?|汇总|部分)?\s*(?:[（(][^（()）]{0,20}[)）])?[】\]）)*\s]*[:：]?"
)
# 答题卡（标准答案）, and 评分细则 where the answers of a section follow it.
_KEY_SHEET = re.compile(
    r"[^。？?，,；;（(]{0,40}(?:答题[卡纸]|答卷纸?)\s*[（(【]\s*(?:附|含)?(?:参考|标准|正确)?答案[^（()）]{0,10}[)）】]\s*[:：]?"
)
_KEY_SCHEME = re.compile(
    r"[【\[（(]?[^。？?，,；;（(:：]{0,40}(?:评分(?:标准|细则|参考|说明)|阅卷(?:标准|参考)|(?:参考|习题|试题)解[答析]|答案卷|[Aa]nswer\s?[Kk]eys?|ANSWER\s?KEYS?|KEYS?)[】\])）]?\s*[:：]?"
)
# B. 建议性答案 is an option.
_OPTION = re.compile(r"[（(【\[]?\s*[A-H]\s*[)）】\].．、:：]")


def names_keys(text: str) -> bool:
    """Whether a line may be such a title: 参考答案, 第一章习题答案."""
    return "答案" in text and not _OPTION.match(text) and _KEY_TITLE.fullmatch(text) is not None


def names_sheet(text: str) -> bool:
    """Whether a line is the title of a sheet that was filled in with the answers."""
    return _KEY_SHEET.fullmatch(text) is not None


def names_scheme(text: str) -> bool:
    """Whether a line is a title of answers where the heading of a section follows it."""
    return not _OPTION.match(text) and _KEY_SCHEME.fullmatch(text) is not None
