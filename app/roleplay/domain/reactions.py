"""The one table by which what was said moves the customer.

Every line of it that applies is logged with the turn, so that nobody has to guess why the mood is what
it is. Numbers are points of anger, trust and patience; 0–100 each.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table: what happened, in words for the debrief, and by how much it moves."""

    id: str
    words: str
    anger: float = 0
    trust: float = 0
    patience: float = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that was applied in a turn, with what it came to."""

    rule: str
    words: str
    anger: float
    trust: float
    patience: float


RULES = {
    rule.id: rule
    for rule in (
        Rule("clock", "又过了一轮", 0, 0, -2),
        Rule("greet", "开口有问候", 0, 2, 0),
        Rule("listen", "愿意听我说", -3, 2, 0),
        Rule("empathy", "说到了我的感受", -9, 4, 0),
        Rule("apology", "道了歉", -8, 3, 0),
        Rule("apology.second", "又道了一次歉", -1, 0, -2),
        Rule("apology.more", "一味道歉", 4, -2, -6),
        Rule("restate", "把我说的复述清楚了", -5, 8, 0),
        Rule("reveal", "问到了点子上", -2, 4, 2),
        Rule("repeat", "又问了我说过的事", 4, -2, -6),
        Rule("off", "问的与我的事无关", 0, 0, -4),
        Rule("met", "这正是我要的", -14, 10, 2),
        Rule("empty", "提的办法不对我的需要", 0, -1, -4),
        Rule("commit", "给了明确的时间", -2, 3, 0),
        Rule("pitch", "还没问我就开始推销", 5, -4, -6),
        Rule("push", "还没谈好就催我定", 6, -5, -6),
        Rule("answered", "我的顾虑有了回答", -6, 8, 2),
        Rule("evaded", "我的顾虑没有回答", 3, -4, -6),
        Rule("refuse", "只说办不到", 6, -3, -4),
        Rule("refuse.kindly", "办不到，但讲了理由或出路", 1, 0, 0),
        Rule("blame", "把责任推给别人", 12, -8, -6),
        Rule("argue", "和我争起来了", 15, -10, -8),
        Rule("taboo", "说了服务禁忌语", 6, -6, -6),
        Rule("limit", "许了做不到的诺", 2, -8, 0),
        Rule("flood", "一口气说得太多", 0, -2, -10),
        Rule("leave", "事情没完就想收尾", 8, -6, -10),
        Rule("unsure", "没听明白在说什么", 0, 0, -2),
    )
}

# What a person can gain or lose in one turn, whatever was said in it.
MOST_CALMED = 22
MOST_TRUST = 16
# While anger is at least this, or nothing is known yet, remedies do not sink in.
HOT = 60
WEAK = 0.4
# How much a customer takes in at once.
MOST_ACTS = 5
LONGEST = 150
# Ends.
CONTENT = 35
FURIOUS = 92
# A promise of a next step comes too early below this trust, unless it is what was needed.
READY = 35


def change(rule: str, factor: float = 1.0) -> Change:
    """A line of the table, times a factor."""
    found = RULES[rule]
    return Change(
        rule,
        found.words,
        found.anger * factor,
        found.trust * factor,
        found.patience * factor,
    )
