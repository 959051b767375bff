"""Sections under everyday names, in any frame and behind any ordinal."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

SINGLE, MANY, TRUTH = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE
FILL, TERM, SHORT = ItemType.FILL_BLANK, ItemType.TERM, ItemType.SHORT_ANSWER


@pytest.mark.parametrize(
    ("line", "type_", "body"),
    [
        ("【甲】记住下面几个词", TERM, "1. 口碑"),
        ("【乙】填空，括号里是答案", FILL, "1. 客户的____。"),
        ("【丙】说对错", TRUTH, "1. 客户可以分级。"),
        ("——判断——", TRUTH, "1. 客户可以分级。"),
        ("◆◆ 对还是错 ◆◆", TRUTH, "1. 客户可以分级。"),
        ("~~下面的说法对不对~~", TRUTH, "1. 客户可以分级。"),
        ("第三关：判一判对错", TRUTH, "1. 客户可以分级。"),
        ("Part B 说对错", TRUTH, "1. 客户可以分级。"),
        ("《填一填》", FILL, "1. 客户的____。"),
        ("①补全句子", FILL, "1. 客户的____。"),
        ("【丁】回答下面几个问题（常考）", SHORT, "1. 客户分级有哪些好处？"),
        ("选择（一个正确）：", SINGLE, "1. 甲是（ ）\nA. 子\nB. 丑"),
        ("选择（不止一个）：", MANY, "1. 甲是（ ）\nA. 子\nB. 丑"),
        ("★四选一★", SINGLE, "1. 甲是（ ）\nA. 子\nB. 丑"),
        ("[Part 2] 填空题", FILL, "1. 客户的____。"),
        ("（Section 3）解释下列名词", TERM, "1. 口碑"),
        ("【三】判断   对√ 错×", TRUTH, "1. 客户可以分级。（√）"),
        ("【二】判断题 正确的打√，错误的打×", TRUTH, "1. 客户可以分级。（√）"),
        ("◆说一说（名词）", TERM, "1. 口碑——买家之间传开的评价。"),
        ("◆讲一讲（术语解释，每题2分）", TERM, "1. 口碑——买家之间传开的评价。"),
        ("◆说一说", SHORT, "1. 什么是口碑？"),
        ("◆说一说（小组）", SHORT, "1. 什么是口碑？"),
        ("选择（至少两个，每题3分）", MANY, "1. 甲是（ ）\nA. 子\nB. 丑"),
    ],
)
def test_a_section_under_an_everyday_name(line: str, type_: ItemType, body: str) -> None:
    found = read_text(f"期末复习题\n\n{line}\n{body}\n")
    (question,) = found.questions
    assert question.type is type_
    assert all(problem.kind != "guessed_type" for problem in question.problems)


def test_sections_and_questions_may_be_counted_alike() -> None:
    text = (
        "期末复习题\n1) 选择\n1) 甲是（ ）\nA. 子\nB. 丑\n2) 乙是（ ）\nA. 寅\nB. 卯\n"
        "2) 填空\n1) 客户的____。\n2) 关系的____。\n3) 名词解释\n1) 口碑\n2) 客户关怀\n"
    )
    questions = read_text(text).questions
    assert [one.type for one in questions] == [SINGLE, SINGLE, FILL, FILL, TERM, TERM]
    assert [one.stem for one in questions[4:]] == ["口碑", "客户关怀"]


@pytest.mark.parametrize("options", [("判断", "补全"), ("填空", "多选"), ("解释名词", "问答")])
def test_an_option_of_such_a_name_heads_nothing(options: tuple[str, str]) -> None:
    text = f"一、单选题\n1. 整理资料的第一步是（ ）\nA. {options[0]}\nB. {options[1]}\nC. 打印\n答案：A\n"
    (question,) = read_text(text).questions
    assert [one.text for one in question.options] == [*options, "打印"]


@pytest.mark.parametrize("answer", ["填一填", "对不对", "大题"])
def test_an_answer_of_such_a_name_heads_nothing(answer: str) -> None:
    text = f"一、填空题\n1. 第一步是____。\n答案：\n{answer}\n2. 第二步是____。\n答案：整理\n"
    questions = read_text(text).questions
    assert [one.blanks for one in questions] == [((answer,),), (("整理",),)]


def test_a_question_may_say_how_many_are_right() -> None:
    text = "一、选择题\n1、（不止一个）甲有（ ）\nA. 子\nB. 丑\n2、（只选一个）乙是（ ）\nA. 寅\nB. 卯\n"
    assert [one.type for one in read_text(text).questions] == [MANY, SINGLE]
