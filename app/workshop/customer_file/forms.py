"""The form in which an instructor sets the task."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from app.gradebook.forms import LocalTimeField, NumberField
from app.gradebook.service import get_scheme
from app.web.forms import Form, at_most, between, choices, may_be_empty, required, strip
from app.web.i18n import local_zone
from app.workshop.customer_file.models import FileProject
from app.workshop.customer_file.service import default_category
from app.workshop.customer_file.words import BASES, TIES


class WholeField(NumberField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and self.data != int(self.data):
            raise ValueError(_("请填整数。"))


class ProjectForm(Form):
    title = StringField(
        _l("名称"), filters=[strip], validators=[required(), at_most(80)], default=""
    )
    category = SelectField(_l("计入成绩册的"), coerce=int, validators=[required()])
    due_at = LocalTimeField(
        _l("截止时间"),
        validators=[may_be_empty()],
        description=_l("空着就没有截止时间。"),
    )
    late_percent = WholeField(
        _l("迟交每天扣百分之几"),
        validators=[required(), between(0, 100)],
        description=_l("过了截止时间，每满一天和不满一天都按一天算，从得分里扣。"),
    )
    late_days = WholeField(
        _l("最多迟交几天"),
        validators=[required(), between(0, 60)],
        description=_l("再往后不收。填 0 就是截止后不收。"),
    )
    cut_a = WholeField(_l("A 类划到累计百分之几"), validators=[required(), between(1, 98)])
    cut_b = WholeField(
        _l("B 类划到累计百分之几"),
        validators=[required(), between(2, 99)],
        description=_l("常用 80 和 95，各书不同；学生看得到这两个数。"),
    )
    basis = RadioField(_l("ABC 按什么排"), choices=choices(BASES.items()))
    ties = RadioField(_l("RFM 同值怎么算"), choices=choices(TIES.items()))

    @classmethod
    def of(cls, class_id: int, project: FileProject | None) -> ProjectForm:
        """The form filled from a task, or with the usual values for a new one."""
        form = cls(data=_values_of(class_id, project))
        parts = [one for one in get_scheme(class_id).categories if not one.is_final]
        form.category.choices = choices((one.id, one.name) for one in parts)
        return form

    def validate_cut_b(self, field: Any) -> None:
        if field.data is not None and self.cut_a.data is not None and field.data <= self.cut_a.data:
            raise ValidationError(_("B 类的线要高于 A 类的线。"))

    def values(self) -> dict[str, Any]:
        """What is to be stored, by name of the row's attribute."""
        data = self.data
        numbers = ("late_percent", "late_days", "cut_a", "cut_b")
        return {
            "title": data["title"],
            "category_id": data["category"],
            "due_at": _instant(data["due_at"]),
            "basis": data["basis"],
            "ties": data["ties"],
        } | {name: int(data[name]) for name in numbers}


def _instant(local: datetime | None) -> datetime | None:
    return None if local is None else local.replace(tzinfo=local_zone()).astimezone(UTC)


def _values_of(class_id: int, project: FileProject | None) -> dict[str, Any]:
    if project is None:
        usual = {"late_percent": 10, "late_days": 7, "cut_a": 80, "cut_b": 95}
        named = {"title": _("建立客户档案"), "basis": "amount", "ties": "low"}
        return {**usual, **named, "category": default_category(class_id)}
    due = project.due_at.astimezone(local_zone()) if project.due_at else None
    plain = ("title", "late_percent", "late_days", "cut_a", "cut_b", "basis", "ties")
    values = {name: getattr(project, name) for name in plain}
    category = project.category_id or default_category(class_id)
    return values | {"due_at": due, "category": category}
