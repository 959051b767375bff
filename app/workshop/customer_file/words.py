"""What tables, fields, checks and faults are called in the interface, and the rubric."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.marking.domain.rubric import Criterion, Level, Rubric
from app.workshop.customer_file.domain import tables as t
from app.workshop.customer_file.domain.checks import Check
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.marks import (
    COMPLETE,
    GRADING,
    PRIVATE,
    QUALITY,
    VALUE,
    WORTH,
)
from app.workshop.customer_file.domain.state import Fault, OpError

TABLES: dict[str, LazyString] = {
    t.PERSONS: _l("个人客户"),
    t.FIRMS: _l("企业客户"),
    t.CONTACTS: _l("联系记录"),
    t.CONSENTS: _l("同意记录"),
    t.ORDERS: _l("订单"),
    t.ABC: _l("ABC 分类"),
    t.RFM: _l("RFM 评分"),
    t.CLV: _l("客户终身价值"),
    t.TEXTS: _l("分析与说明"),
}
_FIELDS: dict[str, LazyString] = {
    "name": _l("姓名"),
    "instalment": _l("分期付款"),
    "identity": _l("身份证号"),
    "born": _l("出生日期"),
    "phone": _l("手机号"),
    "address": _l("地址"),
    "joined": _l("建档日期"),
    "checked": _l("最近核实"),
    "status": _l("资料状态"),
    "marketing": _l("营销信息"),
    "religion": _l("宗教信仰"),
    "health": _l("健康状况"),
    "school": _l("子女学校"),
    "credit_code": _l("统一社会信用代码"),
    "contact": _l("联系人"),
    "family": _l("联系人家庭情况"),
    "customer": _l("客户编号"),
    "day": _l("日期"),
    "channel": _l("方式"),
    "purpose": _l("目的"),
    "staff": _l("经手人"),
    "summary": _l("内容"),
    "flag": _l("处理"),
    "state": _l("状态"),
    "source": _l("来源"),
    "amount": _l("金额（元）"),
    "margin": _l("毛利（元）"),
    "cumulative": _l("累计占比（%）"),
    "cls": _l("类别"),
    "r": _l("R 分"),
    "f": _l("F 分"),
    "m": _l("M 分"),
    "value": _l("数值"),
    "text": _l("文字"),
}
_FIRM_NAME = _l("企业名称")
CHECKS: dict[Check, LazyString] = {
    Check.EMPTY: _l("必填项空着"),
    Check.FORM: _l("格式不对"),
    Check.DIGITS: _l("校验位不对"),
    Check.ALIKE: _l("像是重复"),
    Check.CLASH: _l("前后矛盾"),
    Check.STALE: _l("久未核实"),
}
KINDS: dict[Kind, LazyString] = {
    Kind.MISSING: _l("缺失"),
    Kind.PHONE: _l("手机号位数或字符错"),
    Kind.IDENTITY: _l("身份证校验位不对"),
    Kind.CREDIT: _l("信用代码校验位不对"),
    Kind.FORMAT: _l("格式不统一"),
    Kind.DUPLICATE: _l("重复客户"),
    Kind.BORN: _l("生日与身份证矛盾"),
    Kind.JOINED: _l("建档晚于首单"),
    Kind.MARKETING: _l("没有有效同意却可发营销"),
    Kind.CONTACTED: _l("撤回同意后仍被营销"),
    Kind.STALE: _l("久未核实仍标有效"),
    Kind.CONSENT: _l("缺同意记录"),
    Kind.NOTE: _l("缺联系记录"),
    Kind.EXCESS: _l("过度收集"),
}
CONVENTIONS: dict[str, LazyString] = {
    "1": _l("① 首期毛利已经到手，不再计入：m·r ÷ (1 + i − r)"),
    "2": _l("② 首期毛利在第 1 期末必得：m ÷ (1 + i − r)"),
    "3": _l("③ 首期毛利现在立即取得：m·(1 + i) ÷ (1 + i − r)"),
}
CLV_NAMES: dict[str, LazyString] = {
    "first": _l("甲的终身价值"),
    "second": _l("乙的终身价值"),
    "third": _l("丙的终身价值"),
    "equity": _l("三人的客户资产"),
    "truncated": _l("乙的三年截断值"),
    "net": _l("乙扣除获客成本后的净值"),
}
BASES: dict[str, LazyString] = {"amount": _l("销售额"), "margin": _l("毛利")}
TIES: dict[str, LazyString] = {
    "low": _l("同值同分，取低：只数比自己差的客户"),
    "high": _l("同值同分，取高：与自己同值的也数进去"),
}


def field_label(table: str, name: str) -> str:
    """What a column is called."""
    return str(_FIRM_NAME if (table, name) == (t.FIRMS, "name") else _FIELDS[name])


def row_label(table: str, row: str) -> str:
    """What a row of the student's own tables is called; a customer's is its id."""
    if table == t.CLV:
        return str(_("时点约定")) if row == t.CONVENTION else str(CLV_NAMES[row])
    if table == t.TEXTS:
        return str(_("分析部分")) if row == t.ANALYSIS else str(_("隐私说明"))
    return row


def fault_words(error: OpError) -> str:
    """What happened, what was kept, what to do."""
    where = ""
    if error.op and error.op.table in TABLES:
        name = error.op.field
        known = name in _FIELDS
        label = field_label(error.op.table, name) if known else ""
        where = " ".join(part for part in (error.op.row, label) if part)
    words = {
        Fault.MALFORMED: _("没有读懂送来的改动，什么都没有存。请刷新页面再试。"),
        Fault.NO_SUCH_PLACE: _(
            "%(where)s 已经不在了，没有存。请刷新页面看最新的档案。", where=where
        ),
        Fault.LOCKED: _("这里不能改，没有存。"),
        Fault.CHANGED: _(
            "%(where)s 在另一个窗口改成了“%(now)s”，你的改动没有存。", where=where, now=error.now
        ),
        Fault.CHOICE: _("%(where)s 只能从列出的几项里选，没有存。", where=where),
        Fault.LONG: _("%(where)s 太长了，没有存。", where=where),
        Fault.REASON: _("请写明理由，200 字以内。还没有删除。"),
        Fault.ITSELF: _("不能把一条记录并进它自己。"),
        Fault.FULL: _("记录太多了，没有存。"),
    }
    return words[error.fault]


def make_rubric() -> Rubric:
    """The rubric in the language of the request; its numbers and points never change."""
    one = {number: Decimal(points) for number, points in WORTH.items()}
    return Rubric(
        criteria=(
            Criterion(
                number=COMPLETE,
                name=_("完整"),
                points=one[COMPLETE],
                by_machine=True,
                hint=_("补齐空项，补记联系与同意，表格和文字都写了。"),
            ),
            Criterion(
                number=QUALITY,
                name=_("质量"),
                points=one[QUALITY],
                by_machine=True,
                hint=_("改好的问题减去改坏的好数据。"),
            ),
            Criterion(
                number=GRADING,
                name=_("分级"),
                points=one[GRADING],
                by_machine=True,
                hint=_("ABC 与 RFM 各 1 分，按填对的格数。"),
            ),
            Criterion(
                number=VALUE,
                name=_("价值"),
                points=one[VALUE],
                by_machine=True,
                hint=_("按你声明的时点约定核对。"),
            ),
            Criterion(
                number=PRIVATE,
                name=_("隐私与说明"),
                points=one[PRIVATE],
                hint=_("说清为什么留、为什么删，结论有依据。"),
                levels=(
                    Level(
                        points=Decimal("1"), text=_("用途、依据、保存期限都说到，分析用到自己的数")
                    ),
                    Level(points=Decimal("0.5"), text=_("说到一部分，或者分析与数据脱节")),
                    Level(points=Decimal("0"), text=_("没有写，或者照抄说明")),
                ),
            ),
        )
    )
