"""Ways of writing numbers, options and blanks that programs and people have."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text

CALLED = "称为（　）"


@pytest.mark.parametrize(
    "numbers", ["1️⃣ 2️⃣", "⒈ ⒉", "⑴ ⑵", "❶ ❷", "➀ ➁", "☆1☆ ☆2☆", "■1. ■2.", "1, 2,", "5.2.1 5.2.2"]
)
@pytest.mark.parametrize("letters", ["A. B.", "Ⓐ Ⓑ", "🅐 🅑"])
def test_drawn_numbers_and_letters(numbers: str, letters: str) -> None:
    one, two = numbers.split(" ")
    a, b = letters.split(" ")
    text = f"一、单选题\n{one} 老客户再次购买称为（ ）\n{a} 复购\n{b} 跳失\n{two} 离开页面称为（ ）\n{a} 复购\n{b} 跳失\n"
    questions = read_text(text).questions
    assert [one.stem for one in questions] == ["老客户再次购买称为（　）", "离开页面称为（　）"]
    assert [[one.text for one in each.options] for each in questions] == [["复购", "跳失"]] * 2


def test_letters_above_the_texts_of_options() -> None:
    text = "1. 单选题 (2分)\n最该先回复的是\nA\n正在询价的买家\nB\n广告\nC\n同事\n正确答案：A\n2. 单选题 (2分)\n催付用\nA\n短信\nB\n起诉\nC\n谩骂\n正确答案：A\n"
    questions = read_text(text).questions
    assert [[one.text for one in each.options] for each in questions] == [
        ["正在询价的买家", "广告", "同事"],
        ["短信", "起诉", "谩骂"],
    ]
    assert [one.key for one in questions] == [("A",), ("A",)]


def test_a_tick_in_front_of_the_right_option_only() -> None:
    text = "1. 【单选】老人来电宜\n✓ 放慢语速\n  说术语\n  打断\n2. 【多选】工单要写\n✓ 时间\n✓ 问题\n  心情\n"
    assert [one.key for one in read_text(text).questions] == [("A",), ("A", "B")]


def test_an_option_broken_by_the_page_in_front_of_the_next() -> None:
    text = "1. 买家的不满说出来叫做（ ）\nA. 沉默     B. 好评     C. 客户 \n投诉     D. 复购\n2. 再买一次叫做（ ）\nA. 甲  B. 乙  C. 丙  D. 复购\n"
    assert [one.text for one in read_text(text).questions[0].options] == [
        "沉默",
        "好评",
        "客户投诉",
        "复购",
    ]


@pytest.mark.parametrize("key", ["   选D", "  答：D", "（选D）", " 应选D。"])
def test_the_key_behind_the_last_option(key: str) -> None:
    text = f"选择题\n1）不是沟通渠道的是  A电话 B微信 C门店 D报表{key}\n2）是的是  A甲 B乙 C丙 D丁   选A\n"
    question = read_text(text).questions[0]
    assert (question.options[-1].text, question.key) == ("报表", ("D",))


def test_records_with_the_answer_above_the_question() -> None:
    text = (
        "1.答案：B\n题目：离职前要\n选项：A.删库 B.交接\n解析：有制度。\n2.答案：错误\n题目：交接可以省略。\n3.答案：倾听；记录\n"
        "题目：怎样接待来访？\n"
    )
    first, second, third = read_text(text).questions
    assert (first.stem, first.key, first.explanation) == ("离职前要", ("B",), "有制度。")
    assert (second.stem, second.key) == ("交接可以省略。", False)
    assert third.reference == "倾听；记录"


def test_words_set_apart_where_they_were_underlined() -> None:
    text = "一、填空题\n1、沟通方式有 面谈 、 电话 和书面。\n2、写信要有称呼和 落款 。\n"
    questions = read_text(text).questions
    assert [one.stem for one in questions] == [
        "沟通方式有____、____和书面。",
        "写信要有称呼和____。",
    ]
    assert [one.key for one in questions] == [(("面谈",), ("电话",)), (("落款",),)]
    assert all(ProblemKind.GUESSED_KEY in {p.kind for p in one.problems} for one in questions)


@pytest.mark.parametrize(
    "stem", ["客户分为 大客户和 小客户。", "客户关系由 和 构成。", "分为  老客户  等。"]
)
def test_spaces_that_are_blanks_tell_no_words(stem: str) -> None:
    assert read_text(f"一、填空题\n1、{stem}\n").questions[0].key is None


def test_a_fill_in_run_on_behind_another() -> None:
    text = "三、填空题1、服务的最高层次是（惊喜）。2、4C包括客户、成本、（便利）和（沟通）。\n"
    assert [one.key for one in read_text(text).questions] == [(("惊喜",),), (("便利",), ("沟通",))]


def test_blanks_told_in_lines_that_name_them() -> None:
    text = "1. 填空题 (4分)\n流失分为[填空1]流失和[填空2]流失。\n正确答案：\n[填空1] 竞争\n[填空2] 过失\n2. 填空题 (2分)\n回访在[填空1]后。\n正确答案：\n[填空1] 发货\n"
    assert [one.key for one in read_text(text).questions] == [(("竞争",), ("过失",)), (("发货",),)]


def test_letters_for_right_and_wrong_in_one_range_of_keys() -> None:
    text = "一、单选题\n1. 甲是（ ）\nA.甲 B.乙 C.丙\n2. 丙是（ ）\nA.甲 B.乙 C.丙\n二、判断题（正确填“A”，错误填“B”）\n3. 甲是乙。（ ）\n4. 甲是甲。（ ）\n答案:\n1-2 ac\n3-4 BA\n"
    assert [one.key for one in read_text(text).questions] == [("A",), ("C",), False, True]


def test_a_stem_that_a_page_cut_off() -> None:
    stems = ["分级的好处是", "档案的作用是", "分组的依据有"]
    options = "A.甲  B.乙\nC.丙  D.丁\n"
    text = "一、单选题\n" + "".join(f"{n}. {stem}\n{options}" for n, stem in enumerate(stems, 1))
    text += f"4. 某店把全部买家分成新客和熟客\n— 2 —\n{options}5. 建档应当\n— 3 —\n{options}"
    cut = [
        ProblemKind.CUT_OFF in {p.kind for p in one.problems} for one in read_text(text).questions
    ]
    assert cut == [False, False, False, True, False]


def test_a_verb_that_the_options_complete_cuts_nothing_off() -> None:
    stems = [
        "甲是（ ）",
        "乙是（ ）",
        "丙是（ ）",
        "丁是（ ）",
        "戊是（ ）",
        "退货率这一指标，用于反映",
    ]
    text = "一、单选题\n" + "".join(
        f"{n}. {stem}\nA.甲  B.乙  C.丙\n" for n, stem in enumerate(stems, 1)
    )
    assert not any(
        ProblemKind.CUT_OFF in {p.kind for p in one.problems} for one in read_text(text).questions
    )


def test_the_marks_of_a_section_with_one_question() -> None:
    text = "五、论述题：本大题共1小题，10分。\n1．试述售后服务的意义。\n六、简答题：本大题共2小题，每小题5分，共10分。\n2．简述核单。\n3．简述催付。\n"
    questions = read_text(text).questions
    assert [one.points for one in questions] == [10, 5, 5]
    assert questions[0].type is ItemType.ESSAY


def test_names_of_parts_alone_above_their_texts() -> None:
    text = "单选题\n1.最该先回的是？\nA．询价者B．广告C．同事D．群发\n正确答案\nA\n解析\n询价者可能下单。\n判断题\n2.广告也要回。\n正确答案\n错误\n解析\n不必。\n"
    first, second = read_text(text).questions
    assert (first.key, first.explanation) == (("A",), "询价者可能下单。")
    assert (second.stem, second.key) == ("广告也要回。", False)


def test_a_report_with_number_type_and_marks_above_each_question() -> None:
    text = "作业报告\n1\n单选题   分值：4分\n选型先看\nA  功能\nB  颜色\n学生答案：B   正确答案：A   得分：0\n2\n判断题   分值：2分\n上线即成功。\n学生答案：对   正确答案：错   得分：0\n"
    questions = read_text(text).questions
    assert [(one.stem, one.key, one.points) for one in questions] == [
        ("选型先看", ("A",), 4),
        ("上线即成功。", False, 2),
    ]


@pytest.mark.parametrize(
    "key", ["[A][B][C]", "（A）（B）（C）", "甲#乙#丙", "甲|乙|丙", "甲；乙；丙"]
)
def test_several_right_options(key: str) -> None:
    text = f"一、多选题\n1、有的是【 】\nA、甲 B、乙 C、丙 D、丁\n答案：{key}\n"
    assert read_text(text).questions[0].key == ("A", "B", "C")


def test_a_page_with_a_space_between_all_characters() -> None:
    text = (
        "一 、 单 项 选 择 题\n1 、 整 理 档 案 的 第 一 步 是 （   ）\nA 、 分 类   B 、 归 档   C 、 清 洗\n二 、 判 断 题\n"
        "1 、 档 案 越 多 越 好 。 （   ）\n答 案 ： 一 、 1 、 C     二 、 1 、 ×\n"
    )
    first, second = read_text(text).questions
    assert (first.stem, first.key) == ("整理档案的第一步是（　）", ("C",))
    assert [one.text for one in first.options] == ["分类", "归档", "清洗"]
    assert (second.stem, second.key) == ("档案越多越好。", False)


def test_words_with_a_space_between_them_keep_it() -> None:
    text = "一、单选题\n1. VIP 客户 与 普通 客户 的 区别 在于（ ）\nA. 权益 不同\nB. 星座 不同\n"
    assert read_text(text).questions[0].stem == "VIP 客户 与 普通 客户 的 区别 在于（　）"


def test_numbers_alone_above_their_questions() -> None:
    text = (
        "选择题\n1\n社群的三要素不包括\nA同好\nB结构\nC门牌\n2\n拉新最常用的是\nA海报\nB沉默\nC禁言\n简答题\n3\n如何提升活跃度？\n答案：\n1C 2A\n"
        "3 定期活动、话题引导。\n"
    )
    questions = read_text(text).questions
    assert [one.number for one in questions] == ["1", "2", "3"]
    assert [one.key for one in questions[:2]] == [("C",), ("A",)]
    assert questions[2].reference == "定期活动、话题引导。"


def test_numbers_of_pages_count_no_questions() -> None:
    text = "".join(f"{n}. 甲是什么{n}？\nA. 一  B. 二\n{n}\n" for n in range(1, 5))
    assert [one.stem for one in read_text(text).questions] == [
        f"甲是什么{n}？" for n in range(1, 5)
    ]


def test_yes_and_no_set_apart_behind_statements() -> None:
    text = "判断下列说法是否正确，正确的写“是”，错误的写“否”。\n1. 售后能提升复购。      是\n2. 物流慢不必解释。      否\n"
    assert [(one.stem, one.key) for one in read_text(text).questions] == [
        ("售后能提升复购。", True),
        ("物流慢不必解释。", False),
    ]


def test_the_key_at_the_end_of_an_explanation() -> None:
    text = "1、升级客诉要（ ）\nA、及时 B、隐瞒\n解析：超出权限就要及时上报，故选A。\n2、分级是为了（ ）\nA、装饰 B、区分轻重\n解析：便于调配，因此本题应选B\n"
    assert [one.key for one in read_text(text).questions] == [("A",), ("B",)]


def test_words_of_blanks_joined_by_dashes() -> None:
    text = "一、填空题\n1、从_____导向转为_____导向。\n2、先_____后_____。\n答案：\n1、产品——客户\n2、倾听→处理\n"
    assert [one.key for one in read_text(text).questions] == [
        (("产品",), ("客户",)),
        (("倾听",), ("处理",)),
    ]


def test_notes_of_what_went_wrong() -> None:
    text = "第12题 常用的算法是\nA. 决策树 B. 冒泡 C. 二分\n我选了B，正确是A\n第13题 判断：投诉是坏事。\n我写的对，正确答案是错\n"
    assert [one.key for one in read_text(text).questions] == [("A",), False]


def test_two_marks_behind_numbers_and_letters() -> None:
    text = "一：选择题\n1）、核心是（ ）\nA）、数据 B）、硬盘\n二：判断题\n1）、越多越好。（ ）\n答案\n一：1）A\n二：1）错\n"
    first, second = read_text(text).questions
    assert ([one.text for one in first.options], first.key) == (["数据", "硬盘"], ("A",))
    assert (second.stem, second.key) == ("越多越好。", False)
