"""Slides that ask: type and marks above each question, letters above their texts, words that count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text

SINGLE, MANY = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE
SLIDES = """客户沟通
随堂测验

单选题
4分
回访电话接通后，客服首先应当
A
介绍自己的身份
B
推荐新产品
提交
正确答案：A

多选题
6分
可以用来记录沟通的有
A
工单
B
通话录音
C
天气预报
提交
正确答案：AB

判断题
2分
沟通只发生在售后
正确
错误
提交
正确答案：错误

主观题
8分
怎样让一位沉默的客户开口？
作答

谢谢大家！
Q & A
"""
COINED = """动动脑 1
积分到期前应当
A) 提醒客户
B) 悄悄清零
答案：A
2
动动脑 2
A) 升级礼遇
B) 取消服务
答案：A
3
动动脑 3
生日关怀属于
A) 情感关怀
B) 技术支持
答案：A
4
分组竞答（多选）
比一比 1
会员权益包括
A) 专属客服
B) 优先发货
C) 强制消费
答案：AB
5
比一比 2
关怀的渠道包括
A) 短信
B) 电话
C) 沉默
答案：AB
"""


def test_type_and_marks_above_each_question_are_its_own() -> None:
    found = read_text(SLIDES)
    assert [(one.type, one.stem, one.key, one.points) for one in found.questions] == [
        (SINGLE, "回访电话接通后，客服首先应当", ("A",), Decimal(4)),
        (MANY, "可以用来记录沟通的有", ("A", "B"), Decimal(6)),
        (ItemType.TRUE_FALSE, "沟通只发生在售后", False, Decimal(2)),
        (ItemType.SHORT_ANSWER, "怎样让一位沉默的客户开口？", None, Decimal(8)),
    ]
    assert [one.text for one in found.questions[1].options] == ["工单", "通话录音", "天气预报"]
    assert {"谢谢大家！", "Q & A"} <= {text for _line, text in found.loose}


def test_a_section_with_its_marks_below_it_is_no_slide() -> None:
    found = read_text(
        "单选题\n10分\n1. 积分是（A）。\nA. 奖励\nB. 处罚\n判断题\n10分\n1. 积分会过期。（√）\n2. 积分是钱。（×）\n"
    )
    assert [one.type for one in found.questions] == [SINGLE] + [ItemType.TRUE_FALSE] * 2
    assert [one.stem for one in found.questions][1:] == ["积分会过期。", "积分是钱。"]


def test_words_that_count_their_slides_begin_questions() -> None:
    questions = read_text(COINED).questions
    assert [one.stem for one in questions] == [
        "积分到期前应当",
        None,
        "生日关怀属于",
        "会员权益包括",
        "关怀的渠道包括",
    ]
    assert [one.type for one in questions] == [SINGLE] * 3 + [MANY] * 2
    assert ProblemKind.NO_STEM in {one.kind for one in questions[1].problems}


def test_counted_steps_of_an_answer_are_no_questions() -> None:
    text = "1. 怎样处理投诉？\n答：\n步骤 1\n倾听\n步骤 2\n致歉\n步骤 3\n补救\n2. 怎样回访？\n答：打电话。\n"
    assert [one.stem for one in read_text(text).questions] == ["怎样处理投诉？", "怎样回访？"]


@pytest.mark.parametrize("word", ["案例", "单元", "任务", "附件"])
def test_words_that_count_parts_begin_none(word: str) -> None:
    lines = "".join(f"{word} {n}\n1. 为什么要回访？\n答：为了了解情况。\n" for n in (1, 2, 3))
    assert [one.stem for one in read_text(lines).questions] == ["为什么要回访？"] * 3
