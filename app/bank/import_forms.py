"""Forms of the import: what is brought in, one small form a card, and what is set for many at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from app.bank.domain.items import LETTERS, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Choice, Question
from app.bank.forms import LabelsForm
from app.bank.forms.base import PICK
from app.bank.import_items import Checked, point_line
from app.bank.import_marks import Edit, row_mark
from app.bank.import_models import ImportQuestion
from app.bank.import_pictures import silent_pictures, with_words
from app.bank.import_words import FORMAT_WORDS
from app.bank.importing import Pending
from app.bank.knowledge_names import KnowledgeNames
from app.bank.labels import TYPE_LABELS
from app.web.forms import add_error, at_most, choices, strip
from app.web.numbers import plain

LONGEST_TEXT = 1_000_000
MOST_OPTIONS = 8
CHOICES = {
    "store": _l("存成新题"),
    "leave": _l("不存，留在这一批"),
    "version": _l("存成相似题的新版本"),
}


class BringForm(LabelsForm):
    """A file or pasted text, and labels for all of its questions."""

    file = FileField(_l("文件"))
    text = TextAreaField(_l("或者粘贴文字"), validators=[at_most(LONGEST_TEXT)])
    format = SelectField(
        _l("格式"), choices=choices(FORMAT_WORDS.items()), default="auto", validate_choice=False
    )


class CardForm(LabelsForm):
    """One card, editable. `shown` is the type whose fields stand on the page, `seen` the mark of what it
    said when the page was opened."""

    choice = SelectField(_l("怎样处理"), choices=choices(CHOICES.items()), validate_choice=False)
    shown = HiddenField()
    seen = HiddenField()
    type = SelectField(
        _l("题型"),
        choices=choices([PICK, *((type_.value, label) for type_, label in TYPE_LABELS.items())]),
        validate_choice=False,
    )
    stem = TextAreaField(_l("题干"), filters=[strip])
    truth = SelectField(
        _l("答案"),
        choices=choices([PICK, ("true", _l("对")), ("false", _l("错"))]),
        validate_choice=False,
    )
    blanks = TextAreaField(_l("各空的答案"), filters=[strip])
    ordered = BooleanField(_l("各空要按次序填"))
    tolerance = StringField(_l("允许误差"), filters=[strip])
    shuffle = BooleanField(_l("作答时打乱次序"))
    reference = TextAreaField(_l("参考答案"), filters=[strip])
    key_points = TextAreaField(_l("采分点"), filters=[strip])
    explanation = TextAreaField(_l("解析"), filters=[strip])
    points = StringField(_l("分值"), filters=[strip])
    material = TextAreaField(_l("材料"), filters=[strip])

    def apply(self, question: Question, names: KnowledgeNames) -> Edit:
        """The question as it was edited; what was not on the page stays as it is."""
        changed: dict[str, Any] = {}
        if self.stem.raw_data:
            changed["stem"] = _unix(self.stem.data) or None
        if self.explanation.raw_data:
            changed["explanation"] = _unix(self.explanation.data)
        if self.points.raw_data:
            changed["points"] = _decimal(self.points.data)
        if self.material.raw_data and question.material is not None:
            text = _unix(self.material.data)
            changed["material"] = (question.material[0], text) if text else None
        changed |= self._shape(question)
        changed["type"] = _type(self.type.data, question.type)
        labels = self.labels_data()
        labels["knowledge"] = [names.id_of(name) for name in labels["knowledge"]]
        wanted = self.choice.data if self.choice.data in CHOICES else "store"
        seen = self.seen.data or ""
        edited = with_words(replace(question, **changed), self._picture_words(question))
        return Edit(edited, labels, wanted or "store", seen)

    def _picture_words(self, question: Question) -> dict[str, str]:
        """What was typed for the pictures that had no words, by digest."""
        prefix = self.shown.name.removesuffix("shown")
        return {
            digest: request.form.get(f"{prefix}alt-{digest[:12]}", "")
            for digest in silent_pictures(question)
        }

    def _shape(self, question: Question) -> dict[str, Any]:
        """The fields of the type that the card showed."""
        shown = _type(self.shown.data, None)
        if shown is None:
            return {}
        if shown.is_choice:
            return self._options(question) | {"shuffle": bool(self.shuffle.data)}
        if shown is ItemType.TRUE_FALSE:
            return {"truth": {"true": True, "false": False}.get(self.truth.data or "")}
        if shown is ItemType.FILL_BLANK:
            forms = tuple(forms_of(line) for line in _lines(self.blanks.data))
            return {
                "blanks": forms or None,
                "ordered": bool(self.ordered.data),
                "tolerance": _decimal(self.tolerance.data) or Decimal(0),
            }
        points = _key_points(self.key_points.data, question.key_points)
        return {"reference": _unix(self.reference.data) or None, "key_points": points}

    def _options(self, question: Question) -> dict[str, Any]:
        """Options in the order in which they stand on the page; each row names the one it was."""
        prefix = self.shown.name.removesuffix("shown")
        texts = request.form.getlist(f"{prefix}o")
        were = request.form.getlist(f"{prefix}w")
        right = set(request.form.getlist(f"{prefix}right"))
        options: list[Choice] = []
        correct: list[str] = []
        for text, was in zip(texts, were, strict=False):
            words = strip(_unix(text)) or ""
            if not words or len(options) == len(LETTERS):
                continue
            index = int(was) if was.isdecimal() and len(was) < 4 else len(question.options)
            old = question.options[index] if index < len(question.options) else Choice("", "")
            label = LETTERS[len(options)]
            options.append(replace(old, label=label, text=words))
            if was in right:
                correct.append(label)
        return {"options": tuple(options), "correct": tuple(correct) or None}

    def show_errors(self, checked: Checked) -> None:
        """Put each finding at its field; those of the options stand above the options' rows."""
        for name, messages in checked.errors.items():
            field = (
                self.knowledge[0] if name == "knowledge" else self[name if name in self else "type"]
            )
            for message in messages if name != "options" else ():
                add_error(field, message)


def card_form(
    row: ImportQuestion, names: KnowledgeNames, pending: Pending | None = None
) -> CardForm:
    """The form of a card: posted, or filled from its question."""
    prefix = f"c{row.position}-"
    if pending is None:
        return CardForm(prefix=prefix)
    question, labels = pending.question, pending.checked.labels
    truth = {True: "true", False: "false"}
    knowledge = [names.name_of(point) for point in labels["knowledge"]]
    data = {
        "choice": pending.choice,
        "seen": row_mark(row),
        "shown": question.type.value if question.type else "",
        "type": question.type.value if question.type else "",
        "stem": question.stem or "",
        "truth": "" if question.truth is None else truth[question.truth],
        "blanks": "\n".join("｜".join(forms) for forms in question.blanks or ()),
        "ordered": question.ordered,
        "tolerance": plain(question.tolerance) if question.tolerance else "",
        "shuffle": question.shuffle,
        "reference": question.reference or "",
        "key_points": "\n".join(
            point_line(one.text, one.points, one.variants) for one in question.key_points
        ),
        "explanation": question.explanation,
        "points": "" if question.points is None else plain(question.points),
        "material": question.material[1] if question.material else "",
        "knowledge": [*knowledge, "", "", ""][:3],
        "level": labels["level"],
        "cognitive": labels["cognitive"],
        "difficulty": str(labels["difficulty"] or ""),
        "use": labels["use"],
    }
    return CardForm(formdata=None, prefix=prefix, data=data)


class BulkForm(LabelsForm):
    """What is set for many questions at once; nothing chosen changes nothing."""

    chapter = SelectField(_l("章"), validate_choice=False)
    choice = SelectField(
        _l("怎样处理"),
        choices=choices(
            [("", _l("不改")), ("store", CHOICES["store"]), ("leave", CHOICES["leave"])]
        ),
        validate_choice=False,
    )


def bulk_form(chapters: Mapping[str, str], *, posted: bool) -> BulkForm:
    """The form for many; its fields begin with `b-`."""
    form = BulkForm(prefix="b-") if posted else BulkForm(formdata=None, prefix="b-")
    form.chapter.choices = choices([("", _("不改")), *chapters.items()])
    fields: tuple[Any, ...] = (form.level, form.cognitive, form.difficulty, form.use)
    for field in fields:
        take_choice_away(field, "")
        field.choices = [*choices([("", _("不改"))]), *field.choices]
    return form


def take_choice_away(field: Any, value: str) -> None:
    """Offer one choice less in a select of this form."""
    field.choices = [one for one in field.choices if one.value != value]


def _type(word: str | None, otherwise: ItemType | None) -> ItemType | None:
    try:
        return ItemType(word or "")
    except ValueError:
        return otherwise


def _unix(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in _unix(text).split("\n") if line.strip()]


def forms_of(line: str) -> tuple[str, ...]:
    """The accepted forms of one blank."""
    return tuple(form.strip() for form in re.split(r"[|｜]", line) if form.strip())


def _decimal(text: str | None) -> Decimal | None:
    """A number as people type it, perhaps with 分 behind; None for anything else."""
    try:
        number = Decimal((text or "").strip().removesuffix("分").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10_000 else None


def _key_points(text: str | None, before: tuple[KeyPoint, ...]) -> tuple[KeyPoint, ...]:
    """Lines `words｜marks｜other wordings`; a line without marks keeps those it had, or gets none."""
    known = {point.text: point for point in before}
    points = []
    for number, line in enumerate(_lines(text), 1):
        words, *rest = forms_of(line) or ("",)
        own = known.get(words)
        marks = _decimal(rest[0]) if rest else own.points if own else None
        # What is asked beyond the words has no place in a line: it stays with its point.
        usual = own or KeyPoint(id="", text=words, points=Decimal(0))
        points.append(
            replace(
                usual,
                id=f"p{number}",
                text=words,
                points=marks if marks is not None else Decimal(0),
                variants=tuple(rest[1:]),
            )
        )
    return tuple(points)
