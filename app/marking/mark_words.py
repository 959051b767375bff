"""Words for marks as learners read them: who gave one, and what it was."""

from __future__ import annotations

from flask_babel import gettext as _

from app.bank.domain.types import MultipleResponseRule
from app.bank.labels import RULE_LABELS
from app.marking.account import Entry, Marker
from app.marking.domain.machine import ENGINE
from app.marking.ruling_words import kind_words


def marker_words(entry: Entry) -> str:
    """Who gave a mark: their part in the class, and their name where they chose so."""
    role = {
        Marker.MACHINE: _("系统"),
        Marker.INSTRUCTOR: _("老师"),
        Marker.ASSISTANT: _("助教"),
        Marker.STAFF: _("教务"),
    }[entry.marker]
    return _("%(role)s%(name)s", role=role, name=entry.name) if entry.name else role


def entry_words(entry: Entry) -> str:
    """What happened, in a sentence without a full stop."""
    if entry.kind is not None:
        words = kind_words(entry.kind, entry.undoes, entry.points)
        return _("%(what)s（第 %(n)s 步）", what=words, n=entry.step)
    if entry.new is None:
        return _("等待批改")
    if entry.by_hand:
        return _("批改")
    if entry.rule == ENGINE:
        return _("系统按采分点批改")
    if entry.rule:
        return _("按答案批改（%(rule)s）", rule=RULE_LABELS[MultipleResponseRule(entry.rule)])
    return _("按答案批改")
