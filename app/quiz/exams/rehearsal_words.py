"""Words for the steps of a rehearsal and how they went."""

from __future__ import annotations

from flask_babel import gettext as _

from app.quiz.domain.rehearsal import Outcome, Step


def step_words(step: Step) -> str:
    """What is tried."""
    return {
        Step.OFFLINE: _("断网"),
        Step.SILENT: _("服务器没有回答"),
        Step.RELOAD: _("刷新页面"),
        Step.TAKEOVER: _("另一个页面接手"),
        Step.TIME_UP: _("时间到"),
    }[step]


def outcome_words(step: Step, outcome: Outcome | None) -> str:
    """How it went, in a sentence."""
    if outcome is None:
        return _("还没有试。")
    n, s = outcome.changes, outcome.seconds
    if not outcome.held:
        return {
            Step.OFFLINE: _("断网 %(s)s 秒，有改动没有补传成功。", s=s),
            Step.SILENT: _("服务器 %(s)s 秒没有回答，有改动没有送到。", s=s),
            Step.RELOAD: _("刷新以后，没送到的改动没有回来。"),
            Step.TAKEOVER: _("另一个页面接手以后，这个页面没有让位，或没有拿回来。"),
            Step.TIME_UP: _("时间到以前就被收了卷，没有试到。"),
        }[step]
    return {
        Step.OFFLINE: _("断网 %(s)s 秒，%(n)s 次改动补传成功。", s=s, n=n),
        Step.SILENT: _("服务器 %(s)s 秒没有回答，%(n)s 次改动后来都送到了。", s=s, n=n),
        Step.RELOAD: _("带着 %(n)s 次没送到的改动刷新，都回来了，也送到了。", n=n),
        Step.TAKEOVER: _("另一个页面接手时这个页面让了位，后来又拿了回来。"),
        Step.TIME_UP: _("时间到，试卷自己交了上来，有回执。"),
    }[step]
