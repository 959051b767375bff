"""Rows of answers by the type of their questions, and headings whose bracket goes on below."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

ASKED = (
    "【单选】\n1、首次响应考核的是\nA快慢 B音量 C着装 D工龄\n2、结单之后应当\nA回访 B删除 C推诿 D投诉\n"
    "【判断】\n3、投诉都要登记。\n4、来电可以不应答。\n【填空】\n5、外呼前核对____。\n6、结单之后要做____。\n"
    "【简答】\n7、怎样安抚久等的客户？\n8、怎样记录投诉？\n\n"
)


@pytest.mark.parametrize(
    "rows",
    [
        "单选：1A 2A\n判断：3对 4错\n填空：5名单（客户名单也行） 6回访\n简答7：先致歉。\n简答8：写清时间、事由。\n",
        "单选题：1.A 2.A\n判断题：3.√ 4.×\n填空题：5.名单（客户名单也对）；6.回访\n简答第7题：先致歉。\n简答第8题：写清时间、事由。\n",
    ],
)
def test_rows_of_answers_by_type(rows: str) -> None:
    questions = read_text(ASKED + rows).questions
    assert [one.key for one in questions[:4]] == [("A",), ("A",), True, False]
    assert [one.blanks[0][0] for one in questions[4:6] if one.blanks] == ["名单", "回访"]
    assert [one.reference for one in questions[6:]] == ["先致歉。", "写清时间、事由。"]


def test_rows_that_ask_are_no_answers() -> None:
    text = "单选：客服的首要态度是（ ）\nA. 倾听\nB. 推诿\n判断：投诉都要登记。（√）\n简答1：怎样安抚久等的客户？\n"
    kinds = [one.type for one in read_text(text).questions]
    assert kinds == [ItemType.SINGLE_CHOICE, ItemType.TRUE_FALSE, ItemType.SHORT_ANSWER]


def test_a_heading_may_go_on_below() -> None:
    text = (
        "一、单项选择题（每小题2分，共2分）\n1．首次响应考核的是（　）。\n　　Ａ．快慢　　Ｂ．音量\n　　Ｃ．着装　　Ｄ．工龄\n"
        "二、多项选择题（本大题共1小题，每小题3分，共3分。多选、少\n选均无分）\n2．工单要写清（　）。\n　　Ａ．时间　　Ｂ．事由　　Ｃ．天气\n"
        "参考答案\n一、A\n二、2．AB\n"
    )
    first, second = read_text(text).questions
    assert [one.text for one in first.options] == ["快慢", "音量", "着装", "工龄"]
    assert (second.type, second.correct, second.points) == (
        ItemType.MULTIPLE_RESPONSE,
        ("A", "B"),
        3,
    )


def test_an_open_bracket_over_a_question_is_closed_by_nothing() -> None:
    text = "一、判断题（每小题2分\n1. 投诉都要登记。（√）\n2. 来电可以不应答。（×）\n"
    assert [one.truth for one in read_text(text).questions] == [True, False]
