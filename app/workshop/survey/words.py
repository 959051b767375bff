"""The words of surveys: kinds of questions, faults and how to mend them, flags, checks."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.marking.domain.rubric import Criterion, Fact, Found, Rubric
from app.workshop.survey.domain.grid import Crosshair, Quadrant
from app.workshop.survey.domain.lint import Finding, Rule
from app.workshop.survey.domain.marks import WORTH, Check, Given, Part
from app.workshop.survey.domain.quality import Flag
from app.workshop.survey.domain.questionnaire import Kind, Measures

KINDS: Mapping[str, LazyString] = {
    Kind.SCALE: _l("单项量表"),
    Kind.MATRIX: _l("矩阵量表"),
    Kind.NPS: _l("推荐意愿（0–10）"),
    Kind.SINGLE: _l("单选"),
    Kind.MULTIPLE: _l("多选"),
    Kind.OPEN: _l("开放题"),
    Kind.DEMOGRAPHIC: _l("背景"),
}
MEASURES: Mapping[str, LazyString] = {
    Measures.PERFORMANCE: _l("评表现"),
    Measures.IMPORTANCE: _l("评重要性"),
    Measures.OVERALL: _l("评总体"),
}
STATES: Mapping[str, LazyString] = {
    "draft": _l("设计中"),
    "open": _l("正在回收"),
    "closed": _l("已停止回收"),
    "handed_in": lazy_pgettext("survey", "已提交"),
}
SOURCES: Mapping[str, LazyString] = {
    "pilot": _l("试填"),
    "real": _l("真实"),
    "simulated": _l("模拟"),
}
QUADRANTS: Mapping[str, LazyString] = {
    Quadrant.IMPROVE: _l("优先改进"),
    Quadrant.KEEP: _l("继续保持"),
    Quadrant.LOW: _l("低优先"),
    Quadrant.EXCESS: _l("可能投入过度"),
}
CROSSHAIRS: Mapping[str, LazyString] = {
    Crosshair.MEANS: _l("各项的均值"),
    Crosshair.MIDDLE: _l("量表中点"),
}
WEIGHT_SOURCES: Mapping[str, LazyString] = {
    "typed": _l("自己填写"),
    "importance": _l("由客户评的重要性归一而来"),
    "equal": _l("各维度相等"),
}
FLAGS: Mapping[str, LazyString] = {
    Flag.SPEED: _l("答得太快"),
    Flag.STRAIGHT: _l("所有量表选同一格"),
    Flag.DUPLICATE: _l("内容与另一份完全相同"),
    Flag.EMPTY: _l("大半没有作答"),
}
ACTS: Mapping[str, LazyString] = {
    "open": _l("开始回收"),
    "issue": _l("印出一次性码"),
    "close": _l("停止回收"),
    "simulate": _l("加入模拟答卷"),
    "keep": _l("保留一份"),
    "drop": _l("剔除一份"),
    "clear_pilot": _l("清空试填"),
    "claim": _l("交自己算的结果"),
    "hand_in": _l("提交作业"),
    "return": _l("老师退回"),
}
REPORT_PARTS: Mapping[str, LazyString] = {
    "method": _l("怎样做的"),
    "findings": _l("解读"),
    "advice": _l("改进建议"),
    "limits": _l("不能说明什么"),
}
REPORT_HINTS: Mapping[str, LazyString] = {
    "method": _l("问了谁、怎样发的、哪天到哪天、发出与收回多少份；谁没有被问到。"),
    "findings": _l("先说结论，再指出是哪张图、哪个数字支持它。差别在误差之内的，不要说成差别。"),
    "advice": _l("先改哪一处、由谁改、怎样知道改好了。每条对应一个发现。"),
    "limits": _l("样本多大、是否含模拟答卷、哪些人没有代表、哪些结论要等更多数据。"),
}

FAULTS: Mapping[str, LazyString] = {
    Rule.EMPTY: _l("题目是空的"),
    Rule.DOUBLE: _l("一题问了两件事"),
    Rule.LEADING: _l("带有诱导或评价的字眼"),
    Rule.NEGATION: _l("用了否定的说法"),
    Rule.JARGON: _l("行话，客户未必懂"),
    Rule.UNBALANCED: _l("选项两边不对等"),
    Rule.NO_ENDS: _l("量表的两端没有写字"),
    Rule.NOT_APPLICABLE: _l("没有给答不了的人留选项"),
    Rule.NO_DIMENSION: _l("没有归入维度"),
    Rule.PERSONAL: _l("要了个人信息"),
    Rule.LONG_TEXT: _l("题目太长"),
    Rule.REPEATED: _l("同一个问题问了两遍"),
    Rule.FEW_OPTIONS: _l("选项少于两个，或有重复"),
    Rule.BIG_MATRIX: _l("矩阵行数太多"),
    Rule.MIXED_SCALES: _l("量表的级数不统一"),
    Rule.NO_OVERALL: _l("没有总体满意题"),
    Rule.NO_NPS: _l("没有推荐意愿题"),
    Rule.NO_OPEN: _l("没有开放题"),
    Rule.FEW_ITEMS: _l("评表现的题目少于三个"),
    Rule.NO_IMPORTANCE: _l("没有问重要性"),
    Rule.NO_PRIVACY: _l("开头没有说明匿名"),
    Rule.TOO_LONG: _l("问卷太长"),
}
MENDING: Mapping[str, LazyString] = {
    Rule.EMPTY: _l("写上要问的话，或把它删掉。"),
    Rule.DOUBLE: _l("拆成两题。一件做到、一件没做到的人，现在没法回答。"),
    Rule.LEADING: _l("删去形容词和暗示，只说事实，例如“您对服务人员的礼貌是否满意”。"),
    Rule.NEGATION: _l("改成肯定的说法；若有意作反向题，请勾选“反向题”。"),
    Rule.JARGON: _l("换成客户自己会用的话。"),
    Rule.UNBALANCED: _l("好与坏的选项一样多，中间留一个居中的。"),
    Rule.NO_ENDS: _l("两端各写几个字，例如“很不满意”与“很满意”。"),
    Rule.NOT_APPLICABLE: _l("加上“不适用”，多选题加上“以上都没有”或“其他”，免得人乱选。"),
    Rule.NO_DIMENSION: _l("填上维度，否则它不进指数。"),
    Rule.PERSONAL: _l("删掉。满意度调查用不着知道是谁；要分组，问年龄段、购买次数这样的大类。"),
    Rule.LONG_TEXT: _l("减到 60 字以内，背景放进说明。"),
    Rule.REPEATED: _l("删去其中一题。"),
    Rule.FEW_OPTIONS: _l("给两个以上互不相同的选项。"),
    Rule.BIG_MATRIX: _l("手机上八行以上很难填，拆成两题或挑要紧的留下。"),
    Rule.MIXED_SCALES: _l("统一成同一种级数，均值才能放在一起比。"),
    Rule.NO_OVERALL: _l("加一题“总的来说，您对我们满意吗”，推得的重要性要靠它。"),
    Rule.NO_NPS: _l("要报 NPS 就加上；它量的是推荐意愿，不是满意度。"),
    Rule.NO_OPEN: _l("加一题开放题，问出想不到的事。"),
    Rule.FEW_ITEMS: _l("至少三题，信度 α 才算得出。"),
    Rule.NO_IMPORTANCE: _l("加一组重要性题，四分图的自报重要性与权重由它而来。"),
    Rule.NO_PRIVACY: _l("写明“本问卷匿名”，并说明结果拿来做什么。"),
    Rule.TOO_LONG: _l("留下能指向行动的题，八分钟以内答完。"),
}

CHECKS: Mapping[str, LazyString] = {
    "kept": _l("有效答卷"),
    "pilot": _l("试填份数"),
    "decided": _l("可疑答卷已决定去留"),
    "completeness": _l("封闭题作答率"),
    "csi": _l("满意度指数 CSI"),
    "nps": _l("净推荐值 NPS"),
    "alpha": _l("信度 α"),
    "quadrants": _l("四分图归格"),
    "privacy_said": _l("开头说明匿名"),
    "nothing_personal": _l("没有要个人信息"),
    "method_said": _l("报告写明怎样做的"),
    "limits_said": _l("报告写明不能说明什么"),
}
CRITERIA: Mapping[Part, tuple[LazyString, LazyString]] = {
    Part.DESIGN_RULES: (
        _l("设计：按规则检查"),
        _l("问卷检查留下的毛病，每种重的扣 0.5，轻的扣 0.2"),
    ),
    Part.DESIGN: (_l("设计：题目合乎目的"), _l("问得出要知道的事，维度与题目相称，次序合理")),
    Part.COLLECTING: (_l("收集质量"), _l("有效答卷 1、试填 0.4、可疑答卷的决定 0.3、作答率 0.3")),
    Part.FIGURES: (_l("计算"), _l("CSI、NPS、α 与四分图归格各 0.5")),
    Part.READING: (_l("解读与建议"), _l("结论有数字支持，建议对应发现，分得清先后")),
    Part.CARE: (_l("规范"), _l("说明匿名、不要个人信息、写明做法与局限")),
}
BY_RULES = frozenset({Part.DESIGN_RULES, Part.COLLECTING, Part.FIGURES, Part.CARE})


def rubric() -> Rubric:
    """The rubric of the coursework, in the reader's language."""
    return Rubric(
        criteria=tuple(
            Criterion(
                number=part,
                name=str(CRITERIA[part][0]),
                hint=str(CRITERIA[part][1]),
                points=WORTH[part],
                by_machine=part in BY_RULES,
            )
            for part in Part
        )
    )


def found(given: Given) -> Found:
    """What the machine gives, with its checks in words."""
    return Found(points=given.points, facts=[_fact(check) for check in given.checks])


def _fact(check: Check) -> Fact:
    name = check.name
    words = FAULTS[name.removeprefix("lint:")] if name.startswith("lint:") else CHECKS[name]
    return Fact(
        name=str(words),
        own=check.own,
        expected=check.expected,
        tolerance=check.tolerance,
        ok=check.ok,
    )


def fault_words(finding: Finding) -> str:
    """A fault with what was found: 一题问了两件事（“和”）."""
    words = FAULTS[finding.rule]
    if not finding.words:
        return str(words)
    if finding.rule is Rule.REPEATED:
        return _("与第 %(n)s 题问的相同", n=finding.words)
    if finding.rule is Rule.TOO_LONG:
        return _("问卷太长：大约要 %(n)s 分钟", n=finding.words)
    return _("%(fault)s（%(words)s）", fault=words, words=finding.words)
