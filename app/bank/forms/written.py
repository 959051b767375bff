"""Forms of 名词解释, 简答 and 论述."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    StringField,
    TextAreaField,
)

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.drafts import Draft
from app.bank.forms.base import ItemForm, decimal_of, lines_of
from app.bank.forms.typed import figure, prose
from app.web.numbers import plain, read_int


class PointRow(wtforms.Form):
    text = StringField(_l("要点"), filters=[prose])
    points = StringField(_l("分值"), filters=[figure])
    variants = TextAreaField(_l("也算写到的说法"), filters=[prose])
    must_any = TextAreaField(_l("必须写到其中一个词"), filters=[prose])
    forbidden = TextAreaField(_l("这样写就不给分"), filters=[prose])
    ordered = BooleanField(_l("次序不能颠倒"))
    whole = BooleanField(_l("不给一半分"))

    @property
    def asks_more(self) -> bool:
        """Whether anything is asked beyond the words, or wrong with what is asked."""
        fields = (self.must_any, self.forbidden, self.ordered, self.whole)
        return any(field.data or field.errors for field in fields)

    @property
    def terms(self) -> dict[str, Any]:
        """What is asked beyond the words, by field of a key point."""
        return {
            "must_any": lines_of(self.must_any.data),
            "forbidden": lines_of(self.forbidden.data),
            "ordered": bool(self.ordered.data),
            "half": not self.whole.data,
        }


class WrittenForm(ItemForm):
    """名词解释, 简答 and 论述."""

    rows = "key_points"
    model_answer = TextAreaField(_l("参考答案"), filters=[prose])
    key_points = FieldList(FormField(PointRow), _l("采分点"), min_entries=3, max_entries=20)
    any_of = StringField(_l("任答几点"), filters=[figure])

    @classmethod
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        key = draft.key
        return {
            "points": "",  # follows from the key points
            "model_answer": key.model_answer,
            "any_of": str(key.any_of) if key.any_of else "",
            "key_points": [
                {
                    "text": point.text,
                    "points": plain(point.points),
                    "variants": "\n".join(point.variants),
                    "must_any": "\n".join(point.must_any),
                    "forbidden": "\n".join(point.forbidden),
                    "ordered": point.ordered,
                    "whole": not point.half,
                }
                for point in key.key_points
            ],
        }

    def kept(self) -> list[int]:
        """Indices of the rows in which something stands."""
        return [n for n, row in enumerate(self.key_points) if any(row.form.data.values())]

    def _rows(self) -> Iterator[PointRow]:
        return (cast("PointRow", self.key_points[n].form) for n in self.kept())

    def shape_data(self) -> dict[str, Any]:
        return {
            "model_answer": self.model_answer.data or "",
            "any_of": self._any_of(),
            "key_points": [
                {
                    "text": row.text.data or "",
                    "points": row.points.data or "",
                    "variants": lines_of(row.variants.data),
                    **row.terms,
                }
                for row in self._rows()
            ],
        }

    def _any_of(self) -> int | str:
        """How many key points are asked for, 0 for all; what is no number stays as it was typed."""
        typed = self.any_of.data or ""
        number = read_int(typed)
        return 0 if not typed else typed if number is None else number

    def place_shape(self, at: tuple[int | str, ...], message: str) -> bool:
        if at[0] != "key_points":
            return False
        if len(at) < 3:
            self.blame(self.key_points[0].form.text, _("至少写一个采分点。"), _("采分点"))
            return True
        index = self.kept()[int(at[1])]
        label = _("采分点 %(n)s", n=index + 1)
        self.blame(self.key_points[index].form[str(at[2])], message, label)
        return True

    def unfinished(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().unfinished()
        points = tuple(
            KeyPoint(
                id=f"p{number}",
                text=row.text.data or "",
                points=decimal_of(row.points.data),
                variants=tuple(lines_of(row.variants.data)),
                must_any=tuple(lines_of(row.must_any.data)),
                forbidden=tuple(lines_of(row.forbidden.data)),
                ordered=bool(row.ordered.data),
                half=not row.whole.data,
            )
            for number, row in enumerate(self._rows(), 1)
        )
        asked = self._any_of()
        key = replace(
            key,
            model_answer=self.model_answer.data or "",
            key_points=points,
            any_of=asked if isinstance(asked, int) else 0,
        )
        return replace(face, points=key.full_points or face.points), key


class TermForm(WrittenForm):
    type = ItemType.TERM


class ShortAnswerForm(WrittenForm):
    type = ItemType.SHORT_ANSWER


class EssayForm(WrittenForm):
    type = ItemType.ESSAY
