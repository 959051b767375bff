"""Lines of an import template that are said to whoever fills it in: its title and rules above the first record, and
lines behind #."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.options import opens_options

_RECORD = re.compile(
    r"[【\[]?\s{0,4}(?P<name>题型|试题类型|题目类型|题干|题号|题目编号|试题编号|编号|序号|题目|试题|题面|问题)\s{0,4}(?:[】\]]\s{0,4}[:：]?|[:：])"
)
_ANSWER = re.compile(r"[【\[]?\s{0,4}(?:正确|参考|标准)?答案\s{0,4}(?:[】\]]|[:：])")
_COMMENT = re.compile(r"#(?![#\s]*第?\s*\d{1,3}\s*题)")
_TEMPLATE = re.compile(
    r"模板|模版|导入|说明|注意|格式|分隔|隔开|空一?行|必填|选填|不能为空|不会导入|请勿|不要|只能填|规则|示例"
)
# Nothing but the order counts a rule: 1. 每道题之间空一行
_MOST = 30
_FEWEST = 2


def comments(lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of such lines, where records name their parts and several begin alike."""
    first = next((n for n, line in enumerate(lines) if _RECORD.match(line.text)), 0)
    name = _RECORD.match(lines[first].text) if lines else None
    if name is None:
        return frozenset()
    again = sum(
        bool((one := _RECORD.match(line.text)) and one["name"] == name["name"]) for line in lines
    )
    if again < _FEWEST or sum(_ANSWER.match(line.text) is not None for line in lines) < _FEWEST:
        return frozenset()
    above: Sequence[Line] = (
        lines[:first] if first <= _MOST and not any(map(_asks, lines[:first])) else []
    )
    said = any(_TEMPLATE.search(line.text) for line in above)
    found = {line.number for line in above if said}
    return frozenset(found | {line.number for line in lines if _COMMENT.match(line.text)})


def _asks(line: Line) -> bool:
    if _COMMENT.match(line.text) or _TEMPLATE.search(line.text):
        return False
    return (
        bool(GAP.search(line.text))
        or opens_options(line.text)
        or _ANSWER.match(line.text) is not None
    )
