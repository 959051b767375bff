"""Material that several questions share: a case, a passage, a table of figures."""

from __future__ import annotations

import re

_MATERIAL = re.compile(
    r"(?:[【\[（(]?\s*(?:案例|材料|资料|背景资料|背景材料|背景|阅读材料|案例背景|案例材料|共用题干)\s*[一二三四五六七八九十\d]{0,3}\s*[】\])）]?\s*(?:[:：、.．]|$|(?<=[】\]])).*"
    r"|(?:案例|材料|资料|情景|情境)\s*[一二三四五六七八九十\d]{1,3}[\s\u3000]+[^。？?；;]{2,40}"
    r"|(?:阅读|根据|依据|结合)(?:下列|以下|下面|上述)?(?:的)?(?:案例|材料|资料|文字|表格|图表|背景).{0,40}?(?:回答|完成|作答|分析)?.{0,20}(?:问题|题|[:：。])$)",
    re.DOTALL,
)
_ASKS_NEXT = re.compile(
    r"\s*(?:请?(?:回答|思考|讨论)?(?:下列|以下)?(?:问题|思考题?|讨论题?|要求))\s*[:：]?$"
)
_RANGE = re.compile(r"(\d{1,3})\s*(?:[-—–~～至到]+)\s*(\d{1,3})\s*题")


def find_material(line: str) -> str | None:
    """The line if a shared material begins with it."""
    text = line.strip()
    return text if _MATERIAL.fullmatch(text) else None


def range_named(text: str) -> tuple[int, int] | None:
    """根据以下材料回答 3-5 题 names the questions it is for."""
    match = _RANGE.search(text)
    return (int(match[1]), int(match[2])) if match else None


def titled(text: str) -> tuple[str, str]:
    """A short first line as title, and the text."""
    text = _ASKS_NEXT.sub("", text)
    first, _break, rest = text.partition("\n\n")
    if rest and len(first) <= 30:
        return first.strip("【】[]（）():： "), rest
    return "", text
