"""Forms of role-play."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField

from app.gradebook.forms import REFUSALS, LocalTimeField, NumberField
from app.roleplay.models import PlayAssignment
from app.roleplay.services.assigning import Settings
from app.web.forms import Form, add_error, at_most, between, choices, required, strip
from app.web.i18n import local_zone

MODES = (("text", _l("学生自己写")), ("choice", _l("从几句里选")), ("both", _l("由学生决定")))
COUNTS = (("best", _l("取最好的一次")), ("last", _l("取最后一次")))
DEBRIEF = (("after_run", _l("演完就能看")), ("after_close", _l("截止以后才能看")))


class WholeNumber(IntegerField):
    """A whole number; anything else is told in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请写整数。")) from None


class AssignmentForm(Form):
    """A scenario set to a class."""

    title = StringField(_l("名称"), [required(), at_most(80)], filters=[strip])
    note = TextAreaField(_l("给学生的话"), [at_most(1000)], filters=[strip])
    opens_at = LocalTimeField(_l("开放时间"), validators=[required()])
    closes_at = LocalTimeField(_l("截止时间"), validators=[required()])
    attempts = WholeNumber(_l("可演次数"), [required(), between(1, 20)])
    counts = RadioField(_l("多次怎么计分"), choices=choices(COUNTS), **REFUSALS)
    mode = RadioField(_l("学生怎么说"), choices=choices(MODES), **REFUSALS)
    debrief = RadioField(_l("什么时候看复盘"), choices=choices(DEBRIEF), **REFUSALS)
    category = SelectField(_l("计入哪一类成绩"), **REFUSALS)
    weight = NumberField(
        _l("在这一类里的权重"),
        validators=[required(), between(0, 100)],
        description=_l("六个情景剧按课程的实训学时是 6、4、4、2、2、4，可以改。"),
    )

    def offer(self, categories: Iterable[tuple[int, str]]) -> AssignmentForm:
        """Say which parts of the gradebook there are."""
        parts = [(str(id_), name) for id_, name in categories]
        self.category.choices = choices([("", _l("不计入成绩")), *parts])
        return self

    def fill(self, row: PlayAssignment) -> AssignmentForm:
        """Show what was set."""
        for name in ("title", "note", "attempts", "counts", "mode", "debrief", "weight"):
            self[name].data = getattr(row, name)
        self.opens_at.data, self.closes_at.data = _local(row.opens_at), _local(row.closes_at)
        self.category.data = str(row.category_id or "")
        return self

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        sound = super().validate(*args, **kwargs)
        opens, closes = self.opens_at.data, self.closes_at.data
        if opens and closes and closes <= opens:
            add_error(self.closes_at, _("结束时间要晚于开始时间。"))
            return False
        return sound

    def settings(self) -> Settings:
        return Settings(
            title=self.title.data or "",
            note=self.note.data or "",
            opens_at=_instant(self.opens_at.data),
            closes_at=_instant(self.closes_at.data),
            attempts=self.attempts.data or 1,
            mode=self.mode.data,
            counts=self.counts.data,
            debrief=self.debrief.data,
            weight=self.weight.data if self.weight.data is not None else Decimal(1),
            category_id=int(self.category.data) if self.category.data else None,
        )


def _local(at: datetime) -> datetime:
    return at.astimezone(local_zone()).replace(tzinfo=None)


def _instant(typed: datetime | None) -> datetime:
    if typed is None:
        raise ValueError("the form was not validated")
    return typed.replace(tzinfo=local_zone()).astimezone(UTC)
