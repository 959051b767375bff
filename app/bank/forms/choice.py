"""Forms of 单选 and 多选."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    StringField,
)

from app.bank.domain.items import LETTERS, ItemFace, ItemKey, Option, OptionNote
from app.bank.domain.types import ItemType
from app.bank.drafts import Draft
from app.bank.forms.base import ItemForm
from app.bank.forms.typed import prose
from app.web.forms import choices


class OptionRow(wtforms.Form):
    text = StringField(_l("选项"), filters=[prose])
    feedback = StringField(_l("反馈"), filters=[prose])
    misconception = StringField(_l("误解"), filters=[prose])


class ChoiceForm(ItemForm):
    """单选 and 多选."""

    rows = "options"
    options = FieldList(FormField(OptionRow), _l("选项"), min_entries=4, max_entries=8)
    shuffle = BooleanField(_l("作答时打乱次序"), default=True)
    # Indices of the ticked rows; one name for all of them, so that radio buttons exclude each other.
    correct = wtforms.SelectMultipleField(
        _l("正确项"),
        choices=choices((n, LETTERS[n]) for n in range(8)),
        coerce=int,
        validate_choice=False,
    )

    @classmethod
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        face, key, none = draft.face, draft.key, OptionNote()
        return {
            "options": [
                {
                    "text": option.text,
                    "feedback": key.notes.get(option.id, none).feedback,
                    "misconception": key.notes.get(option.id, none).misconception,
                }
                for option in face.options
            ],
            "shuffle": face.shuffle,
            "correct": [n for n, option in enumerate(face.options) if option.id in key.correct],
        }

    def kept(self) -> list[int]:
        """Indices of the rows in which something stands."""
        ticked = set(self.correct.data or [])
        return [
            n for n, row in enumerate(self.options) if n in ticked or any(row.form.data.values())
        ]

    def rearrange(self, order: list[int]) -> None:
        """The ticks go with their rows."""
        ticked = set(self.correct.data or [])
        super().rearrange(order)
        self.correct.data = [place for place, number in enumerate(order) if number in ticked]

    def shape_data(self) -> dict[str, Any]:
        ticked = set(self.correct.data or [])
        options = []
        for index in self.kept():
            row = self.options[index].form.data
            option: dict[str, Any] = {"text": row["text"] or "", "correct": index in ticked}
            option |= {k: row[k] for k in ("feedback", "misconception") if row[k]}
            options.append(option)
        return {"options": options, "shuffle": bool(self.shuffle.data)}

    def place_shape(self, at: tuple[int | str, ...], message: str) -> bool:
        if at[0] != "options" or len(at) < 3:
            return False
        index = self.kept()[int(at[1])]
        label = _("选项 %(id)s", id=LETTERS[index])
        self.blame(self.options[index].form[str(at[2])], message, label)
        return True

    def unfinished(self) -> tuple[ItemFace, ItemKey]:
        face, key = super().unfinished()
        shown = [(LETTERS[n], n, self.options[n].form.data) for n in self.kept()]
        ticked = set(self.correct.data or [])
        notes = {
            letter: OptionNote(
                feedback=row["feedback"] or "", misconception=row["misconception"] or ""
            )
            for letter, _n, row in shown
        }
        options = tuple(Option(letter, row["text"] or "") for letter, _n, row in shown)
        correct = tuple(letter for letter, n, _row in shown if n in ticked)
        return replace(face, options=options), replace(key, correct=correct, notes=notes)


class SingleChoiceForm(ChoiceForm):
    type = ItemType.SINGLE_CHOICE


class MultipleResponseForm(ChoiceForm):
    type = ItemType.MULTIPLE_RESPONSE
