"""Answers in a part of their own, whose points are numbered like questions elsewhere."""

from __future__ import annotations

import pytest

from app.bank.exchange.questions import Found
from app.bank.exchange.text import read_text


def points(found: Found) -> list[list[str]]:
    return [[point.text for point in question.key_points] for question in found.questions]


@pytest.mark.parametrize("told", ["答：", "答案要点：", "要点：", ""])
@pytest.mark.parametrize("first", [1, 46])
def test_points_below_a_running_number_are_no_answers_of_their_own(first: int, told: str) -> None:
    text = (
        f"试卷\n五、简答题\n{first}．简述甲？\n{first + 1}．简述乙？\n参考答案\n五、简答题\n"
        f"{first}．{told}\n（1）一\n（2）二\n（3）三\n{first + 1}．{told}\n（1）四\n（2）五\n（3）六\n"
    )
    assert points(read_text(text)) == [["一", "二", "三"], ["四", "五", "六"]]


def test_questions_in_brackets_and_answers_with_plain_numbers() -> None:
    text = (
        "试卷\n一、简答题\n（1）简述甲？\n（2）简述乙？\n参考答案\n一、简答题\n"
        "1. 答：\n（1）一\n（2）二\n（3）三\n2. 答：\n（1）四\n（2）五\n"
    )
    assert points(read_text(text)) == [["一", "二", "三"], ["四", "五"]]


def test_two_headings_of_one_type_keep_their_answers_apart() -> None:
    text = (
        "试卷\n一、论述题\n1. 论述甲。\n二、案例分析题\n某店会员很多，却很少有人再来。\n1. 原因是什么？\n"
        "参考答案\n一、论述题\n1. 甲的答案。\n二、案例分析题\n1. 没有后续联系。\n"
    )
    found = read_text(text)
    assert [one.reference for one in found.questions] == ["甲的答案。", "没有后续联系。"]


def test_a_note_for_markers_is_no_part_of_a_point() -> None:
    text = "论述题\n1. 论述甲。\n答：（1）一（5分）\n（2）二（5分）\n注：言之有理可酌情给分。"
    assert points(read_text(text)) == [["一", "二"]]


def test_instructions_with_numbers_are_no_questions() -> None:
    text = (
        "试卷\n注意事项：\n1．本试卷满分100分，考试时间120分钟。\n2．请将答案写在答题纸上。\n"
        "一、判断题\n1．客户满意就等于客户忠诚。（×）"
    )
    found = read_text(text)
    assert [one.stem for one in found.questions] == ["客户满意就等于客户忠诚。"]
    assert [line for line, _text in found.loose] == [1, 2, 3, 4]


@pytest.mark.parametrize("number", ["ll", "l1", "1l", "1|"])
def test_slips_of_a_scan_in_numbers(number: str) -> None:
    rows = [f"{n}．第{n}句话。（√）" for n in range(1, 11)]
    text = "\n".join(["判断题", *rows, f"{number}．另一句话。（×）"])
    assert [one.number for one in read_text(text).questions][-1] == "11"


@pytest.mark.parametrize(
    "stem", ["20世纪90年代，CRM兴起。", "4P理论包括渠道。", "80%的利润来自老客户。"]
)
def test_a_sentence_that_begins_with_digits(stem: str) -> None:
    found = read_text(f"判断题\n1.甲是乙。（√）\n2.{stem}（√）\n3.丙是丁。（×）")
    assert [one.stem for one in found.questions] == ["甲是乙。", stem, "丙是丁。"]


def test_what_a_student_answered_is_never_the_key() -> None:
    text = (
        "1. (单选题, 2分)甲是（ ）。\nA. 一\nB. 二\n我的答案: A:一;正确答案: B:二;\n0分\n"
        "2. (简答题, 3分)什么是乙？\n我的答案:\n不知道\n正确答案:\n（1）三\n（2）四\n1分\n"
    )
    found = read_text(text)
    assert [one.correct for one in found.questions] == [("B",), None]
    assert [one.points for one in found.questions] == [2, 3]
    assert points(found)[1] == ["三", "四"]
    assert "不知道" not in str(found.questions)
