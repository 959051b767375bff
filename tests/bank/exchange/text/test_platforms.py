"""Pages of courses and files of programs as they are copied."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

KEYS = [("B",), ("A", "B"), False]


@pytest.mark.parametrize(
    "text",
    [
        (
            "1单选(2分)\n回访为了\n得分/总分\nA.推销\n0.00/2.00\nB.了解情况\n2.00/2.00\n正确答案：B你选对了\n"
            "2多选(4分)\n建档要\n得分/总分\nA.收集\nB.整理\nC.销毁\n正确答案：A、B你错选为A\n"
            "3判断(2分)\n满意就是忠诚。\n得分/总分\nA.√\nB.×\n正确答案：B你选对了\n"
        ),
        (
            "1、\n单选题：\n回访为了\n选项：\nA:推销\nB:了解情况\n答案: 【了解情况】\n"
            "2、\n多选题：\n建档要\n选项：\nA:收集\nB:整理\nC:销毁\n答案: 【收集;\n整理】\n"
            "3、\n判断题：\n满意就是忠诚。\n选项：\nA:对\nB:错\n答案: 【错】\n"
        ),
    ],
)
def test_number_and_type_over_each_question(text: str) -> None:
    questions = read_text(text).questions
    assert [one.key for one in questions] == KEYS
    assert [one.stem for one in questions] == ["回访为了", "建档要", "满意就是忠诚。"]


def test_the_name_of_the_text_is_no_text() -> None:
    one = "试题{}\n满分5.00\n标记试题\n试题正文\n{}\n选择一项：\n{}反馈\n{}\n"
    text = one.format(1, "回访为了（ ）。", "A.\n推销\nB.\n了解情况\n", "正确答案是：了解情况")
    text += one.format(2, "满意就是忠诚。", "对\n错\n", "正确的答案是“错”。")
    questions = read_text(text).questions
    assert [(one.stem, one.key) for one in questions] == [
        ("回访为了（\u3000）。", ("B",)),
        ("满意就是忠诚。", False),
    ]


def test_the_type_of_a_blank_between_number_and_text() -> None:
    text = "1、[判断]满意就是忠诚。\n答案：错误\n2、[填空]CRM的中文名称是【客户关系管理】。\n3、[问答]什么是客户？\n关键字：个人；组织\n答案：接受服务的人。\n"
    _truth, blank, asked = read_text(text).questions
    assert (blank.stem, blank.blanks) == ("CRM的中文名称是____。", (("客户关系管理",),))
    assert (asked.stem, asked.labels["keywords"]) == ("什么是客户？", "个人；组织")


def test_a_blank_that_begins_a_numbered_sentence_stays_one() -> None:
    (question,) = read_text("填空题\n1. [填空]是服务的对象。\n答案：客户\n").questions
    assert (question.type, question.stem) == (ItemType.FILL_BLANK, "____是服务的对象。")


def test_questions_that_a_colleague_forwards() -> None:
    text = (
        "高老师 19:42\n填空\n1.客户按时间分为过去客户和(现在客户)\n2.拜访之后要填写(拜访记录)\n\n小冯 19:50\n收到\n\n"
        "金老师 20:15\n[转发] 二班的题也一并发给大家\n5. 直接面对客户的岗位是\nA. 导购\nB. 保管\n答案：A\n"
        "6. 简答 怎样防范流失？\n答：定期拜访。\n\n收到请回复1\n"
    )
    found = read_text(text)
    assert [(one.type, one.stem) for one in found.questions] == [
        (ItemType.FILL_BLANK, "客户按时间分为过去客户和____"),
        (ItemType.FILL_BLANK, "拜访之后要填写____"),
        (ItemType.SINGLE_CHOICE, "直接面对客户的岗位是"),
        (ItemType.SHORT_ANSWER, "怎样防范流失？"),
    ]
    assert found.questions[-1].reference == "定期拜访。"
    assert {"[转发] 二班的题也一并发给大家", "收到请回复1"} <= {line for _n, line in found.loose}
