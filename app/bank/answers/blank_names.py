"""Blanks that ask for a full name or for its abbreviation: the other one is not what was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.answers.blank_slips import shares_sense
from app.bank.answers.blank_verdict import Verdict
from app.bank.answers.lexicon import Words
from app.bank.answers.reasons import Reason
from app.bank.answers.text import normalise
from app.content import cutting

_ABBREVIATION = re.compile('(?:英文缩写|英文简称|缩写)(?:是|为|叫|：|:)?[“"]?$')
_FULL_NAME = re.compile('(?:全称|中文(?:名称?|意思|含义)|全名)(?:应?[是为叫]|：|:)?[“"]?$')


def as_named(
    verdict: Verdict, piece: str, before: str, accepted: Sequence[str], lexicon: Words
) -> Verdict | None:
    """The verdict where the text before the blank asks for a kind of name; else `None`."""
    text = normalise(piece).norm
    if _ABBREVIATION.search(before) and not any(
        _stands_in(normalise(form).norm, text) for form in accepted
    ):
        # The full name where its abbreviation is asked for; a slip in that is none.
        if _has_latin(piece) and " " not in text:
            return None
        return Verdict(min(verdict.credit, 0.5), min(verdict.sure, 0.7), verdict.reason)
    if not _FULL_NAME.search(before):
        return None
    if verdict.reason is Reason.SYNONYM and not _is_full(piece, accepted, lexicon):
        return Verdict(0.0, 0.75, verdict.reason)
    shorter = len(text) < min(len(normalise(form).norm) for form in accepted)
    if shorter and verdict.reason is None:
        return Verdict(min(verdict.credit, 0.5), min(verdict.sure, 0.75), Reason.PARTIAL)
    return None


def _stands_in(form: str, text: str) -> bool:
    """ERP stands in ERP系统 and not in Enterprise Resource Planning."""
    return re.search(rf"(?<![a-z]){re.escape(form)}(?![a-z])", text) is not None


def _is_full(piece: str, accepted: Sequence[str], lexicon: Words) -> bool:
    """Whether a name has as many words as a full one and ends with its last, and is not the letters that
    were given."""
    if _has_latin(piece) and not any(_has_latin(form) for form in accepted):
        return False
    text = normalise(piece).norm
    said = cutting.cut(text, False)
    names = [cutting.cut(normalise(form).norm, False) for form in accepted]
    # 电脑 is as long as 计算机, but for one character.
    return any(
        len(text) + 1 >= sum(len(word) for word in name)
        and (said[-1] == name[-1] or shares_sense(said[-1], name[-1], lexicon))
        for name in names
    )


def _has_latin(text: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in text)
