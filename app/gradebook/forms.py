"""Forms of the gradebook."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, StopValidation

from app.gradebook.domain.marks import Retake
from app.gradebook.models import GradeCategory, GradeColumn, GradeScheme
from app.gradebook.tables import DEFAULTS, level_table, read_table, show_table, to_stored
from app.web.forms import Form, at_most, between, choices, required, strip
from app.web.i18n import local_zone
from app.web.numbers import plain, read_int, read_number

CHOOSE = _l("请从列出的几项里选。")
REFUSALS: dict[str, Any] = {"invalid_choice_message": CHOOSE, "invalid_value_message": CHOOSE}


class NumberField(DecimalField):
    """A number of zero or more with at most two decimals; anything else stays as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        self.data = read_number(valuelist[0])
        if self.data is None:
            raise ValueError(_("请写数字，最多两位小数。"))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation  # that it is no number says enough

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else plain(self.data)


class WholeField(NumberField):
    """A whole number of zero or more; anything else stays as it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        self.data = read_int(valuelist[0])  # type: ignore[assignment]
        if self.data is None:
            raise ValueError(_("请写整数。"))


class LocalTimeField(DateTimeLocalField):
    """A time in the site's zone, within the years in which anybody studies."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, format=formats, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(self._unread()) from None
        if self.data is not None and not 2000 <= self.data.year <= 2100:
            self.data = None
            raise ValueError(self._unread())

    def _unread(self) -> str:
        return _("没有读懂这个时间。请写作 2026-12-28 09:00 这样的日期和时间。")


class ColumnForm(Form):
    """A column of typed marks, or what may be changed of one that an exam fills."""

    title = StringField(_l("名称"), filters=[strip], validators=[required(), at_most(80)])
    max = NumberField(_l("满分"), validators=[required(), between(1, 1000)], default=Decimal(100))
    category = SelectField(_l("计入"), coerce=int, **REFUSALS)
    weight = NumberField(
        _l("在这一类里的权重"),
        validators=[required(), between(0, 100)],
        default=Decimal(1),
        description=_l("同一类里几列的比重，都填 1 就是平均。填 0 不计入。"),
    )
    due_at = LocalTimeField(
        _l("截止时间"),
        validators=[Optional()],
        description=_l("截止前没有分数不计；截止后没有分数按 0 分，免修除外。"),
    )
    published = BooleanField(_l("学生看得到"), default=True)
    may_pass = BooleanField(_l("可以超过满分"), description=_l("附加题之类：分数可以比满分高。"))
    bonus = BooleanField(
        _l("只加不减的加分列"),
        description=_l("得分加进这一类，没有得分也不会拉低；不等它出分。"),
    )
    late_per_day = NumberField(
        _l("迟交每天扣满分的百分之几"),
        validators=[required(), between(0, 100)],
        default=Decimal(0),
        description=_l("不足一天按一天。填 0 不扣。要有截止时间和提交时间才扣。"),
    )
    late_cap = NumberField(
        _l("迟交最多扣百分之几"), validators=[required(), between(0, 100)], default=Decimal(100)
    )
    late_grace = WholeField(
        _l("宽限（分钟）"), validators=[required(), between(0, 10080)], default=Decimal(0)
    )
    retake = SelectField(
        _l("有几次成绩时"),
        **REFUSALS,
        choices=choices(
            [
                (Retake.BEST.value, _l("取最高一次")),
                (Retake.LAST.value, _l("取最后一次")),
                (Retake.MEAN.value, _l("取平均")),
            ]
        ),
        default=Retake.BEST.value,
    )

    @classmethod
    def of(cls, column: GradeColumn | None, categories: list[GradeCategory]) -> ColumnForm:
        """The form filled from a column; without one, for a new column."""
        form = cls() if column is None else cls(data=_values_of(column))
        form.category.choices = choices((c.id, c.name) for c in categories)
        if column is not None and column.source_kind:
            del form.title, form.max, form.due_at  # these follow the exam
        return form

    def values(self) -> dict[str, Any]:
        """What is to be stored, by name of the column's attribute."""
        values = self.data
        return {"category_id": values.pop("category"), **values}


class TableField(TextAreaField):
    """A table of 等级 or 绩点, a line each: “90 优秀”; what is not one stays as it was typed."""

    def _value(self) -> str:
        table: Any = self.data or ()
        return self.raw_data[0] if self.raw_data else show_table(table)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = read_table(valuelist[0])  # type: ignore[assignment]


class SchemeForm(Form):
    """The lines and rounding of a scheme; its categories are rows of their own."""

    eligibility_line = NumberField(
        _l("平时合格线"),
        validators=[required(), between(0, 100)],
        description=_l("平时成绩折成百分制后，低于这条线的不能参加要求合格的考试。"),
    )
    pass_line = NumberField(_l("总评及格线"), validators=[required(), between(0, 100)])
    decimals = SelectField(
        _l("总评保留"),
        coerce=int,
        **REFUSALS,
        choices=choices([(0, _l("整数")), (1, _l("一位小数")), (2, _l("两位小数"))]),
    )
    show_total = BooleanField(_l("学期中让学生看到总评"))
    show_standing = BooleanField(
        _l("让学生看到自己在班里的位次段"),
        description=_l("只写前 10%、前 25% 这样的一段，不写名次，也不写别人。"),
    )
    cap_total = BooleanField(_l("总评最多 100"))
    level = TableField(_l("等级表"), description=_l("一行一档：下限、空格、等级。"))
    four = TableField(_l("绩点表（4.0 制）"))
    five = TableField(_l("绩点表（5.0 制）"))

    @classmethod
    def of(cls, scheme: GradeScheme) -> SchemeForm:
        tables = {name: level_table(scheme, name) for name in DEFAULTS}
        return cls(obj=scheme, **tables)

    def values(self) -> dict[str, Any]:
        """What is to be stored, by name of the scheme's attribute."""
        values = self.data
        return {
            "tables": {name: to_stored(values.pop(name)) for name in DEFAULTS},
            **values,
        }


def _values_of(column: GradeColumn) -> dict[str, Any]:
    due: datetime | None = column.due_at.astimezone(local_zone()) if column.due_at else None
    return {
        "title": column.title,
        "max": column.max,
        "category": column.category_id,
        "weight": column.weight,
        "due_at": due,
        "published": column.published,
        "may_pass": column.may_pass,
        "bonus": column.bonus,
        "late_per_day": column.late_per_day,
        "late_cap": column.late_cap,
        "late_grace": column.late_grace,
        "retake": column.retake,
    }
