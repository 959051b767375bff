"""How written answers are graded, as part of the exam's settings form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import ValidationError

from app.marking.domain.plans import DEFAULT_SURE, Blanks, GradingPlan, Help
from app.web.forms import choices
from app.web.numbers import plain, read_int, read_number

HELP_SENTENCES: dict[Help, LazyString] = {
    Help.CONFIRM: _l("系统先填好建议分，老师一组一组确认"),
    Help.PROPOSE: _l("只显示建议，每个采分点都由老师来填"),
    Help.ACCEPT: _l("把握大的由系统记分，其余由老师批；系统记的抽查二十分之一"),
}
BLANKS_SENTENCES: dict[Blanks, LazyString] = {
    Blanks.STRICT: _l("只认题目列出的答案，交卷时就判好"),
    Blanks.LENIENT: _l("意思对也算：列出的答案当场判对，其余由老师定，系统先给建议分"),
}
MOST_TOLERANCE = Decimal(100)


class WrittenFields(FlaskForm):
    """名词解释、简答、论述怎么批，填空怎么判."""

    written_help = RadioField(
        _l("主观题怎么批"),
        validate_choice=False,
        choices=choices((one.value, label) for one, label in HELP_SENTENCES.items()),
    )
    written_sure = StringField(
        _l("多大把握才算把握大（百分之几）"),
        description=_l("50 到 100。只在系统可以记分时起作用。"),
    )
    written_double = BooleanField(
        _l("双评：两位老师各批一遍，互相看不到"),
        description=_l("相差不超过下面的分数，取平均；超过的由第三位老师定。系统不单独记分。"),
    )
    written_tolerance = StringField(_l("双评允许相差（分）"))

    written_blanks = RadioField(
        _l("填空怎么判"),
        validate_choice=False,
        choices=choices((one.value, label) for one, label in BLANKS_SENTENCES.items()),
    )

    def fill_written(self, plan: GradingPlan) -> None:
        """Show a plan."""
        self.written_help.data = plan.help.value
        self.written_sure.data = str(plan.sure)
        self.written_double.data = plan.double
        self.written_tolerance.data = plain(plan.tolerance)
        self.written_blanks.data = plan.blanks.value

    @property
    def written(self) -> GradingPlan:
        """The plan that was typed; valid forms only. A form without these fields says the default."""
        usual = GradingPlan()
        sure = read_int(self.written_sure.data or "")
        tolerance = read_number(self.written_tolerance.data or "")
        return GradingPlan(
            help=Help(self.written_help.data or usual.help),
            sure=DEFAULT_SURE if sure is None else sure,
            double=bool(self.written_double.data),
            tolerance=usual.tolerance if tolerance is None else tolerance,
            blanks=Blanks(self.written_blanks.data or usual.blanks),
        )

    def validate_written_help(self, field: Any) -> None:
        if field.data and field.data not in set(Help):
            raise ValidationError(_("请选一项。"))

    def validate_written_blanks(self, field: Any) -> None:
        if field.data and field.data not in set(Blanks):
            raise ValidationError(_("请选一项。"))

    def validate_written_sure(self, field: Any) -> None:
        typed = (field.data or "").strip()
        number = read_int(typed)
        if typed and (number is None or not 50 <= number <= 100):
            raise ValidationError(_("请填 50 到 100 的整数。"))

    def validate_written_tolerance(self, field: Any) -> None:
        typed = (field.data or "").strip()
        number = read_number(typed)
        if typed and (number is None or number > MOST_TOLERANCE):
            raise ValidationError(_("请填 0 到 100 的数字，最多两位小数。"))
