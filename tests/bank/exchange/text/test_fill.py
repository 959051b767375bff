"""Blanks and what belongs into them, where a key is typed in an odd way."""

from __future__ import annotations

import pytest

from app.bank.exchange.questions import ProblemKind, Question
from app.bank.exchange.text import read_text


def only(line: str) -> Question:
    found = read_text(f"一、填空题\n1. {line}\n")
    assert (len(found.questions), found.loose) == (1, ()), found
    return found.questions[0]


def test_two_words_for_one_blank_are_told() -> None:
    question = only("企业要了解客户的____需求。\n答案：更多 更深")
    assert [(one.kind, one.detail) for one in question.problems] == [
        (ProblemKind.BLANK_COUNT, "1/2")
    ]


@pytest.mark.parametrize("answer", ["更多", "customer loyalty", "CRM 系统"])
def test_one_word_for_one_blank_is_not(answer: str) -> None:
    assert only(f"企业要了解客户的____需求。\n答案：{answer}").problems == ()


@pytest.mark.parametrize(
    ("line", "stem", "blanks"),
    [
        ("获取一个客户的花费简称【CAC】。", "获取一个客户的花费简称____。", (("CAC",),)),
        ("先【识别】客户，再【区分】客户。", "先____客户，再____客户。", (("识别",), ("区分",))),
        ("CRM是___（客户关系管理）____的简称。", "CRM是____的简称。", (("客户关系管理",),)),
    ],
)
def test_a_word_in_brackets_of_its_own_is_the_key(
    line: str, stem: str, blanks: tuple[tuple[str, ...], ...]
) -> None:
    question = only(line)
    assert (question.stem, question.blanks, question.problems) == (stem, blanks, ())
