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
