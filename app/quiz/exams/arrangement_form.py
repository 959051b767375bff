"""What is arranged for one person, as a form."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from app.quiz.domain.access import Waiver
from app.quiz.domain.terms import Grant
from app.quiz.exams.forms import LocalTime, Ticks, WholeNumber, window_is_sound
from app.quiz.models import Accommodation
from app.web.forms import Form, add_error, at_most, between, choices, may_be_empty, required, strip
from app.web.i18n import local_zone

LONGEST_REASON = 200
_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class ArrangementForm(Form):
    """A window, minutes, attempts, what is waived, and why."""

    person = SelectField(_l("考生"), validate_choice=False)
    opens_at = LocalTime(_l("单独的开始时间"), [may_be_empty()], format=_FORMATS)
    closes_at = LocalTime(
        _l("单独的结束时间"),
        [may_be_empty()],
        format=_FORMATS,
        description=_l("补考填这两项；不填，和大家同时考。"),
    )
    minutes = WholeNumber(
        _l("单独的作答时限（分钟）"),
        [may_be_empty(), between(1, 1440)],
        description=_l("代替考试的时限。这位考生名单上的加时倍数照样再乘。"),
    )
    attempts = WholeNumber(
        _l("一共可考几次"),
        [may_be_empty(), between(1, 20)],
        description=_l("连已经考过的算在内：考过一次再补一次，填 2。"),
    )
    waives = Ticks(
        _l("免去的要求"),
        choices=choices(
            [
                (Waiver.LINE.value, _l("不看平时合格线")),
                (Waiver.PASSWORD.value, _l("不用考试口令")),
                (Waiver.SEAT.value, _l("不用座位码")),
                (Waiver.NETWORK.value, _l("不限网络")),
                (Waiver.SEB.value, _l("不用 Safe Exam Browser")),
            ]
        ),
    )
    reason = StringField(
        _l("原因"),
        [required(_l("请写明原因，会记在考场记录里。")), at_most(LONGEST_REASON)],
        filters=[strip],
    )

    def offer(self, people: list[tuple[str, str]]) -> None:
        """Fill in who may be chosen: (public id, words)."""
        self.person.choices = choices([("", _("请选择")), *people])

    def fill(self, row: Accommodation) -> None:
        """Show what is arranged."""
        zone = local_zone()
        for field, value in ((self.opens_at, row.opens_at), (self.closes_at, row.closes_at)):
            field.data = value and value.astimezone(zone).replace(tzinfo=None)
        self.minutes.data, self.attempts.data = row.minutes, row.attempts
        self.waives.data, self.reason.data = list(row.waives), row.reason

    def validate(self, extra_validators: Any = None) -> bool:
        """Also that a window has both ends, in order, and that something is arranged at all."""
        ok = super().validate(extra_validators)
        return self._window_is_sound() and ok and self._says_something()

    @property
    def grant(self) -> Grant:
        """What the fields hold; valid forms only."""
        return Grant(
            opens_at=self.opens_at.instant,
            closes_at=self.closes_at.instant,
            minutes=self.minutes.data,
            attempts=self.attempts.data,
            waives=frozenset(self.waives.data or ()),
        )

    def _window_is_sound(self) -> bool:
        ends = (self.opens_at, self.closes_at)
        if any(field.errors for field in ends):
            return False
        for field, other in (ends, ends[::-1]):
            if field.data is None and other.data is not None:
                add_error(field, _("开始和结束要一起填。"))
                return False
        return window_is_sound(self.opens_at, self.closes_at)

    def _says_something(self) -> bool:
        if self.grant != Grant():
            return True
        add_error(
            self.waives, _("还没有写要单独安排什么。时间、时限、次数、免去的要求，至少填一样。")
        )
        return False
