"""One odd line, sign or title takes nothing away from what stands around it."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.reading import read
from app.bank.exchange.text import read_text

RECORDS = (
    "题型：单选题\n题干：会员等级看（）\nA：消费\nB：星座\n答案：A\n分值：2\n\n"
    "题型：填空题\n题干：缩写CRM指客户{}管理，以{}为中心\n答案：关系||客户\n分值：4\n\n"
    "题型：填空题\n题干：回头客也叫{}\n答案：老客户/熟客\n分值：2\n"
)
ABOVE = [
    "",
    "#试题导入模板（txt）\n#1. 每题之间空一行\n#2. 答案用||分隔，空用{}表示\n\n",
    "题库导入说明\n1. 每题之间必须空一行\n2. 难度只能填易、中、难\n\n",
]


@pytest.mark.parametrize("above", ABOVE)
def test_rules_of_a_template_above_records(above: str) -> None:
    found = read("x.txt", (above + RECORDS).encode())
    assert [one.type for one in found.questions] == [
        ItemType.SINGLE_CHOICE,
        ItemType.FILL_BLANK,
        ItemType.FILL_BLANK,
    ]
    assert found.questions[1].stem == "缩写CRM指客户____管理，以____为中心"
    assert [one.key for one in found.questions] == [
        ("A",),
        (("关系",), ("客户",)),
        (("老客户", "熟客"),),
    ]
    assert len(found.loose) == len(above.strip().splitlines())


def test_comments_between_records_are_loose() -> None:
    text = RECORDS.replace("题型：填空题", "#以下由王老师补录\n题型：填空题", 1)
    found = read_text(text)
    assert len(found.questions) == 3
    assert [line for _number, line in found.loose] == ["#以下由王老师补录"]


def test_essays_of_gift_stay_gift() -> None:
    found = read("x.txt", "谈谈会员制。{}\n\n怎样回访？{}\n".encode())
    assert [one.stem for one in found.questions] == ["谈谈会员制。", "怎样回访？"]
    assert {one.type for one in found.questions} <= {ItemType.SHORT_ANSWER, ItemType.ESSAY}


@pytest.mark.parametrize("sign", ["👉", "👉 ", "➡", "=>", "💡", "☞"])
def test_a_sign_in_place_of_the_word(sign: str) -> None:
    text = (
        f"1. 回访先做什么\nA 问候 B 催款 C 挂断\n{sign}A\n2. 会员看重\nA 权益 B 客服的星座 C 尊重\n{sign}AC\n"
        f"3. 先致歉，再____。\n{sign}补救\n4. 怎样开口推荐？\n{sign}先问用途，再说优点。\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions[:3]] == [("A",), ("A", "C"), (("补救",),)]
    assert [one.text for one in questions[0].options] == ["问候", "催款", "挂断"]
    assert questions[3].reference == "先问用途，再说优点。"


def test_a_sign_that_begins_points_of_an_answer_stays() -> None:
    text = (
        "三、简答题\n1. 怎样挽回客户？\n答：\n👉 先致歉\n👉 再补救\n2. 怎样回访？\n答：先问候。\n"
    )
    questions = read_text(text).questions
    assert "先致歉" in (questions[0].reference or "")
    assert "再补救" in (questions[0].reference or "")
    assert questions[1].reference == "先问候。"


ASKED = (
    "一、单选题\n1. 分级看（ ）\nA. 价值\nB. 姓名\n2. 建档先（ ）\nA. 打印\nB. 收集\n"
    "二、判断题\n3. 客户可以分级。（ ）\n4. 满意就是忠诚。（ ）\n三、简答题\n5. 怎样挽回客户？\n"
)
LISTS = [
    "一. 1)A; 2)B\n二. 3)√; 4)×\n三. 先致歉。\n",
    "一、1.A 2.B\n二、3.√ 4.×\n三、5.先致歉。\n",
    "1-2 AB\n3-4 √×\n5. 先致歉。\n",
    "1.A 2.B 3.√ 4.×\n5. 先致歉。\n",
]


@pytest.mark.parametrize(
    "title", ["核对用（不发学生）", "-----A卷答案-----", "key", "《教师自留》", "♥ 老师用 ♥"]
)
@pytest.mark.parametrize("keys", LISTS)
def test_a_list_of_keys_whatever_its_title(title: str, keys: str) -> None:
    questions = read_text(f"{ASKED}\n{title}\n{keys}").questions
    assert [one.key for one in questions[:4]] == [("A",), ("B",), True, False]
    assert questions[4].stem == "怎样挽回客户？"
    assert questions[4].reference == "先致歉。"
    assert len(questions) == 5


def test_keys_of_one_section_end_no_questions() -> None:
    text = (
        "一、单选题\n1. 分级看（ ）\nA. 价值\nB. 姓名\n2. 建档先（ ）\nA. 打印\nB. 收集\n1-2 AB\n"
        "二、多选题\n3. 渠道有（ ）\nA. 门店\nB. 网店\n4. 权益有（ ）\nA. 折扣\nB. 优先\nC. 罚款\n3.AB 4.AB\n"
        "三、简答题\n5. 怎样挽回客户？\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions[:4]] == [("A",), ("B",), ("A", "B"), ("A", "B")]
    assert questions[4].stem == "怎样挽回客户？"


def test_figures_that_begin_a_list_of_words() -> None:
    text = (
        "一、填空题\n1. 老客带来____的利润。\n2. 满意看____与期望。\n3. 顶层是____、____。\n"
        "参考答案\n一、填空题\n1.80%   2.感知   3.黄金、白金\n"
    )
    assert [one.key for one in read_text(text).questions] == [
        (("80%",),),
        (("感知",),),
        (("黄金",), ("白金",)),
    ]


@pytest.mark.parametrize("number", ["012 ", "012", "12 ", "12. "])
def test_a_mark_in_front_of_the_number(number: str) -> None:
    text = f"【判断】\n(×){number.replace('2', '1')}粉丝多就是忠诚。\n(√){number}排班要看促销。\n"
    questions = read_text(text).questions
    assert [(one.stem, one.key) for one in questions] == [
        ("粉丝多就是忠诚。", False),
        ("排班要看促销。", True),
    ]


def test_a_mark_in_front_of_a_figure_is_no_number() -> None:
    text = "二、判断题\n1. （√）3个月不买就是沉睡客户。\n2. （×）满意就是忠诚。\n"
    assert [one.stem for one in read_text(text).questions] == [
        "3个月不买就是沉睡客户。",
        "满意就是忠诚。",
    ]


@pytest.mark.parametrize(
    ("told", "each"), [("(2*2'=4分)", 2), ("（2×3’＝6分）", 3), ("(4'*2=8分)", 4)]
)
def test_marks_with_a_prime(told: str, each: int) -> None:
    text = f"一.单选题{told}\n1) 分级看(  )\nA.价值 B.姓名\n2) 建档先(  )\nA.打印 B.收集\n"
    assert [one.points for one in read_text(text).questions] == [each, each]


def test_terms_and_questions_below_one_heading() -> None:
    text = (
        "三、名词解释与简答\n16、客户投诉\n——客户对产品不满而提出的要求。\n17、服务水平（呼叫中心）\n——规定时间内接起的比例。\n"
        "18、处理投诉的步骤是什么？\n——先记录，再处理。\n"
    )
    questions = read_text(text).questions
    assert [(one.type, one.reference) for one in questions] == [
        (ItemType.TERM, "客户对产品不满而提出的要求。"),
        (ItemType.TERM, "规定时间内接起的比例。"),
        (ItemType.SHORT_ANSWER, "先记录，再处理。"),
    ]


def test_questions_behind_keys_that_a_remark_announces() -> None:
    text = (
        "一、选择题\n1．属于倾听的是（　）\nA．点头　B．插话\n2．属于沟通的是（　）\nA．回访　B．沉默\n【答案】1-2 AA\n"
        "********\n下面是李老师发的补充题\n********\n判断题：\n(1)口才就是一切。 答:错\n(2)应当替客户着想。 答:对\n"
        "填空：\n(1)沟通在企业与(      )之间。 答:客户\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions] == [("A",), ("A",), False, True, (("客户",),)]


def test_a_title_that_returns_below_the_number_of_the_page() -> None:
    text = (
        "第六章　客户沟通　（扫描件）\n—、选择题\n1．属于提问的是（　）\nA．开放式　B．封闭式　C．反问\n\n— 87 —\n第六章　客户沟通\n\nD．设问\n"
        "2．属于途径的是（　）\nA．微博　B．热线　C．广告　D．展板\n"
    )
    questions = read_text(text).questions
    assert [len(one.options) for one in questions] == [4, 4]


def test_names_alone_above_messages() -> None:
    text = (
        "赵老师:\n大家看看这些题\n\n赵老师:\n判断两道\n8. 可以承诺永久保修 ×\n9. 机器人答不上要转人工 √\n\n李想:\n收到\n\n"
        "赵老师:\n最后一个是问答\n10. 怎样说服买家？\n答：先讲面料，再讲售后。\n\n王梓:\n老师，几点考？\n赵老师:\n第三节课，带笔\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions[:2]] == [False, True]
    assert questions[2].reference == "先讲面料，再讲售后。"


def test_homework_below_the_questions() -> None:
    text = "简答\n1. 怎样道歉？\n答：要具体。\n\n课后大作业（下周三前交，打印）\n请以“道歉”为题分析一次召回的得失。\n"
    questions = read_text(text).questions
    assert [one.reference for one in questions] == ["要具体。", None]
    assert questions[1].type is ItemType.ESSAY


def test_an_underlined_word_that_fills_no_blank() -> None:
    text = "<u>一、单选题</u>\n1. 下列<u>不</u>属于客户的是（ ）\nA. <u>甲</u>公司\nB. 乙公司\n答案：<u>B</u>\n"
    question = read_text(text).questions[0]
    assert question.stem == "下列不属于客户的是（　）"
    assert (question.options[0].text, question.key) == ("甲公司", ("B",))


def test_points_of_an_answer_keep_their_numbers() -> None:
    text = "四、简答题\n1. 简述流程\n答：\n1-收集\n2-整理\n2. 怎样回访？\n答：先问候。\n"
    questions = read_text(text).questions
    assert questions[0].reference == "1-收集\n\n2-整理"
    assert len(questions) == 2


def test_blanks_that_are_counted_in_front() -> None:
    text = "一、填空题\n1. 客户分为(1)____和(2)____。\n答案：新客户；老客户\n"
    assert read_text(text).questions[0].stem == "客户分为____和____。"
