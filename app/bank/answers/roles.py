"""Who does what to whom: 客户 and 企业 before and after the words of a key point.

An answer that exchanges the two says every word of the model answer and the contrary of its sense.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence

from app.bank.answers.text import Clause
from app.bank.answers.units import Unit

_PARTIES = {
    **dict.fromkeys(("客户", "顾客", "消费者", "用户", "买家", "会员", "客人", "买主"), "客户"),
    **dict.fromkeys(("企业", "公司", "商家", "卖家", "店家", "厂家", "经营者", "供应者"), "企业"),
}
_NAMED = re.compile("|".join(_PARTIES))
# 客户满意, 企业文化: a part of a term and no party of the sentence.
_TERM = re.compile(
    "(?:[老新大小]|潜在)?客户(?:关系|忠诚|满意|价值|资产|流失|保持|让渡|终身|细分|数据|信息|服务|资料|生命|份额|群|资源|管理"
    "|体验|投诉|期望|需求|识别|分级|画像|关怀|互动)|企业(?:客户|文化|战略|内部|形象)"
)

Roles = Mapping[tuple[str, int], frozenset[str]]
_MAIN = frozenset({"客户", "企业"})


def roles_of(
    norm: str,
    parts: Sequence[Clause],
    units: Sequence[Sequence[Unit]],
    wanted: Container[str] | None = None,
) -> list[Roles]:
    """For each clause the nearest party before (-1) and after (1) each concept, if it is `wanted`."""
    return [_roles(norm, clause, row, wanted) for clause, row in zip(parts, units, strict=True)]


def merged(rows: Iterable[Roles]) -> dict[tuple[str, int], frozenset[str]]:
    """All parties that stand beside a concept in several texts."""
    found: dict[tuple[str, int], frozenset[str]] = {}
    for row in rows:
        for key, parties in row.items():
            found[key] = found.get(key, frozenset()) | parties
    return found


def exchanged(own: Roles, said: Roles) -> tuple[int, int]:
    """How many concepts have the other party beside them, and how many the same."""
    other = same = 0
    for key, parties in said.items():
        wanted = own.get(key)
        if wanted is not None and len(wanted) == 1:
            same += bool(parties & wanted)
            other += not parties & wanted
    return other, same


def _roles(
    norm: str, clause: Clause, units: Sequence[Unit], wanted: Container[str] | None
) -> Roles:
    text = norm[clause.start : clause.end]
    if _NAMED.search(text) is None:
        return {}
    terms = [match.span() for match in _TERM.finditer(text)]
    places = [
        (match.start() + clause.start, match.end() + clause.start, _PARTIES[match[0]])
        for match in _NAMED.finditer(text)
        if not any(start <= match.start() < end for start, end in terms)
    ]
    found: dict[tuple[str, int], frozenset[str]] = {}
    if not places:
        return found
    for unit in units:
        if unit.part or unit.base in _MAIN or (wanted is not None and unit.base not in wanted):
            continue
        before = [party for _, end, party in places if end <= unit.start]
        after = [party for start, _, party in places if start >= unit.end]
        for key, party in (((unit.base, -1), before[-1:]), ((unit.base, 1), after[:1])):
            if party:
                found[key] = found.get(key, frozenset()) | frozenset(party)
    return found
