"""Words for the bank's enums, in the reader's language."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.bank.domain.items import ItemKey, KeyPoint
from app.bank.domain.types import Cognitive, ItemType, Level, MultipleResponseRule, Use
from app.content.specs import Plan
from app.web.numbers import plain

TYPE_LABELS: dict[ItemType, LazyString] = {
    ItemType.SINGLE_CHOICE: _l("单选"),
    ItemType.MULTIPLE_RESPONSE: _l("多选"),
    ItemType.TRUE_FALSE: _l("判断"),
    ItemType.FILL_BLANK: _l("填空"),
    ItemType.TERM: _l("名词解释"),
    ItemType.SHORT_ANSWER: _l("简答"),
    ItemType.ESSAY: _l("论述"),
}
# As the head of a section of a paper.
SECTION_LABELS: dict[ItemType, LazyString] = {
    ItemType.SINGLE_CHOICE: _l("单项选择题"),
    ItemType.MULTIPLE_RESPONSE: _l("多项选择题"),
    ItemType.TRUE_FALSE: _l("判断题"),
    ItemType.FILL_BLANK: _l("填空题"),
    ItemType.TERM: _l("名词解释题"),
    ItemType.SHORT_ANSWER: _l("简答题"),
    ItemType.ESSAY: _l("论述题"),
}
LEVEL_LABELS: dict[Level, LazyString] = {
    Level.AWARE: _l("了解"),
    Level.MASTER: _l("掌握"),
    Level.APPLY: _l("运用"),
}
COGNITIVE_LABELS: dict[Cognitive, LazyString] = {
    Cognitive.REMEMBER: _l("识记"),
    Cognitive.UNDERSTAND: _l("理解"),
    Cognitive.APPLY: _l("应用"),
    Cognitive.ANALYSE: _l("分析"),
    Cognitive.EVALUATE: _l("评价"),
    Cognitive.CREATE: _l("创造"),
}
USE_LABELS: dict[Use, LazyString] = {
    Use.PRACTICE: _l("练习用"),
    Use.EXAM: _l("考试用"),
    Use.RESERVED: _l("保留"),
}
DIFFICULTY_LABELS: dict[int, LazyString] = {
    1: _l("容易"),
    2: _l("较易"),
    3: _l("中等"),
    4: _l("较难"),
    5: _l("难"),
}
RULE_LABELS: dict[MultipleResponseRule, LazyString] = {
    MultipleResponseRule.EXACT: _l("全对才得分"),
    MultipleResponseRule.HALF: _l("全对得满分，选对但不全得一半，选错不得分"),
    MultipleResponseRule.PROPORTIONAL: _l("选对几项得几项的份额，选错不得分"),
    MultipleResponseRule.SIGNED: _l("选对加分，选错减分，最低零分"),
    MultipleResponseRule.CANVAS: _l("选对一项加一份，选错一项减一份，最低零分"),
    MultipleResponseRule.COVERAGE: _l("按选对的比例与选中的准确率相乘"),
}


def chapter_label(plan: Plan) -> str:
    """“第 3 章”, or “拓展 3” for a lesson beside the syllabus."""
    return _("拓展 %(n)s", n=plan.no) if plan.is_extension else _("第 %(n)s 章", n=plan.no)


def any_words(key: ItemKey) -> str:
    """“任答 4 点，满分 8 分” where any so many key points are asked for, else nothing."""
    if key.most is None:
        return ""
    return _("任答 %(n)s 点，满分 %(points)s 分", n=key.any_of, points=plain(key.most))


def term_words(point: KeyPoint) -> list[str]:
    """What a key point asks beyond its words, a phrase each; for staff."""
    told = []
    if point.must_any:
        told.append(_("必须写到其中一个：%(words)s", words=_("、").join(point.must_any)))
    if point.forbidden:
        told.append(_("这样写就不给分：%(words)s", words="；".join(point.forbidden)))
    if point.ordered:
        told.append(_("次序不能颠倒"))
    if not point.half:
        told.append(_("不给一半分"))
    return told
