"""答案, 解析 and 得分点 with any frame around them and anything between them and what they tell."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Question
from app.bank.exchange.text import read_text


def two(told: str, why: str = "") -> tuple[Question, Question]:
    """Two questions, each with its key told so."""
    text = "一、单选题\n"
    for number, key in ((1, "B"), (2, "D")):
        text += f"{number}. 第{number}个做法是（ ）\nA. 收集\nB. 整理\nC. 丢弃\nD. 使用\n"
        text += told.format(key) + "\n" + (f"{why}\n" if why else "")
    found = read_text(text)
    assert len(found.questions) == 2, found
    return found.questions[0], found.questions[1]


@pytest.mark.parametrize(
    "told",
    [
        "标准答案 >> {}",
        "正确答案 => {}",
        "答案→{}",
        "参考答案 —— {}",
        "本题答案 | {}",
        "【正确答案】：{}",
        "★答案★ {}",
        "🌹答案🌹{}",
        "〓参考答案〓 {}",
        "-- 答案 -- {}",
        "『答案』{}",
        "<答案> {}",
        "答案 ☞ {}",
        "✨ 标准答案：{}",
        "  答案=>{}",
    ],
)
def test_a_key_is_read_behind_any_sign(told: str) -> None:
    first, second = two(told)
    assert (first.correct, second.correct) == (("B",), ("D",))
    assert [one.text for one in first.options] == ["收集", "整理", "丢弃", "使用"]


@pytest.mark.parametrize("why", ["试题分析 >> 先整理。", "★解析★先整理。", "选项分析 => 先整理。"])
def test_an_explanation_is_read_behind_any_sign(why: str) -> None:
    first, second = two("标准答案 >> {}", why)
    assert (first.correct, first.explanation) == (("B",), "先整理。")
    assert second.explanation == "先整理。"


def test_points_of_an_answer_are_read_behind_any_sign() -> None:
    text = "一、简答题\n1. 怎样挽回客户？\n参考要点 >> 先问原因。\n2. 怎样回访？\n参考要点 >> 先约时间。\n"
    first, second = read_text(text).questions
    assert (first.reference, second.reference) == ("先问原因。", "先约时间。")


def test_a_framed_word_may_head_a_list_of_keys() -> None:
    text = (
        "一、单选题\n1. 甲是（ ）\nA. 子 B. 丑\n2. 乙是（ ）\nA. 寅 B. 卯\n🌸答案🌸1-2 BA\n"
        "二、判断题\n3. 客户可以分级\n4. 满意就是忠诚\n🌸答案🌸3对4错\n"
    )
    questions = read_text(text).questions
    assert [one.correct for one in questions[:2]] == [("B",), ("A",)]
    assert [one.truth for one in questions[2:]] == [True, False]


@pytest.mark.parametrize(
    "title",
    ["答案来了：", "答案出炉啦", "-----以下为标准答案，印卷时删除-----", "自己对一下答案吧："],
)
def test_a_line_over_keys_is_their_title(title: str) -> None:
    text = f"一、单选题\n1. 甲是（ ）\nA. 子\nB. 丑\n2. 乙是（ ）\nA. 寅\nB. 卯\n{title}\n1B 2A\n"
    questions = read_text(text).questions
    assert [one.correct for one in questions] == [("B",), ("A",)]
    assert [one.text for one in questions[1].options] == ["寅", "卯"]


def test_a_sign_within_a_sentence_divides_nothing() -> None:
    """分析——… once, and without a frame, is a sentence like others."""
    text = "一、简答题\n1. 分析——综合是什么方法？\n答：一种思维方法。\n"
    (question,) = read_text(text).questions
    assert question.stem == "分析——综合是什么方法？"
    assert question.reference == "一种思维方法。"


def test_a_row_of_a_table_of_keys_stays_one() -> None:
    text = "一、单选题\n1. 甲是（ ）\nA. 子\nB. 丑\n2. 乙是（ ）\nA. 寅\nB. 卯\n参考答案\n题号 | 1 | 2\n答案 | B | A\n"
    assert [one.correct for one in read_text(text).questions] == [("B",), ("A",)]


def test_a_line_that_only_speaks_of_answers_heads_none() -> None:
    text = "一、填空题\n1. 客服的答案要____\n2. 客服的话要____\n"
    questions = read_text(text).questions
    assert [one.type for one in questions] == [ItemType.FILL_BLANK] * 2
