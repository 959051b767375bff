"""Names that own what follows them: 「分析型」, 「R」, 「考察期」.

Where key points differ by such a name, words said about one of them do not count for another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.answers.text import Clause

NONE = -1
_HEAD = re.compile(r"([^\s,，。；;:：()（）]{1,12}?)(?:(?::|：|——|是指|是|指|即|为|侧重|强调|面向|主要|负责|在于|属于|始于|靠))")
_KIND = re.compile(
    r"[\u3400-\u9fffa-z]{1,6}?(?:型|期|类客户|阶段|忠诚|观念|营销|策略|法|客户|质量|需求|成本|价值|层|级|性)"
)
_CONTRAST = re.compile(
    r"([^\s,，。；;:：、()（）]{2,14})(?:与|和|同|及|、)([^\s,，。；;:：、()（）]{2,14}?)"
    r"(?:之间)?(?:的|在|有)?(?:主要|本质|根本|各自)?(?:的)?(?:区别|不同|异同|比较|联系|差异|关系|对比|含义)"
)
_LEADING = re.compile("^(?:简述|试述|比较|说明|解释|论述|分析|请|试|谈谈|列出|指出|对比|什么是|如何区分|区分)+")
_BEFORE = ("是", "为", "叫", "叫做", "称为", "即", "属于", "就是", "叫作", "称", "的是", "称作")
_GENERIC = frozenset("目的 原因 方法 作用 建议 理由 对策 做法 意义 内容 举例 例子 结论 主张 说明 指出 评价".split())
_TAILS = ("型", "期", "观念", "营销", "忠诚", "客户", "需求", "质量", "阶段", "crm")


@dataclass(frozen=True, slots=True)
class Anchors:
    """The names of an item, longest first, each with the number of what it names."""

    names: tuple[tuple[str, int], ...] = ()
    points: tuple[int, ...] = ()
    pattern: re.Pattern[str] | None = None
    numbers: dict[str, int] = field(default_factory=dict[str, int])

    def of_point(self, point: int) -> int:
        """The anchor that a whole key point belongs to, or `NONE`."""
        return self.points[point] if self.points else NONE

    def territory(self, norm: str, parts: Sequence[Clause], default: int = NONE) -> list[int]:
        """For each character the anchor that owns it."""
        owner = [default] * len(norm)
        if self.pattern is None:
            return owner
        current = default
        for clause in parts:
            current = self._own_clause(norm, clause, owner, current, default)
        return owner

    def _own_clause(
        self, norm: str, clause: Clause, owner: list[int], current: int, default: int
    ) -> int:
        assert self.pattern is not None
        marks = list(self.pattern.finditer(norm, clause.start, clause.end))
        if len(marks) == 1 and _names_what_stood_before(norm, clause, marks[0].start()):
            own = self.numbers[marks[0][0]]
            owner[clause.start : clause.end] = [own] * (clause.end - clause.start)
            return default
        place = clause.start
        for mark in marks:
            owner[place : mark.start()] = [current] * (mark.start() - place)
            current, place = self.numbers[mark[0]], mark.start()
        owner[place : clause.end] = [current] * (clause.end - place)
        return current


def find_anchors(stem: str, points: Sequence[str]) -> Anchors:
    """Find the names by which the key points of an item differ."""
    heads = [_head(text) for text in points]
    named = [head for head in heads if head]
    if len(set(named)) < 2 or len(named) < 2:
        return _from_question(stem, points)
    numbers: dict[str, int] = {}
    for head in named:
        number = numbers.setdefault(head, len(set(numbers.values())))
        for tail in _TAILS:
            short = head.removesuffix(tail)
            if tail in ("crm",) and short != head and len(short) > 1:
                numbers.setdefault(short, number)
    owned = tuple(numbers[head] if head else NONE for head in heads)
    return _made(numbers, owned)


def _head(text: str) -> str:
    match = _HEAD.match(text)
    head = match[1] if match else ""
    if not head or head in _GENERIC:
        return ""
    if match and match[0][-1] in ":：":
        return head if len(head) <= 8 else ""
    return head if _KIND.fullmatch(head) or (head.isascii() and len(head) <= 5) else ""


def _from_question(stem: str, points: Sequence[str]) -> Anchors:
    """推销观念与营销观念的区别 names two things that every key point may speak of."""
    for clause in re.split(r"[。；;，,!?？！:：]", stem):
        match = _CONTRAST.search(_LEADING.sub("", clause))
        if match:
            one, other = match[1], match[2]
            spoken = sum(one in text or other in text for text in points)
            if one != other and (one[-1] == other[-1] or spoken):
                numbers = {one: 0, other: 1, "前者": 0, "后者": 1}
                return _made(numbers, tuple(NONE for _ in points))
    return Anchors()


def _made(numbers: dict[str, int], owned: tuple[int, ...]) -> Anchors:
    ordered = tuple(sorted(numbers.items(), key=lambda row: (-len(row[0]), row[0])))
    pattern = re.compile("|".join(_whole(name) for name, _ in ordered))
    return Anchors(ordered, owned, pattern, numbers)


def _whole(name: str) -> str:
    text = re.escape(name)
    return f"(?<![a-z0-9]){text}(?![a-z0-9])" if name.isascii() else text


def _names_what_stood_before(norm: str, clause: Clause, start: int) -> bool:
    """喜欢又常买的是真正忠诚: the name comes last."""
    before = norm[clause.start : start]
    return len(before) >= 4 and before.endswith(_BEFORE)
