"""Forms of classes."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.accounts.domain import is_valid_name
from app.authz.permissions import Role
from app.courses.labels import RULE_CHOICES, STAFF_CHOICES
from app.web.forms import Form, at_most, between, choices, may_be_empty, required, strip

TERM_HINT = _l("例如 2026 秋，写不写都行。")


class ClassForm(Form):
    name = StringField(
        _l("班级名称"),
        validators=[required(), at_most(80)],
        filters=[strip],
        description=_l("学生看到的名字，例如 电商 2301 班。"),
    )
    term = StringField(
        _l("学期"),
        validators=[may_be_empty(), at_most(40)],
        filters=[strip],
        description=TERM_HINT,
    )


class SettingsForm(ClassForm):
    join_open = BooleanField(
        _l("学生可以凭加入码自己加入"),
        description=_l("名单已经导入、不想再有人进来时，把它关掉。"),
    )
    rule = RadioField(
        _l("多选题怎么计分"),
        choices=choices(RULE_CHOICES),
        description=_l("本班新建的考试用这条规则，每场考试还可以另选。已经批过的分数不变。"),
    )


class StaffForm(Form):
    sign_in_name = StringField(
        _l("登录名"),
        validators=[required(), at_most(160)],
        filters=[strip],
        description=_l("对方的用户名、邮箱或学号。对方要先有账号。"),
    )
    staff_role = SelectField(
        _l("身份"),
        choices=choices(STAFF_CHOICES),
        default=Role.INSTRUCTOR.value,
    )


class JoinForm(Form):
    code = StringField(
        _l("加入码"),
        validators=[required(), at_most(40)],
        filters=[strip],
        description=_l("老师给的六位字母和数字，大小写、空格都不要紧。"),
    )


class NumberMixin:
    """A 学号 that may be empty, and is checked where it is not."""

    def validate_student_no(self, field: Any) -> None:
        if field.data and not is_valid_name("student_no", field.data):
            raise ValidationError(_("学号用 2 到 32 个数字、字母或短横，例如 0230115。"))


class AddStudentForm(NumberMixin, Form):
    student_no = StringField(
        _l("学号"),
        validators=[required()],
        filters=[strip],
        description=_l("也是登录名。前面的 0 会保留。"),
    )
    full_name = StringField(_l("姓名"), validators=[required(), at_most(80)], filters=[strip])


class PersonForm(NumberMixin, Form):
    """What the class's instructors set for a student."""

    full_name = StringField(_l("姓名"), validators=[required(), at_most(80)], filters=[strip])
    student_no = StringField(
        _l("学号"),
        validators=[may_be_empty()],
        filters=[strip],
        description=_l("也是登录名。前面的 0 会保留。"),
    )
    extra_time = DecimalField(
        _l("考试时间倍数"),
        validators=[
            required(_l("请填写 1 到 5 之间的数，例如 1.25。")),
            between(Decimal(1), Decimal(5)),
        ],
        description=_l(
            "1 是正常时间，1.25 是多四分之一，最多 5。设一次就一直有效，"
            "这位同学在所有班级的所有限时考试都按它算。"
        ),
    )

    def validate_extra_time(self, field: Any) -> None:
        if field.data is None or not field.data.is_finite():
            raise ValidationError(_("请填写 1 到 5 之间的数，例如 1.25。"))
        field.data = field.data.quantize(Decimal("0.01"), ROUND_HALF_UP)


class UploadForm(Form):
    """A roster as a file or as pasted text."""

    file = FileField(_l("名单文件"))
    text = TextAreaField(_l("或者直接粘贴"), validators=[may_be_empty(), at_most(400_000)])
