"""Forms of the gradebook."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, DecimalField, SelectField, StringField
from wtforms.validators import Optional, StopValidation

from app.gradebook.models import GradeCategory, GradeColumn, GradeScheme
from app.web.forms import Form, at_most, between, choices, required, strip
from app.web.i18n import local_zone
from app.web.numbers import plain, read_number

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

    @classmethod
    def of(cls, scheme: GradeScheme) -> SchemeForm:
        return cls(obj=scheme)


def _values_of(column: GradeColumn) -> dict[str, Any]:
    due: datetime | None = column.due_at.astimezone(local_zone()) if column.due_at else None
    return {
        "title": column.title,
        "max": column.max,
        "category": column.category_id,
        "weight": column.weight,
        "due_at": due,
        "published": column.published,
    }
