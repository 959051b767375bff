"""Habits of those who type questions: answers in brackets, keys without points, names in other brackets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text

SHORT, TRUTH, FILL = ItemType.SHORT_ANSWER, ItemType.TRUE_FALSE, ItemType.FILL_BLANK


def test_a_contest_with_rounds_of_its_own_names() -> None:
    text = (
        "客服知识竞赛\n必答题：\n1、“首问负责”指什么？（第一个接待的人负责到底）\n2、热线几点开通？（八点）\n"
        "抢答题：\n1、FCR 的中文名称是什么？ 答案：一次解决率\n2、会员日是哪一天？ 答案：每月八日\n"
        "风险题（30分）：\n1、请劝说一位要求退卡的会员留下来。\n"
    )
    questions = read_text(text).questions
    assert [(one.stem, one.reference, one.points) for one in questions] == [
        ("“首问负责”指什么？", "第一个接待的人负责到底", None),
        ("热线几点开通？", "八点", None),
        ("FCR 的中文名称是什么？", "一次解决率", None),
        ("会员日是哪一天？", "每月八日", None),
        ("请劝说一位要求退卡的会员留下来。", None, Decimal(30)),
    ]


@pytest.mark.parametrize("remark", ["（10分）", "（至少三种）", "（请举例）", "（Key Account）"])
def test_what_a_question_says_of_itself_is_no_answer(remark: str) -> None:
    text = f"一、简答题\n1. 什么是大客户？{remark}\n2. 怎样服务大客户？{remark}\n"
    assert [one.reference for one in read_text(text).questions] == [None, None]


def test_keys_behind_bracketed_sections_without_points() -> None:
    text = (
        "（一）单选题\n1 首次响应由谁负责 （ ）\nA 首位接到的人  B 经理  C 客户\n2 回访的目的是 （ ）\nA 推销  B 了解情况  C 催款\n"
        "（二）判断题\n1 沉默就是满意。 （ ）\n2 授权有助于补救。 （ ）\n（三）问答题\n1 怎样补救？\n2 怎样预防？\n"
        "第二部分 答案\n（一）1A 2B\n（二）1× 2√\n（三）1 先致歉，再给方案。\n2 找出原因，改进流程。\n"
    )
    questions = read_text(text).questions
    assert [one.key for one in questions[:4]] == [("A",), ("B",), False, True]
    assert [one.reference for one in questions[4:]] == [
        "先致歉，再给方案。",
        "找出原因，改进流程。",
    ]


@pytest.mark.parametrize("name", ["〔答案〕", "【答案】", "〔 参考答案 〕"])
def test_names_of_parts_in_tortoise_brackets(name: str) -> None:
    text = f"判断题\n1．会员日等于降价。（ ）\n{name}错误。会员日是关怀。\n问答题\n1．为什么要分级？\n{name}资源有限。\n"
    first, second = read_text(text).questions
    assert (first.stem, first.truth, first.explanation) == (
        "会员日等于降价。",
        False,
        "会员日是关怀",
    )
    assert second.reference == "资源有限。"


def test_pictures_of_ticks_and_blanks_in_code() -> None:
    text = "## 判断\n1. 积分就是现金。 ❌\n2. 积分能提高复购。 ✅\n## 填空\n3. 档案要 `____` 和 `____`。（答案：真实、完整）\n"
    questions = read_text(text).questions
    assert [(one.type, one.key) for one in questions] == [
        (TRUTH, False),
        (TRUTH, True),
        (FILL, (("真实",), ("完整",))),
    ]
    assert questions[2].stem == "档案要 ____ 和 ____。"


def test_a_type_in_front_of_a_question_is_no_blank() -> None:
    text = "【判断】1. 转介绍要花钱。（ ）\n【答案】对\n【填空】2. 转介绍的前提是客户____。\n【答案】满意\n【填空】口碑来自（ ）。\n【答案】体验\n"
    questions = read_text(text).questions
    assert [(one.type, one.stem, one.key) for one in questions] == [
        (TRUTH, "转介绍要花钱。", True),
        (FILL, "转介绍的前提是客户____。", (("满意",),)),
        (FILL, "口碑来自____。", (("体验",),)),
    ]


def test_what_a_learner_filled_in_behind_names_in_brackets() -> None:
    one = "第{}题（单选题）\n接通率应不低于\nA. 八成\nB. 两成\n【正确答案】A\n【你的答案】B\n【得分】0.0\n"
    found = read_text(one.format(1) + one.format(2).replace("接通率", "满意率"))
    assert [(q.correct, q.explanation) for q in found.questions] == [(("A",), "")] * 2
    assert len(found.loose) == 4


def test_letters_with_the_words_of_their_options_need_no_explanation() -> None:
    text = "1. (多选题) 客户流失的原因有\nA. 服务差\nB. 搬迁\nC. 满意\n正确答案: AB:服务差; 搬迁;\n"
    (question,) = read_text(text).questions
    assert (question.correct, question.explanation) == (("A", "B"), "")


@pytest.mark.parametrize("word", ["请问：", "试问：", "请回答：", "问题："])
def test_questions_of_a_case_behind_the_word_that_asks_them(word: str) -> None:
    text = (
        "五、案例题（10分）\n一位会员说器材坏了一个月没有修，要求退卡。会籍顾问回答说器材的事不归他管。\n"
        f"{word}（1）回答有什么问题？（5分）\n（2）应当怎样回答？（5分）\n答：（1）推卸责任。\n（2）先致歉，再商量。\n"
    )
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["回答有什么问题？", "应当怎样回答？"]
    assert all(one.material is not None for one in questions)


def test_keys_that_only_an_explanation_tells() -> None:
    text = (
        "1. 转介绍的前提是（ ）。【单选】\nA 满意\nB 低价\n答案解析：A。满意才会推荐。\n"
        "2. 转介绍不要成本。【判断】\n答案解析：错。奖励也是成本。\n"
        "3. 转介绍靠______和______。【填空】\n答案解析：满意、奖励。\n"
        "4. 怎样设计奖励？【简答】\n答案解析：与贡献相称；规则清楚。\n"
    )
    questions = read_text(text).questions
    assert [(one.key, one.explanation) for one in questions[:3]] == [
        (("A",), "满意才会推荐。"),
        (False, "奖励也是成本。"),
        ((("满意",), ("奖励",)), ""),
    ]
    assert questions[2].stem == "转介绍靠____和____。"
    assert questions[3].reference == "与贡献相称；规则清楚。"


def test_an_explanation_that_speaks_of_an_option_is_no_key() -> None:
    text = "1. 转介绍的前提是（ ）。\nA. 满意\nB. 低价\n解析：A 项说的是态度，B 项说的是价格。\n"
    (question,) = read_text(text).questions
    assert question.correct is None
    assert question.explanation.startswith("A 项")


def test_letters_and_keys_divided_by_bars() -> None:
    text = "1. 回访的渠道有\nA|电话\nB|短信\nC|沉默\n答案：A|B\n"
    (question,) = read_text(text).questions
    assert [one.text for one in question.options] == ["电话", "短信", "沉默"]
    assert question.correct == ("A", "B")


def test_the_box_for_an_answer_is_no_part_of_the_last_option() -> None:
    text = "一、单选题\n1. 回访是（ ）\nA. 关怀   B. 打扰       1.（   ）\n2. 分级看（ ）\nA. 价值   B. 身高       2.（   ）\n参考答案\n1.A 2.A\n"
    questions = read_text(text).questions
    assert [one.options[1].text for one in questions] == ["打扰", "身高"]
    assert [one.correct for one in questions] == [("A",)] * 2


def test_keys_in_front_of_all_questions() -> None:
    text = "第二章习题答案\n1.B 2.A\n第二章 客户识别 习题\n1.识别的依据是（ ）\nA.星座 B.价值\n2.画像由什么组成（ ）\nA.标签 B.天气\n"
    assert [one.correct for one in read_text(text).questions] == [("B",), ("A",)]


def test_blanks_of_a_distance_course() -> None:
    text = "(判断题)1: 回访要及时\nA: 错误\nB: 正确\n正确答案: B\n\n(主观填空题)2: 回访分为##和##两类。\n正确答案: 定期 ;不定期\n"
    questions = read_text(text).questions
    assert [(one.type, one.stem, one.key) for one in questions] == [
        (TRUTH, "回访要及时", True),
        (FILL, "回访分为____和____两类。", (("定期",), ("不定期",))),
    ]


def test_parts_that_are_counted_as_questions_are() -> None:
    text = "第一题 选择\n1 漏斗最底层是\na. 线索\nb. 成交\n答案 b\n第二题 填空\n1 商机的英文是 ________\n答案 opportunity\n第三题 简答\n1 销售漏斗有什么用\n答案 预测业绩\n"
    questions = read_text(text).questions
    assert [one.stem for one in questions] == [
        "漏斗最底层是",
        "商机的英文是 ____",
        "销售漏斗有什么用",
    ]


def test_a_name_over_a_list_is_asked_about() -> None:
    text = "复习题\n1、什么是投诉？\n客户表达的不满。\n2、投诉专员应当具备的素质\n（1）耐心；\n（2）真诚。\n3、投诉有哪些好处？\n指出改进的方向。\n"
    questions = read_text(text).questions
    assert questions[1].stem == "投诉专员应当具备的素质"
    assert questions[1].reference == "（1）耐心；\n\n（2）真诚。"


@pytest.mark.parametrize("word", ["ANS：", "Ans: ", "ANS. ："])
def test_answers_behind_an_english_word(word: str) -> None:
    text = f"一、问答题\n1. 请说明分级的意义。\n{word}资源有限。\n"
    assert [one.reference for one in read_text(text).questions] == ["资源有限。"]


def test_headings_with_a_mark_and_keys_behind_an_english_word() -> None:
    text = "题库\n◆ 选择\n1) 回访是(  )\n a) 关怀  b) 打扰\n Key: a\n◆ 判断\n2) 回访要及时。  Key: T\n◆ 简答（10分）\n3) 怎样回访？\nKey: 先听后说。\n"
    questions = read_text(text).questions
    assert [(one.type, one.key) for one in questions] == [
        (ItemType.SINGLE_CHOICE, ("A",)),
        (TRUTH, True),
        (SHORT, None),
    ]
    assert questions[2].reference == "先听后说。"


def test_records_that_call_the_question_its_content() -> None:
    one = "【第{}题】\n题型：判断\n内容：回访要及时{}\n正确答案：对\n分数：2\n\n"
    questions = read_text(one.format(1, "吗") + one.format(2, "么")).questions
    assert [(q.type, q.stem, q.truth, q.points) for q in questions] == [
        (TRUTH, "回访要及时吗", True, 2),
        (TRUTH, "回访要及时么", True, 2),
    ]


def test_a_question_about_what_sites_say_stays() -> None:
    text = "一、问答题\n1. 怎样请客户关注公众号？\n答：说明好处。\n2. 会员免费试用的目的是什么？\n答：体验。\n"
    assert [one.reference for one in read_text(text).questions] == ["说明好处。", "体验。"]


def test_a_part_with_answers_that_asks_each_question_once_more() -> None:
    text = (
        "一、简答题\n1. 回访有什么用？\n2. 怎样道歉？\n\n参考答案\n一、简答题\n"
        "1. 回访有什么用？\n（1）发现问题；\n（2）表示关心。\n2. 怎样道歉？\n先听，后说。\n"
    )
    assert [one.reference for one in read_text(text).questions] == [
        "（1）发现问题；\n\n（2）表示关心。",
        "先听，后说。",
    ]


@pytest.mark.parametrize("head", ["【填空】", "[填空]"])
def test_blanks_below_a_heading_in_brackets_of_its_own(head: str) -> None:
    text = f"【判断】\n（×）1、回访是打扰。\n（√）2、倾听是尊重。\n\n{head}\n1、分级要看（价值）。\n2、抱怨是（机会）。\n"
    questions = read_text(text).questions
    assert [(one.type, one.key) for one in questions[2:]] == [
        (ItemType.FILL_BLANK, (("价值",),)),
        (ItemType.FILL_BLANK, (("机会",),)),
    ]


@pytest.mark.parametrize(
    "foot",
    [
        "剩余内容需下载后阅读",
        "感谢您的下载，祝您生活愉快！",
        "[1] [2] [3] 下一页",
        "责任编辑：小陈",
    ],
)
def test_the_foot_of_a_page_is_no_part_of_the_last_answer(foot: str) -> None:
    text = f"一、简答题\n1. 回访有什么用？\n答：①发现问题；②表示关心。\n{foot}\n"
    assert [one.reference for one in read_text(text).questions] == ["①发现问题；②表示关心。"]
