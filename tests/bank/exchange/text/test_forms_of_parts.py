"""Options with other letters, parts of questions, what has to be matched, and appendices."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text

SHORT, TRUTH = ItemType.SHORT_ANSWER, ItemType.TRUE_FALSE


@pytest.mark.parametrize(
    "text",
    [
        "选择题\n1．回访为了（ 乙 ）\n甲．推销  乙．了解情况  丙．催款\n2．建档先（ 甲 ）\n甲．收集  乙．打印  丙．归档\n",
        "选择题\n1、回访为了\n甲、推销\n乙、了解情况\n丙、催款\n2、建档先\n甲、收集\n乙、打印\n丙、归档\n参考答案：1、乙 2、甲\n",
    ],
)
def test_options_that_count_with_the_ten_stems(text: str) -> None:
    questions = read_text(text).questions
    assert [one.correct for one in questions] == [("B",), ("A",)]
    assert [one.text for one in questions[0].options] == ["推销", "了解情况", "催款"]


def test_two_parties_of_a_case_are_no_options() -> None:
    text = "简答题\n1、甲、乙两家公司争夺丙。甲、乙各有什么优势？\n2、甲、乙、丙应当怎样合作？\n"
    assert [one.options for one in read_text(text).questions] == [(), ()]


def test_letters_that_a_scanner_took_for_digits() -> None:
    text = (
        "一、单选题\nl.回访为了（ 8 ）\nA.推销\n8.了解情况\nC.催款\nD.打扰\n2.建档先（ A ）\nA.收集\nB.打印\nG.归档\nO.销毁\n"
        "3.分级看（ B ）\nA.姓名 8.价值 C.住址 D.星座\n"
    )
    questions = read_text(text).questions
    assert [one.correct for one in questions] == [("B",), ("A",), ("B",)]
    assert [len(one.options) for one in questions] == [4, 4, 4]


def test_an_eighth_question_behind_one_option_is_no_letter() -> None:
    text = "一、单选题\n7.回访为了（ B ）\nA.推销 B.了解情况\n8.建档先（ A ）\nA.收集 B.打印\n"
    assert [one.number for one in read_text(text).questions] == ["7", "8"]


def test_parts_below_a_numbered_question_are_its_own() -> None:
    text = (
        "三、简答题\n1.某银行推出积分计划。\n(1)它属于哪一种激励？\n(2)怎样改进？\n答案：(1)财务激励。\n(2)增加社交激励。\n"
        "2.什么是终身价值？\n答案：利润的现值。\n"
    )
    first, second = read_text(text).questions
    assert first.stem == "某银行推出积分计划。\n\n(1)它属于哪一种激励？\n\n(2)怎样改进？"
    assert first.reference == "(1)财务激励。\n\n(2)增加社交激励。"
    assert (second.stem, second.reference) == ("什么是终身价值？", "利润的现值。")


def test_questions_in_round_brackets_with_points_that_count_stay_two() -> None:
    text = "三、简答题\n(1)怎样建档？\n答：\n1.收集。\n2.整理。\n(2)怎样回访？\n答：\n1.预约。\n2.记录。\n"
    assert [one.stem for one in read_text(text).questions] == ["怎样建档？", "怎样回访？"]


def test_what_has_to_be_matched_is_kept_and_told() -> None:
    text = (
        "一、连线题（8分）\n满意        A. 期望与感知的比较\n忠诚        B. 反复购买\n答案：满意—A，忠诚—B\n"
        "二、配对题\n1.将下列指标与含义配对。\n(1)RFM      a.净推荐值\n(2)NPS      b.最近、频率、金额\n答案：(1)b (2)a\n"
        "三、判断题\n1.满意就是忠诚。（×）\n"
    )
    questions = read_text(text).questions
    assert [(one.type, one.options) for one in questions] == [(SHORT, ()), (SHORT, ()), (TRUTH, ())]
    assert questions[0].stem == "满意        A. 期望与感知的比较\n\n忠诚        B. 反复购买"
    assert [one.reference for one in questions[:2]] == ["满意—A，忠诚—B", "(1)b (2)a"]
    for one in questions[:2]:
        assert ProblemKind.LOST_FEATURE in {problem.kind for problem in one.problems}


def test_what_has_to_be_matched_without_a_key_gets_none() -> None:
    text = "一、连线题\n1. 甲        A. 一\n2. 乙        B. 二\n二、简答题\n1. 怎样核单？\n"
    first, second = read_text(text).questions
    assert (first.reference, second.stem) == (None, "怎样核单？")


def test_an_appendix_behind_the_keys_asks_again() -> None:
    text = (
        "一、简答题\n1. 简述回访。\n参考答案\n一、1. 了解情况。\n\n附：上学期补考卷剩下的几题（扫描识别的，可能有错字）\n"
        "1.建档先( A )\nA.收集   B.打印\n2.回访就是推销。( 错 )\n3.名词解释：回访\n答：成交之后的联系。\n4.简述企业与客户建立良好关系的■■■■\n"
    )
    questions = read_text(text).questions
    assert [one.stem for one in questions][1:] == [
        "建档先（\u3000）",
        "回访就是推销。",
        "回访",
        "简述企业与客户建立良好关系的■■■■",
    ]
    assert questions[0].reference == "了解情况。"
    assert ProblemKind.GARBLED in {problem.kind for problem in questions[-1].problems}


def test_parts_of_the_last_question_do_not_hide_those_before() -> None:
    text = (
        "四、简答题\n1.什么是客户满意，\n它与忠诚有什么关系？\n答：满意是比较。\n2.某店推出会员制。\n（1）会员制有什么作用？\n"
        "（2）怎样改进？\n答：（1）留客。（2）分级。\n"
    )
    first, second = read_text(text).questions
    assert first.stem == "什么是客户满意，它与忠诚有什么关系？"
    assert second.stem == "某店推出会员制。\n\n（1）会员制有什么作用？\n\n（2）怎样改进？"
