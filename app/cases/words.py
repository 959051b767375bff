"""Words for cases: their kinds, how sure their facts are, when parts open."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.cases.domain.case import CaseKind, Opens, Status

KINDS = {
    CaseKind.STORY: _l("故事"),
    CaseKind.COMPANY: _l("企业案例"),
    CaseKind.DIALOGUE: _l("对话"),
    CaseKind.DATA: _l("数据"),
}
# (short word, what it means for the reader)
STATUSES = {
    Status.DOCUMENTED: (_l("有出处"), _l("资料里写明，没有另外核对")),
    Status.CHECKED: (_l("核对过"), _l("用公开资料核对过")),
    Status.UNVERIFIED: (_l("未能核实"), _l("找不到可靠的出处，当故事读")),
    Status.COMPOSITE: (_l("虚构综合"), _l("由多件事合成，人物和细节是编的")),
}
OPENS = {
    Opens.START: _l("一开始就开放"),
    Opens.ANSWER: _l("交了前一部分就开放"),
    Opens.DATE: _l("到时间开放"),
    Opens.STAFF: _l("老师手动开放"),
}
