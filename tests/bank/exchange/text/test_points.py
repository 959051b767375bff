"""Marks that stand in the text: of a question, of its section, of the points of its answer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text

UNANNOUNCED = """六、简答题（每题5分）
1. 简述回访的作用。
（1）了解效果。（2分）（2）发现新需求。（2分）（3）防止流失。（1分）
"""


def test_marks_of_an_unannounced_answer_are_those_of_its_points() -> None:
    (question,) = read_text(UNANNOUNCED).questions
    assert question.points == 5
    points = [(point.text, point.points) for point in question.key_points]
    assert points == [
        ("了解效果", Decimal(2)),
        ("发现新需求", Decimal(2)),
        ("防止流失", Decimal(1)),
    ]


def test_a_question_names_its_own_marks() -> None:
    (question,) = read_text("一、简答题\n1. 简述回访的作用。（6分）\n答：了解效果。\n").questions
    assert (question.stem, question.points) == ("简述回访的作用。", 6)


CAUSES = [
    ("培训不足", Decimal(4)),
    ("流程未改", Decimal(3)),
    ("数据质量差", Decimal(3)),
]


@pytest.mark.parametrize("word", ["答：", "采分点："])
def test_an_answer_is_cut_into_points_where_each_names_its_marks(word: str) -> None:
    (question,) = read_text(
        "一、简答题\n1. 系统为何失败？（10分）\n"
        f"{word}培训不足（4分）；流程未改（3分）；数据质量差（3分）\n"
    ).questions
    assert [(point.text, point.points) for point in question.key_points] == CAUSES
    assert question.points == 10
    assert question.problems == ()


def test_points_that_do_not_make_up_the_marks_are_told() -> None:
    (question,) = read_text(
        "一、简答题\n1. 系统为何失败？（8分）\n答：培训不足（4分）；流程未改（3分）；数据质量差（3分）\n"
    ).questions
    assert [(point.text, point.points) for point in question.key_points] == CAUSES
    assert question.points == 8
    assert [(one.kind, one.detail) for one in question.problems] == [
        (ProblemKind.POINTS_DIFFER, "10/8")
    ]


@pytest.mark.parametrize("each", ["每题3分", "每小题3分", "每道题3分"])
def test_marks_of_each_question_are_no_total(each: str) -> None:
    text = f"一、判断题（{each}）\n1. 服务可以储存。（×）\n2. 情绪会影响服务。（√）\n"
    assert [(one.points, one.problems) for one in read_text(text).questions] == [(3, ())] * 2
