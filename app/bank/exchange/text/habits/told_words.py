"""Names of the parts of an answer, 答案, 解析, 得分点, in whatever frame and with whatever between them and what they
tell: 标准答案 >> D, 🌹答案🌹1-5 DDCBA, ★解析★ …, 参考要点 → …, written as 答案：D."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.key_titles import names_keys
from app.bank.exchange.text.keys.keylist import find_keys
from app.bank.exchange.text.words.headings import NAME
from app.bank.exchange.text.words.marks import (
    find_answer,
    find_explanation,
    find_points,
    find_start,
)

_ASKED = "(?:本题|此题|试题|题目|考题|习题)?"
_ANSWER = rf"{_ASKED}(?:的)?(?:参考|标准|正确|最佳|建议)?(?:的)?(?:答案|解答|选项是)(?:要点|选项|内容)?|(?:正确|标准|最佳)选项|正答|Answer|ANSWER|Ans|ANS|Key|KEY|(?:参考|答案|答题|回答)(?:要点|提示|思路)"
_WHY = rf"{_ASKED}(?:答案|参考|详细|名师|专家|考点|选项)?(?:解析|详解|分析|点评|讲解|说明|解释)|(?:解题|答题)思路|理由|错因|Why|WHY|Explanation|EXPLANATION|Reason|Rationale"
_POINTS = r"(?:得分|采分|踩分|给分|评分)(?:要点|点|标准|细则)"
# No letter, digit or word, and nothing that ends or divides sentences, opens a bracket or stands for a blank.
_SIGN = r"[^\w\s\u4e00-\u9fff，,。．.、；;：:？?！!（(）)【】\[\]〔〕“”\"'‘’《》「」…%√×|]"
_BRACKET = r"[【\[〔「『<〈《{]"
_CLOSING = r"[】\]〕」』>〉》}]"
# >>, =>, →, ——, |, 】, 🌹 and the like behind the name; a colon may follow or stand in front.
_DIVIDER = rf"(?:\s*[:：]?\s*(?:{_SIGN}{{1,8}}|\.{{3,12}}|…{{1,6}}|\||{_CLOSING})\s*[:：]?\s*(?:{_SIGN}\s*)?)"
_NAMES = rf"(?:(?P<answer>{_ANSWER})|(?P<why>{_WHY})|(?P<points>{_POINTS}))"
_LINE = re.compile(
    rf"(?P<frame>(?:{_SIGN}|{_BRACKET}|[√×☆]|\s){{0,12}}){_NAMES}(?P<divider>{_DIVIDER}|(?=\s*[:：]))\s*[:：]?\s*(?P<told>.*)",
    re.DOTALL,
)
# D 库存   标准答案 => B: the same behind the last option or the question.
_INSIDE = re.compile(
    rf"(?<=\S)(?:\s+(?:{_SIGN}|\s){{0,8}}|\s*{_SIGN}{{1,4}}\s*){_NAMES}\s*[:：]?\s*(?:[=＝－—–\-]{{0,2}}[>＞»→⇒➔⟶➜►▶☞👉=＝]{{1,3}}|——)\s*(?=\S)"
)
_PLAIN = re.compile(r"[【\[]?\s*[\u4e00-\u9fffA-Za-z]+\s*[】\]]?\s*[:：]?\s*")
_WORDS = re.compile(
    "答|解|分|要点|选项|ns|NS|Key|KEY|Why|WHY|Expl|EXPL|Reason|Rational|说明|点评|理由|错因"
)
_FEWEST = 2
_HEAD = 24
_LONGEST_FRAME = 60
# ----以下为标准答案，印卷时删除----, and 答案来了：, over keys.
_TITLE = re.compile(
    r"(?P<open>[\s\W_]{0,40})(?P<words>[\u4e00-\u9fff，、（）()\d]{0,24}答案[\u4e00-\u9fff，、（）()\d]{0,16})(?P<close>[\s\W_]{0,40})"
)
_RULE = re.compile(r"[-—–=＝*~·•_#━─]{3,}")
# 单选 ABA ｜ 判断 ×√×: keys of several sections on the line below.
_KEYED = re.compile(
    rf"{NAME}\s*[:：]?\s*(?:[A-H]{{2,}}|[√×对错]{{2,}}|(?:[（(]?1\s*[)）.．、]?|1\s*[-—~]\s*\d+)\s*(?:[A-H√×]|对|错))"
)
_NONE = re.compile(r"略|没有|无|自己|不发|不给|填|写|选|涂|[?？]")


def plain_told(lines: Sequence[Line]) -> list[Line]:
    """The lines with such names as a paper writes them. A sign that only one line has may be an ornament of
    the sentence; a frame around the name is none."""
    found = [_LINE.fullmatch(line.text) if _may_tell(line.text) else None for line in lines]
    signs = [_sign(match) for match in found]
    told = [
        _told(line, match)
        if match and sign and (signs.count(sign) >= _FEWEST or _framed(match))
        else _inside(line)
        for line, match, sign in zip(lines, found, signs, strict=True)
    ]
    return [_titled(told, n) if "答案" in line.text else line for n, line in enumerate(told)]


def _may_tell(text: str) -> bool:
    return _WORDS.search(text, 0, _HEAD) is not None


def _sign(match: re.Match[str] | None) -> str:
    """What divides the name from the words, empty where the line is written as a paper does."""
    if match is None:
        return ""
    if _PLAIN.fullmatch(match[0][: match.start("told")]):
        return "" if _known(match) else ":"
    divider = match["divider"].strip(" \t\u3000:：")
    if divider == "|" and "|" in match["told"]:
        return ""  # A row of a table.
    return divider or match["frame"].strip()


def _known(match: re.Match[str]) -> bool:
    """Whether the line is read as it stands, or has no colon that would show what it is."""
    text = match[0].strip()
    if ":" not in text[: match.start("told") + 1] and "：" not in text[: match.start("told") + 1]:
        return True
    name = match["answer"] or match["why"] or ""
    if not re.match(r"本题|此题|试题|题目|答案|最佳|正确选|标准选|正答|[A-Z]", name):
        return True
    return any(find(text) is not None for find in (find_answer, find_explanation, find_points))


def _framed(match: re.Match[str]) -> bool:
    """Whether signs or brackets stand on both sides of the name, or a bare key behind it."""
    if not match["frame"].strip() and not match["divider"].strip(" \t\u3000:："):
        return True  # 答案解释：, a name that nobody else gives.
    both = bool(match["frame"].strip(" \t\u3000-·•*")) and match["divider"] == ""
    both = both or (bool(match["frame"].strip()) and bool(match["divider"].strip(" \t\u3000:：")))
    return (
        both or re.fullmatch(r"[A-Ha-h]{1,8}|[√×对错]|正确|错误", match["told"].strip()) is not None
    )


def _told(line: Line, match: re.Match[str]) -> Line:
    told = match["told"].strip()
    if match["why"]:
        return replace(line, text=f"解析：{told}")
    if match["points"]:
        return replace(line, text=f"得分点：{told}")
    return replace(line, text=f"答案：{told}" if told else "参考答案")


def _titled(lines: Sequence[Line], place: int) -> Line:
    """参考答案 for ----以下为标准答案，印卷时删除----, or for 答案来了： over a list of keys."""
    line = lines[place]
    text = line.text.strip()
    match = _TITLE.fullmatch(text) if len(text) <= _LONGEST_FRAME * 2 else None
    if match is None or names_keys(text) or _NONE.search(match["words"]):
        return line
    if find_start(text) is not None or find_answer(text) is not None:
        return line
    framed = _RULE.search(match["open"]) and _RULE.search(match["close"])
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    keyed = len(find_keys(below)) >= _FEWEST or _KEYED.match(below)
    return replace(line, text="参考答案") if framed or keyed else line


def _inside(line: Line) -> Line:
    if not any(word in line.text for word in ("答案", "解析", "要点")):
        return line
    text = _INSIDE.sub(lambda match: f" {'解析' if match['why'] else '答案'}：", line.text)
    return replace(line, text=text) if text != line.text else line
