"""Word documents: a paper with or without its key, an answer sheet (答题卡), a marking scheme.

Numbers and letters are plain text, since Word's automatic ones get lost as soon as somebody copies a
question; a paper with its key is written as our own importer and every teacher reads it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, cast

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.zipped import write_zip
from app.bank.exchange.from_bank import points_text
from app.bank.exchange.loss import Carries, Fitted, fit
from app.bank.exchange.parts import BLANK, Part
from app.bank.exchange.questions import Question
from app.bank.exchange.text.words.titles import is_title
from app.bank.exchange.word_check import Numbered, lost_on_reading
from app.bank.exchange.word_text import add_inline, add_paragraph, add_text
from app.bank.exchange.written import Written

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHOWN = frozenset({Part.LINES, Part.SECTION, Part.MATERIAL, Part.PICTURES, Part.POINTS})
_TOLD = _SHOWN | {Part.EXPLANATION, Part.REFERENCE, Part.KEY_POINTS}
WITH_KEY = Carries(parts=_TOLD)
PAPER = Carries(parts=_SHOWN, hides_key=True)
SHEET = Carries(parts=frozenset({Part.SECTION, Part.POINTS}), hides_key=True)
SCHEME = Carries(
    parts=frozenset({Part.LINES, Part.SECTION, Part.POINTS, Part.REFERENCE})
    | {Part.KEY_POINTS, Part.VARIANTS}
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
# Numbers of four digits are taken for years and amounts by everybody who reads such a document.
_LAST_NUMBER = 999
_MARKS = re.compile(r"[0-9]\s*分\s*[)）\]】]")


def write_docx(questions: Sequence[Question], *, title: str) -> Written:
    """A paper with answers and explanations under each question, as our import reads it.

    What does not come back when the document is read is among the losses.
    """
    fitted, losses = fit(questions, WITH_KEY)
    data, numbered = _document(fitted, title, _question_with_key)
    found = sorted([*losses, *lost_on_reading(data, numbered)], key=lambda loss: loss.number)
    return Written(data, MEDIA_TYPE, "docx", tuple(found))


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
    each: Decimal | None = None


def _write(
    questions: Sequence[Question], title: str, carries: Carries, add: Any, *, person: bool = False
) -> Written:
    fitted, losses = fit(questions, carries)
    data, _numbered = _document(fitted, title, add, person=person)
    return Written(data, MEDIA_TYPE, "docx", losses)


def _document(
    fitted: Sequence[Fitted], title: str, add: Any, *, person: bool = False
) -> tuple[bytes, list[Numbered]]:
    """The bytes of a document, and its questions with the numbers that they have in it."""
    document = _new_document(title)
    add_paragraph(document, title.strip(), "Title")
    if person:
        add_paragraph(document, "姓名：____________　学号：____________　班级：____________")
    paper = _Paper(document)
    numbered: list[Numbered] = []
    number = 0
    for place, (heading, members) in enumerate(_sections(fitted), 1):
        inside = [one.question for one in members]
        add_paragraph(document, _heading(heading, inside, place), "Heading 1")
        paper.material = None
        paper.each = _each(inside)
        number = 0 if len(fitted) > _LAST_NUMBER else number
        for one in members:
            number += 1
            add(paper, one.question, number)
            numbered.append((one.place, str(number), one.question))
    out = io.BytesIO()
    document.save(out)
    return _undated(out.getvalue()), numbered


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


def _sections(fitted: Sequence[Fitted]) -> list[tuple[str, list[Fitted]]]:
    """Questions by section, or by type where they have none, in order of first appearance.

    In a section those on the same material stand together, behind those without: a material is
    read as that of all questions that follow it.
    """
    sections: dict[str, dict[tuple[str, str] | None, list[Fitted]]] = {}
    for one in fitted:
        heading = one.question.section or _HEADINGS[cast("ItemType", one.question.type)]
        sections.setdefault(heading, {None: []}).setdefault(one.question.material, []).append(one)
    return [(heading, [*chain(*groups.values())]) for heading, groups in sections.items()]


def _heading(heading: str, members: list[Question], place: int) -> str:
    numbered = "、" in heading[:4]
    name = heading if numbered else f"{_chinese(place)}、{heading}"
    if any(one.points is None for one in members) or "分" in heading:
        return name
    marks = [cast("Decimal", one.points) * len(one.blanks or "1") for one in members]
    unit = "空" if members[0].type is ItemType.FILL_BLANK else "题"
    each = _each(members)
    told = "" if each is None else f"每{unit}{points_text(each)}分，"
    return f"{name}（{told}共{points_text(sum(marks, Decimal(0)))}分）"


def _each(members: Sequence[Question]) -> Decimal | None:
    """The marks of every question (or blank) of a section, None where they differ."""
    marks = {one.points for one in members}
    kinds = {one.type is ItemType.FILL_BLANK for one in members}
    return marks.pop() if len(marks) == len(kinds) == 1 else None


def _chinese(number: int) -> str:
    """A number from 1 to 99 as headings write it: 一, 十, 二十一."""
    tens, ones = divmod(number, 10)
    if number > 99:
        return str(number)
    lead = ("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else ""
    return lead + (_DIGITS[ones - 1] if ones else "")


def _question(paper: _Paper, question: Question, number: int) -> None:
    _ask(paper, question, number)


def _ask(paper: _Paper, question: Question, number: int, key: str = "") -> bool:
    """The question as candidates see it. True where the key had to stand in the line of the options:
    without it their words would pass for the title of another paper (D. 作业收益)."""
    pictures = {one.name: one.data for one in question.pictures}
    if question.material and question.material != paper.material:
        # The tab tells the reader that this line is no head of a page, however often it returns.
        add_text(paper.document, "材料：\t", question.material[0], pictures)
        add_text(paper.document, "", question.material[1], pictures)
    paper.material = question.material
    lead = f"{number}. {_own_marks(paper, question)}"
    add_text(paper.document, lead, question.stem or "", pictures)
    texts = [f"{one.label}. {one.text}" for one in question.options]
    whole = "\t".join(texts)
    if "\n" not in whole and key and any(map(_misleads, (*texts, whole))):
        add_inline(add_paragraph(paper.document), f"{whole}\t{key}", pictures)
        return True
    if texts and sum(map(len, texts)) <= _SHORT_OPTIONS and "\n" not in whole:
        add_inline(add_paragraph(paper.document), whole, pictures)
        return False
    for one in question.options:
        add_text(paper.document, f"{one.label}. ", one.text, pictures)
    return False


def _misleads(text: str) -> bool:
    return is_title(text) or "答案" in text


def _own_marks(paper: _Paper, question: Question) -> str:
    """The marks of the whole question, where the heading does not give them or its words seem to."""
    odd = _MARKS.search(question.stem or "") is not None
    if question.points is None or (question.points == paper.each and not odd):
        return ""
    told = f"{points_text(question.points * len(question.blanks or '1'))}分"
    return f"【{told}】" if odd else f"（{told}）"


def _question_with_key(paper: _Paper, question: Question, number: int) -> None:
    pictures = {one.name: one.data for one in question.pictures}
    key = f"答案：{_key_text(question)}" if _key_text(question) else ""
    if not _ask(paper, question, number, key) and key:
        add_paragraph(paper.document, key)
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
    for point in question.key_points:
        others = f"（或：{'；'.join(point.variants)}）" if point.variants else ""
        text = f"{point.text}{others}（{points_text(point.points)}分）。"
        add_text(paper.document, "采分点：", text, {})


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
        return "；".join(" / ".join(forms) for forms in question.blanks or ())
    return ""
