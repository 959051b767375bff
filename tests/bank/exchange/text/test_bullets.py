"""Questions behind bullets, and options whose letters are small or stand right in front of words."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text


@pytest.mark.parametrize("mark", ["◎", "◆ ", "▶", "📌", "※ "])
@pytest.mark.parametrize("divider", ["——", "：", " => ", "\n  "])
def test_terms_behind_bullets(mark: str, divider: str) -> None:
    text = (
        f"一、名词解释\n{mark}感知价值{divider}客户对产品或服务效用的总体评价。\n"
        f"{mark}口碑{divider}客户之间口头传播的看法和评价。\n"
    )
    found = read_text(text)
    assert [one.stem for one in found.questions] == ["感知价值", "口碑"]
    assert [one.reference for one in found.questions] == [
        "客户对产品或服务效用的总体评价。",
        "客户之间口头传播的看法和评价。",
    ]


def test_bullets_in_front_of_types() -> None:
    text = (
        "从课件里抄的题\n◆ 名词：数据仓库 —— 面向主题的数据集合，用来支持决策。\n"
        "◆ 论述：人工智能会取代客服吗？说明理由。\n   答：不会完全取代。\n"
        "◆ 单选：给客户“猜你喜欢”，这是　A个性化推荐　B随机抽奖　C统一广告　　答案A\n"
    )
    term, essay, single = read_text(text).questions
    assert (term.type, term.stem) == (ItemType.TERM, "数据仓库")
    assert (essay.type, essay.reference) == (ItemType.ESSAY, "不会完全取代。")
    assert (single.type, single.correct) == (ItemType.SINGLE_CHOICE, ("A",))


def test_points_of_an_answer_keep_their_bullets() -> None:
    text = "一、简答题\n1. 怎样做好回访？\n答：\n◆ 定期：每月一次电话\n◆ 真诚：不要敷衍客户\n"
    (question,) = read_text(text).questions
    assert (question.reference or "").count("◆") == 2


@pytest.mark.parametrize(
    "row",
    [
        "a 新客户  b 老客户  c 流失客户  d 非客户",
        "a新客户 b老客户 c流失客户 d非客户",
        "a 新客户 b 老客户\nc 流失客户 d 非客户",
    ],
)
def test_small_letters_with_nothing_but_space_around_them(row: str) -> None:
    (question,) = read_text(f"一、单选题\n1、等级高的用户是（）\n{row}\n答案：b\n").questions
    assert [one.text for one in question.options] == ["新客户", "老客户", "流失客户", "非客户"]
    assert question.correct == ("B",)


def test_letters_right_in_front_of_latin_words() -> None:
    text = "一、单选题\n1、按金额排队，这是（）的应用  AABC分析 BSWOT分析 C五力模型 D平衡计分卡\n答案：A\n"
    (question,) = read_text(text).questions
    assert [one.text for one in question.options] == [
        "ABC分析",
        "SWOT分析",
        "五力模型",
        "平衡计分卡",
    ]


@pytest.mark.parametrize("stem", ["APP BBS CRM DM 各是什么？", "若 a 是 b 的 c 倍，利润是多少？"])
def test_letters_within_a_sentence_are_no_options(stem: str) -> None:
    (question,) = read_text(f"一、简答题\n1. {stem}\n答：略去。\n").questions
    assert (question.stem, question.options) == (stem, ())
