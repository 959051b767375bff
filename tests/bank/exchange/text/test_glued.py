"""Headings and short questions that were typed on end."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text


@pytest.mark.parametrize(
    "text",
    [
        "填空 ①客户是企业的【战略】资源\n②客户的【转换】成本高\n③呼叫分呼入和【呼出】\n",
        "填空：①客户是企业的【战略】资源②客户的【转换】成本高③呼叫分呼入和【呼出】\n",
        "【填空题】1. 客户是企业的【战略】资源 2. 客户的【转换】成本高 3. 呼叫分呼入和【呼出】\n",
        "填空题（每空1分） (1)客户是企业的【战略】资源(2)客户的【转换】成本高(3)呼叫分呼入和【呼出】\n",
    ],
)
def test_a_heading_with_its_first_question(text: str) -> None:
    questions = read_text(f"一、判断题\n1. 客户可以分级。（√）\n{text}").questions
    assert [one.type for one in questions[1:]] == [ItemType.FILL_BLANK] * 3
    assert [one.blanks for one in questions[1:]] == [(("战略",),), (("转换",),), (("呼出",),)]
    assert questions[1].stem == "客户是企业的____资源"


@pytest.mark.parametrize(
    "line",
    [
        "(1)退化只发生在稳定期 错(2)信息要更新 对(3)供应商不是客户 错",
        "1、退化只发生在稳定期×2、信息要更新√3、供应商不是客户×",
        "①退化只发生在稳定期（错）②信息要更新（对）③供应商不是客户（错）",
        "1. 退化只发生在稳定期——错；2. 信息要更新——对；3. 供应商不是客户——错。",
    ],
)
def test_statements_on_one_line(line: str) -> None:
    questions = read_text(f"一、判断题\n{line}\n").questions
    assert [one.truth for one in questions] == [False, True, False]
    stems = ["退化只发生在稳定期", "信息要更新", "供应商不是客户"]
    assert [(one.stem or "").rstrip("；。") for one in questions] == stems


@pytest.mark.parametrize("answer", ["①先核对订单②再联系仓库③最后回访", "(1)倾听(2)致歉(3)补偿"])
def test_points_of_an_answer_stay_together(answer: str) -> None:
    (question,) = read_text(f"一、简答题\n1. 怎样处理投诉？\n答：\n{answer}\n").questions
    assert question.reference == answer


def test_a_list_of_keys_is_no_row_of_questions() -> None:
    text = "一、判断题\n1. 客户可以分级。\n2. 满意就是忠诚。\n参考答案\n判断题 1. 对 2. 错\n"
    assert [one.truth for one in read_text(text).questions] == [True, False]
