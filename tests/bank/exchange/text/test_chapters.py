"""The chapter that a heading names, given to the questions under it."""

from __future__ import annotations

from app.bank.exchange.text import read_text

PAPER = """第一章 客户关系概述
一、单选题
1. 题（A）。
A. 甲
B. 乙
2. 题（B）。【章节】客户价值
A. 甲
B. 乙
第二章 客户价值
一、判断题
1. 客户可以分级。（√）
"""


def test_questions_bear_the_chapter_above_them_or_the_one_they_name() -> None:
    questions = read_text(PAPER).questions
    assert [one.labels["chapter"] for one in questions] == [
        "第一章客户关系概述",
        "客户价值",
        "第二章客户价值",
    ]


def test_a_paper_is_no_chapter() -> None:
    (question,) = read_text("期末试卷\n一、判断题\n1. 客户可以分级。（√）\n").questions
    assert "chapter" not in question.labels
