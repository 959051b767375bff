"""The right answer as teachers mark it in their own copy: a colour, a tick, a line below it."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.docx import read_docx
from app.bank.exchange.questions import ProblemKind, Question
from tests.bank.exchange.docx.documents import packed, paragraph, run

RED = '<w:color w:val="FF0000"/>'
UNDER = '<w:u w:val="single"/>'
OPTIONS = {"A": "积分", "B": "抽奖", "C": "会员日", "D": "定制服务"}
GUESSED = ProblemKind.GUESSED_KEY


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def only(heading: str, body: str) -> Question:
    found = read_docx(packed(paragraph(run(heading)) + body))
    assert len(found.questions) == 1, found
    return found.questions[0]


def asked(look: str, right: str, *, wide: bool) -> str:
    cells = [
        [paragraph(run(label)), paragraph(run(text, look if label in right else ""))]
        for label, text in OPTIONS.items()
    ]
    rows = [cells[0] + cells[1], cells[2] + cells[3]] if wide else cells
    return paragraph(run("1. 提高转换成本的做法有（  ）。")) + table(*rows)


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("look", [RED, UNDER, "<w:b/>", '<w:highlight w:val="yellow"/>'])
def test_options_whose_letters_have_cells_of_their_own(look: str, wide: bool) -> None:
    question = only("一、多选题", asked(look, "ACD", wide=wide))
    assert {one.label: one.text for one in question.options} == OPTIONS
    assert question.correct == ("A", "C", "D")
    assert GUESSED in {problem.kind for problem in question.problems}


def test_ticked_boxes_are_told_and_not_guessed() -> None:
    body = paragraph(run("1. 提高转换成本的做法有（  ）。"))
    for label, text in OPTIONS.items():
        body += paragraph(run(f"{'☑' if label in 'AD' else '☐'} {label}. {text}"))
    question = only("一、多选题", body)
    assert [one.text for one in question.options] == list(OPTIONS.values())
    assert question.correct == ("A", "D")
    assert GUESSED not in {problem.kind for problem in question.problems}


def test_only_the_letter_stands_out() -> None:
    body = paragraph(run("1. 客户关系管理的核心是（  ）。"))
    for label, text in OPTIONS.items():
        body += paragraph(run(f"{label}. ", RED if label == "C" else "") + run(text))
    question = only("一、单选题", body)
    assert question.correct == ("C",)
    assert GUESSED in {problem.kind for problem in question.problems}


def test_a_blank_drawn_on_under_a_red_answer() -> None:
    line = run("   ", UNDER)
    body = paragraph(
        run("1. CRM 的中文全称是") + line + run("客户 关系管理", RED + UNDER) + line + run("。")
    )
    question = only("一、填空题", body)
    assert (question.stem, question.blanks) == ("CRM 的中文全称是____。", (("客户 关系管理",),))


def test_a_table_of_data_keeps_no_trace_of_what_stood_out() -> None:
    rows = [["客户", "金额"], ["甲", "20"], ["乙", "30"]]
    cells = [[paragraph(run(text, RED)) for text in row] for row in rows]
    question = only("一、简答题", paragraph(run("1. 根据下表，谁的价值更高？")) + table(*cells))
    assert question.stem is not None
    assert "| 乙 | 30 |" in question.stem


def read(*paragraphs: str) -> list[Question]:
    return list(read_docx(packed("".join(paragraphs))).questions)


def test_underlined_words_make_a_fill_in_item_also_without_a_heading() -> None:
    questions = read(
        paragraph(run("练习题（教师版）")),
        paragraph(run("1. 处理投诉先处理") + run(" 心情 ", UNDER) + run("，再处理事情。")),
        paragraph(run("2. ") + run("首问负责制/首问制", UNDER) + run("要求负责到底。")),
        paragraph(run("3. 为什么要") + run("及时", UNDER) + run("回访？")),
    )
    assert [(one.stem, one.blanks) for one in questions[:2]] == [
        ("处理投诉先处理____，再处理事情。", (("心情",),)),
        ("____要求负责到底。", (("首问负责制", "首问制"),)),
    ]
    assert GUESSED in {problem.kind for problem in questions[0].problems}
    assert (questions[2].stem, questions[2].blanks) == ("为什么要及时回访？", None)


def test_red_words_inside_a_sentence_fill_its_blanks() -> None:
    questions = read(
        paragraph(run("一、填空题")),
        paragraph(run("1. 金字塔顶端是") + run("铂金", RED) + run("层客户。")),
        paragraph(run("2. 忠诚的前提是（") + run("满意", RED) + run("）。")),
        paragraph(run("二、判断题")),
        paragraph(run("1. 会员") + run("越多", RED) + run("越好。（") + run("×", RED) + run("）")),
    )
    assert [(one.stem, one.key) for one in questions] == [
        ("金字塔顶端是____层客户。", (("铂金",),)),
        ("忠诚的前提是____。", (("满意",),)),
        ("会员越多越好。", False),
    ]


def underlined(before: str, word: str, after: str) -> str:
    return paragraph(run(before) + run(f" {word} ", UNDER) + run(after))


def lettered() -> str:
    return "".join(paragraph(run(f"{label}. {text}")) for label, text in OPTIONS.items())


def test_the_key_is_underlined_in_the_place_of_the_gap() -> None:
    question = only("一、选一选", underlined("1. 设会员日是为了", "C", "。") + lettered())
    assert (question.stem, question.correct) == ("设会员日是为了（　）。", ("C",))


def test_several_letters_are_underlined() -> None:
    question = only("一、选择题", underlined("1. 维系靠", "ABD", "。") + lettered())
    assert question.type is ItemType.MULTIPLE_RESPONSE
    assert question.correct == ("A", "B", "D")


def test_an_underlined_letter_beside_a_gap_is_a_word() -> None:
    question = only("一、单选题", underlined("1. 不适合", "A", "类客户的是（  ）。") + lettered())
    assert (question.stem, question.correct) == ("不适合A类客户的是（　）。", None)


def test_words_underlined_below_a_section_of_blanks() -> None:
    body = paragraph(
        run("1. 建档包括") + run("收集", UNDER) + run("和") + run("核对", UNDER) + run("两步。")
    )
    choice = paragraph(run("二、选一选（单选）"))
    choice += underlined("1. 设会员日是为了", "C", "。") + lettered()
    found = read_docx(packed(paragraph(run("一、填一填")) + body + choice))
    fill, single = found.questions
    assert (fill.stem, fill.blanks) == ("建档包括____和____两步。", (("收集",), ("核对",)))
    assert single.correct == ("C",)
