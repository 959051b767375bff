"""Tables of questions: what a row across the whole table says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from docx import Document
from docx.document import Document as WordDocument

from app.bank.domain.types import ItemType
from app.bank.exchange.docx import read_docx
from tests.bank.exchange.docx.documents import saved


def listed(*rows: tuple[str, str]) -> bytes:
    """A table of two columns; a row whose cells say the same is one cell across it."""
    document = Document()
    table = document.add_table(len(rows), 2)
    for row, texts in zip(table.rows, rows, strict=True):
        first, second = row.cells
        if texts[0] == texts[1]:
            first.merge(second).text = texts[0]
        else:
            first.text, second.text = texts
    return saved(document)


def filled(document: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


@pytest.mark.parametrize(
    ("terms", "asked"), [("A组 名词", "B组 问题"), ("一、术语", "二、简答（40分）")]
)
def test_a_row_across_the_table_names_the_type_below_it(terms: str, asked: str) -> None:
    found = read_docx(
        listed(
            ("题目", "答案"),
            (terms, terms),
            ("会员日", "每月固定一天的优惠活动。"),
            ("体验券", "供新客户试用的凭证。"),
            (asked, asked),
            ("为什么要回访？", "为了了解情况。"),
        )
    )
    assert [(one.type, one.stem) for one in found.questions] == [
        (ItemType.TERM, "会员日"),
        (ItemType.TERM, "体验券"),
        (ItemType.SHORT_ANSWER, "为什么要回访？"),
    ]


def test_terms_and_what_they_mean_side_by_side() -> None:
    document = Document()
    for title, rows in (
        (
            "一、名词解释",
            [("会员日", "每月固定一天的优惠活动。"), ("体验券", "供新客户试用的凭证。")],
        ),
        ("二、简答题", [("为什么要回访？", "了解情况。"), ("怎样处理差评？", "致歉并补救。")]),
        ("三、论述题", [("1", "论述分级的意义。"), ("答", "资源有限；价值不同。")]),
    ):
        document.add_paragraph(title)
        filled(document, rows)
    found = read_docx(saved(document))
    assert [(one.type, one.stem, one.reference) for one in found.questions] == [
        (ItemType.TERM, "会员日", "每月固定一天的优惠活动。"),
        (ItemType.TERM, "体验券", "供新客户试用的凭证。"),
        (ItemType.SHORT_ANSWER, "为什么要回访？", "了解情况。"),
        (ItemType.SHORT_ANSWER, "怎样处理差评？", "致歉并补救。"),
        (ItemType.ESSAY, "论述分级的意义。", "资源有限；价值不同。"),
    ]


def test_a_table_of_figures_below_a_heading_stays_one() -> None:
    document = Document()
    document.add_paragraph("一、简答题")
    document.add_paragraph("1. 根据下表，哪一季的复购最多？")
    filled(document, [("季度", "复购"), ("一季度", "20"), ("二季度", "30")])
    (question,) = read_docx(saved(document)).questions
    assert "| 二季度 | 30 |" in (question.stem or "")


def test_a_table_tells_marks_and_labels_of_its_questions() -> None:
    rows = [
        ["题型", "题目", "选项", "答案", "分值", "知识点"],
        ["单选", "首问由谁负责？", "A. 首位接到的人\nB. 经理", "A", "2", "首问负责"],
        ["填空", "先处理____，再处理____。", "", "心情；事情", "4", ""],
    ]
    document = Document()
    filled(document, rows)
    single, fill = read_docx(saved(document)).questions
    assert (single.points, single.labels["knowledge"]) == (Decimal(2), "首问负责")
    assert (fill.points, fill.blanks) == (Decimal(2), (("心情",), ("事情",)))


def test_cards_of_question_and_answer_alone() -> None:
    document = Document()
    for stem, key in (("挂断电话前要道别。", "对"), ("可以打断客户。", "错")):
        filled(document, [("题目", stem), ("答案", key)])
        document.add_paragraph("")
    questions = read_docx(saved(document)).questions
    assert [(one.stem, one.truth) for one in questions] == [
        ("挂断电话前要道别。", True),
        ("可以打断客户。", False),
    ]


def test_rows_that_are_numbered_and_end_with_their_key() -> None:
    document = Document()
    document.add_paragraph("一、判断题")
    filled(document, [("1", "响应越快越好。", "√"), ("2", "可以拖延。", "×")])
    document.add_paragraph("二、单选题")
    filled(
        document,
        [("1", "差评应", "A 删除", "B 回复", "B"), ("2", "回访是", "A 关怀", "B 打扰", "A")],
    )
    assert [(one.stem, one.key) for one in read_docx(saved(document)).questions] == [
        ("响应越快越好。", True),
        ("可以拖延。", False),
        ("差评应", ("B",)),
        ("回访是", ("A",)),
    ]


def test_headings_of_books_count_by_chapter() -> None:
    document = Document()
    for line in (
        "第一章 服务",
        "1.1 单项选择题",
        "1. 服务是（ ）",
        "A. 活动",
        "B. 物品",
        "1.2 简答题",
        "1. 服务有哪些特点？",
        "答：无形。",
    ):
        document.add_paragraph(line)
    found = read_docx(saved(document))
    assert [(one.type, one.section) for one in found.questions] == [
        (ItemType.SINGLE_CHOICE, "单项选择题"),
        (ItemType.SHORT_ANSWER, "简答题"),
    ]


def test_a_grid_of_keys_in_several_rows_without_names() -> None:
    document = Document()
    document.add_paragraph("一、单选题")
    for number in range(1, 5):
        document.add_paragraph(f"{number}. 第{number}种（  ）")
        document.add_paragraph("A. 甲\tB. 乙\tC. 丙\tD. 丁")
    document.add_paragraph("参考答案")
    document.add_paragraph("一、单选题")
    filled(document, [["1", "2"], ["A", "B"], ["3", "4"], ["C", "D"]])
    keys = [one.key for one in read_docx(saved(document)).questions]
    assert keys == [("A",), ("B",), ("C",), ("D",)]


def test_a_sheet_with_answers_beside_their_numbers() -> None:
    document = Document()
    document.add_paragraph("一、简答题")
    document.add_paragraph("1. 怎样核单？")
    document.add_paragraph("2. 怎样催付？")
    document.add_paragraph("答题卡（标准答案）")
    document.add_paragraph("一、简答题")
    filled(document, [["1", "逐项核对地址和数量。"], ["2", "选好时机，语气委婉。"]])
    answers = [one.reference for one in read_docx(saved(document)).questions]
    assert answers == ["逐项核对地址和数量。", "选好时机，语气委婉。"]


def test_a_number_beside_a_cell_that_holds_the_whole_question() -> None:
    document = Document()
    document.add_paragraph("一、选择题")
    filled(
        document,
        [["1", "甲是？\nA. 甲\nB. 乙\n答案：A"], ["2", "乙是？\nA. 甲\nB. 乙\n答案：B"]],
    )
    found = read_docx(saved(document))
    assert [(one.number, one.stem, one.key) for one in found.questions] == [
        ("1", "甲是？", ("A",)),
        ("2", "乙是？", ("B",)),
    ]
    assert not [text for _line, text in found.loose if text.isdecimal()]
