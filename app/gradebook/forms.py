"""Forms of the gradebook."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, DecimalField, SelectField, StringField
from wtforms.validators import Optional

from app.web.forms import Form, at_most, between, choices, required, strip


class ColumnForm(Form):
    """A column of typed marks."""

    title = StringField(_l("名称"), validators=[required(), at_most(80)], filters=[strip])
    category = SelectField(_l("计入"), coerce=int)
    max = DecimalField(_l("满分"), validators=[required(), between(1, 1000)], default=100)
    weight = DecimalField(
        _l("在这一类里的权重"),
        validators=[required(), between(0, 100)],
        default=1,
        description=_l("同一类里几列的比重，都填 1 就是平均。填 0 不计入。"),
    )
    due_at = DateTimeLocalField(
        _l("截止时间"),
        validators=[Optional()],
        description=_l("截止前没有分数不计；截止后没有分数按 0 分，免修除外。"),
    )
    published = BooleanField(_l("学生看得到"), default=True)

    def offer(self, categories: list[Any]) -> ColumnForm:
        self.category.choices = choices((c.id, c.name) for c in categories)
        return self


class SchemeForm(Form):
    """The lines and rounding of a scheme; its categories are rows of their own."""

    eligibility_line = DecimalField(
        _l("平时合格线"),
        validators=[required(), between(0, 100)],
        description=_l("平时成绩折成百分制后，低于这条线的不能参加要求合格的考试。"),
    )
    pass_line = DecimalField(_l("总评及格线"), validators=[required(), between(0, 100)])
    decimals = SelectField(
        _l("总评保留"),
        coerce=int,
        choices=choices([(0, _l("整数")), (1, _l("一位小数")), (2, _l("两位小数"))]),
    )
    show_total = BooleanField(_l("学期中让学生看到总评"))
