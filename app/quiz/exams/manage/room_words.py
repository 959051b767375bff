"""Words for what happens in an exam room: how candidates stand, what staff did, what was noticed."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from app.quiz.domain.rehearsal import stored_outcome
from app.quiz.domain.watching import Status
from app.quiz.exams.board import BoardRow
from app.quiz.exams.board_queries import Aside
from app.quiz.exams.dossier import Standing
from app.quiz.exams.rehearsal_words import outcome_words
from app.quiz.exams.rescuing import Held
from app.quiz.models import ExamAct, Incident
from app.web.numbers import plain


def status_words(status: Status) -> tuple[str, str, str]:
    """The words, kind and icon of a candidate's chip on the board."""
    return {
        Status.OFFLINE: (_("断线"), "warn", "off"),
        Status.QUIET: (_("久未保存"), "warn", "clock"),
        Status.NOT_STARTED: (_("未开始"), "", "user"),
        Status.WRITING: (_("作答中"), "ok", "pen"),
        Status.ABSENT: (_("缺考"), "warn", "warn"),
        Status.BY_TIME: (_("时间到，已收卷"), "", "clock"),
        Status.BY_STAFF: (_("老师已收卷"), "", "lock"),
        Status.HANDED_IN: (_("已交卷"), "", "check"),
    }[status]


def show_labels() -> list[tuple[str, str]]:
    """What the board can be narrowed to."""
    return [
        ("", _("全部考生")),
        ("open", _("正在作答")),
        ("offline", _("断线")),
        ("quiet", _("久未保存")),
        ("missing", _("未到或缺考")),
        ("closed", _("已交卷")),
        ("incident", _("有记录")),
        ("aside", _("有未计分的作答")),
    ]


def ago_words(span: timedelta) -> str:
    """How long ago something was: 40 秒前, 11 分钟前, 2 小时前."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return _("%(n)s 秒前", n=seconds)
    if seconds < 3600:
        return _("%(n)s 分钟前", n=seconds // 60)
    return _("%(n)s 小时前", n=seconds // 3600)


def act_words(act: ExamAct) -> str:
    """What staff did, in a sentence."""
    name = act.sitting.user.name if act.sitting else ""
    detail = act.detail
    match act.kind:
        case "extend" if act.sitting:
            return _("给%(name)s加 %(n)s 分钟", name=name, n=act.minutes)
        case "extend":
            return _("全场延长 %(n)s 分钟", n=act.minutes)
        case "close":
            return _("收%(name)s的卷", name=name)
        case "reopen":
            return _("重开%(name)s的卷，给 %(n)s 分钟", name=name, n=act.minutes)
        case "admit" if "withdraws" in detail:
            return _("撤回对%(name)s %(n)s 题作答的采纳", name=name, n=len(detail["saves"]))
        case "admit":
            return _("采纳%(name)s的 %(n)s 题作答", name=name, n=len(detail.get("saves", ())))
        case "rescue":
            return _(
                "收下%(name)s的急救文件，存入 %(n)s 题作答", name=name, n=detail.get("stored", 0)
            )
        case "message" | "note":
            return _said(act.kind, name, detail.get("text", ""))
        case _:
            return _other_act(act)


def _said(kind: str, name: str, text: str) -> str:
    """Words to the room or to one, or about one or the room."""
    if kind == "message":
        if name:
            return _("通知%(name)s：%(text)s", name=name, text=text)
        return _("通知全场：%(text)s", text=text)
    if name:
        return _("记事，%(name)s：%(text)s", name=name, text=text)
    return _("记事：%(text)s", text=text)


def _other_act(act: ExamAct) -> str:
    """Acts that other pages wrote down."""
    if act.kind == "settings" and "seats" in act.detail:
        return _("排座位，%(n)s 个", n=act.detail.get("count", 0))
    if act.kind in ("grant", "bypass") and act.detail.get("withdrawn"):
        return _("收回一项单独安排")
    return {
        "publish": _("发布考试"),
        "unpublish": _("撤回发布"),
        "release": _("公布成绩"),
        "seal": _("封存回执"),
        "grant": _("为一名考生单独安排"),
        "bypass": _("为一名考生免去进场要求"),
        "settings": _("改考试设置"),
        "regrade": _("改答案重评"),
    }.get(act.kind, act.kind)


def incident_words(kind: str, count: int, seconds: int = 0) -> str:
    """What happened around a sitting, counted."""
    match kind:
        case "leave":
            return _("离开窗口 %(n)s 次", n=count)
        case "return":
            return _("离开共 %(n)s 秒", n=seconds)
        case "offline":
            return _("断网 %(n)s 次，共 %(s)s 秒", n=count, s=seconds)
        case "address":
            return _("换地址 %(n)s 次", n=count)
        case "note":
            return _("记事 %(n)s 条", n=count)
        case _:
            return f"{kind} {count}"


def record_words(row: BoardRow) -> list[str]:
    """All that is on record of a candidate, for the last column of the board."""
    told = [
        incident_words(kind, one.count, one.seconds)
        for kind in ("leave", "return", "offline", "address", "note")
        if (one := row.incidents.get(kind)) is not None
    ]
    if row.reopened:
        told.append(_("重开 %(n)s 次", n=row.reopened))
    if row.user.extra_time > 1:
        told.append(_("长期 %(n)s 倍时间", n=plain(row.user.extra_time)))
    if row.minutes:
        told.append(_("加 %(n)s 分钟", n=row.minutes))
    return told


def aside_words(aside: Aside) -> str:
    """Saves that do not count, and how many of them were admitted."""
    told = []
    if aside.late:
        told.append(_("补传 %(n)s", n=aside.late))
    if aside.superseded:
        told.append(_("被顶替 %(n)s", n=aside.superseded))
    if aside.admitted:
        told.append(_("已采纳 %(n)s", n=aside.admitted))
    return _("，").join(told)


def incident_label(kind: str) -> str:
    """What happened once, as the heading of its line."""
    return {
        "leave": _("离开窗口"),
        "return": _("回到窗口"),
        "offline": _("断网"),
        "address": _("换地址"),
        "note": _("记事"),
        "rehearsal": _("演练"),
    }.get(kind, kind)


def happened_words(incident: Incident) -> str:
    """The rest of the line: for how long, from where, in whose words."""
    if incident.kind == "rehearsal":
        found = stored_outcome(incident.text, incident.seconds)
        return outcome_words(found.step, found) if found else ""
    if incident.seconds is None:
        return incident.text
    return _("%(n)s 秒", n=incident.seconds)


def standing_words(standing: Standing, admitted: bool = False) -> tuple[str, str, str]:
    """The words, kind and icon of a chip that says how a save stands."""
    if admitted and standing is Standing.COUNTS:
        return _("采纳，计入"), "ok", "check"
    return {
        Standing.COUNTS: (_("计入"), "ok", "check"),
        Standing.EARLIER: (_("旧稿"), "", "undo"),
        Standing.LATE: (_("补传"), "warn", "clock"),
        Standing.SUPERSEDED: (_("被顶替"), "warn", "copy"),
        Standing.RESCUED: (_("急救文件"), "warn", "up"),
    }[standing]


def held_words(held: Held) -> tuple[str, str, str]:
    """The words, kind and icon of a chip that says whether the server has a save of a file."""
    return {
        Held.STORED: (_("已在服务器上"), "ok", "check"),
        Held.RESCUED: (_("以前收过"), "", "check"),
        Held.MISSING: (_("服务器没有"), "warn", "up"),
        Held.ODD: (_("读不成这份试卷的作答"), "loss", "cross"),
    }[held]
