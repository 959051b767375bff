"""Keys as they are typed into the question itself: behind it, in front of it, before its options."""

from __future__ import annotations

import pytest

from app.bank.exchange.questions import Question
from app.bank.exchange.text import read_text


def only(text: str) -> Question:
    found = read_text(text)
    assert (len(found.questions), found.loose) == (1, ()), found
    return found.questions[0]


@pytest.mark.parametrize(
    ("line", "stem", "truth"),
    [
        ("企业应当保留所有客户 错", "企业应当保留所有客户", False),
        ("CRM就是一套软件。 F", "CRM就是一套软件。", False),
        ("回访没有必要。N", "回访没有必要。", False),
        ("客户可以分级。Y", "客户可以分级。", True),
        ("客户可以分级 √", "客户可以分级", True),
        ("[×] 满意就是忠诚。", "满意就是忠诚。", False),
        ("【对】客户可以分级。", "客户可以分级。", True),
    ],
)
def test_a_truth_without_round_brackets_is_the_key(line: str, stem: str, truth: bool) -> None:
    question = only(f"一、判断题\n1. {line}\n")
    assert (question.stem, question.truth, question.problems) == (stem, truth, ())


def test_a_word_that_the_statement_ends_with_is_no_key() -> None:
    question = only("一、判断题\n1. 客户的每个要求都对\n")
    assert (question.stem, question.truth) == ("客户的每个要求都对", None)


@pytest.mark.parametrize(
    "layout", ["A.收集 B.整理\nC.丢弃 D.使用", "A.收集\nB.整理\nC.丢弃\nD.使用"]
)
def test_options_behind_their_key_belong_to_the_same_question(layout: str) -> None:
    question = only(f"一、多选题\n2. 数据库营销的步骤有 答案：A,B,D\n{layout}\n")
    assert question.stem == "数据库营销的步骤有"
    assert [one.text for one in question.options] == ["收集", "整理", "丢弃", "使用"]
    assert question.correct == ("A", "B", "D")


def test_letters_at_the_end_of_the_stem_are_the_key() -> None:
    question = only("一、多选题\n1. 客户细分变量有ABD\nA. 地理\nB. 人口\nC. 天气\nD. 行为\n")
    assert (question.stem, question.correct) == ("客户细分变量有（　）", ("A", "B", "D"))
    assert question.problems == ()


def test_letters_that_no_option_bears_stay_in_the_stem() -> None:
    question = only("一、单选题\n1. 最好的一类客户是G\nA. 大客户\nB. 小客户\n答案：A\n")
    assert question.stem == "最好的一类客户是G"


def test_a_bank_may_count_beyond_a_thousand() -> None:
    asked = "".join(
        f"{n}. 第 {n} 类客户的说法，正确的是（　）。\nA. 甲{n}\nB. 乙{n}\nC. 丙{n}\n"
        for n in range(996, 1006)
    )
    questions = read_text(f"一、单选题\n{asked}参考答案\n996-1000 ABCAB\n1001-1005 CABCA").questions
    assert [one.number for one in questions] == [str(n) for n in range(996, 1006)]
    assert "".join(one.correct[0] for one in questions if one.correct) == "ABCABCABCA"


@pytest.mark.parametrize("gap", ["\t", "      "])
def test_letters_set_apart_at_the_end_of_the_line(gap: str) -> None:
    text = f"一、多选题\n1. 上门拜访时宜带的物品{gap}AC\nA. 样品\nB. 宠物\nC. 名片\n2. 忌讳的做法{gap}BD\n"
    questions = read_text(text).questions
    assert [(one.stem, one.correct) for one in questions] == [
        ("上门拜访时宜带的物品（　）", ("A", "C")),
        ("忌讳的做法（　）", ("B", "D")),
    ]
