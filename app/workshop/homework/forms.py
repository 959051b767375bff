"""The form of a piece of homework."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from app.gradebook.forms import REFUSALS, LocalTimeField, NumberField
from app.gradebook.models import GradeCategory
from app.web.forms import Form, add_error, at_most, between, choices, clean, required, strip
from app.web.i18n import local_zone
from app.web.numbers import plain, read_number
from app.workshop.homework.files import TYPES
from app.workshop.homework.models import Assignment
from app.workshop.homework.service import MOST_FILES

DEFAULT_RUBRIC = (("内容完整", "40", ""), ("分析有据", "40", ""), ("表达清楚", "20", ""))
MOST_CRITERIA = 12


class RubricField(TextAreaField):
    """Criteria, a line each: “内容完整 40 要点齐全”; what is not one stays as it was typed."""

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        rows: Any = self.data or DEFAULT_RUBRIC
        return "\n".join(" ".join(part for part in row if part) for row in rows)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = read_rubric(valuelist[0])  # type: ignore[assignment]


class TypesField(SelectMultipleField):
    """Types of files, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AssignmentForm(Form):
    title = StringField(_l("标题"), filters=[strip], validators=[required(), at_most(80)])
    text = TextAreaField(_l("要求"), filters=[strip], validators=[required(), at_most(20_000)])
    due_at = LocalTimeField(_l("截止时间"), validators=[required()])
    closes_at = LocalTimeField(
        _l("最晚补交"),
        validators=[required()],
        description=_l(
            "截止以后、到这时为止，还没有交过的人可以补交，记为迟交。不收迟交就和截止时间一样。"
        ),
    )
    file_types = TypesField(
        _l("可以交的文件"), choices=choices((one, f".{one}") for one in TYPES), **REFUSALS
    )
    most_files = NumberField(
        _l("最多几个文件"),
        validators=[required(), between(0, MOST_FILES)],
        description=_l("填 0 就只收文字。每个文件最大 10 MB。"),
    )
    rubric = RubricField(_l("评分项"), description=_l("一行一项：名称、空格、分数、空格、说明。"))
    category = SelectField(_l("计入"), coerce=int, **REFUSALS)
    late_per_day = NumberField(
        _l("迟交每天扣满分的百分之几"), validators=[required(), between(0, 100)]
    )
    late_cap = NumberField(_l("迟交最多扣百分之几"), validators=[required(), between(0, 100)])
    open = BooleanField(_l("学生看得到"))

    @classmethod
    def of(cls, row: Assignment | None, categories: Sequence[GradeCategory]) -> AssignmentForm:
        form = cls(data=_values_of(row)) if row else cls(data=_fresh(categories))
        named = [(0, _("不计入成绩册")), *((c.id, c.name) for c in categories)]
        form.category.choices = choices(named)
        return form

    def is_sound(self) -> bool:
        """Validate, with what concerns two fields."""
        if not self.validate_on_submit():
            return False
        if self.closes_at.data < self.due_at.data:  # type: ignore[operator]
            add_error(self.closes_at, _("不能比截止时间早。"))
            return False
        return True

    def values(self) -> dict[str, Any]:
        """What is to be stored, by name of the row's attribute."""
        data = self.data
        return {
            "title": data["title"],
            "text": data["text"],
            "due_at": _utc(data["due_at"]),
            "closes_at": _utc(data["closes_at"]),
            "file_types": data["file_types"],
            "most_files": int(data["most_files"]),
            "rubric": data["rubric"],
            "category_id": data["category"] or None,
            "late_per_day": data["late_per_day"],
            "late_cap": data["late_cap"],
            "open": data["open"],
        }


def read_rubric(text: str) -> list[list[str]]:
    """Read criteria; ValueError with a sentence that names the line."""
    rows: list[list[str]] = []
    lines = [line for line in clean(text).splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        name, _space, rest = line.replace("\u3000", " ").strip().partition(" ")
        points, _space, hint = rest.strip().partition(" ")
        worth = read_number(points)
        if worth is None or not 0 < worth <= 100 or len(name) > 40:
            raise ValueError(_("第 %(n)s 行没有读懂，请写成“内容完整 40”。", n=number))
        rows.append([name, plain(worth), hint.strip()[:200]])
    if not 0 < len(rows) <= MOST_CRITERIA:
        raise ValueError(_("请写 1 到 %(n)s 行。", n=MOST_CRITERIA))
    return rows


def _utc(value: datetime) -> datetime:
    return value.replace(tzinfo=local_zone()).astimezone(UTC)


def _values_of(row: Assignment) -> dict[str, Any]:
    return {
        "title": row.title,
        "text": row.text,
        "due_at": row.due_at.astimezone(local_zone()),
        "closes_at": row.closes_at.astimezone(local_zone()),
        "file_types": row.file_types,
        "most_files": Decimal(row.most_files),
        "rubric": row.rubric,
        "category": row.category_id or 0,
        "late_per_day": row.late_per_day,
        "late_cap": row.late_cap,
        "open": row.open,
    }


def _fresh(categories: Sequence[GradeCategory]) -> dict[str, Any]:
    return {
        "file_types": ["pdf", "docx"],
        "most_files": Decimal(1),
        "rubric": DEFAULT_RUBRIC,
        "category": categories[0].id if categories else 0,
        "late_per_day": Decimal(10),
        "late_cap": Decimal(50),
        "open": True,
    }
