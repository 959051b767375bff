"""Forms for the seven item types. What an item must be stands in the specs; forms only ask them.

Rows (options, blanks, key points) that were left wholly empty do not count. Adding a row is a submit
button of its own, so that no form needs JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice

from app.bank.domain.items import LETTERS, ItemFace, ItemKey, KeyPoint, Option, OptionNote
from app.bank.domain.types import ItemType
from app.bank.domain.variants import VariantError, instantiate
from app.bank.drafts import Draft
from app.bank.labels import COGNITIVE_LABELS, DIFFICULTY_LABELS, LEVEL_LABELS, USE_LABELS
from app.bank.numbers import parse_derived, parse_variables, show_derived, show_variables
from app.bank.spec_words import say
from app.bank.specs import BLANK, ItemSpec, parse_item
from app.web.forms import Form, add_error, at_most, strip
from app.web.numbers import plain

PICK = SelectChoice("", _l("请选择"))


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to mend: where to go, what it is called, what is wrong."""

    anchor: str
    label: str
    message: str


def words(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    """Choices of a select out of labels by enum, with none chosen at first."""
    stored = ((str(getattr(key, "value", key)), label) for key, label in labels.items())
    return [PICK, *(SelectChoice(value, label) for value, label in stored)]


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
            "difficulty": int(level) if level.isdecimal() else 0,
            "use": self.use.data or "",
        }


class ItemForm(LabelsForm):
    """What all types have in common. `rows` names the field list that may grow."""

    type: ClassVar[ItemType]
    rows: ClassVar[str] = ""

    based_on = HiddenField()
    stem = TextAreaField(_l("题干"), filters=[strip])
    explanation = TextAreaField(
        _l("解析"), filters=[strip], description=_l("为什么对，别的为什么诱人却不对。")
    )
    points = StringField(_l("分值"), filters=[strip])
    source = StringField(_l("来源"), filters=[strip], description=_l("只给出题人看。"))
    variables = TextAreaField(
        _l("每人不同的数字"),
        filters=[strip],
        description=_l(
            "一行一个：customers = 200..400 / 20，或 rate = 0.6, 0.75。题里写作 {{customers}}。"
        ),
    )
    derived = TextAreaField(
        _l("由数字算出的数"), filters=[strip], description=_l("一行一个：kept = customers * rate")
    )
    note = StringField(
        _l("这一版改了什么"),
        validators=[at_most(200)],
        filters=[strip],
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
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        raise NotImplementedError

    # ── from the form to an item

    def shape_data(self) -> dict[str, Any]:
        """The fields of a spec that only this shape has."""
        raise NotImplementedError

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
        return spec if valid else None

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

    def add_row(self) -> None:
        """One more empty row, up to as many as the type allows."""
        rows = self[self.rows] if self.rows else None
        if rows is not None and len(rows) < rows.max_entries:
            rows.append_entry()

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


class OptionRow(wtforms.Form):
    text = StringField(_l("选项"), filters=[strip])
    feedback = StringField(_l("反馈"), filters=[strip])
    misconception = StringField(_l("误解"), filters=[strip])


class ChoiceForm(ItemForm):
    """单选 and 多选."""

    rows = "options"
    options = FieldList(FormField(OptionRow), _l("选项"), min_entries=4, max_entries=8)
    shuffle = BooleanField(_l("作答时打乱次序"), default=True)
    # Indices of the ticked rows; one name for all of them, so that radio buttons exclude each other.
    correct = wtforms.SelectMultipleField(
        _l("正确项"),
        choices=[SelectChoice(n, LETTERS[n]) for n in range(8)],
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


class TrueFalseForm(ItemForm):
    """判断."""

    type = ItemType.TRUE_FALSE
    answer = RadioField(
        _l("答案"),
        choices=[SelectChoice("true", _l("对")), SelectChoice("false", _l("错"))],
        validate_choice=False,
    )
    misconception = StringField(
        _l("误解"), filters=[strip], description=_l("答错的人多半以为什么。")
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
        TextAreaField(_l("答案"), filters=[strip]), _l("答案"), min_entries=2, max_entries=20
    )
    ordered = BooleanField(_l("各空要按次序填"), default=True)
    tolerance = StringField(
        _l("允许误差"), filters=[strip], description=_l("只对数字有用，写绝对值，如 0.5。")
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
            "blanks": [_lines(self.blanks[n].data) for n in self.kept()],
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
        forms = [tuple(_lines(text)) for text in self.blanks.data][:count]
        forms += [()] * (count - len(forms))
        return replace(face, blanks=count), replace(key, blanks=tuple(forms))


class PointRow(wtforms.Form):
    text = StringField(_l("要点"), filters=[strip])
    points = StringField(_l("分值"), filters=[strip])
    variants = TextAreaField(_l("也算写到的说法"), filters=[strip])


class WrittenForm(ItemForm):
    """名词解释, 简答 and 论述."""

    rows = "key_points"
    model_answer = TextAreaField(_l("参考答案"), filters=[strip])
    key_points = FieldList(FormField(PointRow), _l("采分点"), min_entries=3, max_entries=20)

    @classmethod
    def fill_shape(cls, draft: Draft) -> dict[str, Any]:
        key = draft.key
        return {
            "points": "",  # follows from the key points
            "model_answer": key.model_answer,
            "key_points": [
                {
                    "text": point.text,
                    "points": plain(point.points),
                    "variants": "\n".join(point.variants),
                }
                for point in key.key_points
            ],
        }

    def kept(self) -> list[int]:
        """Indices of the rows in which something stands."""
        return [n for n, row in enumerate(self.key_points) if any(row.form.data.values())]

    def _rows(self) -> Iterator[dict[str, str]]:
        return (self.key_points[n].form.data for n in self.kept())

    def shape_data(self) -> dict[str, Any]:
        return {
            "model_answer": self.model_answer.data or "",
            "key_points": [
                {
                    "text": row["text"] or "",
                    "points": row["points"] or "",
                    "variants": _lines(row["variants"]),
                }
                for row in self._rows()
            ],
        }

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
                text=row["text"] or "",
                points=_decimal(row["points"]),
                variants=tuple(_lines(row["variants"])),
            )
            for number, row in enumerate(self._rows(), 1)
        )
        total = sum((point.points for point in points), Decimal(0))
        key = replace(key, model_answer=self.model_answer.data or "", key_points=points)
        return replace(face, points=total or face.points), key


class TermForm(WrittenForm):
    type = ItemType.TERM


class ShortAnswerForm(WrittenForm):
    type = ItemType.SHORT_ANSWER


class EssayForm(WrittenForm):
    type = ItemType.ESSAY


FORMS: dict[ItemType, type[ItemForm]] = {
    form.type: form
    for form in (
        SingleChoiceForm,
        MultipleResponseForm,
        TrueFalseForm,
        FillBlankForm,
        TermForm,
        ShortAnswerForm,
        EssayForm,
    )
}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _decimal(text: str | None) -> Decimal:
    try:
        return max(Decimal(text or "0"), Decimal(0))
    except InvalidOperation:
        return Decimal(0)
