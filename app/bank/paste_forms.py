"""Forms of the paste import: the text with labels for all, and one small form a card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from app.bank.domain.items import LETTERS
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Problem, ProblemKind
from app.bank.exchange.text.options import split_options
from app.bank.forms import LabelsForm
from app.bank.labels import TYPE_LABELS
from app.bank.pasting import LONGEST_TEXT, Checked, Pending
from app.web.forms import add_error, at_most, choices, required, strip

NOTE_WORDS: dict[ProblemKind, LazyString] = {
    ProblemKind.GUESSED_TYPE: _l("题型是猜的，请核对。"),
    ProblemKind.UNKNOWN_TYPE: _l("看不出题型，请选一个。"),
    ProblemKind.NO_STEM: _l("没有题干。"),
    ProblemKind.NO_OPTIONS: _l("没有找到选项。"),
    ProblemKind.SKIPPED_LETTER: _l("选项字母不连续（%(detail)s），可能漏了一项。"),
    ProblemKind.SAME_OPTIONS: _l("有两个选项相同。"),
    ProblemKind.NO_KEY: _l("没有找到答案。"),
    ProblemKind.ODD_KEY: _l("答案“%(detail)s”与题型或选项对不上。"),
    ProblemKind.KEYS_DIFFER: _l("题干里写 %(stem)s，答案写 %(answer)s。"),
    ProblemKind.TOO_FEW_KEYS: _l("多选题只有一个答案，请核对。"),
    ProblemKind.NO_BLANK: _l("题干里没有空。请在该填的地方写四个下划线。"),
    ProblemKind.BLANK_COUNT: _l("空的个数与答案的个数不同（%(detail)s）。"),
    ProblemKind.WHOLE_AS_POINT: _l("答案没有分点，先当作一个采分点。"),
    ProblemKind.POINTS_DIFFER: _l("这一大题的总分不能平均分到各题，请核对分值。"),
    ProblemKind.NUMBER_GAP: _l("题号不连续（%(detail)s），前面可能漏了题。"),
    ProblemKind.NUMBER_TWICE: _l("题号 %(detail)s 出现了两次。"),
    ProblemKind.CUT_OFF: _l("文字到这里断了，题目可能不完整。"),
    ProblemKind.GARBLED: _l("有乱码（%(detail)s），请对照原文改正。"),
    ProblemKind.TURNED_SIMPLE: _l("原文是繁体字，已转成简体。"),
    ProblemKind.LOST_PICTURE: _l("有一张图没有读出来（%(detail)s）。"),
    ProblemKind.LOST_FEATURE: _l("原来的一项设置没有读进来（%(detail)s）。"),
    ProblemKind.SAME_AS_EARLIER: _l("与前面的一道题相同。"),
    ProblemKind.BAD_VALUE: _l("有一处内容读不懂（%(detail)s）。"),
    ProblemKind.GUESSED_KEY: _l("答案是按原文的加粗、颜色或下划线猜的，请核对。"),
    ProblemKind.NO_EXPLANATION: _l("没有解析，先用答案代替。"),
}
# Notes that only ask for a look; the others mean that something is missing.
MILD = frozenset(
    {
        ProblemKind.GUESSED_TYPE,
        ProblemKind.NO_EXPLANATION,
        ProblemKind.WHOLE_AS_POINT,
        ProblemKind.TURNED_SIMPLE,
        ProblemKind.NUMBER_GAP,
    }
)


def say_note(note: Problem) -> str:
    """What a note says, in the reader's language."""
    words = str(NOTE_WORDS[note.kind])
    if note.kind is ProblemKind.KEYS_DIFFER:
        stem, _break, answer = note.detail.partition("\n")
        return words.replace("%(stem)s", stem).replace("%(answer)s", answer)
    return words.replace("%(detail)s", note.detail)


class PasteForm(LabelsForm):
    """The text, and labels for all of its questions."""

    text = TextAreaField(
        _l("题目"), validators=[required(_l("请粘贴题目。")), at_most(LONGEST_TEXT)]
    )


class CardForm(LabelsForm):
    """One card, editable."""

    keep = BooleanField(_l("存入"))
    type = SelectField(
        _l("题型"),
        choices=choices((type_.value, label) for type_, label in TYPE_LABELS.items()),
        validate_choice=False,
    )
    stem = TextAreaField(_l("题干"), filters=[strip])
    options = TextAreaField(_l("选项，一行一个"), filters=[strip])
    answer = TextAreaField(_l("答案"), filters=[strip])
    key_points = TextAreaField(_l("采分点，一行一个：要点｜分值"), filters=[strip])
    explanation = TextAreaField(_l("解析"), filters=[strip])
    points = StringField(_l("分值"), filters=[strip])

    def apply(self, pending: Pending) -> Pending:
        """The card as it was edited; fields that were not on the page stay as they are."""
        card = pending.card
        try:
            type_ = ItemType(self.type.data or "")
        except ValueError:
            type_ = card.type
        changed: dict[str, Any] = {"type": type_}
        for name in ("stem", "answer", "explanation", "points"):
            if self[name].raw_data:
                changed[name] = _unix(self[name].data)
        if self.options.raw_data:
            changed["options"] = tuple(_without_letters(_unix(self.options.data)))
        if self.key_points.raw_data:
            lines = _unix(self.key_points.data).split("\n")
            changed["key_points"] = tuple(line.strip() for line in lines if line.strip())
        return Pending(replace(card, **changed), self.labels_data(), bool(self.keep.data))

    def show_errors(self, checked: Checked) -> None:
        for name, messages in checked.errors.items():
            known = name if name in self else "stem"
            field = self.knowledge[0] if name == "knowledge" else self[known]
            for message in messages:
                add_error(field, message)


def card_form(number: int, pending: Pending | None = None) -> CardForm:
    """The form of card `number` (from 0): posted, or filled from the card."""
    prefix = f"c{number}-"
    if pending is None:
        return CardForm(prefix=prefix)
    card, labels = pending.card, pending.labels
    data = {
        "keep": pending.keep,
        "type": card.type.value,
        "stem": card.stem,
        "options": "\n".join(
            f"{letter}. {text}" for letter, text in zip(LETTERS, card.options, strict=False)
        ),
        "answer": card.answer,
        "key_points": "\n".join(card.key_points),
        "explanation": card.explanation,
        "points": card.points,
        "knowledge": [*labels["knowledge"], "", "", ""][:3],
        "level": labels["level"],
        "cognitive": labels["cognitive"],
        "difficulty": str(labels["difficulty"] or ""),
        "use": labels["use"],
    }
    return CardForm(formdata=None, prefix=prefix, data=data)


def _unix(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


def _without_letters(text: str) -> list[str]:
    """Option texts of lines that may or may not begin with their letters."""
    found: list[str] = []
    for line in text.split("\n"):
        head, pairs = split_options(line.strip(), len(found)) if line.strip() else ("", [])
        if pairs and not head:
            found += [text for _name, text in pairs]
        elif line.strip():
            found.append(line.strip())
    return found
