"""GIFT, written: https://docs.moodle.org/en/GIFT_format tells the format."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.gift import NO_SECTION
from app.bank.exchange.formats.moodle_out import share
from app.bank.exchange.formats.tags import tags_of
from app.bank.exchange.loss import Carries, fit
from app.bank.exchange.parts import Part, is_plain_number
from app.bank.exchange.questions import Question
from app.bank.exchange.written import Written


def _arrow(question: Question) -> str:
    """An answer with an arrow in it is one of a matching question, and there is no escape."""
    forms = (form for forms in question.blanks or () for form in forms)
    return "->" if any("->" in form for form in forms) else ""


CARRIES = Carries(
    parts=frozenset(
        {
            Part.LINES,
            Part.NUMBER,
            Part.SECTION,
            Part.FEEDBACK,
            Part.EXPLANATION,
            Part.MATERIAL,
            Part.LABELS,
            Part.TOLERANCE,
        }
    ),
    most_blanks=1,
    refuses=_arrow,
)


def write_gift(questions: Sequence[Question], *, title: str) -> Written:
    """A GIFT file in Markdown. A section is a category, a material a description."""
    fitted, losses = fit(questions, CARRIES)
    pieces: list[str] = []
    section: str | None = None
    material: tuple[str, str] | None = None
    for one in fitted:
        question = one.question
        if question.section != section or (material and not question.material):
            section, material = question.section, None
            pieces.append(_category(title, section))
        if question.material and question.material != material:
            material = question.material
            name, text = map(_escaped, material)
            pieces.append(f"::{name}::[markdown]{text}\n")
        pieces.append(_question(question, one.place))
    return Written("\n".join(pieces).encode(), "text/plain", "gift", losses)


def _category(title: str, section: str) -> str:
    name = (section or title or "Zhike").replace("/", "//").replace("\n", " ")
    return f"{'' if section else NO_SECTION + chr(10)}$CATEGORY: $course$/top/{name}\n"


def _question(question: Question, place: int) -> str:
    name = _escaped(question.labels.get("id") or question.number or str(place))
    stem = _escaped(question.stem or "")
    general = f"####{_escaped(question.explanation)}" if question.explanation else ""
    return (
        f"{_marks(tags_of(question))}::{name}::[markdown]{stem} {{{_answers(question)}{general}}}\n"
    )


def _answers(question: Question) -> str:
    if question.type is not None and question.type.is_choice:
        return _options(question)
    if question.type is ItemType.TRUE_FALSE:
        return "TRUE" if question.truth else "FALSE"
    if question.type is not ItemType.FILL_BLANK:
        return ""
    forms = [form for forms in question.blanks or () for form in forms]
    if question.tolerance and all(map(is_plain_number, forms)):
        margin = format(question.tolerance, "f")
        return "#" + " ".join(f"={form}:{margin}" for form in forms)
    return " ".join(f"={_weighed(form, 100)}" for form in forms)


def _options(question: Question) -> str:
    right = set(question.correct or ())
    wrong = len(question.options) - len(right)
    lines: list[str] = []
    for one in question.options:
        text = _escaped(one.text)
        if question.type is ItemType.MULTIPLE_RESPONSE:
            pain = f"-{share(wrong)}" if right and wrong else "0"
            text = f"~%{share(len(right)) if one.label in right else pain}%{text}"
        elif one.label in right:
            text = f"={_weighed(one.text, 100)}"
        else:
            text = f"~{_weighed(one.text, 0)}"
        note = f"#{_escaped(one.feedback)}" if one.feedback else ""
        lines.append(f"\n{text}{note}")
    return "".join(lines) + "\n"


def _weighed(text: str, weight: int) -> str:
    """A text that begins like a weight gets one of its own before it."""
    escaped = _escaped(text)
    return f"%{weight}%{escaped}" if escaped.startswith("%") else escaped


def _escaped(text: str) -> str:
    """A text in which nothing is a sign of the format."""
    return re.sub(r"[~=#{}:\\]", lambda m: f"\\{m[0]}", text).replace("\n", "\\n")


def _marks(tags: Sequence[str]) -> str:
    """Tags in the comment before a question, as Moodle reads them."""
    shown: list[str] = []
    for tag in tags:
        kind, value = ("id", tag[3:]) if tag.startswith("id:") else ("tag", tag)
        escaped = re.sub(r"[\]\\]", lambda m: f"\\{m[0]}", value).replace("\n", "\\n")
        shown.append(f"[{kind}:{escaped}]")
    return f"// {' '.join(shown)}\n" if shown else ""
