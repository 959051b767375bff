"""Forms of 判断 and 填空."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    RadioField,
    StringField,
    TextAreaField,
)

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.bank.drafts import Draft
from app.bank.forms.base import ItemForm, lines_of
from app.bank.forms.typed import figure, prose
from app.bank.specs import BLANK
from app.web.forms import choices
from app.web.numbers import plain


class TrueFalseForm(ItemForm):
    """判断."""

    type = ItemType.TRUE_FALSE
    answer = RadioField(
        _l("答案"),
        choices=choices([("true", _l("对")), ("false", _l("错"))]),
        validate_choice=False,
    )
    misconception = StringField(
        _l("误解"), filters=[prose], description=_l("答错的人多半以为什么。")
    )

    @classmethod
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        key = draft.key
        return {"answer": "true" if key.truth else "false", "misconception": key.misconception}

    def shape_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.answer.data in ("true", "false"):
            data["answer"] = self.answer.data == "true"
        if self.misconception.data:
            data["misconception"] = self.misconception.data
        return data

    def place(self, at: tuple[int | str, ...], message: str) -> None:
        super().place(at, _("请选一项。") if at == ("answer",) else message)

    def unfinished(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().unfinished()
        truth = {"true": True, "false": False}.get(self.answer.data or "")
        return face, replace(key, truth=truth, misconception=self.misconception.data or "")


class FillBlankForm(ItemForm):
    """填空."""

    type = ItemType.FILL_BLANK
    rows = "blanks"
    blanks = FieldList(
        TextAreaField(_l("答案"), filters=[prose]), _l("答案"), min_entries=1, max_entries=20
    )
    ordered = BooleanField(_l("各空要按次序填"), default=True)
    tolerance = StringField(
        _l("允许误差"), filters=[figure], description=_l("只对数字有用，写绝对值，如 0.5。")
    )

    @classmethod
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        key = draft.key
        return {
            "blanks": ["\n".join(forms) for forms in key.blanks],
            "ordered": key.ordered,
            "tolerance": plain(key.tolerance) if key.tolerance else "",
        }

    def kept(self) -> list[int]:
        """Indices of the rows up to the last one in which something stands."""
        written = [n for n, text in enumerate(self.blanks.data) if text]
        wanted = (self.stem.data or "").count(BLANK)
        return list(range(min(len(self.blanks), max([wanted, *(n + 1 for n in written)]))))

    def shape_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "blanks": [lines_of(self.blanks[n].data) for n in self.kept()],
            "ordered": bool(self.ordered.data),
        }
        if self.tolerance.data:
            data["tolerance"] = self.tolerance.data
        return data

    def place_shape(self, at: tuple[int | str, ...], message: str) -> bool:
        if at[0] != "blanks":
            return False
        index = self.kept()[int(at[1])] if len(at) > 1 else 0
        label = _("第 %(n)s 空", n=index + 1) if len(at) > 1 else None
        if len(at) == 2 and not self.blanks[index].data:
            message = _("请填写这一项。")
        self.blame(self.blanks[index], message, label)
        return True

    def unfinished(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().unfinished()
        count = face.stem.count(BLANK)
        forms = [tuple(lines_of(text)) for text in self.blanks.data][:count]
        forms += [()] * (count - len(forms))
        return replace(face, blanks=count), replace(key, blanks=tuple(forms))
