"""What people add to their own papers: more questions behind the keys, words to the class, other names of a word."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

PAPER = (
    "一、单项选择题\n1. 首次响应考核的是（ ）。\nA. 快慢  B. 音量\nC. 着装  D. 工龄\n"
    "2. 结单之后应当（ ）。\nA. 回访  B. 删除\nC. 推诿  D. 投诉\n〔答案〕 1.A  2.A\n\n"
)


@pytest.mark.parametrize(
    "remark", ["自己补充的（7.3）", "我又补充了几道", "补充内容：", "---后来加的---"]
)
def test_questions_that_somebody_added_behind_the_keys(remark: str) -> None:
    text = f"{PAPER}----------\n{remark}\n名词：\n①工单——记录一次服务的单据\n②首响——第一次回应客户的用时\n问答：\n①怎样安抚久等的客户？\n答：先致歉。\n"
    questions = read_text(text).questions
    assert [one.type for one in questions[2:]] == [
        ItemType.TERM,
        ItemType.TERM,
        ItemType.SHORT_ANSWER,
    ]
    assert [one.reference for one in questions[2:]] == [
        "记录一次服务的单据",
        "第一次回应客户的用时",
        "先致歉。",
    ]


def test_true_and_false_are_the_options_of_a_statement() -> None:
    text = "1) 投诉都要登记。\nTrue\nFalse\nanswer: True\n2) 来电可以不应答。\nTrue\nFalse\nanswer: False\n"
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["投诉都要登记。", "来电可以不应答。"]
    assert [one.truth for one in questions] == [True, False]


def test_a_mark_stands_in_front_of_a_number_in_brackets() -> None:
    text = (
        "一、判断题\n（×）(1) 来电可以不应答。\n（√）(2) 投诉都要登记。\n（×）(3) 工单不必归档。\n"
    )
    questions = read_text(text).questions
    assert [one.stem for one in questions] == [
        "来电可以不应答。",
        "投诉都要登记。",
        "工单不必归档。",
    ]
    assert [one.truth for one in questions] == [False, True, False]


@pytest.mark.parametrize(
    "told", ["网店（或店铺）（或商店）", "网店（或：店铺）（也可商店）", "网店(或者店铺)(或者商店)"]
)
def test_several_other_words_each_in_brackets(told: str) -> None:
    (question,) = read_text(f"一、填空题\n1. 客服在____接待。\n答案：{told}\n").questions
    assert question.blanks == (("网店", "店铺", "商店"),)


@pytest.mark.parametrize("told", ["书上P88自己找", "见教材第35页", "（详见课本第12-13页）"])
def test_a_page_of_the_book_is_no_answer(told: str) -> None:
    (question,) = read_text(f"一、简答题\n1. 怎样安抚久等的客户？\n答案：{told}\n").questions
    assert question.reference is None


def test_an_answer_that_speaks_of_the_book_stays() -> None:
    text = "一、简答题\n1. 客服怎样学习？\n答案：教材第2章的要点要背熟，每周练习一次。\n"
    assert read_text(text).questions[0].reference is not None


CHAT = (
    "李老师  20:01\n单选\n1、首次响应考核的是\nA快慢 B音量 C着装 D工龄\n2、结单之后应当\nA回访 B删除 C推诿 D投诉\n问答\n3、怎样安抚久等的客户？\n\n"
    "小周  20:05\n老师第2题是不是课上讲过\n\n李老师  20:06\n{said}\n\n"
)


def test_a_nod_in_a_chat_is_no_answer() -> None:
    text = CHAT.format(said="对的👍") + "李老师  21:00\n答案：1A 2A\n"
    questions = read_text(text).questions
    assert [one.reference for one in questions] == [None] * 3
    assert "对的" not in "".join(one.stem or "" for one in questions)


def test_what_the_teacher_says_of_a_question_that_was_left_out() -> None:
    text = CHAT.format(said="单选漏了一个，补上\n4、来电应当在几秒内应答\nA三秒 B一时 C半天 D两天")
    questions = read_text(text).questions
    assert [one.stem for one in questions][2:] == ["怎样安抚久等的客户？", "来电应当在几秒内应答"]


@pytest.mark.parametrize(
    "line",
    [
        "（还差两道案例 找班长要）",
        "某某职业学院2021—2022学年第一学期",
        "◄ 课程公告",
        "形考任务三 ►",
    ],
)
def test_a_line_beside_the_questions_is_no_answer(line: str) -> None:
    found = read_text(f"一、简答题\n1. 怎样安抚久等的客户？\n答：先致歉，再说明进度。\n\n{line}\n")
    assert found.questions[0].reference == "先致歉，再说明进度。"
