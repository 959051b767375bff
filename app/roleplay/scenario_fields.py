"""The fields of the scenario form: which parts of a scenario's text they stand for, and their words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.roleplay.domain.scenario import Condition, Moment, Slot

C = Condition


@dataclass(frozen=True, slots=True)
class Input:
    """A field.

    `kind`: text, area, number, words (split by commas), lines (one a line), choice (one of the options)
    or ticks (any of them). `options` names what is offered (see `scenario_form.offers_of`). What is
    emptied goes from the text where it is `optional`. `only` are the conditions of an own check that use
    the field, none for all.
    """

    name: str
    kind: str
    label: LazyString
    options: str = ""
    optional: bool = False
    hint: LazyString | None = None
    only: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the same fields, such as facts; an empty row at the end takes a new one.

    New rows get an id that begins with `prefix`, none where it is empty. `head` is the field whose value
    stands for a row that is folded up.
    """

    name: str
    label: LazyString
    inputs: tuple[Input, ...]
    prefix: str = ""
    head: str = "name"
    hint: LazyString | None = None


_ACTS = "acts"

HEAD = (
    Input("title", "text", _l("名称")),
    Input("sort", "choice", _l("哪一类"), "sorts"),
    Input("play", "choice", _l("六个情景剧里的哪一个"), "plays", optional=True),
    Input("minutes", "number", _l("约几分钟")),
    Input(
        "chapters", "words", _l("属于哪几章（编号）"), hint=_l("比如 ch08、ch09；拓展内容写 ext。")
    ),
    Input("role", "text", _l("学员是谁")),
    Input("situation", "lines", _l("发生了什么（一行一段）")),
    Input("sees", "lines", _l("学员手边有什么（一行一件）")),
    Input("hidden", "lines", _l("只给老师看的说明（一行一条）")),
    Input("ends.good", "area", _l("圆满时的结局")),
    Input("ends.fair", "area", _l("部分解决时的结局")),
    Input("ends.bad", "area", _l("没办成时的结局")),
    Input("questions", "lines", _l("复盘时想一想（一行一问）")),
)
PERSONA = (
    Input("name", "text", _l("客户称呼")),
    Input("profile", "text", _l("客户是什么人")),
    Input("style", "text", _l("说话风格")),
    Input("mood.anger", "number", _l("开场怒气（0 到 100）")),
    Input("mood.trust", "number", _l("开场信任（0 到 100）")),
    Input("mood.patience", "number", _l("开场耐心（20 到 100）")),
    Input("opening", "area", _l("第一句话")),
)
FACTS = Group(
    "facts",
    _l("问了才说的事实"),
    (
        Input("name", "text", _l("事实")),
        Input("ask", "words", _l("问到哪些词会说"), hint=_l("一件事实可以不写：任何提问都会说。")),
        Input("say", "area", _l("客户怎么说")),
        Input("words", "words", _l("复述时会有的词")),
        Input("question", "area", _l("一句问得出来的话")),
    ),
    "fact",
)
NEEDS = Group(
    "needs",
    _l("真正的需要"),
    (
        Input("name", "text", _l("需要")),
        Input("act", "ticks", _l("客服做到哪一样，就能满足"), _ACTS),
        Input("any", "words", _l("话里要有这些词之一")),
        Input("after", "ticks", _l("先要知道哪些事实"), "facts"),
        Input("model", "area", _l("一句满足它的话")),
    ),
    "need",
    hint=_l("新写的事实存一次以后，就能在“先要知道哪些事实”里勾选。"),
)
OBJECTIONS = Group(
    "objections",
    _l("会提的顾虑"),
    (
        Input("turn", "number", _l("从第几轮起")),
        Input("say", "area", _l("客户怎么说")),
        Input("act", "ticks", _l("客服做到哪一样，就算回应"), _ACTS),
        Input("any", "words", _l("话里要有这些词之一")),
        Input("model", "area", _l("一句回应它的话")),
    ),
    "objection",
    head="say",
)
LIMITS = Group(
    "limits",
    _l("不能许的诺"),
    (Input("name", "text", _l("名称")), Input("any", "words", _l("话里有这些词之一，就算许了"))),
    "limit",
)
RUBRIC = (
    Input(
        "rubric",
        "choice",
        _l("按什么评分"),
        "rubrics",
        hint=_l("选“自己的检查项”，就在下面写；各项分值合计 100。"),
    ),
)
_BY_TURN = (C.ACT, C.FACT, C.NEED, C.RESTATED, C.OBJECTION)
CHECKS = Group(
    "checks",
    _l("自己的检查项"),
    (
        Input("name", "text", _l("检查什么（学生看得到）")),
        Input("points", "number", _l("几分")),
        Input("axis", "text", _l("属于哪一方面"), hint=_l("同一方面的检查项在复盘里合在一起。")),
        Input("condition", "choice", _l("怎样算做到"), "conditions"),
        Input("act", "ticks", _l("做到哪一样"), _ACTS, optional=True, only=(C.ACT,)),
        Input("any", "words", _l("话里要有这些词之一"), optional=True, only=(C.ACT,)),
        Input(
            "ref", "choice", _l("是哪一个"), "refs", True,
            only=(C.FACT, C.NEED, C.OBJECTION, C.ENDING),
        ),
        Input(
            "who", "choice", _l("对哪位客户"), "people", True, only=(*_BY_TURN, C.ANGER, C.ENDING)
        ),
        Input("by", "number", _l("最晚在第几轮（不限就空着）"), optional=True, only=_BY_TURN),
        Input("least", "number", _l("至少几轮（1 轮就空着）"), optional=True, only=(*_BY_TURN, C.KEPT)),
        Input("most", "number", _l("怒气最多是多少"), optional=True, only=(C.ANGER,)),
    ),
    "check",
)  # fmt: skip
_CHOICE = (
    Input("when", "choice", _l("什么时候"), "moments"),
    Input("say", "area", _l("供选的一句")),
    Input("who", "choice", _l("对哪位客户"), "people", optional=True),
)
GOOD_CHOICES = Group(
    "choices.good",
    _l("供选的好句"),
    _CHOICE,
    head="say",
    hint=_l("至少 6 句，每个时机都要有。问事实的话、满足需要的话会自动加进去，不用再写。"),
)
WRONG_CHOICES = Group(
    "choices.wrong",
    _l("供选的错句"),
    (*_CHOICE, Input("why", "area", _l("错在哪里"))),
    head="say",
    hint=_l("至少 10 句，每个时机都要有。好句不要总是最长、最客气的那一句。"),
)
SCRIPTS = (
    Input("scripts.model", "lines", _l("示范（一行一轮）")),
    Input("scripts.average", "lines", _l("一般的一次（一行一轮）")),
    Input("scripts.taboo", "lines", _l("满是禁忌语的一次（一行一轮）")),
)

SLOT_WORDS: dict[Slot, LazyString] = {
    Slot.REVEAL: _l("引出要说的事"),
    Slot.EASE: _l("觉得被听懂"),
    Slot.MET: _l("得到想要的"),
    Slot.PRESS: _l("没有进展，催问"),
    Slot.HURT: _l("被冒犯"),
    Slot.TIRED: _l("听腻了"),
    Slot.REFUSED: _l("被拒绝"),
    Slot.UNSURE: _l("没听懂"),
    Slot.HAPPY_END: _l("满意地结束"),
    Slot.OPEN_END: _l("不满地结束"),
}
BAND_WORDS: dict[str, LazyString] = {
    "hot": _l("气头上"),
    "warm": _l("还有气"),
    "calm": _l("平静"),
}
CONDITION_WORDS: dict[Condition, LazyString] = {
    C.ACT: _l("说的话做到了某一样"),
    C.FACT: _l("问出了某件事实"),
    C.NEED: _l("知道情况以后满足了某个需要"),
    C.RESTATED: _l("复述了已经知道的事"),
    C.OBJECTION: _l("回应了某个顾虑"),
    C.KEPT: _l("没有越权许诺，也没有失言"),
    C.ANGER: _l("结束时怒气不高于某个数"),
    C.ENDING: _l("以某种结局结束"),
    C.TEACHER: _l("由老师评定"),
}
MOMENT_WORDS: dict[Moment, LazyString] = {
    Moment.OPENING: _l("开场"),
    Moment.FEELING: _l("客户有情绪时"),
    Moment.FACT: _l("了解事实时"),
    Moment.SOLVING: _l("提办法时"),
    Moment.CLOSING: _l("收尾"),
}
RUBRIC_WORDS: dict[str, LazyString] = {
    "complaint-v1": _l("处理投诉的评分表"),
    "acquisition-v1": _l("开发客户的评分表"),
    "own": _l("自己的检查项"),
}
