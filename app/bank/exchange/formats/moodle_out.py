"""Moodle XML, written: https://docs.moodle.org/en/Moodle_XML_format tells the format."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import quote

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.cloze import write_piece
from app.bank.exchange.formats.markup import to_html
from app.bank.exchange.formats.moodle import NO_SECTION, POINTS_CLASS
from app.bank.exchange.formats.points import write_point
from app.bank.exchange.formats.tags import tags_of
from app.bank.exchange.formats.xml import element, escape
from app.bank.exchange.from_bank import points_text
from app.bank.exchange.loss import MARKED_UP, fit
from app.bank.exchange.parts import BLANK, is_plain_number
from app.bank.exchange.questions import Question
from app.bank.exchange.written import Written


def write_moodle(questions: Sequence[Question], *, title: str) -> Written:
    """A Moodle XML file. A section is a category below `title`, a material a description."""
    fitted, losses = fit(questions, MARKED_UP)
    pieces = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    section: str | None = None
    material: tuple[str, str] | None = None
    for one in fitted:
        question = one.question
        if question.section != section or (material and not question.material):
            section, material = question.section, None
            pieces.append(_category(title, section))
        if question.material and question.material != material:
            material = question.material
            pieces.append(_description(material, question))
        pieces.append(_question(question, one.place))
    data = "".join([*pieces, "</quiz>\n"]).encode()
    return Written(data, "application/xml", "xml", losses)


def _category(title: str, section: str) -> str:
    top = f"$course$/top/{title.replace('/', '//') or 'Zhike'}"
    path = f"$course$/top/{section.replace('/', '//')}" if section else top
    marks = element("idnumber", None, NO_SECTION) if not section else element("idnumber")
    inside = element("category", None, element("text", None, escape(path)))
    return element("question", {"type": "category"}, inside, marks) + "\n"


def _description(material: tuple[str, str], question: Question) -> str:
    name = element("name", None, element("text", None, escape(material[0])))
    return (
        element(
            "question",
            {"type": "description"},
            name,
            _text("questiontext", material[1], question),
            _text("generalfeedback", ""),
            element("defaultgrade", None, "0"),
        )
        + "\n"
    )


def _question(question: Question, place: int) -> str:
    kind, inside = _body(question)
    name = question.labels.get("id") or question.number or str(place)
    stem = _cloze(question) if kind == "cloze" else to_html(question.stem or "", picture=_address)
    points = [] if question.points is None else [points_text(question.points)]
    tags = [element("tag", None, element("text", None, escape(tag))) for tag in tags_of(question)]
    return (
        element(
            "question",
            {"type": kind},
            element("name", None, element("text", None, escape(name))),
            _html("questiontext", stem, _files(question)),
            _text("generalfeedback", question.explanation),
            *(element("defaultgrade", None, one) for one in points),
            element("penalty", None, "0.3333333"),
            element("hidden", None, "0"),
            inside,
            element("tags", None, *tags) if tags else "",
        )
        + "\n"
    )


def _body(question: Question) -> tuple[str, str]:
    """The question's kind in Moodle, and the elements of this kind."""
    if question.type is not None and question.type.is_choice:
        return "multichoice", _choice(question)
    if question.type is ItemType.TRUE_FALSE:
        return "truefalse", _truth(question)
    if question.type is ItemType.FILL_BLANK:
        return _blanks(question)
    lines = [element("li", None, escape(write_point(point))) for point in question.key_points]
    told = to_html(question.reference, picture=_address) if question.reference else ""
    told += element("ul", {"class": POINTS_CLASS}, *lines) if lines else ""
    return "essay", "".join(
        [
            element("responseformat", None, "editor"),
            element("responserequired", None, "1"),
            element("responsefieldlines", None, "15"),
            element("attachments", None, "0"),
            _html("graderinfo", told),
            _html("responsetemplate", ""),
        ]
    )


def _choice(question: Question) -> str:
    right = set(question.correct or ())
    single = question.type is ItemType.SINGLE_CHOICE
    wrong = len(question.options) - len(right)
    gain = "100" if single else share(len(right))
    pain = "0" if single or not right or not wrong else f"-{share(wrong)}"
    answers = [
        element(
            "answer",
            {"fraction": gain if one.label in right else pain, "format": "html"},
            element("text", None, escape(to_html(one.text, picture=_address))),
            _text("feedback", one.feedback),
        )
        for one in question.options
    ]
    return "".join(
        [
            element("single", None, "true" if single else "false"),
            element("shuffleanswers", None, "true" if question.shuffle else "false"),
            element("answernumbering", None, "ABCD"),
            *answers,
        ]
    )


def share(count: int) -> str:
    """A part of 100 as Moodle's list of grades writes it: 33.33333."""
    return points_text(round(Decimal(100) / max(count, 1), 5))


def _truth(question: Question) -> str:
    def answer(value: bool) -> str:
        fraction = "100" if question.truth is value else "0"
        words = element("text", None, "true" if value else "false")
        attributes = {"fraction": fraction, "format": "moodle_auto_format"}
        return element("answer", attributes, words, _text("feedback", ""))

    return answer(True) + answer(False)


def _blanks(question: Question) -> tuple[str, str]:
    blanks = question.blanks or ()
    if len(blanks) != 1:
        return "cloze", ""
    forms = blanks[0]
    margin = question.tolerance
    numeric = bool(margin) and all(map(is_plain_number, forms))
    answers = [
        element(
            "answer",
            {"fraction": "100", "format": "moodle_auto_format"},
            element("text", None, escape(form if numeric else form.replace("*", "\\*"))),
            _text("feedback", ""),
            element("tolerance", None, format(margin, "f")) if numeric else "",
        )
        for form in forms
    ]
    kind = "numerical" if numeric else "shortanswer"
    return kind, ("" if numeric else element("usecase", None, "0")) + "".join(answers)


def _cloze(question: Question) -> str:
    """The stem with its blanks as embedded answers; its own braces must not look like one."""
    stem = to_html(question.stem or "", picture=_address).replace("{", "&#123;")
    head, *rest = stem.split(BLANK)
    pieces = [write_piece(forms, question.tolerance) for forms in question.blanks or ()]
    return head + "".join(piece + text for piece, text in zip(pieces, rest, strict=True))


def _text(tag: str, markdown: str, question: Question | None = None) -> str:
    made = to_html(markdown, picture=_address) if markdown else ""
    return _html(tag, made, _files(question) if question else "")


def _html(tag: str, html: str, files: str = "") -> str:
    return element(tag, {"format": "html"}, element("text", None, escape(html)), files)


def _files(question: Question) -> str:
    return "".join(
        element(
            "file",
            {"name": picture.name, "path": "/", "encoding": "base64"},
            b64encode(picture.data).decode(),
        )
        for picture in question.pictures
    )


def _address(name: str) -> str:
    return f"@@PLUGINFILE@@/{quote(name, safe='')}"
