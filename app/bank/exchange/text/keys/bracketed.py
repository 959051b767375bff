"""Answers in brackets behind open questions: “三七分”指什么？（七分倾听，三分说）."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.questions.evidence import GAP, KEY_INSIDE
from app.bank.exchange.text.sections.draft import Draft, Section

_TOLD = re.compile(r"(?P<stem>.*[。？?])\s*[（(](?P<told>[^（()）]{1,60})[)）]\s*[。.]?", re.DOTALL)
# What a question says of itself: marks, length, what to think of.
_REMARK = re.compile(
    r"\d\s*分|\d+\s*字|不少于|至少|任选|选做|必做|提示|举例|[单多]选|请|可以|要求|略|注[:：]|[?？]|^[A-Za-z .\-]+$"
)
_OPEN = (None, ItemType.SHORT_ANSWER, ItemType.ESSAY)
_FEWEST = 2


def tell_bracketed(section: Section) -> None:
    """Make answers of such brackets, where most questions of a section end with one."""
    if section.heading is not None and section.heading.type not in _OPEN:
        return
    bare = [one for one in section.drafts if not one.has_answer and not one.options]
    told = [(one, match) for one in bare if (match := _bracket(one))]
    if len(told) < _FEWEST or len(told) * 2 <= len(section.drafts):
        return
    for draft, match in told:
        draft.parts["stem"] = [match["stem"].strip()]
        draft.parts["answer"].append(match["told"].strip())
        draft.part_lines.setdefault("answer", draft.first)


def _bracket(draft: Draft) -> re.Match[str] | None:
    lines: Sequence[str] = draft.parts["stem"]
    if len(lines) != 1 or draft.labels.get("type") or draft.parts["explanation"]:
        return None
    match = _TOLD.fullmatch(lines[0].strip())
    if match is None or _REMARK.search(match["told"]) or GAP.search(lines[0]):
        return None
    return None if KEY_INSIDE.search(lines[0]) else match
