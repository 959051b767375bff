"""The form of a bulk edit: every field begins with leaving things as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from app.bank.bulk import Change
from app.bank.labels import COGNITIVE_LABELS, DIFFICULTY_LABELS, LEVEL_LABELS, USE_LABELS
from app.bank.listing import STATE_LABELS
from app.bank.queries import list_knowledge
from app.web.forms import Form, choices

KEEP = ("", _l("不改"))


def _words(labels: Mapping[Any, Any]) -> list[Any]:
    return choices([KEEP, *((getattr(key, "value", key), label) for key, label in labels.items())])


class BulkForm(Form):
    """What is set for all chosen items."""

    knowledge = StringField(_l("主知识点"))
    level = SelectField(_l("教学层次"), choices=_words(LEVEL_LABELS), default="")
    cognitive = SelectField(_l("认知层次"), choices=_words(COGNITIVE_LABELS), default="")
    difficulty = SelectField(_l("预计难度"), choices=_words(DIFFICULTY_LABELS), default="")
    use = SelectField(_l("用途"), choices=_words(USE_LABELS), default="")
    state = SelectField(_l("状态"), choices=_words(STATE_LABELS), default="")

    def validate_knowledge(self, field: StringField) -> None:
        known = {point.id for point in list_knowledge() if point.retired_at is None}
        if field.data and field.data not in known:
            raise ValidationError(str(_l("没有这个知识点。")))

    def change(self) -> Change:
        """What the form asks for."""
        names = ("knowledge", "level", "cognitive", "difficulty", "use", "state")
        return Change(**{name: self[name].data or "" for name in names})
