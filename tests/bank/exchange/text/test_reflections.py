"""What a sheet prints around and behind its questions: room for marks and names, what was learned, offers."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text

LAST = "一、简答题\n1. 怎样安抚久等的客户？\n答：先致歉，再说明进度。\n"


@pytest.mark.parametrize(
    "behind",
    [
        "阅卷人：         得分：         主管签字：",
        "家长签字：________",
        "是否合格：是□ 否□    考核人：          日期：    年  月  日",
        "版本 V2.1  修订：培训组  2020-03",
        "（本书配有电子课件，教师可来信索取。）",
        "☞ 拓展阅读：配套资源库“呼叫中心三十年”（视频，10分钟）。",
        "Submit   |   Back to top",
        "得 分\t评卷人",
        "【学习反思】\n这节课我学会了：____________",
        "【自我评价】  ☆☆☆☆☆",
        "◆ 我的收获\n__________________\n__________________",
    ],
)
def test_what_stands_behind_the_last_answer_is_none_of_it(behind: str) -> None:
    found = read_text(f"{LAST}\n{behind}\n")
    (question,) = found.questions
    assert question.reference == "先致歉，再说明进度。"
    assert {text for _line, text in found.loose} >= {behind.split("\n")[0].strip()}


@pytest.mark.parametrize(
    "behind",
    [
        "评价：客户的话要当面核实。",
        "版本：先说明新旧版本的差别，再讲费用。",
        "【反思】客户为何久等",
    ],
)
def test_a_line_of_the_answer_stays(behind: str) -> None:
    (question,) = read_text(f"{LAST}{behind}\n").questions
    assert behind in (question.reference or "")


def test_the_name_of_a_part_over_its_first_section_is_no_answer() -> None:
    text = "一、填空题\n1. 外呼前核对____。\n答案：名单\n【闯关时刻】\n二、判断题\n1. 投诉都要登记。（√）\n"
    first, second = read_text(text).questions
    assert first.blanks == (("名单",),)
    assert second.truth is True


def test_a_reflection_that_asks_is_a_question() -> None:
    text = f"{LAST}【课后反思】\n1. 本课讲的首次响应为什么重要？\n2. 怎样缩短等待？\n"
    assert len(read_text(text).questions) == 3
