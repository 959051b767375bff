"""Tables that are no data: cards of a question bank, boxes for marks, grids for answers."""

from __future__ import annotations

from app.bank.domain.types import ItemType
from app.bank.exchange.docx import read_docx
from app.bank.exchange.questions import ProblemKind
from tests.bank.exchange.docx.documents import packed, paragraph, run
from tests.bank.exchange.docx.test_teachers_copies import RED, table


def cell(*lines: str) -> str:
    return "".join(paragraph(run(line)) for line in lines)


def card(number: str, type_: str, stem: str, options: list[str], key: str) -> str:
    return table(
        [cell("题号"), cell(number)],
        [cell("题型"), cell(type_)],
        [cell("题目"), cell(stem)],
        [cell("选项"), cell(*(options or [""]))],
        [cell("答案"), cell(key)],
        [cell("分值"), cell("3")],
    )


def test_a_card_for_each_question() -> None:
    body = card("1", "单选题", "核心是（ ）。", ["A.客户", "B.产品"], "A")
    body += paragraph("") + card("2", "判断题", "客户都一样。", [], "错")
    body += paragraph("") + card("3", "简答题", "怎样回访？", [], "先准备，再联系。")
    found = read_docx(packed(body))
    assert [(one.stem, one.type, one.key, one.points) for one in found.questions] == [
        ("核心是（　）。", ItemType.SINGLE_CHOICE, ("A",), 3),
        ("客户都一样。", ItemType.TRUE_FALSE, False, 3),
        ("怎样回访？", ItemType.SHORT_ANSWER, None, 3),
    ]
    assert found.questions[2].reference == "先准备，再联系。"


def test_boxes_for_marks_leave_nothing_behind() -> None:
    box = table([cell("得分"), cell("")], [cell("评卷人"), cell("")])
    body = box + paragraph(run("一、单选题（每题2分）"))
    body += paragraph(run("1、核心是（ ）。")) + paragraph(run("A、客户  B、产品"))
    body += box + paragraph(run("二、名词解释（每题5分）")) + paragraph(run("2、客户忠诚")) + box
    found = read_docx(packed(body))
    assert [one.stem for one in found.questions] == ["核心是（　）。", "客户忠诚"]
    assert [one.text for one in found.questions[0].options] == ["客户", "产品"]


def test_an_empty_grid_for_answers_takes_no_marks_away() -> None:
    grid = table([cell("题号"), cell("1"), cell("2")], [cell("答案"), cell(""), cell("")])
    body = paragraph(run("一、单选题（每题2分，共4分。请将答案填入下表）")) + grid
    for number in (1, 2):
        body += paragraph(run(f"{number}、核心是（ ）{'。' * number}"))
        body += paragraph(run("A、客户  B、产品"))
    assert [one.points for one in read_docx(packed(body)).questions] == [2, 2]


def test_all_options_in_red_are_all_right_where_red_tells_the_key() -> None:
    body = paragraph(run("一、多选题"))
    for number, right in enumerate(("AB", "AC", "ABC"), 1):
        body += paragraph(run(f"{number}. 做法有（ ）。"))
        for label in "ABC":
            body += paragraph(run(f"{label}. 做法{label}", RED if label in right else ""))
    found = read_docx(packed(body))
    assert [one.correct for one in found.questions] == [("A", "B"), ("A", "C"), ("A", "B", "C")]
    kinds = {one.kind for one in found.questions[2].problems}
    assert ProblemKind.GUESSED_KEY in kinds


def test_a_list_of_questions_beside_their_answers() -> None:
    body = table(
        [cell("序号"), cell("试题"), cell("答案")],
        [cell("1"), cell("核心是（ ）。", "A. 客户", "B. 产品"), cell("A")],
        [cell("2"), cell("客户都一样。"), cell("×")],
    )
    found = read_docx(packed(body))
    assert [(one.type, one.key) for one in found.questions] == [
        (ItemType.SINGLE_CHOICE, ("A",)),
        (ItemType.TRUE_FALSE, False),
    ]
