"""Slides without keys, outlines with stations and 问/答, instructions and feet of pages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text

SINGLE, FILL, SHORT = ItemType.SINGLE_CHOICE, ItemType.FILL_BLANK, ItemType.SHORT_ANSWER
SLIDES = """第2页
单选题  4分
回访电话最好打在
A
客户方便的时候
B
深夜
提交
第3页
单选题  4分
A
短信
B
提交
第4页
判断题  2分
倾听也是沟通。
正确
错误
提交
主观题  6分
怎样请老客户推荐朋友？
正常使用主观题需3.0以上版本的客户端
作答
"""
OUTLINE = """==== 第一站：沟通 ====
★问：沟通从哪里开始？
答：从倾听开始。

问：怎样道歉？
答：诚恳，及时。

==== 难点一览 ====
★问：怎样面对怒气？
答：先安抚，再解决。

==== 第三站：快问快答（填空，答案在箭头后） ====
投诉是______的礼物。 → 客户
沟通要______，也要______。 → 真诚，及时
旅途结束，祝大家考试成功！
"""


def test_slides_with_type_and_marks_on_one_line() -> None:
    questions = read_text(SLIDES).questions
    assert [(one.type, one.stem, one.points) for one in questions] == [
        (SINGLE, "回访电话最好打在", Decimal(4)),
        (SINGLE, None, Decimal(4)),
        (ItemType.TRUE_FALSE, "倾听也是沟通。", Decimal(2)),
        (SHORT, "怎样请老客户推荐朋友？", Decimal(6)),
    ]
    assert [one.text for one in questions[0].options] == ["客户方便的时候", "深夜"]
    assert [one.text for one in questions[1].options] == ["短信", ""]
    assert ProblemKind.NO_STEM in {one.kind for one in questions[1].problems}


def test_sections_with_their_marks_on_the_line_are_no_slides() -> None:
    text = "单选题  4分\n1. 回访是（A）。\nA. 关怀\nB. 打扰\n2. 倾听是（B）。\nA. 打扰\nB. 尊重\n判断题  2分\n1. 投诉是礼物。（√）\n"
    assert [one.stem for one in read_text(text).questions][2] == "投诉是礼物。"
    assert len(read_text(text).questions) == 3


def test_an_outline_in_frames_asks_and_answers() -> None:
    questions = read_text(OUTLINE).questions
    assert [(one.type, one.stem) for one in questions] == [
        (SHORT, "沟通从哪里开始？"),
        (SHORT, "怎样道歉？"),
        (SHORT, "怎样面对怒气？"),
        (FILL, "投诉是____的礼物。"),
        (FILL, "沟通要____，也要____。"),
    ]
    assert [one.reference for one in questions[:3]] == [
        "从倾听开始。",
        "诚恳，及时。",
        "先安抚，再解决。",
    ]
    assert [one.key for one in questions[3:]] == [(("客户",),), (("真诚",), ("及时",))]


def test_a_wish_to_customers_stays_in_the_answer() -> None:
    text = "一、简答题\n1. 怎样结束回访？\n答：先致谢，然后说：\n回访结束，祝客户生活愉快！\n"
    assert "祝客户生活愉快" in (read_text(text).questions[0].reference or "")


def test_an_arrow_inside_a_sentence_is_no_answer() -> None:
    text = "一、填空题\n1. 认知→____→购买。\n答案：兴趣\n"
    assert [(one.stem, one.key) for one in read_text(text).questions] == [
        ("认知→____→购买。", (("兴趣",),))
    ]


def test_the_foot_of_a_page_with_its_title_ends_no_section() -> None:
    text = (
        "一、单项选择题（每小题2分）\n1．回访是\nA．关怀\tB．打扰\n服务沟通试题 第1页（共2页）\n"
        "2．倾听是\nA．打扰\tB．尊重\n\n参考答案\n一、单项选择题\n1.A\n2.B\n"
    )
    assert [(one.type, one.key, one.points) for one in read_text(text).questions] == [
        (SINGLE, ("A",), 2),
        (SINGLE, ("B",), 2),
    ]


def test_instructions_above_the_questions_tell_their_marks() -> None:
    text = "判断改错题专项\n要求：先判断，再改正。每小题3分。\n回访是打扰。（ × ）\n改正：是关怀。\n倾听是尊重。（ √ ）\n"
    assert [(one.truth, one.points) for one in read_text(text).questions] == [(False, 3), (True, 3)]


def test_a_question_among_terms_and_the_appendix_above_it() -> None:
    text = (
        "沟通课名词解释汇总\n回访：指成交以后再次联系客户的做法。\n倾听：指不打断并且听懂对方的话。\n\n"
        "附：易混词语辨析\n回访与推销有什么区别？\n答：回访关心客户，推销关心订单。\n"
    )
    questions = read_text(text).questions
    assert [(one.type, one.reference) for one in questions[1:]] == [
        (ItemType.TERM, "指不打断并且听懂对方的话。"),
        (SHORT, "回访关心客户，推销关心订单。"),
    ]


def test_a_word_that_names_a_remark_may_fill_a_blank() -> None:
    text = "一、填空\n1. 给客户记下的记号叫做（标签）。\n2. 回访要（及时）。\n"
    assert [one.key for one in read_text(text).questions] == [(("标签",),), (("及时",),)]


@pytest.mark.parametrize(
    "foot", ["说明：本题库供内部使用，请勿外传。", "网友评论（3条）  我要评论"]
)
def test_a_note_of_the_owner_or_the_site_is_no_answer(foot: str) -> None:
    text = f"一、简答题\n1. 回访有什么用？\n答：发现问题。\n{foot}\n"
    found = read_text(text)
    assert [one.reference for one in found.questions] == ["发现问题。"]
    assert foot in {text for _line, text in found.loose}


@pytest.mark.parametrize("row", ["__ " * 20_000, "=" * 60_000, "★" * 60_000, "值（标签）" * 20_000])
def test_long_rows_take_no_long_time(row: str) -> None:
    assert read_text(f"一、填空题\n1. {row}\n{row}\n") is not None
