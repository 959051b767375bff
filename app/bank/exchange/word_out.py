"""Word documents: a paper with or without its key, an answer sheet (答题卡), a marking scheme.

Numbers and letters are plain text, since Word's automatic ones get lost as soon as somebody copies a
question; a paper with its key is written as our own importer and every teacher reads it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.zipped import write_zip
from app.bank.exchange.from_bank import points_text
from app.bank.exchange.loss import BLANK, Carries, Part, fit
from app.bank.exchange.questions import Question
from app.bank.exchange.word_text import add_inline, add_paragraph, add_text
from app.bank.exchange.written import Written

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHOWN = frozenset({Part.LINES, Part.SECTION, Part.MATERIAL, Part.PICTURES, Part.POINTS})
_TOLD = _SHOWN | {Part.EXPLANATION, Part.REFERENCE, Part.KEY_POINTS}
WITH_KEY = Carries(parts=_TOLD)
PAPER = Carries(parts=_SHOWN, hides_key=True)
SHEET = Carries(parts=frozenset({Part.SECTION, Part.POINTS}), hides_key=True)
SCHEME = Carries(
    parts=frozenset({Part.LINES, Part.SECTION, Part.POINTS, Part.REFERENCE}) | {Part.KEY_POINTS}
)
_HEADINGS = {
    ItemType.SINGLE_CHOICE: "单项选择题",
    ItemType.MULTIPLE_RESPONSE: "多项选择题",
    ItemType.TRUE_FALSE: "判断题",
    ItemType.FILL_BLANK: "填空题",
    ItemType.TERM: "名词解释题",
    ItemType.SHORT_ANSWER: "简答题",
    ItemType.ESSAY: "论述题",
}
_ANSWER_LINES = {ItemType.TERM: 3, ItemType.SHORT_ANSWER: 8, ItemType.ESSAY: 18}
_SHORT_OPTIONS = 34
_DIGITS = "一二三四五六七八九"


def write_docx(questions: Sequence[Question], *, title: str) -> Written:
    """A paper with answers and explanations under each question."""
    return _write(questions, title, WITH_KEY, _question_with_key)


def write_docx_paper(questions: Sequence[Question], *, title: str) -> Written:
    """A paper as candidates get it."""
    return _write(questions, title, PAPER, _question)


def write_docx_sheet(questions: Sequence[Question], *, title: str) -> Written:
    """An answer sheet: letters to fill in, blanks and lines to write on."""
    return _write(questions, f"{title} 答题卡", SHEET, _sheet_line, person=True)


def write_docx_scheme(questions: Sequence[Question], *, title: str) -> Written:
    """A marking scheme: keys, model answers and key points with their marks."""
    return _write(questions, f"{title} 评分标准", SCHEME, _key_lines)


@dataclass(slots=True)
class _Paper:
    """A document and the material it shows."""

    document: Any
    material: tuple[str, str] | None = None


def _write(
    questions: Sequence[Question], title: str, carries: Carries, add: Any, *, person: bool = False
) -> Written:
    fitted, losses = fit(questions, carries)
    document = _new_document(title)
    add_paragraph(document, title.strip(), "Title")
    if person:
        add_paragraph(document, "姓名：____________　学号：____________　班级：____________")
    paper = _Paper(document)
    number = 0
    for place, (heading, members) in enumerate(_sections([one.question for one in fitted]), 1):
        add_paragraph(document, _heading(heading, members, place), "Heading 1")
        paper.material = None
        for question in members:
            number += 1
            add(paper, question, number)
    out = io.BytesIO()
    document.save(out)
    return Written(_undated(out.getvalue()), MEDIA_TYPE, "docx", losses)


def _undated(data: bytes) -> bytes:
    """The same package without the time of writing, which would make equal exports differ."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return write_zip((name, package.read(name)) for name in package.namelist())


def _new_document(title: str) -> Any:
    document = cast("Any", Document())
    for name, font, size in (
        ("Normal", "宋体", 10.5),
        ("Title", "黑体", 18),
        ("Heading 1", "黑体", 12),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:200], "", ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    return document


def _sections(questions: list[Question]) -> list[tuple[str, list[Question]]]:
    """Questions by section, or by type where they have none, in order of first appearance."""
    sections: dict[str, list[Question]] = {}
    for question in questions:
        heading = question.section or _HEADINGS[cast("ItemType", question.type)]
        sections.setdefault(heading, []).append(question)
    return list(sections.items())


def _heading(heading: str, members: list[Question], place: int) -> str:
    numbered = "、" in heading[:4]
    name = heading if numbered else f"{_chinese(place)}、{heading}"
    points = [one.points for one in members]
    if None in points or "分" in heading:
        return name
    marks = [one for one in points if one is not None]
    total = points_text(sum(marks, Decimal(0)))
    each = f"每题{points_text(marks[0])}分，" if len(set(marks)) == 1 else ""
    return f"{name}（{each}共{total}分）"


def _chinese(number: int) -> str:
    """A number from 1 to 99 as headings write it: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    lead = ("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else ""
    return lead + (_DIGITS[ones - 1] if ones else "")


def _question(paper: _Paper, question: Question, number: int) -> None:
    pictures = {one.name: one.data for one in question.pictures}
    if question.material and question.material != paper.material:
        add_text(paper.document, "材料：", question.material[0], pictures)
        add_text(paper.document, "", question.material[1], pictures)
    paper.material = question.material
    lead = f"{number}. "
    add_text(paper.document, lead, question.stem or "", pictures)
    texts = [f"{one.label}. {one.text}" for one in question.options]
    if texts and sum(map(len, texts)) <= _SHORT_OPTIONS and "\n" not in "".join(texts):
        add_inline(add_paragraph(paper.document), "\t".join(texts), pictures)
    else:
        for one in question.options:
            add_text(paper.document, f"{one.label}. ", one.text, pictures)


def _question_with_key(paper: _Paper, question: Question, number: int) -> None:
    _question(paper, question, number)
    pictures = {one.name: one.data for one in question.pictures}
    key = _key_text(question)
    if key:
        add_paragraph(paper.document, f"答案：{key}")
    if question.reference:
        add_text(paper.document, "答：", question.reference, pictures)
    _add_points(paper, question)
    if question.explanation:
        add_text(paper.document, "解析：", question.explanation, pictures)


def _key_lines(paper: _Paper, question: Question, number: int) -> None:
    pictures = {one.name: one.data for one in question.pictures}
    text = _key_text(question) or question.reference or "（没有答案）"
    marks = "" if question.points is None else f"（{points_text(question.points)}分）"
    add_text(paper.document, f"{number}. {marks}", text, pictures)
    _add_points(paper, question)


def _add_points(paper: _Paper, question: Question) -> None:
    for place, point in enumerate(question.key_points, 1):
        others = f"（或：{'；'.join(point.variants)}）" if point.variants else ""
        lead = f"采分点（{place}）"
        text = f"{point.text}{others}（{points_text(point.points)}分）"
        add_text(paper.document, lead, text, {})


def _sheet_line(paper: _Paper, question: Question, number: int) -> None:
    def add(text: str) -> None:
        add_paragraph(paper.document, text)

    if question.type is not None and question.type.is_choice:
        add(f"{number}. {' '.join(f'[{one.label}]' for one in question.options)}")
    elif question.type is ItemType.TRUE_FALSE:
        add(f"{number}. [√] [×]")
    elif question.type is ItemType.FILL_BLANK:
        add(f"{number}. {'　'.join([BLANK * 4] * len(question.blanks or ()))}")
    else:
        add(f"{number}.")
        for _ in range(_ANSWER_LINES[cast("ItemType", question.type)]):
            add("_" * 72)


def _key_text(question: Question) -> str:
    if question.type is not None and question.type.is_choice:
        return "".join(question.correct or ())
    if question.type is ItemType.TRUE_FALSE and question.truth is not None:
        return "√" if question.truth else "×"
    if question.type is ItemType.FILL_BLANK:
        return "；".join("／".join(forms) for forms in question.blanks or ())
    return ""
