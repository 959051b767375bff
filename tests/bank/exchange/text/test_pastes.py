"""Files into which questions from several places were pasted: what each place leaves on its lines."""

from __future__ import annotations

from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Found
from app.bank.exchange.text import read_text
from app.bank.exchange.text.cleaning.lines import clean
from app.bank.exchange.text.page.online import headed_questions

PLATFORM = """1.第1题 单选题
回访之前先看的是（）。
A、天气
B、客户档案
标准答案：B
您的答案：A
题目分数：4
此题得分：0.0

2.第2题 判断题
回访要留下记录。
A、错误
B、正确
标准答案：B
您的答案：A
题目分数：4
此题得分：0.0
"""


def stems(found: Found) -> list[str | None]:
    return [question.stem for question in found.questions]


def test_a_platform_heads_each_question_with_its_number_and_type() -> None:
    found = read_text(PLATFORM)
    first, second = found.questions
    assert (first.stem, first.type) == ("回访之前先看的是（　）。", ItemType.SINGLE_CHOICE)
    assert (first.correct, first.explanation, first.points) == (("B",), "", Decimal(4))
    assert (second.stem, second.truth, second.explanation) == ("回访要留下记录。", True, "")
    assert [text for _line, text in found.loose] == [
        "您的答案：A",
        "此题得分：0.0",
        "您的答案：A",
        "此题得分：0.0",
    ]


def test_sections_named_by_an_ordinal_stay_sections() -> None:
    numbered = "第1题 单选题\n1. 投诉先由（ ）受理。\n第2题 判断题\n1. 投诉要限时答复。\n"
    plain = "第1题 单选题\n投诉先由（ ）受理。\n第2题 判断题\n投诉要限时答复。\n投诉要记录。\n"
    for text in (numbered, plain):
        lines, _source = clean(text)
        assert headed_questions(lines) == lines


def test_what_a_reader_wrote_of_an_answer_is_kept_as_explanation() -> None:
    found = read_text(
        "一、单选题\n1. 投诉先由（ ）受理。\nA. 客服\nB. 财务\n答案：A\n解析：题目分值不高，但常错。\n"
    )
    assert found.questions[0].explanation == "题目分值不高，但常错。"


def test_titles_between_dashes_part_what_was_pasted() -> None:
    found = read_text(
        "--- 一、网上抄的 ---\n1. 会员卡属于（ ）。\nA. 财务营销\nB. 广告\n答案：A\n解析：给的是实惠。\n"
        "--- 二、旧卷子 P3—4 ---\n1. 积分属于（ ）。\nA. 财务营销\nB. 广告\n答案：A\n"
    )
    assert [question.explanation for question in found.questions] == ["给的是实惠。", ""]
    assert stems(found) == ["会员卡属于（　）。", "积分属于（　）。"]


def test_keys_of_sections_on_one_line_are_cut_at_their_numbers() -> None:
    found = read_text(
        "三、判断题\n（1）回访只做一次。（ ）\n（2）档案要更新。（ ）\n"
        "四、填空题\n（1）服务分为售前、售中和____。\n（2）信息分为描述类和____类。\n"
        "答案  三：（1）×（2）√     四：（1）售后（2）行为\n"
    )
    assert [question.truth for question in found.questions[:2]] == [False, True]
    assert [question.blanks for question in found.questions[2:]] == [(("售后",),), (("行为",),)]


def test_points_in_brackets_stay_one_answer() -> None:
    found = read_text(
        "一、简答题\n（1）简述回访的步骤。\n（2）简述建档的步骤。\n参考答案\n一、简答题\n"
        "（1）准备（2）联系（3）记录\n（2）收集\n"
    )
    assert [one.reference for one in found.questions] == ["准备（2）联系（3）记录", "收集"]


def test_keys_in_brackets_below_the_options() -> None:
    found = read_text(
        "1．回访由（ ）做。\n  A．客服\n  B．财务\n  【A】\n"
        "2．建档由（ ）做。\n  A．仓库\n  B．客服\n  【B】\n"
    )
    assert [question.correct for question in found.questions] == [("A",), ("B",)]


def test_letters_in_brackets_over_their_options_are_no_keys() -> None:
    found = read_text("1. 回访由（ ）做。\n(A)\n客服\n(B)\n财务\n答案：A\n")
    assert [one.text for one in found.questions[0].options] == ["客服", "财务"]


def test_a_page_turns_between_a_question_and_its_options() -> None:
    found = read_text(
        "6．回访由（ ）做。\nA．客服\nB．财务\n【A】\n"
        "12                     客户服务练习册\n客户服务练习册                 13\n"
        "A．姓名\nB．贡献\n【B】\n8．建档由（ ）做。\nA．仓库\nB．客服\n【B】\n"
    )
    assert stems(found) == ["回访由（　）做。", None, "建档由（　）做。"]
    assert [question.correct for question in found.questions] == [("A",), ("B",), ("B",)]
    assert len(found.loose) == 2


def test_words_on_each_option_stay_with_their_question() -> None:
    found = read_text(
        "1．回访由（ ）做。\nA．客服\nB．财务\n答案：A\nA．客服负责回访\nB．财务只管账\n"
        "2．建档由（ ）做。\nA．仓库\nB．客服\n答案：B\n"
    )
    assert len(found.questions) == 2


def test_a_number_beside_a_name_is_no_page_where_it_does_not_count() -> None:
    found = read_text("一、名词解释\n1    客户资产\n2    客户忠诚\n")
    assert stems(found) == ["客户资产", "客户忠诚"]


def test_types_alone_over_circled_numbers_are_headings() -> None:
    found = read_text(
        "名词\n①服务补救\n  企业在失误之后的补偿。\n②客户资产\n  客户价值的总和。\n"
        "简答\n①小店要不要做客户管理？\n  要做，客户越少越要珍惜。\n"
    )
    assert [question.type for question in found.questions] == [
        ItemType.TERM,
        ItemType.TERM,
        ItemType.SHORT_ANSWER,
    ]
    assert found.questions[1].reference == "客户价值的总和。"


def test_a_word_over_the_points_of_an_answer_is_none() -> None:
    found = read_text(
        "一、简答题\n1. 客户数据有哪几步工作？\n答案：\n分析\n①清洗\n②建模\n2. 何谓客户资产？\n答案：客户价值的总和。\n"
    )
    assert len(found.questions) == 2


def test_a_platform_tells_several_right_answers_in_english() -> None:
    found = read_text(
        "题目1\n获得1.00分中的4.00分\n题干\n回访的方式有（ ）。\n选择一项或多项：\na. 电话\nb. 邮件\nc. 沉默\n"
        "反馈\nThe correct answers are: 电话, 邮件\n"
        "题目2\n获得2.00分中的2.00分\n题干\n建档的是（ ）。\n选择一项：\na. 客服\nb. 仓库\n"
        "反馈\nThe correct answer is: 客服\n"
    )
    assert [question.correct for question in found.questions] == [("A", "B"), ("A",)]
    assert [question.points for question in found.questions] == [Decimal(4), Decimal(2)]


def test_a_small_letter_with_a_remark_below_is_a_key() -> None:
    found = read_text(
        "Q1: 回访由（ ）做\n(a) 客服\n(b) 财务\nKey=a\n<<老师讲过>>\n"
        "Q2: 建档由（ ）做\n(a) 仓库\n(b) 客服\nKey=b\n===== 小周 录 答案在最后 =====\n"
        "填空\n1) 服务分为售前、售中和____。\n答案\n填空 1)售后\n"
    )
    assert [question.correct for question in found.questions[:2]] == [("A",), ("B",)]
    assert found.questions[0].explanation == "<<老师讲过>>"
    assert found.questions[2].blanks == (("售后",),)


def test_a_word_of_small_letters_is_no_key() -> None:
    found = read_text("一、简答题\n1. 写出英文缩写。\n答案：bad\n即坏账。\n")
    assert found.questions[0].reference == "bad\n\n即坏账。"


def test_options_that_speak_of_tests_are_no_title() -> None:
    found = read_text(
        "1.不属于售后的是( )\nA 安装 B 维修 C 概念测试 D 退货\n答案 C\n"
        "2.属于售前的是( )\nA 咨询 B 维修 C 退货 D 换货\n答案 A\n"
    )
    assert [len(question.options) for question in found.questions] == [4, 4]
    assert found.questions[0].correct == ("C",)


def test_initials_of_a_name_are_no_letters_of_options() -> None:
    found = read_text(
        "1.最早提出的是（ ）。\nA. 甲\nB. Jack London\nC. E. F. Smith\nD. P. Jones\n答案：C\n"
        "2.最早提出的是（ ）。\nA. 甲  B. 乙  C. E. F. Smith  D. 丁\n答案：D\n"
    )
    assert [one.text for one in found.questions[0].options][2] == "E. F. Smith"
    assert [one.text for one in found.questions[1].options][2:] == ["E. F. Smith", "丁"]


def test_a_letter_that_was_left_out_is_still_missed() -> None:
    found = read_text("1.最早提出的是（ ）。\nA. 甲  C. 丙  D. 丁\n答案：C\n")
    assert [one.label for one in found.questions[0].options] == ["A", "C", "D"]


def test_codes_of_types_are_read_by_their_legend() -> None:
    found = read_text(
        "题型代码：1=单选 5=名词解释\n题型：5\n题目：客户资产\n答案：客户价值的总和\n"
        "题型：1\n题目：回访由谁做\nA. 客服\nB. 财务\n答案：A\n"
    )
    assert [question.type for question in found.questions] == [
        ItemType.TERM,
        ItemType.SINGLE_CHOICE,
    ]


def test_answers_of_blanks_may_stand_apart_by_a_hash() -> None:
    found = read_text(
        "一、填空题\n1. 服务分为____和____。\n答案：售前#售后\n2. C#是____。\n答案：语言\n"
    )
    assert found.questions[0].blanks == (("售前",), ("售后",))


def test_sections_called_by_what_is_done() -> None:
    found = read_text(
        "★ 一、选一选（单选）\n1. 建档由（ ）做。\nA. 客服\nB. 仓库\n答案：A\n"
        "★ 二、选一选（多选）\n1. 回访可用（ ）。\nA. 电话\nB. 邮件\n答案：AB\n"
        "三、判一判\n1. 投诉不必记录。（×）\n"
    )
    assert [question.type for question in found.questions] == [
        ItemType.SINGLE_CHOICE,
        ItemType.MULTIPLE_RESPONSE,
        ItemType.TRUE_FALSE,
    ]
    assert found.questions[2].truth is False


def test_notices_of_the_examination_are_no_answer() -> None:
    found = read_text(
        "简答题\n1、怎样建档？\n答：先收集，再核对。\n后天下午2点 5教301 带学生证\n"
        "2、怎样回访？\n答：先准备，再联系。\n（考试范围：第一至四章，以课本为准）\n"
    )
    assert [question.reference for question in found.questions] == [
        "先收集，再核对。",
        "先准备，再联系。",
    ]
    assert len(found.loose) == 2


def test_hours_rooms_and_ranges_of_a_question_stay() -> None:
    found = read_text(
        "一、单选题\n1. 讲座在（ ）办。\nA. 礼堂\nB. 机房\n答案：A\n解析：明天下午2点 5教301 讲过\n"
        "二、简答题\n1、活动如何安排？\n答：要点如下。\n上午9点在教室集合，发放资料。\n"
        "（1）明天上午8点 1教101 签到\n2、怎样确定考试范围？\n答：以教材为准\n"
        "3、请说明怎样接待这样的客户：他说\n明天上午9点 1教101 带学生证\n就能办卡。\n答：先致意。\n"
    )
    first, second, third, fourth = found.questions
    assert first.explanation == "明天下午2点 5教301 讲过"
    assert "9点在教室" in (second.reference or "")
    assert "1教101" in (second.reference or "")
    assert (third.stem, third.reference) == ("怎样确定考试范围？", "以教材为准")
    assert "带学生证" in (fourth.stem or "")


def test_words_of_an_answer_inside_a_sentence_are_its_own() -> None:
    found = read_text(
        "一、单选题\n1. 写成“Key=Value”的是（ ）。\nA. 键值\nB. 关系\n答案：A\n"
        "2. 网页上 The correct answers are: 后面是（ ）。\nA. 答案\nB. 题干\n答案：A\n"
    )
    assert stems(found) == [
        "写成“Key=Value”的是（　）。",
        "网页上 The correct answers are: 后面是（　）。",
    ]
    assert [question.correct for question in found.questions] == [("A",), ("A",)]
