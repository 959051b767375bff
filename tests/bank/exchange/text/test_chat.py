"""Questions sent to a class in a chat, copied with all that was said beside them."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

CHAT = """课程群的聊天记录

{teacher}
大家晚上好，明天上课前把这几题做完，写在本子上
{teacher}
单选
1️⃣ 处理催单的第一步是
A 查物流
B 让买家等
{pupil}
收到[OK]
{pupil}
[图片]
{teacher}
判断
2️⃣ 催单的买家都爱给差评。
3️⃣ 发货前应当核对地址。
{pupil}
老师第1题选A吗
{teacher}
最后一道简答，写在作业本上
4、写出缺货时的回复。
{teacher}
答案：1A 2错 3对
{teacher}
4 先致歉，再说明到货时间，给出换货或退款两种选择。
{pupil}
谢谢老师[玫瑰]
"""


@pytest.mark.parametrize(
    ("teacher", "pupil"),
    [
        ("高老师  2023年3月1日 20:14", "小冯  2023年3月1日 20:20"),
        ("2023-03-01 20:14:05 高老师(10000)", "2023-03-01 20:20:11 小冯<a@example.com>"),
        ("高老师 20:14", "小冯 20:20"),
        ("高老师：", "冯同学："),
    ],
)
def test_only_the_questions_of_a_chat_are_read(teacher: str, pupil: str) -> None:
    found = read_text(CHAT.format(teacher=teacher, pupil=pupil))
    assert [(one.type, one.stem) for one in found.questions] == [
        (ItemType.SINGLE_CHOICE, "处理催单的第一步是"),
        (ItemType.TRUE_FALSE, "催单的买家都爱给差评。"),
        (ItemType.TRUE_FALSE, "发货前应当核对地址。"),
        (ItemType.SHORT_ANSWER, "写出缺货时的回复。"),
    ]
    assert [one.text for one in found.questions[0].options] == ["查物流", "让买家等"]
    assert [one.key for one in found.questions[:3]] == [("A",), False, True]
    assert found.questions[3].reference == "先致歉，再说明到货时间，给出换货或退款两种选择。"


def test_who_spoke_is_not_shown_again() -> None:
    text = CHAT.format(teacher="高老师 2023年3月1日 20:14", pupil="小冯 2023年3月1日 20:20")
    assert not any("小冯" in line for line in read_text(text).lines)


def test_the_teacher_says_which_answer_of_the_class_is_right() -> None:
    text = (
        "高老师:\n1、退货运费由谁承担？\nA、责任方\nB、快递员\nC、邻居\n冯同学:\nB吧\n金同学:\n选A\n高老师:\n对，A\n"
        "高老师:\n2、补发前应当\nA、核实\nB、拒绝\nC、沉默\n高老师:\n答案：A\n"
    )
    questions = read_text(text).questions
    assert [(len(one.options), one.key) for one in questions] == [(3, ("A",)), (3, ("A",))]


def test_a_timetable_in_a_case_is_no_chat() -> None:
    text = (
        "案例分析题\n某店客服的一天：\n早会  8:30\n接待  9:00\n复盘  17:30\n问题：\n1. 这一天缺少什么环节？\n"
        "2. 怎样安排培训？\n"
    )
    material = read_text(text).questions[0].material
    assert material is not None
    assert "接待  9:00" in material[1]


def test_messages_on_one_line_behind_their_names() -> None:
    text = (
        "高老师: 单选题\n高老师: 1. 买家来投诉先 A.倾听 B.争辩 C.挂断\n高老师: 2. 补发要 A.登记 B.保密 C.拖延\n小冯: 收到\n"
        "高老师: 判断题\n高老师: 3. 补发不必登记。\n高老师: 答案 1A 2A 3×\n"
    )
    questions = read_text(text).questions
    assert [(one.stem, one.key) for one in questions] == [
        ("买家来投诉先", ("A",)),
        ("补发要", ("A",)),
        ("补发不必登记。", False),
    ]


def test_questions_and_answers_day_by_day() -> None:
    text = "打卡第3天\nQ：什么是旅程？\nA：从知道到买完的全过程。\n打卡第4天\nQ：NPS 怎么算？\nA：推荐者占比减贬损者占比。\n"
    answers = [one.reference for one in read_text(text).questions]
    assert answers == ["从知道到买完的全过程。", "推荐者占比减贬损者占比。"]


COLLEAGUES = """李老师 2023/5/8 19:02
大家好，这周的复习题
1.会员日之后先做什么（A）。
A.复盘 B.放假
2.差评来了先做什么（B）。
A.删除 B.了解原因

周敏 2023/5/8 20:11
我这边的，答案稍后补
1、催付应当
A及时
B深夜
2、退款应当
A拖延
B尽快
{between}
周敏 2023/5/9 8:15
答案：1A 2B
"""


@pytest.mark.parametrize(
    "between",
    [
        "",
        "\n李老师 2023/5/8 21:00\n再补两道\n1.换货运费多由谁付（B）。\nA.平台 B.责任方\n2.好评要不要回（B）。\nA.不要 B.要\n",
        "\n小冯 2023/5/8 21:05\n收到，谢谢\n",
    ],
)
def test_a_colleague_tells_the_keys_of_what_he_sent(between: str) -> None:
    found = read_text(COLLEAGUES.format(between=between))
    keys = {one.stem: one.key for one in found.questions}
    assert (keys["催付应当"], keys["退款应当"]) == (("A",), ("B",))
    rest = [key for stem, key in keys.items() if stem not in ("催付应当", "退款应当")]
    assert rest[:2] == [("A",), ("B",)]
    assert rest[2:] == [("B",), ("B",)] * ("换货" in between)
    assert not any(one.problems for one in found.questions if "答案" in (one.stem or ""))


def test_what_somebody_guesses_who_asked_nothing_is_no_key() -> None:
    guess = "\n小冯 2023/5/8 21:05\n1B 2A\n"
    text = COLLEAGUES.format(between=guess) + "\n李老师 2023/5/9 9:00\n答案：1A 2B\n"
    keys = {one.stem: one.key for one in read_text(text).questions}
    assert (keys["催付应当"], keys["退款应当"]) == (("A",), ("B",))
