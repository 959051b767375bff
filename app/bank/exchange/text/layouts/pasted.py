"""Where one set of questions was pasted below another: a rule or a remark stands between, and the numbers begin
again, with no heading to say what the new ones are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import bare_key, find_keys
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import cut_tail, find_answer, find_start
from app.bank.exchange.text.words.options import opens_options

_RULE = re.compile(r"[-=_*—–~～·.…━─\s]{4,}")
_EDGES = " \t\u3000-=*—–#~～·（）()【】[]：:"
# 下面是李老师出的题, 补充几题, 第二套, 模拟卷二, （以下为扫描件识别）
_REMARK = re.compile(
    r"(?:以下|下面|另附|另外|还有|其他|其它|其余|剩下|补充|附加|续|再加|新增|网上).{0,20}|第[二三四五六七八九2-9][套份批组篇]?.{0,10}"
    r"|(?:模拟|练习|试卷|自测|测试|作业|复习)(?:试?[卷题])?\s?[二三四五六七八九2-9].{0,8}|.{0,12}(?:老师|同学|同事|学姐|学长|网友)(?:出|发|给|整理|传)?的?(?:题目?|试题|部分)?"
)
_LONGEST = 26


def parted_sets(lines: Sequence[Line]) -> tuple[list[Line], frozenset[int]]:
    """The lines, the first question of each such set marked as `apart`, and the numbers of the remarks."""
    found = list(lines)
    told: set[int] = set()
    asked = False
    for place, line in enumerate(lines):
        start = find_start(line.text)
        if find_heading(line.text) is not None:
            asked = False
        elif start is not None and start.family == "plain" and start.style != "bare":
            before = lines[place - 1] if place else None
            again = asked and start.number == 1 and _asks(lines, place)
            if again and before is not None and _divides(before.text):
                found[place] = replace(line, apart=True)
                told.add(before.number)
            asked = True
    return found, frozenset(told)


def _divides(text: str) -> bool:
    text = text.strip()
    if _RULE.fullmatch(text):
        return True
    bare = text.strip(_EDGES)
    if len(text) > _LONGEST or find_heading(text) is not None or find_answer(text) is not None:
        return False
    return "答" not in bare and _REMARK.fullmatch(bare) is not None


def _asks(lines: Sequence[Line], place: int) -> bool:
    """Whether questions begin here, and no answers: neither a list of keys nor an answer by its number."""
    start = find_start(lines[place].text)
    if start is None or find_keys(lines[place].text) or bare_key(cut_tail(start.text)[0].strip()):
        return False
    below = [line.text for line in lines[place + 1 : place + 3]]
    return any(map(opens_options, [start.text, *below])) or "（" in start.text or "(" in start.text
