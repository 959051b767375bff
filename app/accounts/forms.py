"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import ValidationError

from app.accounts.domain import is_valid_name
from app.accounts.service import password_message
from app.web.forms import Form, at_most, may_be_empty, required, strip


class SignInForm(Form):
    name = StringField(
        _l("学号、用户名或邮箱"), validators=[required(), at_most(160)], filters=[strip]
    )
    password = PasswordField(_l("密码"), validators=[required(), at_most(200)])


class PasswordForm(Form):
    """A new password, typed twice."""

    # How long it may be is said once, by `password_message`.
    password = PasswordField(_l("新密码"), validators=[required()])
    again = PasswordField(_l("再输一遍"), validators=[required()])

    own_names: tuple[str, ...] = ()

    def validate_password(self, field: Any) -> None:
        message = password_message(field.data, self.own_names)
        if message:
            raise ValidationError(message)

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("两次输入的密码不一样。"))


class ChangePasswordForm(PasswordForm):
    current = PasswordField(_l("现在的密码"), validators=[required(), at_most(200)])


class SignUpForm(PasswordForm):
    full_name = StringField(_l("姓名"), validators=[required(), at_most(80)], filters=[strip])
    username = StringField(
        _l("用户名"),
        validators=[required()],
        filters=[strip],
        description=_l("登录时用。2 到 32 个字：文字、数字、点、横线。"),
    )
    email = StringField(_l("邮箱"), validators=[may_be_empty()], filters=[strip])
    password = PasswordField(
        _l("密码"),
        validators=[required()],
        description=_l("至少 8 位，可以是一句话。"),
    )

    def validate_username(self, field: Any) -> None:
        if not is_valid_name("username", field.data):
            raise ValidationError(_("用户名用 2 到 32 个文字、数字、点或横线，不含空格。"))

    def validate_email(self, field: Any) -> None:
        if not is_valid_name("email", field.data):
            raise ValidationError(_("这不像一个邮箱地址，例如 name@example.com。"))

    def validate_password(self, field: Any) -> None:
        self.own_names = (self.username.data or "", self.email.data or "")
        super().validate_password(field)

    def names(self) -> dict[str, str]:
        """Sign-in names by kind, without the empty ones."""
        names = {"username": self.username.data or "", "email": self.email.data or ""}
        return {kind: text for kind, text in names.items() if text}


class ProfileForm(Form):
    full_name = StringField(_l("姓名"), validators=[required(), at_most(80)], filters=[strip])
    email = StringField(_l("邮箱"), validators=[may_be_empty()], filters=[strip])

    def validate_email(self, field: Any) -> None:
        if not is_valid_name("email", field.data):
            raise ValidationError(_("这不像一个邮箱地址，例如 name@example.com。"))


class NewPersonForm(Form):
    """An account that an administrator makes for somebody."""

    full_name = StringField(_l("姓名"), validators=[required(), at_most(80)], filters=[strip])
    username = StringField(
        _l("用户名"),
        validators=[required()],
        filters=[strip],
        description=_l("登录时用。2 到 32 个字：文字、数字、点、横线。"),
    )
    can_teach = BooleanField(_l("可以开班授课"), default=True)

    def validate_username(self, field: Any) -> None:
        if not is_valid_name("username", field.data):
            raise ValidationError(_("用户名用 2 到 32 个文字、数字、点或横线，不含空格。"))


class PersonForm(Form):
    """What an administrator may set for a person."""

    can_teach = BooleanField(_l("可以开班授课"))
    is_admin = BooleanField(_l("是管理员"))
    is_active = BooleanField(_l("可以登录"))
