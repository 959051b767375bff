"""Options as they are typed: broken over two lines, with a letter twice, divided by semicolons."""

from __future__ import annotations

import pytest

from app.bank.exchange.questions import ProblemKind, Question
from app.bank.exchange.text import read_text


def only(text: str) -> Question:
    found = read_text(text)
    assert (len(found.questions), found.loose) == (1, ()), found
    return found.questions[0]


def options(question: Question) -> list[tuple[str, str]]:
    return [(one.label, one.text) for one in question.options]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("是一种管理理念，强调以客户为", "中心的经营方式"),
        ("只看成交", "不看客户"),
        ("先分析，", "后行动"),
    ],
)
def test_an_option_broken_before_the_next_one_is_mended(first: str, second: str) -> None:
    question = only(f"一、单选题\n1. 客户关系管理是（A）。\nA. {first}\n{second}\nB. 一种软件\n")
    assert options(question) == [("A", first + second), ("B", "一种软件")]


def test_the_last_option_is_mended_where_it_breaks_off() -> None:
    question = only(
        "一、单选题\n1. 客户关系管理是（B）。\nA. 一种软件\nB. 强调以客户为\n中心的经营\n答案：B\n"
    )
    assert options(question)[1] == ("B", "强调以客户为中心的经营")


def test_a_remark_behind_whole_options_belongs_to_none() -> None:
    found = read_text(
        "一、单选题\n1. 题（A）。\nA. 甲\nB. 乙\n下页还有\n2. 题（B）。\nA. 甲\nB. 乙\n"
    )
    assert options(found.questions[0]) == [("A", "甲"), ("B", "乙")]
    assert found.loose == ((5, "下页还有"),)


@pytest.mark.parametrize("typed", ["A. 甲\nB. 乙\nB. 丙\nD. 丁", "A. 甲 B. 乙 B. 丙 D. 丁"])
def test_an_option_whose_letter_stood_before_is_kept_in_its_place(typed: str) -> None:
    question = only(f"一、单选题\n1. 客户价值不包括（C）。\n{typed}\n")
    assert options(question) == [("A", "甲"), ("B", "乙"), ("C", "丙"), ("D", "丁")]
    assert question.correct == ("C",)
    assert [(one.kind, one.detail) for one in question.problems] == [
        (ProblemKind.LETTER_TWICE, "ABBD")
    ]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("A.甲;B.乙;", ["甲", "乙"]),
        ("A.甲；\nB.乙；\nC.丙。", ["甲", "乙", "丙"]),
        ("A.甲。\nB.乙。", ["甲。", "乙。"]),
    ],
)
def test_what_divides_options_is_no_part_of_them(typed: str, texts: list[str]) -> None:
    question = only(f"一、单选题\n1. 题（A）。\n{typed}\n")
    assert [one.text for one in question.options] == texts
