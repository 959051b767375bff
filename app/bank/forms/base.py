"""What the forms of all item types have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.bank.domain.variants import VariantError, instantiate
from app.bank.drafts import Draft
from app.bank.forms.typed import figure, prose
from app.bank.labels import COGNITIVE_LABELS, DIFFICULTY_LABELS, LEVEL_LABELS, USE_LABELS
from app.bank.numbers import parse_derived, parse_variables, show_derived, show_variables
from app.bank.spec_words import say
from app.bank.specs import ItemSpec, parse_item
from app.web.forms import Form, add_error, at_most, choices
from app.web.numbers import plain, read_int

PICK = ("", _l("请选择"))
# The fields of all types as they follow each other on the page.
ORDER = (
    *("stem", "options", "answer", "misconception", "blanks", "tolerance"),
    *("model_answer", "key_points", "any_of", "explanation"),
    *("knowledge", "level", "cognitive", "difficulty", "use"),
    *("points", "source", "variables", "derived", "note"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to mend: where to go, what it is called, what is wrong."""

    anchor: str
    label: str
    message: str


def words(labels: Mapping[Any, Any]) -> list[Any]:
    """Choices of a select out of labels by enum, with none chosen at first."""
    stored = ((getattr(key, "value", key), label) for key, label in labels.items())
    return choices([PICK, *stored])


class LabelsForm(Form):
    """What an item is filed under; also chosen once for everything pasted."""

    knowledge = FieldList(StringField(_l("知识点")), min_entries=3, max_entries=3)
    level = SelectField(_l("教学层次"), choices=words(LEVEL_LABELS), validate_choice=False)
    cognitive = SelectField(_l("认知层次"), choices=words(COGNITIVE_LABELS), validate_choice=False)
    difficulty = SelectField(
        _l("预计难度"), choices=words(DIFFICULTY_LABELS), validate_choice=False
    )
    use = SelectField(_l("用途"), choices=words(USE_LABELS), validate_choice=False)

    def labels_data(self) -> dict[str, Any]:
        """The fields of a spec that this form fills."""
        level = self.difficulty.data or ""
        return {
            "knowledge": [point for point in self.knowledge.data if point],
            "level": self.level.data or "",
            "cognitive": self.cognitive.data or "",
            "difficulty": read_int(level) or 0,
            "use": self.use.data or "",
        }


class ItemForm(LabelsForm):
    """What all types have in common. `rows` names the field list that may grow."""

    type: ClassVar[ItemType]
    rows: ClassVar[str] = ""

    based_on = HiddenField()
    stem = TextAreaField(_l("题干"), filters=[prose])
    explanation = TextAreaField(
        _l("解析"), filters=[prose], description=_l("为什么对，别的为什么诱人却不对。")
    )
    points = StringField(_l("分值"), filters=[figure])
    source = StringField(_l("来源"), filters=[prose], description=_l("只给出题人看。"))
    variables = TextAreaField(
        _l("每人不同的数字"),
        filters=[prose],
        description=_l(
            "一行一个：customers = 200..400 / 20，或 rate = 0.6, 0.75。题里写作 {{customers}}。"
        ),
    )
    derived = TextAreaField(
        _l("由数字算出的数"), filters=[prose], description=_l("一行一个：kept = customers * rate")
    )
    note = StringField(
        _l("这一版改了什么"),
        validators=[at_most(200)],
        filters=[prose],
        description=_l("给同事看。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Found] = []

    # ── from an item to the form

    @classmethod
    def fill(cls, draft: Draft) -> dict[str, Any]:
        """The form's data for an existing version."""
        labels = draft.labels
        points = [*labels.knowledge, "", "", ""][:3]
        key = draft.key
        return {
            "stem": draft.face.stem,
            "explanation": key.explanation,
            "points": plain(draft.face.points),
            "source": labels.source,
            "variables": show_variables(key.variables),
            "derived": show_derived(key.derived),
            "knowledge": points,
            "level": labels.level,
            "cognitive": labels.cognitive,
            "difficulty": str(labels.difficulty),
            "use": labels.use,
        } | cls.fill_shape(draft)

    @classmethod
    @abstractmethod
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        """The form's data that only this shape has."""

    # ── from the form to an item

    @abstractmethod
    def shape_data(self) -> dict[str, Any]:
        """The fields of a spec that only this shape has."""

    def to_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type.value,
            "stem": self.stem.data or "",
            "explanation": self.explanation.data or "",
            "variables": parse_variables(self.variables.data or "")[0],
            "derived": parse_derived(self.derived.data or "")[0],
        }
        data |= self.labels_data() | self.shape_data()
        for name in ("points", "source"):
            if self[name].data:
                data[name] = self[name].data
        return data

    def read(self, material: str | None = None) -> ItemSpec | None:
        """The spec, or None with every finding at its field. `material` is the id of a 材料."""
        data = self.to_data() | ({"stimulus": material} if material else {})
        valid = self.validate()
        spec = None
        try:
            spec = parse_item(data)
        except ValidationError as failure:
            for detail in failure.errors(include_url=False):
                self.place(detail["loc"], say(detail))
        for name, parse in (("variables", parse_variables), ("derived", parse_derived)):
            if bad := parse(self[name].data or "")[1]:
                self.blame(self[name], _("第 %(lines)s 行读不懂。", lines="、".join(map(str, bad))))
                valid = False
        self.found += [
            Found(field.id, str(field.label.text), str(error))
            for field in (self.note,)
            for error in field.errors
        ]
        self.found.sort(key=lambda one: self._place_on_page(one.anchor))
        return spec if valid else None

    def _place_on_page(self, anchor: str) -> int:
        """How far down the page a field stands: findings are told in that order."""
        name = anchor.partition("-")[0]
        return ORDER.index(name) if name in ORDER else len(ORDER)

    def place(self, at: tuple[int | str, ...], message: str) -> None:
        """Attach a finding to the field it concerns."""
        name = str(at[0]) if at else ""
        if name == "difficulty":
            message = _("请选一项。")
        if name == "knowledge":
            message = _("请至少选一个知识点。") if not self.labels_data()["knowledge"] else message
            self.blame(self.knowledge[0], message)
        elif name in ("variables", "derived") and len(at) > 1:
            self.blame(self[name], f"{at[1]}：{message}")
        elif not self.place_shape(at, message):
            if name in self:
                self.blame(self[name], message)
            else:
                self.found.append(Found("", "", message))

    def place_shape(self, at: tuple[int | str, ...], message: str) -> bool:
        """Attach a finding to one of the shape's rows; False where it belongs elsewhere."""
        return False

    def blame(self, field: wtforms.Field, message: str, label: str | None = None) -> None:
        if message not in field.errors:
            add_error(field, message)
            self.found.append(Found(field.id, label or str(field.label.text), message))

    # ── rows

    def change(self, action: str) -> bool:
        """Do what a button asks that changes only the page; False where the button is another one.

        `add-row`, or `up-2`, `down-2`, `drop-2` with the number of a row from 0.
        """
        word, _dash, number = action.partition("-")
        if action == "add-row":
            self.add_row()
        elif word in ("up", "down", "drop") and (index := read_int(number)) is not None:
            self._change_row(word, index)
        return action == "preview" or word in ("add", "up", "down", "drop")

    def add_row(self) -> None:
        """One more empty row, up to as many as the type allows."""
        rows = self._row_list()
        if rows is not None and len(rows) < (rows.max_entries or 0):
            rows.append_entry()

    def rearrange(self, order: list[int]) -> None:
        """Keep the rows of these numbers, in this order, and fill up to as many as the type shows."""
        rows = self._row_list()
        if rows is None:
            return
        kept = [rows[number].data for number in order]
        while rows.entries:
            rows.pop_entry()
        rows.last_index = -1
        for data in kept:
            rows.append_entry(data)
        while len(rows) < rows.min_entries:
            rows.append_entry()

    def row_anchor(self, index: int | None) -> str:
        """The id of the input of one row that is filled in, or of the whole list."""
        rows = self._row_list()
        if rows is None or index is None or index >= len(self.kept()):
            return self.rows
        row = rows[self.kept()[index]]
        return row.form.text.id if isinstance(row, FormField) else row.id

    def kept(self) -> list[int]:
        """Indices of the rows that count."""
        return []

    def _row_list(self) -> FieldList | None:
        rows = self[self.rows] if self.rows else None
        return rows if isinstance(rows, FieldList) else None

    def _change_row(self, word: str, index: int) -> None:
        rows = self._row_list()
        order = list(range(len(rows) if rows is not None else 0))
        other = index + {"up": -1, "down": 1}.get(word, 0)
        if index not in order or other not in order:
            return
        if word == "drop":
            order.remove(index)
        else:
            order[index], order[other] = order[other], order[index]
        self.rearrange(order)

    def for_preview(self) -> tuple[ItemFace, ItemKey]:
        """Face and key of what stands in the form by now, however unfinished."""
        try:
            face, key = parse_item(self.to_data()).to_face_and_key()
            return instantiate(face, key, "preview")
        except (ValidationError, VariantError):
            return self.unfinished()

    def unfinished(self) -> tuple[ItemFace, ItemKey]:
        try:
            points = Decimal(self.points.data or "")
        except InvalidOperation:
            points = self.type.default_points
        face = ItemFace(type=self.type, stem=self.stem.data or "", points=points)
        return face, ItemKey(explanation=self.explanation.data or "")


def lines_of(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def decimal_of(text: str | None) -> Decimal:
    try:
        return max(Decimal(text or "0"), Decimal(0))
    except InvalidOperation:
        return Decimal(0)
