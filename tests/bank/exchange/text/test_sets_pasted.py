"""Sets of questions pasted one below another, tables of questions inside a text, and keys between questions."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

OPTIONS = "A.收集\nB.了解情况\nC.催款\n"
FIRST = f"一、单选题\n1.回访为了（ B ）\n{OPTIONS}二、简答题\n1.怎样回访？\n答：先预约，再记录。\n"
SECOND = f"1.建档先（ A ）\n{OPTIONS}2.满意就是忠诚。（×）\n"


@pytest.mark.parametrize(
    "between",
    [
        "------以下是网上找的------",
        "下面是李老师出的题",
        "另附：",
        "【补充题】",
        "*** 第二套 ***",
        "模拟卷二",
        "还有几道：",
        "==============",
        "（以下为扫描件识别）",
    ],
)
def test_what_stands_between_two_sets_ends_the_first(between: str) -> None:
    found = read_text(f"{FIRST}{between}\n{SECOND}")
    assert [one.type for one in found.questions] == [
        ItemType.SINGLE_CHOICE,
        ItemType.SHORT_ANSWER,
        ItemType.SINGLE_CHOICE,
        ItemType.TRUE_FALSE,
    ]
    assert [one.key for one in found.questions[2:]] == [("A",), False]
    assert found.questions[1].reference == "先预约，再记录。"
    told = {text.strip("-* ") for _number, text in found.loose}
    assert between.strip("-* ") in told


def test_a_set_behind_the_keys_of_the_first_asks_again() -> None:
    text = f"一、单选题\n1.回访为了（  ）\n{OPTIONS}参考答案\n1.B\n下面是李老师出的题\n{SECOND}"
    assert [one.key for one in read_text(text).questions] == [("B",), ("A",), False]


def test_a_rule_below_a_heading_or_above_keys_parts_nothing() -> None:
    text = (
        f"一、单选题\n----------\n1.回访为了（  ）\n{OPTIONS}2.建档先（  ）\n{OPTIONS}----------\n1.B 2.A\n"
        "二、判断题\n1.满意就是忠诚。（×）\n"
    )
    questions = read_text(text).questions
    assert [one.section for one in questions] == ["单选题", "单选题", "判断题"]
    assert [one.key for one in questions] == [("B",), ("A",), False]


@pytest.mark.parametrize(
    "table",
    [
        "序号\t题型\t题目\t选项A\t选项B\t答案\n1\t单选题\t回访为了（ ）\t推销\t了解情况\tB\n2\t判断题\t满意就是忠诚。\t\t\t错\n",
        (
            "| 题号 | 题型 | 题目 | A | B | 答案 |\n|---|---|---|---|---|---|\n| 1 | 单选题 | 回访为了（ ） | 推销 | 了解情况 | B |\n"
            "| 2 | 判断题 | 满意就是忠诚。 |  |  | 错 |\n"
        ),
    ],
)
def test_a_table_of_questions_below_a_title(table: str) -> None:
    first, second = read_text(f"客户关系管理题库\n\n{table}").questions
    assert [one.text for one in first.options] == ["推销", "了解情况"]
    assert (first.key, second.type, second.key) == (("B",), ItemType.TRUE_FALSE, False)


def test_a_table_that_is_asked_about_stays_in_its_question() -> None:
    text = "三、计算题\n1.根据下表计算保持率。\n| 年份 | 题目 | 客户 |\n|---|---|---|\n| 2019 | 甲 | 80 |\n"
    (question,) = read_text(text).questions
    assert "| 2019 | 甲 | 80 |" in (question.stem or "")


@pytest.mark.parametrize(
    "keys", ["(答案: 1.B 2.A)", "【1-2答案】B A", "第1-2题答案：BA", "1~2参考答案：B、A"]
)
def test_keys_of_several_questions_between_them(keys: str) -> None:
    text = f"一、单选题\n1.回访为了（  ）\n{OPTIONS}2.建档先（  ）\n{OPTIONS}{keys}\n3.分级看（ C ）\n{OPTIONS}"
    assert [one.correct for one in read_text(text).questions] == [("B",), ("A",), ("C",)]


def test_questions_behind_their_type_on_one_line() -> None:
    text = "判断：1.满意就是忠诚。（×）2.流失可以挽回。（√）\n填空：1.回访要（预约）。2.客户分为（新客户）和（老客户）。\n"
    questions = read_text(text).questions
    assert [one.key for one in questions] == [
        False,
        True,
        (("预约",),),
        (("新客户",), ("老客户",)),
    ]


def test_a_level_behind_a_question_is_no_word_of_it() -> None:
    (question,) = read_text(f"一、单选题\n1.回访为了（ B ）（易）\n{OPTIONS}").questions
    assert (question.stem, question.labels["difficulty"]) == ("回访为了（\u3000）", "易")
