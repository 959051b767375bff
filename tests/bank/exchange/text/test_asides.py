"""What stands beside a paper: rules for candidates, links of a site, literature, farewells."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text

ASKED = "一、单选题\n1. 会员日的目的是（B）。\nA. 清仓\nB. 回馈会员\n二、简答题\n1. 为什么要分级？\n答：资源有限。\n"
STEMS = ["会员日的目的是（　）。", "为什么要分级？"]


def stems(text: str) -> list[str | None]:
    return [one.stem for one in read_text(text).questions]


def test_rules_without_a_title_are_told_to_candidates() -> None:
    rules = "1．考生务必在答题卡上填好准考证号。\n2．请考生把答案写在答题纸上，写在试题卷上无效。\n"
    found = read_text(f"资格考试\n{rules}{ASKED}")
    assert [one.stem for one in found.questions] == STEMS
    assert found.questions[1].reference == "资源有限。"
    assert [line for line, _text in found.loose] == [1, 2, 3]


def test_a_question_about_an_answer_sheet_stays() -> None:
    text = "1. 阅卷系统扫描答题卡时，客服系统应当（ ）。\nA. 停机\nB. 照常运行\n二、判断题\n1. 客户都一样。（×）\n"
    assert len(stems(text)) == 2


def test_links_below_the_list_of_a_site() -> None:
    found = read_text(f"{ASKED}查看错题  返回列表\n热门推荐\n· 服务礼仪一百问\n· 客服话术大全\n")
    assert [one.stem for one in found.questions] == STEMS
    assert found.questions[1].reference == "资源有限。"


@pytest.mark.parametrize("title", ["参考文献", "【推荐阅读】", "主要参考书目：", ""])
def test_literature_is_no_question(title: str) -> None:
    books = (
        "[1] 某某. 会员经济. 远方出版社, 2015.\n[2] 某某. 回访的学问[J]. 服务评论, 2018(3): 7-9.\n"
    )
    found = read_text(f"{ASKED}{title}\n{books}")
    assert [one.stem for one in found.questions] == STEMS
    assert found.questions[1].reference == "资源有限。"


@pytest.mark.parametrize(
    "end",
    [
        "谢谢观看！",
        "（下接第 18 页）",
        "—— 全卷结束 ——",
        "本章结束，更多答案请关注",
        "（以上共2题，答题纸另附）",
    ],
)
def test_farewells_belong_to_no_question(end: str) -> None:
    found = read_text(f"{ASKED}{end}\n")
    assert [one.stem for one in found.questions] == STEMS
    assert found.questions[1].reference == "资源有限。"
    assert (8, end) in found.loose


def test_a_question_about_such_words_stays() -> None:
    text = "一、简答题\n1. 通话结束时，客服为什么要说“谢谢”？\n答：表示感谢。\n2. 怎样请客户关注更多服务渠道？\n答：在回执上提示。\n"
    assert len(stems(text)) == 2
