"""Words of working on the bank together, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.domain.states import Act
from app.bank.domain.types import Cognitive, Level, Use
from app.bank.labels import COGNITIVE_LABELS, DIFFICULTY_LABELS, LEVEL_LABELS, USE_LABELS
from app.bank.listing import STATE_LABELS
from app.bank.team_models import KnowledgeNote

# On buttons.
ACT_LABELS: dict[Act, LazyString] = {
    Act.SUBMIT: _l("送审"),
    Act.WITHDRAW: _l("撤回送审"),
    Act.APPROVE: _l("通过并发布"),
    Act.RETURN: _l("退回修改"),
    Act.PUBLISH: _l("发布"),
    Act.RETIRE: _l("停用"),
    Act.REOPEN: _l("改回草稿"),
}
# After it is done.
ACT_TOLD: dict[Act, LazyString] = {
    Act.SUBMIT: _l("题目已送审。"),
    Act.WITHDRAW: _l("已撤回送审，题目现在是草稿。"),
    Act.APPROVE: _l("已通过，题目已发布。"),
    Act.RETURN: _l("已退回，题目现在是草稿。"),
    Act.PUBLISH: _l("题目已发布。"),
    Act.RETIRE: _l("题目已停用。用过它的试卷不受影响。"),
    Act.REOPEN: _l("题目已改回草稿。"),
}
# In the thread: what somebody did.
NOTE_LABELS: dict[str, LazyString] = {
    "say": _l("留言"),
    "submit": _l("送审"),
    "withdraw": _l("撤回了送审"),
    "approve": _l("通过并发布"),
    "return": _l("退回修改"),
    "publish": _l("发布"),
    "retire": _l("停用"),
    "reopen": _l("改回草稿"),
    "recheck": _l("改了已发布的题，重新待审"),
    "undo": _l("撤销批量修改，状态改回"),
}
FIELD_LABELS = {
    "knowledge": _l("主知识点"),
    "level": _l("教学层次"),
    "cognitive": _l("认知层次"),
    "difficulty": _l("预计难度"),
    "use": _l("用途"),
    "state": _l("状态"),
    "title": _l("名称"),
    "chapter_id": _l("章"),
}
POINT_ACTS = {
    "create": _l("新建"),
    "change": _l("修改"),
    "move": _l("移动"),
    "merge": _l("并入另一个知识点"),
    "split": _l("撤销合并"),
    "retire": _l("停用"),
    "restore": _l("恢复"),
}


def say_value(field: str, value: str, titles: Mapping[str, str]) -> str:
    """A value of a bulk edit, or of a knowledge point's log, in words; `titles` names points and
    chapters by id."""
    if field == "difficulty" and value.isdecimal():
        return str(DIFFICULTY_LABELS.get(int(value), value))
    known: dict[str, dict[str, LazyString]] = {
        "level": {one.value: LEVEL_LABELS[one] for one in Level},
        "cognitive": {one.value: COGNITIVE_LABELS[one] for one in Cognitive},
        "use": {one.value: USE_LABELS[one] for one in Use},
        "state": STATE_LABELS,
    }
    return str(known.get(field, {}).get(value) or titles.get(value, value))


def say_change(note: KnowledgeNote, titles: Mapping[str, str]) -> str:
    """What a step on a knowledge point changed, on one line."""
    if note.act == "merge":
        into = titles.get(note.change["into"], note.change["into"])
        return _("并入“%(title)s”，%(n)s 道题随之改归", title=into, n=note.change["items"])
    if note.act == "split":
        return _("从“%(title)s”里分出来", title=titles.get(note.change["from"], ""))
    parts = []
    for field, value in note.change.items():
        label = str(FIELD_LABELS[field])
        if isinstance(value, list):
            old, new = (say_value(field, one, titles) for one in value)
            parts.append(_("%(what)s：%(old)s → %(new)s", what=label, old=old, new=new))
        else:
            shown = say_value(field, value, titles)
            parts.append(_("%(what)s：%(new)s", what=label, new=shown))
    return "；".join(parts)
