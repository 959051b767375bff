"""Keys that stand together: of several sections on one line, in sentences, in tables."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text
from app.bank.exchange.text.cleaning.lines import clean
from app.bank.exchange.text.page.furniture import running_heads

PAPER = (
    "一、单选题\n1. 首呼解决率越高说明 （ ）\nA. 服务好  B. 服务差\n2. 工单要在何时填写 （ ）\nA. 年底  B. 当时\n"
    "二、判断题\n1. 静音等待不必提示。（ ）\n2. 转接前要说明。（ ）\n"
)
KEYS = [("A",), ("B",), False, True]


@pytest.mark.parametrize(
    "keys",
    [
        "答案：一、1A 2B  二、1× 2√",
        "参考答案\n一、(1)—(2) AB\n二、(1)—(2) ×√",
        "参考答案\n一、（1）～（2）：AB\n二、（1）至（2）：错对",
        "参考答案\n一. 1.A 2.B；二. 1.错 2.对",
        "单选：1-2 AB；判断：1错2对",
        "答案如下：\n单选第1题选A，第2题选B。判断第1题错，第2题对。",
        "单选题：1.A 2.B\n判断题：1.× 2.√",
        "参考答案\n（一）（1）A；（2）B\n（二）（1）×；（2）√",
        "公布答案：一、1A 2B  二、1F 2T",
        "正确答案为：一、1,A 2,B  二、1,错 2,对",
        "答题卡（标准答案）\n一、单选题\n题号 | 1 | 2\n答案 | A | B\n二、判断题\n题号 | 1 | 2\n答案 | × | √",
        "参考答案\n一、单选题\n| 1 | 2 |\n| --- | --- |\n| A | B |\n二、判断题\n| 1 | 2 |\n| --- | --- |\n| × | √ |",
        "评分标准\n一、单选题\n1.A 2.B\n二、判断题\n1.× 2.○",
    ],
)
def test_each_section_gets_its_keys(keys: str) -> None:
    assert [one.key for one in read_text(PAPER + keys).questions] == KEYS


def test_an_option_that_ends_with_answer_is_no_title() -> None:
    text = "1. 机器人答错时应 （ ）\n（A） 重复同一答案\n（B） 转人工\n2. 机器人适合 （ ）\n（A） 常见问题\n（B） 危机公关\n"
    assert [len(one.options) for one in read_text(text).questions] == [2, 2]


def test_answers_of_one_message_that_count_with_bare_numbers() -> None:
    text = (
        "一、填空题\n1、好评率＝好评数÷（    ）数。\n2、买家在（    ）前付款最多。\n二、简答题\n3、怎样催付？\n4、怎样核单？\n"
        "参考答案\n1 评价（写评论也对） 2 睡觉\n3 选好时机；语气委婉。\n4 核对地址和数量。\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions[:2]] == [(("评价", "评论"),), (("睡觉",),)]
    assert [one.reference for one in questions[2:]] == ["选好时机；语气委婉。", "核对地址和数量。"]


def test_a_table_with_an_answer_and_a_reason_in_each_row() -> None:
    text = (
        "1. 投诉都是坏事。（ ）\n2. 回访的英文是____。\n3. 怎样道歉？\n答案：\n题号\t答案\t解析\n1\t×\t投诉带来改进\n2\tfollow-up\t\n"
        "3\t真诚、及时、给出办法。\t见第二章\n"
    )
    first, second, third = read_text(text).questions
    assert (first.key, first.explanation) == (False, "投诉带来改进")
    assert second.key == (("follow-up",),)
    assert (third.reference, third.explanation) == ("真诚、及时、给出办法。", "见第二章")


def test_questions_of_another_type_may_follow_keys() -> None:
    text = PAPER + (
        "补考答案\n单选 (1)A (2)B  判断 (1)F (2)T\n\n填空（每空1分）\n1、通话要用__普通话__。\n2、接通率＝__接通数__÷呼入数。\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions] == [*KEYS, (("普通话",),), (("接通数",),)]
    assert questions[-1].type is ItemType.FILL_BLANK


def test_answers_of_cases_that_are_told_by_their_names() -> None:
    text = (
        "一、材料题\n材料一：某花店给每位买家寄手写卡片，半年后复购率翻倍，老客户还带来了新客户。\n（1）花店做对了什么？\n（2）还能做什么？\n"
        "材料二：某餐馆涨价前没有通知会员，会员群里一片抱怨，一周内退群过半，店长没有回应。\n（1）哪里做错了？\n（2）怎样补救？\n"
        "【参考答案】\n材料一\n（1）情感关怀。\n（2）生日提醒。\n材料二\n（1）没有沟通。\n（2）公开致歉。\n"
    )
    answers = [one.reference for one in read_text(text).questions]
    assert answers == ["情感关怀。", "生日提醒。", "没有沟通。", "公开致歉。"]


def test_both_questions_of_a_case_answered_on_one_line() -> None:
    text = (
        "四、案例分析题\n某茶馆请客人扫码入会，却从不发消息，一年后多数会员忘了自己是会员。\n(1)问题出在哪里？(5分)\n(2)怎样改进？(5分)\n"
        "答：(1)没有互动。(2)定期发送活动和生日礼。\n"
    )
    assert [one.reference for one in read_text(text).questions] == [
        "没有互动。",
        "定期发送活动和生日礼。",
    ]


def test_the_next_section_answered_behind_its_ordinal() -> None:
    text = (
        "一、计算题\n某店询单200人，付款50人，求转化率。\n二、实训题\n为老客户写一段生日祝福。\n三、简答题\n1. 怎样留住老客户？\n"
        "参考答案\n一、50÷200=25%\n二、略\n三、1. 一是给权益；\n二、常联系；\n三、听意见。\n"
    )
    first, second, third = read_text(text).questions
    assert (first.reference, second.reference) == ("50÷200=25%", None)
    assert third.reference is not None
    assert third.reference.endswith("听意见。")


def test_letters_of_pairs_answer_no_written_question() -> None:
    text = "一、连线题：把左右两边对应起来\n1. 甲        A. 一\n2. 乙        B. 二\n二、简答题\n1. 怎样核单？\n答案：\n一、1-A 2-B\n"
    assert "A" not in [one.reference for one in read_text(text).questions]


@pytest.mark.parametrize("number", ["{}.", "{}）", "{},", "第{}题 "])
@pytest.mark.parametrize("word", ["答案：", "正确答案为：", "　　答案："])
def test_words_of_blanks_listed_below_a_section(number: str, word: str) -> None:
    one, two = number.format(1), number.format(2)
    text = (
        f"一、填空题\n{one}回访要先约____。\n{two}核单要看____和____。\n{word}1.时间 2.地址、数量\n"
    )
    assert [q.key for q in read_text(text).questions] == [(("时间",),), (("地址",), ("数量",))]


def test_sections_that_count_on_behind_the_answers_of_one() -> None:
    text = (
        "一、简答题\n1. 简述核单。\n2. 简述催付。\n【参考答案】\n1. 核对地址。\n2. 选好时机。\n"
        "二、论述题\n1. 谈谈怎样留住老客户。\n2. 谈谈怎样找到新客户。\n【参考答案】\n1. 给权益。\n2. 做活动。\n"
    )
    assert [(one.stem, one.reference) for one in read_text(text).questions] == [
        ("简述核单。", "核对地址。"),
        ("简述催付。", "选好时机。"),
        ("谈谈怎样留住老客户。", "给权益。"),
        ("谈谈怎样找到新客户。", "做活动。"),
    ]


AHEAD = """答题栏（教师用）
一、单选
题号\t1\t2
答案\tB\tA
二、判断
题号\t3\t4
答案\t√\t×

一、单项选择题（每小题2分）
1．会员等级每年重算一次，主要是为了（　）。
A．省事　B．让等级跟得上贡献
2．退货理由最好由谁填写（　）。
A．客户　B．仓库
二、判断题
（　）3．回访也是服务。
（　）4．差评应当一律删除。
"""


def test_a_table_of_answers_may_head_the_paper() -> None:
    found = read_text(AHEAD)
    assert [question.key for question in found.questions] == [("B",), ("A",), True, False]
    assert [line for _number, line in found.loose] == ["答题栏（教师用）"]


@pytest.mark.parametrize(
    "tail",
    [
        "填空题答案：3．等级　权益　　4．时间　　5．19.5",
        "填空题答案：3、等级；权益 4、时间 5、19.5",
        "填空参考答案：3) 等级；权益；4) 时间；5) 19.5",
    ],
)
def test_answers_of_one_type_stand_counted_on_a_line(tail: str) -> None:
    blanks = "三、填空题\n3．会员有（　　）和（　　）。\n4．响应看（　　）。\n5．净推荐值是（　　）%。\n四、论述题\n6．谈谈你的看法。\n"
    *found, essay = read_text(blanks + tail).questions
    assert [question.key for question in found] == [
        (("等级",), ("权益",)),
        (("时间",),),
        (("19.5",),),
    ]
    assert essay.reference is None


def test_a_bare_ordinal_heads_the_answers_of_a_section() -> None:
    text = "一、填空题\n1．会员有（　　）。\n二、问答题\n1．什么是接触点？\n2．数据为什么要准？\n参考答案\n一、1．等级\n二、\n1．答：双方相遇的地方。\n2．答：不准就会误事。\n"
    blank, *asked = read_text(text).questions
    assert blank.key == (("等级",),)
    assert [question.reference for question in asked] == ["双方相遇的地方。", "不准就会误事。"]


PAGES = """一、单选题
1．会员日只给会员开放，这是（　）。
— 1 —
会员经营习题集
A．权益　B．惩罚
2．回访的第一句是（　）。
A．问候　B．推销
— 2 —
会员经营习题集
3．差评先要（　）。
A．回应　B．删除
参考答案
1—3 AAA
"""


def test_the_name_of_the_book_under_the_number_of_a_page_divides_nothing() -> None:
    found = read_text(PAGES)
    assert [question.key for question in found.questions] == [("A",)] * 3
    assert [len(question.options) for question in found.questions] == [2, 2, 2]


def test_a_line_that_stands_twice_but_at_no_page_is_text() -> None:
    at_pages, _shown = clean(PAGES)
    elsewhere, _shown = clean(PAGES.replace("— 1 —\n", "").replace("— 2 —\n", ""))
    assert len(running_heads(at_pages)) == 2
    assert running_heads(elsewhere) == frozenset()
