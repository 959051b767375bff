"""Marks that stand in the text: of a question, of its section, of the points of its answer."""

from __future__ import annotations

from decimal import Decimal

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
