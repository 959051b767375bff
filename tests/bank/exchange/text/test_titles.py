"""Numbers and titles that only what stands around them explains."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text


def test_a_bare_number_counts_on_where_the_question_broke_off() -> None:
    text = "一、简答题\n1为什么要回访老客户？\n答：(1)了解情况。(2)改进服务。\n2怎样处理差评？\n答：(1)致歉。(2)补救。\n3促销之后应当怎样对待老\n"
    questions = read_text(text).questions
    assert [one.stem for one in questions] == [
        "为什么要回访老客户？",
        "怎样处理差评？",
        "促销之后应当怎样对待老",
    ]
    assert ProblemKind.CUT_OFF in {one.kind for one in questions[2].problems}


@pytest.mark.parametrize(
    "title", ["多选题汇总（答案附题后）", "会员管理多选题库（教师用，带答案）", "多选题（含答案）"]
)
def test_a_title_that_names_the_type_of_all_that_follows(title: str) -> None:
    text = f"一、简答题\n1. 为什么要回访？\n答：为了了解情况\n{title}\n1. 会员权益包括\n（AB）\nA. 折扣\nB. 礼品\nC. 罚款\n"
    questions = read_text(text).questions
    assert [one.type for one in questions] == [ItemType.SHORT_ANSWER, ItemType.MULTIPLE_RESPONSE]
    assert questions[0].reference == "为了了解情况"
