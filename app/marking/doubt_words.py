"""Words for the key points of which the engine is not sure: which they are, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.answers.doubts import Doubt, Doubted
from app.marking.answers import Row
from app.marking.desk_words import REASON_WORDS
from app.marking.proposals import Proposal

LONGEST_QUOTE = 40
WHY = {
    Doubt.DENIED: _l("像是说反了，或被否定了"),
    Doubt.MISPLACED: _l("像是写到了别的名目下面"),
    Doubt.CROSSED: _l("关系的两边像是颠倒了"),
    Doubt.MISTAKEN: _l("像是列明的错误说法"),
    Doubt.REQUIRED: _l("没有写到必须出现的词"),
    Doubt.TURNED: _l("次序与采分点的要求不同"),
    Doubt.NEAR: _l("写了相近的话，没有给分"),
    Doubt.MISSED: _l("没有找到，也许换了说法"),
}


@dataclass(frozen=True, slots=True)
class PointDoubt:
    """What the desk tells of one key point: why it is doubtful, empty where it is not; `near` are words
    that may be meant for it and earned nothing."""

    words: str = ""
    near: str = ""


def point_doubts(rows: Sequence[Row]) -> dict[str, PointDoubt]:
    """Each key point of answers that are judged together, by id; empty where the engine says nothing of
    single key points: a heap of words is doubted as a whole.

    A doubt about any of the answers counts, and names the answer if it is not the first.
    """
    read = [(row, row.proposal) for row in rows if row.proposal is not None]
    if not read or any(not one.sure and not one.doubts for _row, one in read):
        return {}
    found: dict[str, PointDoubt] = {}
    for row, proposal in read:
        for doubt in proposal.doubts:
            words, near = why_words(doubt, proposal, row.text), _near_words(doubt, proposal, row)
            if row is not rows[0]:
                words = _("第 %(n)s 份：%(why)s", n=row.number, why=words)
            found.setdefault(doubt.key_point, PointDoubt(words, near))
    return {id_: found.get(id_, PointDoubt()) for id_ in read[0][1].points}


def why_words(doubt: Doubted, proposal: Proposal, text: str) -> str:
    """Why a key point is doubtful, with the words in question."""
    quote = _quote(text, doubt)
    if doubt.why == Doubt.CLOSE and not quote:
        return _("没有对得上的字句，按整份答案估的")
    if doubt.why == Doubt.CLOSE:
        earned = dict(zip(proposal.points, proposal.credits, strict=True))[doubt.key_point]
        return _("也许只写到一部分") if earned == 1 else _("也许写全了，也许还不够一半")
    if doubt.why == Doubt.NEAR and quote:
        return _("可能说的是%(words)s", words=quote)
    if doubt.why not in WHY:
        return str(REASON_WORDS[doubt.why]).rstrip("。.")
    why = str(WHY[Doubt(doubt.why)])
    return _("%(why)s：%(words)s", why=why, words=quote) if quote else why


def doubtful_words(doubts: Iterable[Doubted], numbers: Mapping[str, int]) -> str:
    """Which key points to look at, in one sentence; empty where there are none."""
    named = [str(numbers[one.key_point]) for one in doubts if one.key_point in numbers]
    return _("拿不准：第 %(points)s 点。", points=_("、").join(named)) if named else ""


def _near_words(doubt: Doubted, proposal: Proposal, row: Row) -> str:
    near = (doubt.key_point, doubt.start, doubt.end)
    if near not in proposal.near or doubt.why not in (Doubt.NEAR, Doubt.MISSED):
        return ""
    return " ".join(row.text[doubt.start : doubt.end].split())[:200]


def _quote(text: str, doubt: Doubted) -> str:
    words = " ".join(text[doubt.start : doubt.end].split())
    if len(words) > LONGEST_QUOTE:
        words = words[: LONGEST_QUOTE - 1] + "…"
    return f"“{words}”" if words else ""
