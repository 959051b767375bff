"""Whether words put into a customer's mouth give away what the customer would not say.

A language model is told nothing that has not been told in the conversation; this is the second lock, for
what it guesses and for what a learner talks it into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.scenario import Persona, Scenario
from app.roleplay.domain.scene import Guest
from app.roleplay.domain.text import bare

LONGEST = 120
_RUN = 5
_RUBRIC = (
    "评分", "得分", "满分", "扣分", "打分", "分数", "检查项", "评分表", "量表", "考核", "怒气值", "信任值",
    "耐心值", "提示词", "系统提示", "指令", "设定", "剧本", "语言模型", "人工智能", "大模型", "机器人",
    "角色扮演", "prompt", "system", "assistant", "rubric", "score", "language model", "ai模型",
)  # fmt: skip
_ODD = re.compile(r"[<>{}\[\]`|\\]|https?:|www\.|[\r\n]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def find_leak(
    scenario: Scenario,
    persona: Persona,
    guest: Guest,
    hidden: Sequence[str],
    said: Sequence[str],
    text: str,
) -> str:
    """Why `text` must not be said; "" where it may be.

    `guest` is how the customer stands after the turn, `hidden` what the scenario tells its author alone,
    `said` everything that was said so far, by either side and now: what is in it is no secret.
    """  # fmt: skip
    if not text.strip() or len(text) > LONGEST or _ODD.search(text) or not _CHINESE.search(text):
        return "form"
    plain, known = bare(text), bare("。".join(said))
    if any(bare(word) in plain for word in _RUBRIC):
        return "rubric"
    if _shares(plain, known, (check.name for check in checks_of(scenario))):
        return "rubric"
    if _mentions(plain, known, (word for limit in scenario.limits for word in limit.any)):
        return "limit"
    for fact in persona.facts:
        if fact.id not in guest.told and (
            _mentions(plain, known, fact.words) or _shares(plain, known, (fact.say, fact.name))
        ):
            return "fact"
    for need in persona.needs:
        words = (need.name, *(word for word in need.any if len(word) > 1))
        if need.id not in guest.met and (
            _mentions(plain, known, words) or _shares(plain, known, (need.model,))
        ):
            return "need"
    return "hidden" if _shares(plain, known, hidden) else ""


def _mentions(plain: str, known: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in the text that nobody has said yet."""
    return any(word in plain and word not in known for word in map(bare, words) if word)


def _shares(plain: str, known: str, secrets: Iterable[str]) -> bool:
    """Whether the text has a run of characters of a secret that nobody has said yet."""
    for secret in map(bare, secrets):
        for at in range(len(secret) - _RUN + 1):
            piece = secret[at : at + _RUN]
            if piece in plain and piece not in known:
                return True
    return False
