"""Remarks on a page that no question has: of whoever scanned, sorted or closed it, and titles over a page."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text


@pytest.mark.parametrize(
    "remark",
    [
        "图片文字由手机扫描识别，可能存在错误",
        "（以上内容由扫描软件识别，难免有误，请核对）",
        "——笔记整理不易，人人必过！——",
        "~~~期末加油~~~",
        "问卷到此结束，感谢您的参与！",
        "其余略",
        "（其余各题答案略）",
    ],
)
def test_a_remark_below_the_last_answer_is_no_part_of_it(remark: str) -> None:
    found = read_text(
        f"复习题\n一、简答题\n1. 什么是催付？\n答：提醒买家付款。\n2. 怎样回访？\n答：先预约。\n\n{remark}\n"
    )
    assert [one.reference for one in found.questions] == ["提醒买家付款。", "先预约。"]
    assert remark in [text for _line, text in found.loose]


@pytest.mark.parametrize(
    "line",
    ["由系统自动识别，可能提高效率", "其余客户略有增加", "——服务好、成本低——", "问卷到此结束"],
)
def test_a_line_of_an_answer_stays(line: str) -> None:
    found = read_text(f"复习题\n一、简答题\n1. 怎样回访？\n答：先预约。\n{line}\n")
    (question,) = found.questions
    assert line in (question.reference or "")


CHAPTER = "第六章  客户的等级"
ASKED = """一、单项选择题
1. 积分快到期应当（ ）。
A.提醒 B.清零
2. 会员日之后应当（ ）。
A.放假 B.复盘
{page}
{next}
答案
一、1.A 2.B 3.A 4.B
"""
MORE = "3. 差评要（ ）。\nA.回复 B.忽略\n4. 退款要（ ）。\nA.拖延 B.尽快"


@pytest.mark.parametrize("page", [f"·86·\n\n{CHAPTER}\n", f"{CHAPTER}\n- 86 -"])
def test_a_title_beside_the_number_of_a_page_divides_no_section(page: str) -> None:
    found = read_text(ASKED.format(page=page, next=MORE))
    assert [one.key for one in found.questions] == [("A",), ("B",), ("A",), ("B",)]
    assert CHAPTER.replace("  ", "") in "".join(t for _n, t in found.loose).replace(" ", "")


def test_a_title_over_questions_that_begin_again_is_a_chapter() -> None:
    again = "一、单项选择题\n1. 差评要（ ）。\nA.回复 B.忽略\n答案：A"
    found = read_text(ASKED.format(page=f"·86·\n\n{CHAPTER}\n", next=again).partition("答案\n")[0])
    assert [one.labels.get("chapter") for one in found.questions] == [
        None,
        None,
        "第六章客户的等级",
    ]


@pytest.mark.parametrize("form", ["第（{}）问：", "第{}小问：", "第 {} 问、"])
def test_answers_that_name_the_question_of_a_case(form: str) -> None:
    found = read_text(
        "会员复习题\n一、单选题\n1. 催付要（ ）。\nA.及时 B.深夜\n二、案例分析题\n某店的会员很多，却很少有人再来买东西。\n"
        "问题：\n（1）原因是什么？\n（2）怎样挽回？\n会员复习题答案\n一、1.A\n案例分析题：\n"
        f"{form.format(1)}（1）没有联系；（2）没有分级。\n{form.format(2)}先联系，再分级。\n"
    )
    assert [one.reference for one in found.questions[1:]] == [
        "（1）没有联系；（2）没有分级。",
        "先联系，再分级。",
    ]
