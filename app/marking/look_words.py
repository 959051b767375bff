"""Words for second looks: why one may not ask, where a request stands, what its steps were."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.domain.items import LETTERS
from app.bank.domain.responses import is_blank
from app.marking.answers import answer_text
from app.marking.domain.looks import (
    LONGEST,
    MOST_ASKED,
    MOST_STEPS,
    SHORTEST_REASON,
    Act,
    Fault,
    Refusal,
    State,
)
from app.marking.models import LookStep
from app.marking.works import Answered
from app.web.numbers import plain

STATE_LABELS: dict[State, LazyString] = {
    State.ASKED: _l("已提交"),
    State.WORKING: _l("处理中"),
    State.ANSWERED: _l("已答复"),
    State.WITHDRAWN: _l("已撤回"),
}
# Kind and drawing of the chip that says where a request stands.
STATE_LOOKS: dict[State, tuple[str, str]] = {
    State.ASKED: ("warn", "clock"),
    State.WORKING: ("warn", "pen"),
    State.ANSWERED: ("ok", "check"),
    State.WITHDRAWN: ("", "undo"),
}


def refusal_words(refusal: Refusal) -> str:
    """Why one may not ask for a second look, as a sentence."""
    return {
        Refusal.OFF: _("这场考试不开放复核申请。对分数有疑问，请直接问老师。"),
        Refusal.HIDDEN: _("成绩公布、能看到分数以后才能申请复核。"),
        Refusal.OVER: _("申请复核的时间已经过了。对分数还有疑问，请直接问老师。"),
        Refusal.SETTLED: _("这道题已经对所有人作废或给满分，不用申请复核。"),
        Refusal.UNMARKED: _("这道题还在等老师批改，批完再申请。"),
        Refusal.OPEN: _("这道题已经有一份申请在处理。要补充，请写在那一份里。"),
        Refusal.TOO_OFTEN: _("一道题最多申请 %(n)s 次，已经用完。", n=MOST_ASKED),
    }[refusal]


def fault_words(fault: Fault) -> str:
    """Why a step was not taken, as a sentence."""
    return {
        Fault.CLOSED: _("这份申请已经答复或撤回，没有记下。"),
        Fault.NOT_ANSWERED: _("只有已答复的申请才能重新处理。"),
        Fault.TOO_MANY: _("这份申请已经往来 %(n)s 次，不能再补充，只能答复或撤回。", n=MOST_STEPS),
        Fault.SHORT: _("请写清楚：理由至少 %(n)s 个字，其他地方不能空着。", n=SHORTEST_REASON),
        Fault.LONG: _("最多 %(n)s 个字，请删短一些。", n=LONGEST),
    }[fault]


def step_words(step: LookStep) -> str:
    """What a step was, in a few words."""
    match Act(step.act):
        case Act.ASK:
            return _("申请复核（当时 %(mark)s 分）", mark=plain(step.new))
        case Act.SAY:
            return _("老师留言") if step.by_staff else _("考生补充")
        case Act.STAND:
            return _("答复：维持原分 %(mark)s", mark=plain(step.new))
        case Act.CHANGE:
            return _("答复：改分 %(old)s → %(new)s", old=plain(step.old), new=plain(step.new))
        case Act.RULING:
            return _(
                "答复：这道题已对所有人改过，%(old)s → %(new)s",
                old=plain(step.old),
                new=plain(step.new),
            )
        case Act.WITHDRAW:
            return _("撤回了申请")
        case _:
            return _("重新处理")


def response_words(answered: Answered) -> str:
    """What was answered, choices by the letters that the learner saw; empty where nothing was."""
    response, order = answered.response, answered.order
    if is_blank(response):
        return ""
    if not order:
        return answer_text(response)
    chosen = response if isinstance(response, list) else [str(response)]
    texts = {option.id: option.text for option in answered.face.options}
    return "；".join(
        f"{letter}. {texts[id_]}"
        for letter, id_ in zip(LETTERS, order, strict=False)
        if id_ in chosen
    )
