"""判断 with the verdict in the sentence, behind any sign, with and without its reason."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text


@pytest.mark.parametrize(
    ("line", "truth", "why"),
    [
        ("价值完全由价格决定——错，还有质量。", False, "还有质量。"),
        ("价值完全由价格决定——错", False, ""),
        ("价值完全由价格决定……×", False, ""),
        ("价值完全由价格决定：√", True, ""),
        ("价值完全由价格决定 => 正确", True, ""),
        ("价值完全由价格决定 | 错误。因为还有质量。", False, "因为还有质量。"),
        ("价值完全由价格决定（错，还有质量）", False, "还有质量"),
        ("价值完全由价格决定【×：还有（服务）质量】", False, "还有（服务）质量"),
        ("价值完全由价格决定（  ）——不对，还有质量。", False, "还有质量。"),
    ],
)
def test_the_verdict_is_the_key(line: str, truth: bool, why: str) -> None:
    (question,) = read_text(f"一、判断题\n1. {line}\n").questions
    assert (question.stem, question.truth, question.explanation) == (
        "价值完全由价格决定",
        truth,
        why,
    )


def test_verdicts_on_end_show_what_the_lines_are() -> None:
    text = "判断背一背，我标好了\n(1)退化只发生在稳定期之后 错\n(2)信息应当及时更新 对\n(3)供应商不是客户 错\n"
    questions = read_text(text).questions
    assert [one.type for one in questions] == [ItemType.TRUE_FALSE] * 3
    assert [one.truth for one in questions] == [False, True, False]


@pytest.mark.parametrize(
    "line",
    [
        "客服要分清对与错",
        "企业对客户的承诺——对错误负责——要兑现",
        "面对投诉，客服说的都对",
        "态度：对事不对人",
    ],
)
def test_a_word_of_the_sentence_is_no_verdict(line: str) -> None:
    (question,) = read_text(f"一、判断题\n1. {line}\n").questions
    assert (question.stem, question.truth) == (line, None)


def test_a_verdict_elsewhere_is_a_word_like_others() -> None:
    text = "一、简答题\n1. 怎样看待“客户永远是对的”——对还是错？\n答：客户的——错，也要尊重。\n"
    (question,) = read_text(text).questions
    assert question.reference == "客户的——错，也要尊重。"
