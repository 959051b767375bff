"""The settings of an exam as a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.bank.domain.types import MultipleResponseRule
from app.gradebook.models import GradeCategory
from app.marking.domain.looks import DEFAULT_DAYS, MOST_DAYS
from app.marking.domain.plans import GradingPlan
from app.quiz.domain.access import AccessRules
from app.quiz.domain.reviewing import Phase
from app.quiz.domain.showing import DEFAULT_REVIEW, THINGS, find_gaps
from app.quiz.exams.access_form import AccessFields
from app.quiz.exams.exam_settings import ExamSettings
from app.quiz.exams.written_form import WrittenFields
from app.quiz.models import Exam
from app.web.forms import add_error, at_most, between, choices, required, strip
from app.web.i18n import local_zone
from app.web.numbers import plain, read_int

PHASE_LABELS: dict[Phase, LazyString] = {
    Phase.DURING: _l("作答时"),
    Phase.AFTER_SUBMIT: _l("交卷后"),
    Phase.AFTER_CLOSE: _l("结束后"),
    Phase.AFTER_RELEASE: _l("公布后"),
}
THING_LABELS: dict[str, LazyString] = {
    "own": _l("自己的作答"),
    "right": _l("对错"),
    "marks": _l("分数"),
    "key": _l("答案"),
    "why": _l("解析"),
}
RULE_SENTENCES: dict[MultipleResponseRule, LazyString] = {
    MultipleResponseRule.HALF: _l("少选得一半：全对得满分，选对但不全得一半，有一项选错不得分"),
    MultipleResponseRule.EXACT: _l("全对才得分：少选、多选、错选都不得分"),
    MultipleResponseRule.PROPORTIONAL: _l("按比例：选对几项得几项的份额，有一项选错不得分"),
    MultipleResponseRule.SIGNED: _l("选对加分，选错扣分：各按所占比例，最低零分"),
    MultipleResponseRule.CANVAS: _l("一对抵一错：选对一项加一份，选错一项减一份，最低零分"),
    MultipleResponseRule.COVERAGE: _l("选对的比例乘以选中的准确率：多选会稀释得分"),
}
NO_CATEGORY = 0
# Settings whose fields hold them as they are stored.
PLAIN = frozenset(
    {
        "title", "instructions", "minutes", "attempts", "shuffle_items", "shuffle_options", "rule",
        "needs_eligibility", "look_days",
    }
)  # fmt: skip


class WholeNumber(IntegerField):
    """A whole number, with our own words where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = int(valuelist[0])
        except ValueError:
            self.data = None
            raise ValueError(_("请填整数，例如 90。")) from None


class LocalTime(DateTimeLocalField):
    """A time typed in the site's zone; `instant` is the same in UTC."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(
                _("没有读懂这个时间。请写作 2026-12-28 09:00 这样的日期和时间。")
            ) from None

    @property
    def instant(self) -> datetime | None:
        if self.data is None:
            return None
        try:
            return self.data.replace(tzinfo=local_zone()).astimezone(UTC)
        except OverflowError:
            return None


def window_is_sound(
    opens: LocalTime | None, closes: LocalTime, begin: datetime | None = None
) -> bool:
    """Whether both ends were read, lie in this age and stand in order; says what is wrong at its field.

    `begin` is when the window opens where `opens` may not be changed any more.
    """
    for field in (opens, closes):
        if field is None or not (field.errors or field.data):
            continue
        if field.errors:
            return False
        if field.instant is None or not 2000 <= field.instant.year <= 2200:
            add_error(field, _("年份好像写错了，请写 2000 到 2200 之间的年份。"))
            return False
    begin = opens.instant if opens else begin
    if begin and closes.instant and closes.instant <= begin:
        add_error(closes, _("结束时间要晚于开始时间。"))
        return False
    return True


class Ticks(SelectMultipleField):
    """Several of a few choices, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices}  # type: ignore[union-attr]
        if not set(self.data or ()) <= known:
            raise ValidationError(_("请从列出的几项里选。"))


def one_of_these(_form: Any, field: Any) -> None:
    """A validator, with our own words where the value is none of the choices."""
    if str(field.data) not in {choice.value for choice in field.choices}:
        raise ValidationError(_("请从列出的几项里选一项。"))


def filled_if_sent(_form: Any, field: Any) -> None:
    """A validator: a field that the page does not have keeps its default, an emptied one is a slip."""
    if not field.raw_data:
        raise StopValidation
    if not str(field.raw_data[0]).strip():
        raise StopValidation(_("请填写这一项。"))


def number_or_none(text: str) -> int | None:
    """A choice's number; None for what is none, so that the validator can say so."""
    return read_int(str(text))


class ExamSettingsForm(AccessFields, WrittenFields):
    """Everything about an exam but its paper."""

    title = StringField(_l("考试名称"), [required(), at_most(120)], filters=[strip])
    instructions = TextAreaField(
        _l("考试说明"),
        [at_most(5000)],
        description=_l("考生开考前和作答时都能看到。可以用 Markdown 写小标题、列表和加粗。"),
    )
    opens_at = LocalTime(_l("开始时间"), [required()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    closes_at = LocalTime(
        _l("结束时间"),
        [required()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        description=_l("到这个时间不能再开考，作答也到此为止；有个人加时的考生相应顺延。"),
    )
    minutes = WholeNumber(
        _l("作答时限（分钟）"),
        [required(), between(1, 1440)],
        description=_l("从各人开考算起。"),
    )
    attempts = WholeNumber(
        _l("可考次数"),
        [required(), between(1, 20)],
        description=_l("考几次时，取最高的一次计入成绩。"),
    )
    shuffle_items = BooleanField(
        _l("打乱题目顺序"),
        description=_l("在同一题型里打乱，每人不同；同一材料的题不拆开。"),
    )
    shuffle_options = BooleanField(
        _l("打乱选项顺序"), description=_l("出题时标明选项有先后的题不打乱。")
    )
    rule = RadioField(
        _l("多选题怎么给分"),
        [one_of_these],
        validate_choice=False,
        choices=choices((rule.value, label) for rule, label in RULE_SENTENCES.items()),
    )
    category = SelectField(
        _l("计入哪一类成绩"), [one_of_these], coerce=number_or_none, validate_choice=False
    )
    needs_eligibility = BooleanField(
        _l("平时成绩达到合格线才能开考"),
        description=_l("合格线在成绩册的方案里设。还没有平时成绩时，谁都可以开考。"),
    )
    during = Ticks(PHASE_LABELS[Phase.DURING], choices=choices(THING_LABELS.items()))
    after_submit = Ticks(PHASE_LABELS[Phase.AFTER_SUBMIT], choices=choices(THING_LABELS.items()))
    after_close = Ticks(PHASE_LABELS[Phase.AFTER_CLOSE], choices=choices(THING_LABELS.items()))
    after_release = Ticks(PHASE_LABELS[Phase.AFTER_RELEASE], choices=choices(THING_LABELS.items()))
    look_days = WholeNumber(
        _l("申请复核的天数"),
        [filled_if_sent, between(0, MOST_DAYS)],
        description=_l("公布成绩后这么多天之内，学生可以逐题申请复核；填 0 就不开放。"),
    )

    def offer(self, categories: Sequence[GradeCategory]) -> None:
        """Fill in the categories of the class's scheme; the first is the default."""
        options = [
            (one.id, _("%(name)s（占 %(weight)s%%）", name=one.name, weight=plain(one.weight)))
            for one in categories
        ]
        self.category.choices = choices([*options, (NO_CATEGORY, _("不计入总评"))])
        self.category.default = options[0][0] if options else NO_CATEGORY

    def fill(self, exam: Exam) -> None:
        """Show a stored exam."""
        zone = local_zone()
        for name in PLAIN & set(self._fields):
            self[name].data = getattr(exam, name)
        for name in {"opens_at", "closes_at"} & set(self._fields):
            self[name].data = getattr(exam, name).astimezone(zone).replace(tzinfo=None)
        self.category.data = exam.category_id or NO_CATEGORY
        for phase in Phase:
            self[phase.value].data = list(exam.review.get(phase.value, ()))
        self.fill_access(AccessRules.from_json(exam.access))
        self.fill_written(GradingPlan.from_json(exam.written))

    def start_from(self, rule: str, opens_at: datetime, closes_at: datetime) -> None:
        """Show the defaults of a new exam; the instants are local."""
        self.rule.data, self.minutes.data, self.attempts.data = rule, 90, 1
        self.shuffle_items.data = self.shuffle_options.data = True
        self.look_days.data = DEFAULT_DAYS
        self.opens_at.data, self.closes_at.data = opens_at, closes_at
        self.category.data = self.category.default
        for phase in Phase:
            self[phase.value].data = list(DEFAULT_REVIEW[phase.value])
        self.fill_access(AccessRules())
        self.fill_written(GradingPlan())

    @property
    def review(self) -> dict[str, list[str]]:
        return {phase.value: list(self[phase.value].data or ()) for phase in Phase}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what lies between fields: the window, and that later moments show no less."""
        ok = super().validate(extra_validators)
        sound = window_is_sound(self.opens_at, self.closes_at, self.start_of_window())
        return sound and self._review_is_sound() and ok

    def settings(self) -> ExamSettings:
        """The form as it goes to the service; valid forms only."""
        closes_at = self.closes_at.instant
        opens_at = self.start_of_window()
        if opens_at is None or closes_at is None:
            raise ValueError("the form was not validated")
        return ExamSettings(
            **{name: self.value_of(name) for name in PLAIN},
            opens_at=opens_at,
            closes_at=closes_at,
            category_id=self.category.data or None,
            review=self.review,
            access=self.access,
            written=self.written,
        )

    def value_of(self, name: str) -> Any:
        """What stands in a field; empty texts as such."""
        data = self[name].data
        if name == "look_days" and data is None:
            return self.usual_look_days()
        return "" if data is None else data

    def usual_look_days(self) -> int:
        return DEFAULT_DAYS

    def start_of_window(self) -> datetime | None:
        return self.opens_at.instant

    def _review_is_sound(self) -> bool:
        """Only asked once every box holds a known value."""
        if any(self[phase.value].errors for phase in Phase):
            return False
        gaps = find_gaps(self.review)
        for earlier, later, thing in gaps:
            add_error(
                self[later.value],
                _(
                    "“%(earlier)s”已经能看%(thing)s，“%(later)s”就不能再藏起来。",
                    earlier=PHASE_LABELS[earlier],
                    later=PHASE_LABELS[later],
                    thing=THING_LABELS[thing],
                ),
            )
        return not gaps


class PublishedExamForm(ExamSettingsForm):
    """What of a published exam may still change; the rest is as it was published."""

    opens_at = shuffle_items = shuffle_options = rule = needs_eligibility = None  # type: ignore[assignment]

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        super().__init__()

    def value_of(self, name: str) -> Any:
        return super().value_of(name) if name in self else getattr(self.exam, name)

    def usual_look_days(self) -> int:
        return self.exam.look_days

    def start_of_window(self) -> datetime | None:
        return self.exam.opens_at


REVIEW_ROWS = tuple((phase.value, PHASE_LABELS[phase]) for phase in Phase)
REVIEW_COLUMNS = tuple((thing, THING_LABELS[thing]) for thing in THINGS)
