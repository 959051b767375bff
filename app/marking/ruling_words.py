"""Words for rulings: kinds, what a step does, what a preview finds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.domain.items import ItemFace
from app.bank.domain.types import ItemType
from app.gradebook.domain.totals import round_half_up
from app.marking.domain.preview import Forecast
from app.marking.domain.rulings import Kind, Mode
from app.marking.models import Ruling
from app.web.numbers import plain

KIND_LABELS: dict[Kind, LazyString] = {
    Kind.KEY: _l("改答案"),
    Kind.ACCEPT: _l("也算对"),
    Kind.VOID: _l("作废"),
    Kind.FULL: _l("人人满分"),
    Kind.POINTS: _l("改分值"),
    Kind.UNDO: _l("撤销"),
}
KIND_HINTS: dict[Kind, LazyString] = {
    Kind.KEY: _l(
        "题目答案给错了。改好的答案成为题库里这道题的新一版；试卷上的题目不变，每份作答按新答案重批。之前“也算对”的从头来过。"
    ),
    Kind.ACCEPT: _l("原来的答案仍然对，另有一种答法也该算对。没有人会因此降分。"),
    Kind.VOID: _l(
        "这道题对谁都不算。它的分值从满分里减掉：100 分的卷子作废一道 2 分的题，满分就是 98 分，其他题的分数一分不动。"
    ),
    Kind.FULL: _l("这道题人人得满分，包括没有作答的和还没批的。卷子的满分不变。"),
    Kind.POINTS: _l("改变这道题的分值，卷子的满分跟着变。人工批的分数按原来的得分比例换算。"),
    Kind.UNDO: _l("每个人回到那一步之前的分数。那一步之后由人批改的分数保留。"),
}
MODE_LABELS: dict[Mode, LazyString] = {Mode.VOID: _l("作废"), Mode.FULL: _l("人人满分")}


def step_words(ruling: Ruling) -> str:
    """A step in a sentence, without what tells the key."""
    return kind_words(Kind(ruling.kind), ruling.undoes, ruling.points)


def kind_words(kind: Kind, undoes: int | None = None, points: object = None) -> str:
    """A kind in words, with the number of the step or of marks it is about."""
    if kind is Kind.UNDO:
        return _("撤销第 %(n)s 步", n=undoes)
    if kind is Kind.POINTS and points is not None:
        return _("分值改为 %(n)s 分", n=plain(points))  # type: ignore[arg-type]
    return str(KIND_LABELS[kind])


def accept_words(face: ItemFace, ruling: Ruling) -> str:
    """What else a step accepts, for staff."""
    more = ruling.accept
    match face.type:
        case ItemType.SINGLE_CHOICE | ItemType.MULTIPLE_RESPONSE:
            return _("选项 %(list)s", list=_("、").join(more.get("options", ())))
        case ItemType.TRUE_FALSE:
            return _("对") if more.get("truth") else _("错")
        case ItemType.FILL_BLANK:
            return _lists(more.get("forms", ()))
        case _:
            return _lists(more.get("variants", {}).values())


def _lists(lists: object) -> str:
    rows: Sequence[Sequence[str]] = list(lists)  # type: ignore[call-overload]
    return "；".join(text for row in rows for text in row)


def forecast_words(found: Forecast) -> str:
    """What a step would do, as one finding."""
    if not found.papers:
        return _("还没有人交卷，没有分数要改；之后交的卷按新的算。")
    if not found.changed:
        return _("%(n)s 份答卷里没有一份的分数会变。", n=found.papers)
    told = _(
        "%(n)s 份答卷里有 %(changed)s 份会变：得分率 %(raised)s 份上升，%(lowered)s 份下降。",
        n=found.papers, changed=found.changed, raised=found.raised, lowered=found.lowered,
    )  # fmt: skip
    if found.up or found.down:
        told += _(
            "升到 60%% 以上的 %(up)s 份，降到 60%% 以下的 %(down)s 份。",
            up=found.up,
            down=found.down,
        )
    else:
        told += _("没有人越过 60% 这条线。")
    return told


def mean_words(found: Forecast) -> str:
    """The mean share before and after."""
    return _(
        "平均得分率由 %(before)s 变为 %(after)s。",
        before=share_words(found.mean_before), after=share_words(found.mean_after),
    )  # fmt: skip


def share_words(share: Fraction) -> str:
    """A share in per cent to one place, so that small changes show."""
    return f"{plain(round_half_up(share * 100, 1))}%"
