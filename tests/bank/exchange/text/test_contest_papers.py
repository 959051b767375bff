"""Papers of contests: what contestants are told, and points of answers below the name of their section."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text


@pytest.mark.parametrize("name", ["选手须知", "参赛须知", "考生须知", "竞赛说明", "参赛选手须知"])
def test_what_contestants_are_told_is_no_question(name: str) -> None:
    found = read_text(
        f"客服技能大赛 理论试题\n{name}：\n（1）答题时间40分钟；\n（2）不得写姓名；\n（3）手机关机。\n"
        "第一部分 单选题\n1.催付应当（ ）。\nA.及时 B.深夜\n2.退款应当（ ）。\nA.拖延 B.尽快\n"
        "参考答案\n1.A 2.B\n"
    )
    assert [(one.stem, one.key) for one in found.questions] == [
        ("催付应当（\u3000）。", ("A",)),
        ("退款应当（\u3000）。", ("B",)),
    ]


def test_a_question_about_what_contestants_are_told_is_one() -> None:
    found = read_text("一、简答题\n1. 选手须知包括哪些内容？\n2. 竞赛说明由谁编写？\n")
    assert len(found.questions) == 2


CASE = """会员管理复习题
一、简答题
1.什么是催付？
2.怎样回访？
二、案例分析
案例：某店的会员很多，却很少有人再来。
问题1：原因是什么？
问题2：怎么挽回？

会员管理复习题参考答案
一、简答题
1.提醒付款。
2.电话、短信。
{title}
问题1：没有联系。
问题2：发券。
"""


@pytest.mark.parametrize(
    "title", ["案例分析参考要点：", "案例分析题答题思路", "案例分析部分的评分要点："]
)
def test_points_of_answers_below_the_name_of_their_section(title: str) -> None:
    found = read_text(CASE.format(title=title))
    assert [one.reference for one in found.questions] == [
        "提醒付款。",
        "电话、短信。",
        "没有联系。",
        "发券。",
    ]


def test_points_of_what_was_not_asked_head_nothing() -> None:
    found = read_text(
        "复习题\n一、简答题\n1.什么是催付？\n2.怎样回访？\n复习题参考答案\n一、简答题\n1.提醒付款。\n"
        "论述参考要点：\n先问候。\n2.电话、短信。\n"
    )
    assert [bool(one.reference) for one in found.questions] == [True, True]
    assert "先问候" in (found.questions[0].reference or "") + found.questions[0].explanation
