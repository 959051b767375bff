"""What acts, taboos, endings and the customer's reactions are called on pages."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.roleplay.domain.acts import Act, Taboo
from app.roleplay.domain.room import Seat
from app.roleplay.domain.scenario import Ending, Sort

ACTS: dict[Act, LazyString] = {
    Act.GREET: _l("问候"),
    Act.LISTEN: _l("倾听"),
    Act.EMPATHY: _l("共情"),
    Act.APOLOGY: _l("致歉"),
    Act.ASK: _l("提问"),
    Act.RESTATE: _l("复述"),
    Act.EXPLAIN: _l("说明"),
    Act.OFFER: _l("提议"),
    Act.COMMIT: _l("承诺时限"),
    Act.REFUSE: _l("拒绝"),
    Act.BENEFIT: _l("讲好处"),
    Act.ADVANCE: _l("推进"),
    Act.CLOSE: _l("收尾"),
    Act.BLAME: _l("推责"),
    Act.ARGUE: _l("争辩"),
}
ACT_HELP: dict[Act, LazyString] = {
    Act.GREET: _l("开场问候，或说明自己是谁"),
    Act.LISTEN: _l("请对方说、表示在听、感谢反馈"),
    Act.EMPATHY: _l("说出或认可对方的感受、处境"),
    Act.APOLOGY: _l("道歉；“不好意思请问”不算"),
    Act.ASK: _l("为了解情况、需要、偏好的真问题；“可以吗”不算"),
    Act.RESTATE: _l("把对方说的复述一遍来核对"),
    Act.EXPLAIN: _l("讲理由、规定、流程、原因"),
    Act.OFFER: _l("提出要做什么、怎么解决、怎么补偿"),
    Act.COMMIT: _l("给出明确时间或期限的承诺"),
    Act.REFUSE: _l("说明某个要求办不到"),
    Act.BENEFIT: _l("讲产品的特点、好处、证据"),
    Act.ADVANCE: _l("提出销售上的下一步：约访、演示、试用、下单"),
    Act.CLOSE: _l("收尾：还有别的吗、再见、祝愿"),
    Act.BLAME: _l("把责任推给别的部门、同事、供应商、系统"),
    Act.ARGUE: _l("反驳、指责、反问、打断、命令对方"),
}
TABOOS: dict[Taboo, LazyString] = {
    Taboo.SHIRK: _l("推脱"),
    Taboo.IMPATIENT: _l("不耐烦"),
    Taboo.CHALLENGE: _l("质问"),
    Taboo.SNEER: _l("讽刺贬低"),
    Taboo.THREATEN: _l("命令威胁"),
    Taboo.EXAGGERATE: _l("夸大"),
    Taboo.SWEAR: _l("脏话"),
}
SORTS: dict[Sort, LazyString] = {
    Sort.COMPLAINT: _l("处理投诉"),
    Sort.ACQUISITION: _l("开发客户"),
    Sort.PLAY: _l("其他情景"),
}
PLAYS: dict[str, LazyString] = {
    "识别客户": _l("识别客户"),
    "留住客户": _l("留住客户"),
    "开发客户需求": _l("开发客户需求"),
    "客户满意": _l("客户满意"),
    "客户忠诚": _l("客户忠诚"),
    "客户投诉": _l("客户投诉"),
}
ENDINGS: dict[Ending, LazyString] = {
    Ending.RESOLVED: _l("圆满"),
    Ending.PARTIAL: _l("部分解决"),
    Ending.LOST: _l("失去客户"),
    Ending.ESCALATED: _l("事情闹大"),
}
# The head of a debrief: what became of it, in a few words.
HEADS: dict[Ending, LazyString] = {
    Ending.RESOLVED: _l("事情办成了"),
    Ending.PARTIAL: _l("解决了一部分"),
    Ending.LOST: _l("没有留住客户"),
    Ending.ESCALATED: _l("客户气走了"),
}
# Short names of the reactions, for the picture of moods and its sentence.
RULES: dict[str, LazyString] = {
    "greet": _l("问候"),
    "listen": _l("倾听"),
    "empathy": _l("共情"),
    "apology": _l("致歉"),
    "apology.second": _l("再次致歉"),
    "apology.more": _l("一味道歉"),
    "restate": _l("复述清楚"),
    "reveal": _l("问到点子上"),
    "repeat": _l("重复问"),
    "off": _l("问得不相干"),
    "met": _l("合对方所需"),
    "empty": _l("办法不对路"),
    "commit": _l("给出时限"),
    "pitch": _l("急着推销"),
    "push": _l("催着定"),
    "answered": _l("回应顾虑"),
    "evaded": _l("回避顾虑"),
    "refuse": _l("生硬拒绝"),
    "refuse.kindly": _l("有理由的拒绝"),
    "blame": _l("推责"),
    "argue": _l("争辩"),
    "taboo": _l("禁忌语"),
    "limit": _l("许诺越权"),
    "flood": _l("说得太多"),
    "leave": _l("急着收尾"),
    "unsure": _l("没听明白"),
    "clock": _l("时间过去"),
}
SEATS: dict[Seat, LazyString] = {
    Seat.AGENT: _l("客服"),
    Seat.CUSTOMER: _l("客户"),
    Seat.OBSERVER: _l("观察员"),
    Seat.LEADER: _l("主持"),
}
MOODS: dict[str, LazyString] = {"anger": _l("怒气"), "trust": _l("信任"), "patience": _l("耐心")}
# In the scenario editor.
FACT, NEED, OBJECTION, ENDING = _l("事实"), _l("需要"), _l("顾虑"), _l("结局")
EVERYBODY, NO_PLAY = _l("不论哪位"), _l("都不是")
MODES: dict[str, LazyString] = {"text": _l("自己写"), "choice": _l("选一句")}


def hot_word(sort: Sort) -> str:
    """What the mood to be brought down is: anger, or the reserve of somebody who is to be won."""
    return str(_l("戒心") if sort is Sort.ACQUISITION else _l("怒气"))


def label_of(name: str) -> str:
    """The word for a judge's label: an act or a class of taboo; others are told as misconduct."""
    if name in Act._value2member_map_:
        return str(ACTS[Act(name)])
    if name in Taboo._value2member_map_:
        return str(TABOOS[Taboo(name)])
    return str(_l("失言"))
