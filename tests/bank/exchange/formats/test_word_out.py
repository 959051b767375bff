"""Word documents: real styles, East Asian fonts, formulas, pictures and tables; what each shows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.bank.domain.items import KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.parts import Part
from app.bank.exchange.questions import Choice, Picture, Question
from app.bank.exchange.word_out import (
    write_docx,
    write_docx_paper,
    write_docx_scheme,
    write_docx_sheet,
)
from app.bank.exchange.written import Written
from tests.bank.exchange.formats.samples import HERE, PNG, shipped

TABLE = "| 年 | 数 |\n|---|---|\n| 一 | **2** |"
SINGLE = Question(
    source=HERE,
    type=ItemType.SINGLE_CHOICE,
    stem=f"看表与图 ![图](picture:a.png) 与 $\\frac{{a}}{{2}}$：\n\n{TABLE}",
    options=(Choice("A", "甲"), Choice("B", "乙 **重** 点")),
    correct=("B",),
    explanation="因为乙。",
    points=Decimal(2),
    pictures=(Picture("a.png", PNG),),
    material=("一家店", "材料正文"),
)
QUESTIONS = [
    SINGLE,
    Question(source=HERE, type=ItemType.TRUE_FALSE, stem="对吗", truth=False, points=Decimal(1)),
    Question(
        source=HERE, type=ItemType.FILL_BLANK, stem="甲 ____ 乙 ____", blanks=(("一", "1"), ("二",))
    ),
    Question(
        source=HERE,
        type=ItemType.ESSAY,
        stem="谈谈",
        reference="范文",
        key_points=(KeyPoint(id="p1", text="要点", points=Decimal(3), variants=("别说",)),),
    ),
]


def lines(written: Written) -> list[str]:
    return [one.text for one in Document(io.BytesIO(written.data)).paragraphs]


def test_a_paper_with_its_key():
    written = write_docx(QUESTIONS, title="期末卷")
    document = Document(io.BytesIO(written.data))
    text = lines(written)
    assert text[0] == "期末卷"
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "一、单项选择题（每题2分，共2分）",
        "二、判断题（每题1分，共1分）",
        "三、填空题",
        "四、论述题",
    ]
    assert "材料：\t一家店" in text
    assert "A. 甲\tB. 乙 重 点" in text
    assert {"答案：B", "解析：因为乙。", "答案：×", "答案：一 / 1；二", "答：范文"} <= set(text)
    assert "采分点：要点（3分）。" in text
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["年", "数"],
        ["一", "2"],
    ]
    assert len(document.inline_shapes) == 1
    assert b"<m:f>" in zipfile.ZipFile(io.BytesIO(written.data)).read("word/document.xml")


@pytest.mark.parametrize("name", ["Normal", "Title", "Heading 1"])
def test_fonts_for_chinese(name: str):
    style = Document(io.BytesIO(write_docx(QUESTIONS, title="卷").data)).styles[name]
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) in ("宋体", "黑体")


def test_a_paper_without_key_tells_nothing():
    written = write_docx_paper(QUESTIONS, title="期末卷")
    whole = "\n".join(lines(written))
    assert "1. 看表与图" in whole
    for secret in ("答案", "因为乙", "范文", "要点", "×"):
        assert secret not in whole
    assert {loss.field for loss in written.losses} == {
        Part.KEY,
        Part.EXPLANATION,
        Part.REFERENCE,
        Part.KEY_POINTS,
    }


def test_an_answer_sheet():
    text = lines(write_docx_sheet(QUESTIONS, title="期末卷"))
    assert text[0] == "期末卷 答题卡"
    assert "姓名" in text[1]
    assert {"1. [A] [B]", "2. [√] [×]"} <= set(text)
    assert "看表" not in "\n".join(text)


def test_a_marking_scheme():
    text = lines(write_docx_scheme(QUESTIONS, title="期末卷"))
    assert {"1. （2分）B", "2. （1分）×", "3. 一 / 1；二", "4. 范文"} <= set(text)


@pytest.mark.parametrize(
    "write", [write_docx, write_docx_paper, write_docx_sheet, write_docx_scheme]
)
def test_the_whole_bank(write: Callable[..., Written]):
    written = write(shipped(), title="客户关系管理")
    again = write(shipped(), title="客户关系管理")
    assert written.data == again.data
    # More than 999 questions are counted anew in each section.
    numbers = {line.partition(".")[0] for line in lines(written)}
    assert {"1", "473"} <= numbers
    assert not {"999", "1000", "1373"} & numbers


def test_a_broken_picture_leaves_its_words():
    broken = replace(SINGLE, pictures=(Picture("a.png", b"\x89PNG no picture"),))
    assert "［图：图］" in "\n".join(lines(write_docx([broken], title="卷")))


def test_text_that_xml_cannot_hold_is_left_out_and_named():
    written = write_docx([replace(SINGLE, stem="题\x00干")], title="卷")
    assert "1. 题干" in lines(written)
    assert Part.CHARACTERS in {loss.field for loss in written.losses}
