"""Whole papers of people who write as they like: emoji, letters of sections, chats, a page's source, English names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

SINGLE, MANY, TRUTH = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE
FILL, SHORT = ItemType.FILL_BLANK, ItemType.SHORT_ANSWER


def test_a_paper_with_emoji_and_circled_letters() -> None:
    text = (
        "▍壹 单选（2分/题）\nQ1：CRM 的核心是？\n  Ⓐ 客户  Ⓑ 产品  Ⓒ 价格  Ⓓ 渠道\n  ✅答案：Ⓐ\n  💡解析：以客户为中心。\n"
        "Q2：不属于分级依据的是？\n  Ⓐ 购买额  Ⓑ 利润  Ⓒ 星座  Ⓓ 忠诚度\n  ✅答案：Ⓒ\n▍贰 判断\nQ3：客户越多越好。\n  ✅答案：❌\n"
        "▍叁 填空\nQ4：满意度的英文缩写是______。\n  ✅答案：CSI\n▍肆 简答\nQ5：为什么要做回访？\n  ✅答案：了解满意度。\n"
    )
    found = read_text(text)
    assert [one.type for one in found.questions] == [SINGLE, SINGLE, TRUTH, FILL, SHORT]
    assert [one.key for one in found.questions[:4]] == [("A",), ("C",), False, (("CSI",),)]
    assert [one.points for one in found.questions[:2]] == [Decimal(2)] * 2
    assert found.questions[0].explanation == "以客户为中心。"
    assert found.loose == ()


def test_sections_and_their_keys_counted_by_letters() -> None:
    text = (
        "A部分 选择（每题只有一个选项正确）\n1. 第一句话应是\n(A) 问好 (B) 你找谁 (C) 喂 (D) 稍等\n"
        "2. 投诉的第一步是\n(A) 推卸 (B) 倾听 (C) 赔钱 (D) 挂断\nB部分 选择（有两个或两个以上正确）\n"
        "3. 倾听的技巧有\n(A) 点头 (B) 复述 (C) 打断 (D) 记录\nC部分 是非题（在括号里打勾打叉）\n4. 应先讲道理。 (   )\n"
        "5. 记录要客观。 (   )\nD部分 把句子补充完整\n6. 特性之一是______性。\nE部分 简单回答\n7. 怎样说“不”？\n\n"
        "--- 答案 ---\nA. 1(A) 2(B)\nB. 3(ABD)\nC. 4(×) 5(√)\nD. 6(无形)\nE. 7 先认同感受。\n"
    )
    questions = read_text(text).questions
    assert [one.type for one in questions] == [SINGLE, SINGLE, MANY, TRUTH, TRUTH, FILL, SHORT]
    keys = [one.key for one in questions[:6]]
    assert keys == [("A",), ("B",), ("A", "B", "D"), False, True, (("无形",),)]
    assert questions[6].reference == "先认同感受。"


def test_a_chat_with_its_keys_in_one_message() -> None:
    text = (
        "周老师 10:02\n单选\n1 流失率上升说明 a满意度下降 b销量上升 c成本下降 d员工增加\n"
        "2 二八法则说的是 a二成客户带来八成利润 b二成产品 c二成员工\n周老师 10:03\n多选\n3 数据来源包括 a门店 b网站 c问卷 d梦境\n"
        "周老师 10:04\n判断\n4 维护成本更高\n5 投诉是坏事\n周老师 10:05\n填空\n6 终身价值简称____\n7 其中的M代表____\n"
        "小李 10:20\n老师答案呢\n周老师 10:30\n答案：1a2a3abc4错5错\n6、CLV 7、消费金额\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions] == [
        ("A",),
        ("A",),
        ("A", "B", "C"),
        False,
        False,
        (("CLV",),),
        (("消费金额",),),
    ]
    assert [one.text for one in questions[1].options] == [
        "二成客户带来八成利润",
        "二成产品",
        "二成员工",
    ]


def test_the_source_of_a_page() -> None:
    text = (
        "<p>一、单选题</p>\n<p>1．响应时间应控制在（　　）秒内。</p>\n<p>A．30&nbsp;&nbsp;&nbsp;B．60&nbsp;&nbsp;&nbsp;C．90</p>\n"
        "<p><strong>答案：A</strong></p>\n<p>二、判断题</p>\n<p>2．退款&lt;24小时须处理。（&radic;）</p>\n"
        '<p style="margin:0">三、简答题</p>\n<p>3．如何处理差评？<br/>答：先道歉；<br/>再解决。</p>\n'
    )
    found = read_text(text)
    single, truth, short = found.questions
    assert (single.key, [one.text for one in single.options]) == (("A",), ["30", "60", "90"])
    assert (truth.stem, truth.truth) == ("退款<24小时须处理。", True)
    assert (short.stem, short.reference) == ("如何处理差评？", "先道歉；\n\n再解决。")
    assert found.loose == ()


@pytest.mark.parametrize("sign", ["->", "=>", "~~", ">>"])
def test_english_names_with_any_sign(sign: str) -> None:
    text = (
        f"1) 【单选】分级的方法？\n   a. ABC法\n   b. 抓阄\n   c. 猜拳\n   Answer {sign} a\n   Why {sign} 按价值分级\n"
        f"2) 【判断】NPS 越高越好\n   Answer {sign} T\n3) 【填空】NPS 的中文是____\n   Answer {sign} 净推荐值\n"
    )
    single, truth, fill = read_text(text).questions
    assert (single.key, single.explanation) == (("A",), "按价值分级")
    assert (truth.stem, truth.truth, fill.blanks) == ("NPS 越高越好", True, (("净推荐值",),))


def test_options_and_reasons_behind_long_names() -> None:
    text = (
        "题目1（单选题）\n最恰当的是\n选项A：是\n选项B：不一定\n选项C：从不\n答案为：B\n答案解释：还有服务问题。\n\n"
        "题目2（判断题）\n关怀越频繁越好。\n答案为：否\n答案说明：过犹不及。\n"
    )
    single, truth = read_text(text).questions
    assert (single.key, [one.text for one in single.options]) == (("B",), ["是", "不一定", "从不"])
    assert single.explanation == "还有服务问题。"
    assert (truth.truth, truth.explanation) == (False, "过犹不及。")


def test_points_that_a_part_of_keys_counts_within_one_answer() -> None:
    text = (
        "一、单选题\n1. 甲是（ ）\nA. 子\nB. 丑\n二、简答题\n1. 流失的原因有哪些？\n2. 怎样回访？\n答案\n一、单选题\n1. A\n"
        "二、简答题\n1. 1）服务不达标；2）沟通不足；\n2. 1）约时间；2）致谢；\n"
    )
    questions = read_text(text).questions
    assert [len(one.key_points) for one in questions[1:]] == [2, 2]


def test_keys_of_sections_between_bars_below_a_title_of_any_words() -> None:
    text = (
        "一、单选\n1.先做什么（  ）\nA.查物流  B.争辩\n2.响应率低会影响（  ）\nA.体重  B.评分\n二、判断\n3.可以索要好评。\n"
        "4.要熟悉商品。\n三、填空\n5.三包是包修、包换、____。\n\n答案速查：\n单选 AB ｜ 判断 ×√ ｜ 填空 包退\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions] == [("A",), ("B",), False, True, (("包退",),)]


def test_headings_that_all_begin_with_the_same_words() -> None:
    text = (
        "测一测·单选\n(1)属于基本信息的是\n  A、姓名\n  B、天气\n测一测·判断\n(1)资料可以出售。\n(2)资料应更新。\n\n"
        "测一测参考答案\n单选：(1)A\n判断：(1)错 (2)对\n"
    )
    found = read_text(text)
    assert [one.type for one in found.questions] == [SINGLE, TRUTH, TRUTH]
    assert [one.key for one in found.questions] == [("A",), False, True]


@pytest.mark.parametrize("sign", ["👉", "→", "=>", "——"])
def test_a_sign_that_points_from_a_question_to_its_answer(sign: str) -> None:
    text = f"简答：\n1. 档案内容？ {sign} 基本资料、交易记录\n2. 回访方式？{sign}电话、上门\n"
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["档案内容？", "回访方式？"]
    assert [one.reference for one in questions] == ["基本资料、交易记录", "电话、上门"]
