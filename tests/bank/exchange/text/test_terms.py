"""Terms whose answers stand in a list of keys."""

from __future__ import annotations

from app.bank.exchange.text import read_text

LISTED = """一、名词解释
1. 交叉销售
2. 客户忠诚
参考答案
一、名词解释
1. 交叉销售：向老客户销售别的产品。（5分）
2. 忠诚的两面：态度与行为。（5分）
"""


def test_the_answer_repeats_neither_its_term_nor_its_marks() -> None:
    cross, loyal = read_text(LISTED).questions
    assert cross.reference == "向老客户销售别的产品。"
    assert [(one.text, one.points) for one in cross.key_points] == [("向老客户销售别的产品", 5)]
    assert loyal.reference == "忠诚的两面：态度与行为。"


def test_the_rest_of_a_definition_is_no_term() -> None:
    text = (
        "一、名词解释\n会员日：企业每月固定一天为会员准备的优惠活动，目的在于\n鼓励到店，增进感情\n"
        "体验券：供新客户试用的凭证。\n"
    )
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["会员日", "体验券"]
    assert "鼓励到店" in (questions[0].reference or "")
