"""Type, marks and difficulty in brackets behind the number of a question."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text


@pytest.mark.parametrize(
    "tags",
    [
        "第{}题 [{}] [2分] [难度 ★]",
        "{}. 【难度：易】【{}】【2分】",
        "第{}题（{}）（分值：2）（中等）",
        "{}、〔2分〕〔{}题〕",
        "{} <{}> <2.0分>",
    ],
)
def test_tags_in_any_order_are_read(tags: str) -> None:
    text = (
        f"{tags.format(1, '填空')}\n按方向可分为呼入型、____型。\n答案：呼出\n"
        f"{tags.format(2, '判断')}\n过期条目应及时下架。\n答案：正确\n"
        f"{tags.format(3, '名词解释')}\n放弃率\n答案：客户主动挂断的来电所占的比例。\n"
    )
    found = read_text(text)
    kinds = [ItemType.FILL_BLANK, ItemType.TRUE_FALSE, ItemType.TERM]
    assert [one.type for one in found.questions] == kinds
    assert [one.points for one in found.questions] == [Decimal(2)] * 3
    assert found.questions[0].stem == "按方向可分为呼入型、____型。"
    assert found.questions[0].blanks == (("呼出",),)
    assert found.loose == ()


def test_a_bracket_alone_may_be_the_blank_itself() -> None:
    text = (
        "一、填空题\n1. [填空]是关系管理的核心。\n答案：客户\n2. [填空]是保持的前提。\n答案：满意\n"
    )
    first, second = read_text(text).questions
    assert (first.stem, first.blanks) == ("____是关系管理的核心。", (("客户",),))
    assert second.stem == "____是保持的前提。"


def test_other_words_in_brackets_stay() -> None:
    text = "一、简答题\n1. （多选）（见教材第3章）客户分级有哪些好处？\n答：有三点好处。\n"
    (question,) = read_text(text).questions
    assert "见教材第3章" in (question.stem or "")
