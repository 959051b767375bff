"""Words of blanks and marks of questions in the ways that papers tell them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text
from app.bank.exchange.text.words.values import forms


@pytest.mark.parametrize(
    ("told", "accepted"),
    [
        ("复购率（或：重复购买率）", ("复购率", "重复购买率")),
        ("会员日（也可写作会员节）", ("会员日", "会员节")),
        ("交互式语音应答（IVR）", ("交互式语音应答（IVR）",)),
        ("易逝性（不可储存性）", ("易逝性（不可储存性）", "易逝性", "不可储存性")),
        ("5（个）", ("5（个）",)),
        ("三（填数字）", ("三（填数字）",)),
        ("真诚（顺序可换）", ("真诚（顺序可换）",)),
    ],
)
def test_forms_in_brackets(told: str, accepted: tuple[str, ...]) -> None:
    assert forms(told) == accepted


def test_each_blank_with_its_answer_in_brackets_behind_it() -> None:
    text = "一、填空题\n1. 关怀贯穿售前、____（售中）、售后。\n2. 渠道有____（电话）、____（门店）等。\n3. 简称____（填英文），始于____。\n"
    questions = read_text(text).questions
    assert [(one.stem, one.blanks) for one in questions[:2]] == [
        ("关怀贯穿售前、____、售后。", (("售中",),)),
        ("渠道有____、____等。", (("电话",), ("门店",))),
    ]
    assert questions[2].blanks is None


def test_a_line_for_each_blank_may_hold_several_forms() -> None:
    text = "1. (填空题) 纽带有____和____。\n正确答案:\n(1) 社会纽带；社交纽带\n(2) 结构纽带\n"
    (question,) = read_text(text).questions
    assert question.blanks == (("社会纽带", "社交纽带"), ("结构纽带",))


def test_parts_of_a_bank_of_one_type_keep_it() -> None:
    text = (
        "客户服务填空题库（教师用，带答案）\n第一部分  服务\n1、服务是____的。（无形）\n"
        "第二部分  沟通（答案写在括号内）\n1、沟通要先____（倾听），再回应。\n2、倾听要____（耐心）。\n"
    )
    found = read_text(text)
    assert [(one.type, one.blanks) for one in found.questions] == [
        (ItemType.FILL_BLANK, (("无形",),)),
        (ItemType.FILL_BLANK, (("倾听",),)),
        (ItemType.FILL_BLANK, (("耐心",),)),
    ]


def test_keys_with_dashes_of_full_width_and_behind_their_heading() -> None:
    asked = "".join(f"{n}．回访{n}是（ ）\nA．甲 B．乙\n" for n in (1, 2, 3))
    keys = "参考答案\n一、单项选择题\n１－３　ABA\n二、单项选择题　１．B　２．A　３．B\n"
    text = f"一、单项选择题\n{asked}二、单项选择题\n{asked.replace('回访', '关怀')}{keys}"
    assert [one.correct for one in read_text(text).questions] == [(key,) for key in "ABABAB"]


def test_marks_of_questions_by_their_numbers() -> None:
    text = "一、填空题（每格2分，共4分）\n1. 先____，再____。\n二、问答题（第1、2题各9分，第3题10分，共28分）\n1. 怎样回访？\n2. 怎样补救？\n3. 怎样分级？\n"
    questions = read_text(text).questions
    assert [one.points for one in questions] == [2, Decimal(9), Decimal(9), Decimal(10)]


def test_the_key_of_a_statement_that_is_lost() -> None:
    text = "一、判断题\n（√）1. 回访要及时。\n（×）2.\n（√）3. 投诉要记录。\n"
    questions = read_text(text).questions
    assert [(one.stem, one.truth) for one in questions] == [
        ("回访要及时。", True),
        (None, False),
        ("投诉要记录。", True),
    ]


def test_questions_about_a_case_are_no_section_of_their_own() -> None:
    text = (
        "七、案例分析\n“一家人”超市的会员日\n“一家人”超市把每月八日定为会员日，一年后会员日的销售额占全月四成，平日客流却少了。\n"
        "思考题：\n1. 平日客流为什么少了？\n2. 请设计新的会员权益。\n"
    )
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["平日客流为什么少了？", "请设计新的会员权益。"]
    assert all(one.material is not None for one in questions)


def test_labels_that_return_below_every_question_are_read() -> None:
    one = "第{}题 会员权益包括\nA. 折扣\nB. 礼品\n【题型】多选\n【分值】3\n"
    questions = read_text("题库\n" + "".join(one.format(n) for n in range(1, 5))).questions
    assert [(q.type, q.points) for q in questions] == [(ItemType.MULTIPLE_RESPONSE, 3)] * 4


@pytest.mark.parametrize(
    "end", ["～试题结束，祝各位同学寒假愉快～", "严禁转卖，五星好评返2元", "祝考试顺利！"]
)
def test_wishes_and_notes_of_sellers_are_no_answer(end: str) -> None:
    found = read_text(f"一、简答题\n1. 好评返现为什么不诚信？\n答：好评返现误导他人。\n{end}\n")
    assert found.questions[0].reference == "好评返现误导他人。"
    assert (4, end) in found.loose
