"""Keys that mirror the sections of their chapter, each chapter in its own way."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text

CHOICES = "{0}“好客户”一般不具备的特征是（ ）。\nA、拖欠\nB、付款及时\n{1}登门拜访的方法称为（ ）。\nA、委托法\nB、访问法\n"
BLANKS = "{0}策略分为营销和（　　）导向。\n{1}介绍法又叫（　　）介绍法，请（　　）介绍。\n"
OPEN = "{0}客户分级有哪些好处？\n"


def chapter(number: int, heads: tuple[str, str, str], numbers: tuple[str, str]) -> str:
    return (
        f"第{number}章 客户的选择\n\n{heads[0]}\n{CHOICES.format(*numbers)}{heads[1]}\n{BLANKS.format(*numbers)}"
        f"{heads[2]}\n{OPEN.format(*numbers)}\n"
    )


HAN = ("一　单项选择", "二　填空", "三　简答"), ("1．", "2．")
HALF = ("1) 单选", "2) 填空", "3) 简答"), ("1) ", "2) ")


@pytest.mark.parametrize(
    ("style", "keys"),
    [
        (
            HAN,
            "参考答案（第2章）\n一　１Ａ　２Ｂ\n二　１　推销　２　连锁、老客户\n三　１　答：集中资源。\n",
        ),
        (HAN, "答案：\n（一）1-2 AB\n（二）1.推销 2.连锁；老客户\n（三）1.集中资源。\n"),
        (HAN, "第2章答案\n一 AB\n二 (1)推销(2)连锁；老客户\n三 1、集中资源。\n"),
        (HALF, "答案:\n1) 1-2 AB\n2) 1) 推销  2) 连锁;老客户\n3) 1) 集中资源。\n"),
        (HALF, "答案:\n1) 1-2 AB\n2) 1) 推销\n   2) 连锁;老客户\n3) 1) 集中资源。\n"),
    ],
)
def test_keys_by_section(style: tuple[tuple[str, str, str], tuple[str, str]], keys: str) -> None:
    questions = read_text(chapter(2, *style) + keys).questions
    assert [one.correct for one in questions[:2]] == [("A",), ("B",)]
    assert [one.blanks for one in questions[2:4]] == [(("推销",),), (("连锁",), ("老客户",))]
    assert questions[4].reference == "集中资源。"


def test_every_chapter_has_its_own_way() -> None:
    text = (
        chapter(1, *HAN)
        + "参考答案（第1章）\n一 １Ａ ２Ｂ\n二 １ 推销 ２ 连锁、老客户\n三 １ 集中资源。\n\n"
        + chapter(2, *HALF)
        + "答案:\n1) 1-2 BA\n2) 1) 销售  2) 转介;熟人\n3) 1) 分别服务。\n"
    )
    questions = read_text(text).questions
    assert [one.correct for one in questions if one.options] == [("A",), ("B",), ("B",), ("A",)]
    assert [one.blanks for one in questions if one.blanks] == [
        (("推销",),),
        (("连锁",), ("老客户",)),
        (("销售",),),
        (("转介",), ("熟人",)),
    ]
    assert [one.reference for one in questions if one.reference] == ["集中资源。", "分别服务。"]


def test_titles_at_the_end_may_name_the_chapter_behind_the_word() -> None:
    text = (
        chapter(1, *HAN)
        + chapter(2, *HAN)
        + "参考答案（第1章）\n一 １Ａ ２Ｂ\n二 １ 推销 ２ 连锁、老客户\n"
        + "参考答案（第2章）\n一 １Ｂ ２Ａ\n二 １ 销售 ２ 转介、熟人\n"
    )
    questions = [one for one in read_text(text).questions if one.options]
    assert [one.correct for one in questions] == [("A",), ("B",), ("B",), ("A",)]


def test_numbers_of_one_section_mirror_none() -> None:
    text = "一、单选题\n1. 甲是（ ）\nA. 子\nB. 丑\n二、判断题\n1. 客户可以分级。\n2. 满意就是忠诚。\n答案\n二、判断题\n1. 对\n2. 错\n"
    questions = read_text(text).questions
    assert [one.truth for one in questions[1:]] == [True, False]


def test_points_of_an_answer_mirror_none() -> None:
    text = (
        "一、简答题\n1. 怎样开发客户？\n二、论述题\n2. 怎样挽回客户？\n参考答案\n一、简答题\n"
        "1. 答：一是1对1营销，二是1对多营销。\n二、论述题\n2. 答：先问原因。\n"
    )
    questions = read_text(text).questions
    assert [one.reference for one in questions] == ["一是1对1营销，二是1对多营销。", "先问原因。"]
