"""Signs that count sections, numbers above the type of a question, keys in groups."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

ROMAN = """Ⅰ 单选（2分×2）

1．客户关系管理的核心是（  ）
A．客户  B．产品
2．忠诚的客户会（  ）
A．离开  B．重复购买

Ⅱ 判断（1分×2）

（  ）1．客户都一样。
（  ）2．服务可以补救。

---- 答案（印题时删去） ----
Ⅰ 1-2 AB
Ⅱ ×√
"""
LONE = """第1题
[单选题] 客户关系管理的核心是（　）
A. 客户
B. 产品
参考答案：A

第2题
[单选题] 忠诚的客户会（　）
A. 离开
B. 重复购买
参考答案：B

第3题
[判断题] 客户都一样。
参考答案：错
"""
SINGLE = """一、单选题（每题1分）
1. 客户关系管理的核心是（  ）
A. 客户  B. 产品
2. 忠诚的客户会（  ）
A. 离开  B. 重复购买
3. 流失的客户要（  ）
A. 挽回  B. 忘记
4. 投诉要（  ）
A. 拖  B. 快

答案
单选：{}
"""
MULTIPLE = """一、多选题（每题1分）
1. 客户包括（  ）
A. 消费者  B. 经销商  C. 路人
2. 忠诚的客户会（  ）
A. 再来  B. 推荐  C. 离开

答案
多选：{}
"""


def test_a_sign_that_is_a_roman_number_needs_no_stop_behind_it() -> None:
    found = read_text(ROMAN).questions
    assert [one.type for one in found] == [ItemType.SINGLE_CHOICE] * 2 + [ItemType.TRUE_FALSE] * 2
    assert [one.key for one in found] == [("A",), ("B",), False, True]
    assert found[0].points == 2


def test_a_roman_number_in_a_sentence_counts_nothing() -> None:
    text = "一、简答题\n1. 说明\nⅡ 型客户有什么特点？\n2. 什么是客户？\n"
    assert "Ⅱ" in (read_text(text).questions[0].stem or "")


def test_a_number_above_the_type_of_its_question_is_no_question_of_its_own() -> None:
    found = read_text(LONE).questions
    assert [one.stem for one in found] == [
        "客户关系管理的核心是（\u3000）",
        "忠诚的客户会（\u3000）",
        "客户都一样。",
    ]
    assert [one.key for one in found] == [("A",), ("B",), False]


@pytest.mark.parametrize("keys", ["ABAB", "AB AB", "A B A B", "ABA B"])
def test_keys_of_single_choice_may_stand_in_groups(keys: str) -> None:
    found = read_text(SINGLE.format(keys)).questions
    assert [one.key for one in found] == [("A",), ("B",), ("A",), ("B",)]


def test_groups_of_multiple_response_are_keys() -> None:
    found = read_text(MULTIPLE.format("AB ABC")).questions
    assert [one.key for one in found] == [("A", "B"), ("A", "B", "C")]


def test_groups_that_do_not_come_to_the_questions_give_nothing() -> None:
    found = read_text(SINGLE.format("AB ABA")).questions
    assert [one.key for one in found] == [None] * 4
