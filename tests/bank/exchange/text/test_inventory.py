"""Every shape (x01–x30) and every damage (d01–d22) of the inventory of old question documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.bank.exchange.questions import Found, ProblemKind, Question
from app.bank.exchange.text import read_text

SHAPES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "inventory.yaml").read_text(encoding="utf-8")
)
CHOICE = "一、单选题\n1. 题（A）。\nA. 甲\nB. 乙\n"


def only(text: str) -> Question:
    found = read_text(text)
    assert len(found.questions) == 1, found
    return found.questions[0]


def kinds(question: Question) -> set[ProblemKind]:
    return {problem.kind for problem in question.problems}


def stems(found: Found) -> list[str | None]:
    return [question.stem for question in found.questions]


@pytest.mark.parametrize("shape", SHAPES, ids=[shape["id"] for shape in SHAPES])
def test_shape(shape: dict[str, Any]) -> None:
    question = read_text(shape["raw"]).questions[0]
    read = question.to_json()
    want = shape["want"]
    for name in ("type", "stem", "key", "points", "number", "section", "reference"):
        if name in want:
            assert read[name] == want[name], name
    if "options" in want:
        assert {one["label"]: one["text"] for one in read["options"]} == want["options"]
    if "key_points" in want:
        assert [point.text for point in question.key_points] == want["key_points"]
    assert question.source.first == 1


def test_x25_points_run_together_are_points_of_the_question_before() -> None:
    question = only("简答题\n1.怎样关怀客户？\n1.回访2.致谢3.赠礼4.邀约")
    assert [point.text for point in question.key_points] == ["回访", "致谢", "赠礼", "邀约"]


def test_x27_traditional_text_with_pinyin() -> None:
    question = only("簡答題\n1.簡述會員關(guān)懷的費(fèi)用構成。")
    assert question.stem == "简述会员关怀的费用构成。"
    assert ProblemKind.TURNED_SIMPLE in kinds(question)


def test_x29_the_next_question_is_found_behind_points() -> None:
    found = read_text("7.售后服务包括哪些？\n1.维修2.退换\n8.为什么要回访？")
    assert stems(found) == ["售后服务包括哪些？", "为什么要回访？"]


@pytest.mark.parametrize(
    "line",
    [
        "第 3 页 共 12 页",
        "3 / 12",
        "- 3 -",
        "Page 3 of 12",
        "还剩12页未读，继续阅读",
        "已读3页，付费后阅读全文",
        "百度文库 - 让每个人平等地提升自我",
    ],
)
def test_d01_page_lines(line: str) -> None:
    found = read_text(CHOICE + line + "\n2. 题（B）。\nA. 甲\nB. 乙")
    assert stems(found) == ["题（　）。", "题（　）。"]
    assert [option.text for option in found.questions[0].options] == ["甲", "乙"]
    assert (5, line) in found.loose


@pytest.mark.parametrize(
    "line",
    [
        "版权声明：本文档由用户上传，如有侵权请联系我们删除",
        "点击下载按钮，获取完整文档",
        "温馨提示：本文档可编辑",
        "热门评论 3条评论",
        "© 2020 某某文库",
        "更多资料请扫码关注公众号：题海",
        "https://www.example.com/doc/123.html",
    ],
)
def test_d02_site_lines(line: str) -> None:
    found = read_text(
        f"简答题\n1.什么是客户？\n答：购买的人。\n{line}\n2.什么是忠诚？\n答：重复购买。"
    )
    assert [question.reference for question in found.questions] == ["购买的人。", "重复购买。"]
    assert (4, line) in found.loose


def test_d02_words_of_the_subject_are_no_site_lines() -> None:
    text = "判断题\n1. 会员积分可以提高转换成本。（√）\n2. 企业不得删除客户的差评。（√）"
    assert len(read_text(text).questions) == 2


def test_d03_slice_numbers() -> None:
    text = "简答题\n怎样分级客户？\n答：按价值把客户分\n\n7、成若干等级。\n\n8、为了配置资源。\n怎样回访？\n答：打电\n\n9、话。"
    found = read_text(text)
    assert [question.reference for question in found.questions] == [
        "按价值把客户分成若干等级。\n\n为了配置资源。",
        "打电话。",
    ]


def test_d03_true_numbers_stay() -> None:
    text = "简答题\n1、什么是客户\n\n2、什么是忠诚\n\n3、什么是满意"
    assert len(read_text(text).questions) == 3


def test_d04_d05_a_few_traditional_words_stay() -> None:
    text = "判断题\n1. 《說文》的作者是许慎，这一条与客户关系管理的内容没有什么联系。（√）"
    assert only(text).stem == "《說文》的作者是许慎，这一条与客户关系管理的内容没有什么联系。"


def test_d06_garbled_words_are_marked() -> None:
    assert ProblemKind.GARBLED in kinds(only("简答题\n1. 怎样理解“蛻簦”的期望？"))
    assert ProblemKind.GARBLED in kinds(only("简答题\n1. 怎样理解锟斤拷的期望？"))


def test_d07_missing_particles_are_left_alone() -> None:
    assert only("简答题\n1. 客户关系管理含义是什么？").stem == "客户关系管理含义是什么？"


def test_d08_several_questions_in_one() -> None:
    question = only("12.什么是客户忠诚？\n为什么要重视它？\n怎样提高它？\n答：略")
    assert question.stem == "什么是客户忠诚？为什么要重视它？怎样提高它？"
    assert question.reference is None


def test_d09_points_that_look_like_numbers() -> None:
    text = "简答题\n1. 简述甲？\n1. 一\n2. 二\n3. 三\n2. 简述乙？\n1. 四\n2. 五\n3. 简述丙？"
    found = read_text(text)
    assert stems(found) == ["简述甲？", "简述乙？", "简述丙？"]
    assert [len(question.key_points) for question in found.questions] == [3, 2, 0]


@pytest.mark.parametrize(
    "answer",
    [
        "①甲\n②乙\n③丙",
        "(1)甲(2)乙(3)丙",
        "1.甲2.乙3.丙",
        "•甲\n•乙\n•丙",
        "1）甲\n2）乙\n3）丙",
        "①甲②乙\n•丙",
    ],
)
def test_d10_points_of_every_kind(answer: str) -> None:
    question = only(f"简答题\n1. 简述。\n答：{answer}")
    assert [point.text for point in question.key_points] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    "options",
    [
        "A发票B合同C客户画像",
        "A.发票B.合同C.客户画像",
        "A、发票 B、合同 C、客户画像",
        "(A)发票(B)合同(C)客户画像",
        "A 发票B 合同C 客户画像",
    ],
)
def test_d11_options_run_together(options: str) -> None:
    question = only(f"单选题\n1. 题是（C）。\n{options}")
    assert [option.text for option in question.options] == ["发票", "合同", "客户画像"]
    assert question.correct == ("C",)


def test_d12_options_without_stem() -> None:
    found = read_text("A)电话B)邮件C)面谈\nA) 正确B) 错误")
    assert stems(found) == [None, None]
    assert [question.to_json()["type"] for question in found.questions] == [
        "single_choice",
        "true_false",
    ]
    assert all(ProblemKind.NO_STEM in kinds(question) for question in found.questions)


def test_d13_headings_and_marks_run_together() -> None:
    found = read_text("二、判断题6(6分)A) 正确B) 错误18(4分)A) 正确B) 错误")
    assert [(one.number, one.points, one.section) for one in found.questions] == [
        ("6", 6, "判断题"),
        ("18", 4, "判断题"),
    ]


@pytest.mark.parametrize(
    ("stem", "want"),
    [
        ("1 是核心。（客户）", "____是核心。"),
        ("1核心是 。（客户）", "核心是____。"),
        ("1以 为中心，以 为目标。（客户、价值）", "以____为中心，以____为目标。"),
    ],
)
def test_d14_spaces_are_blanks(stem: str, want: str) -> None:
    assert only(f"填空题\n{stem}").stem == want


@pytest.mark.parametrize(
    "told", ["甲、乙", "甲，乙", "甲；乙", "甲,乙", "“甲”到“乙”", "“甲”、“乙”", "甲 乙"]
)
def test_d15_several_answers_in_brackets(told: str) -> None:
    assert only(f"填空题\n1.从____转向____。（{told}）").blanks == (("甲",), ("乙",))


def test_d16_brackets_inside_an_answer() -> None:
    question = only("填空题\n1系统包括 和 。（自动呼叫分配(ACD)、交互语音应答（IVR））")
    assert question.blanks == (("自动呼叫分配(ACD)",), ("交互语音应答（IVR）",))


def test_d17_questions_without_numbers() -> None:
    text = "简答题\n什么是客户？\n答：购买者。\n什么是忠诚？\n重复购买。\n什么是满意？答：感受。"
    found = read_text(text)
    assert stems(found) == ["什么是客户？", "什么是忠诚？", "什么是满意？"]
    assert [question.reference for question in found.questions] == [
        "购买者。",
        "重复购买。",
        "感受。",
    ]


def test_d18_answers_with_and_without_their_word() -> None:
    text = "简答题\n1什么是客户？\n答:购买者。\n2什么是忠诚？\n(1)重复购买。\n(2)推荐。\n3什么是满意？\n1)感受。\n2)比较。"
    found = read_text(text)
    assert stems(found) == ["什么是客户？", "什么是忠诚？", "什么是满意？"]
    assert [len(question.key_points) for question in found.questions] == [1, 2, 2]


@pytest.mark.parametrize(
    "line", ["姓名：张三 学号：20230101 班级：营销1班", "张三 20230101234 营销2301班", "姓名：张三"]
)
def test_d19_personal_data_is_dropped(line: str) -> None:
    found = read_text(f"{line}\n1、试论客户满意。\n答：很重要。")
    assert len(found.questions) == 1
    assert "张三" not in str(found)
    assert found.lines[0] == ""


def test_d20_contents_are_no_questions() -> None:
    text = "目录\n第一章 概述(1)\n第二章 客户满意……12\n1.1 客户的含义(3)\n简答题\n1. 什么是客户？"
    assert stems(read_text(text)) == ["什么是客户？"]


def test_d21_documents_one_after_the_other() -> None:
    text = (
        "甲校试卷\n一、单选题\n1. 甲一（ ）\nA. 一\nB. 二\n二、判断题\n1. 甲二。\n参考答案\n一、1.B 2.A\n二、1.√\n"
        "乙校试卷\n一、单选题\n1. 乙一（ ）\nA. 一\nB. 二\n二、判断题\n1. 乙二。\n参考答案\n一、1-1 A\n二、1.×"
    )
    found = read_text(text)
    assert stems(found) == ["甲一（　）", "甲二。", "乙一（　）", "乙二。"]
    assert [question.key for question in found.questions] == [("B",), True, ("A",), False]


def test_d22_widths_are_mixed() -> None:
    question = only("单选题\n１．ＣＲＭ的中文是（ Ｂ ）。\nＡ．甲　Ｂ、乙　C．丙")
    assert (question.stem, question.correct) == ("CRM的中文是（　）。", ("B",))
    assert len(question.options) == 3
