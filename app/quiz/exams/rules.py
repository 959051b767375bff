"""Names of access rules and of what an accommodation lifts, in words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from app.quiz.domain.access import Waiver


def rule_names(names: Iterable[str]) -> str:
    """Names of access rules in words, for what may not be tightened any more."""
    words = {
        "password": _("考试口令"),
        "networks": _("网络"),
        "seat_code": _("座位码"),
        "seb": "Safe Exam Browser",
        "leaving": _("记录离开窗口"),
    }
    return _("、").join(words[name] for name in names)


def waiver_words(waiver: str) -> str:
    """What a person need not do."""
    return {
        Waiver.LINE: _("不看平时合格线"),
        Waiver.PASSWORD: _("不用考试口令"),
        Waiver.NETWORK: _("不限网络"),
        Waiver.SEAT: _("不用座位码"),
        Waiver.SEB: _("不用 Safe Exam Browser"),
    }[Waiver(waiver)]
