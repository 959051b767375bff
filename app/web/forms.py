"""Base of all forms: messages of our own, so that every language has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

JOINER = "\u200d"
_LOOSE_JOINER = re.compile(rf"(?:^|(?<=\s)){JOINER}+|{JOINER}+(?=\s|$)")


class Form(FlaskForm):
    """CSRF is checked at the gate, so a form needs no field of its own for it."""

    class Meta:
        csrf = False


class Filled(InputRequired):
    """Something was sent, and after the filters something is left of it."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            raise StopValidation(str(self.message))


def required(message: Any = None) -> InputRequired:
    return Filled(message or _l("请填写这一项。"))


def at_most(length: int) -> Length:
    return Length(max=length, message=_l("最多 %(n)s 个字。", n=length))


def between(low: Any, high: Any) -> NumberRange:
    return NumberRange(low, high, message=_l("请填 %(low)s 到 %(high)s。", low=low, high=high))


def may_be_empty() -> Optional:
    return Optional()


def strip(text: str | None) -> str | None:
    """A filter for text fields: what nobody sees away, and outer spaces."""
    return clean(text) if isinstance(text, str) else text


def clean(text: str) -> str:
    """`text` without control and format characters (Unicode Cc and Cf), trimmed.

    A name of zero-width characters would be invisible, and a right-to-left override turns round what
    follows it. Line ends and tabs stay, and the joiner (U+200D) where it joins something: it makes
    one sign of several.
    """
    seen = "".join(
        sign
        for sign in text
        if sign in "\n\r\t" + JOINER or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return _LOOSE_JOINER.sub("", seen).strip()


def add_error(field: Field, message: Any) -> None:
    """Attach an error found by a service to the field it concerns."""
    field.errors = [*field.errors, str(message)]


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Choices of a select or radio field from (value, label) pairs; labels may be lazy."""
    return [SelectChoice(str(value), label) for value, label in pairs]
