"""Type, marks and difficulty in brackets behind the number of a question."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text
from app.bank.exchange.text.cleaning.number_tags import tagged


@pytest.mark.parametrize(
    "tags",
    [
        "第{}题 [{}] [2分] [难度 ★]",
        "{}. 【难度：易】【{}】【2分】",
        "第{}题（{}）（分值：2）（中等）",
        "{}、〔2分〕〔{}题〕",
        "{} <{}> <2.0分>",
    ],
)
def test_tags_in_any_order_are_read(tags: str) -> None:
    text = (
        f"{tags.format(1, '填空')}\n按方向可分为呼入型、____型。\n答案：呼出\n"
        f"{tags.format(2, '判断')}\n过期条目应及时下架。\n答案：正确\n"
        f"{tags.format(3, '名词解释')}\n放弃率\n答案：客户主动挂断的来电所占的比例。\n"
    )
    found = read_text(text)
    kinds = [ItemType.FILL_BLANK, ItemType.TRUE_FALSE, ItemType.TERM]
    assert [one.type for one in found.questions] == kinds
    assert [one.points for one in found.questions] == [Decimal(2)] * 3
    assert found.questions[0].stem == "按方向可分为呼入型、____型。"
    assert found.questions[0].blanks == (("呼出",),)
    assert found.loose == ()


def test_a_bracket_alone_may_be_the_blank_itself() -> None:
    text = (
        "一、填空题\n1. [填空]是关系管理的核心。\n答案：客户\n2. [填空]是保持的前提。\n答案：满意\n"
    )
    first, second = read_text(text).questions
    assert (first.stem, first.blanks) == ("____是关系管理的核心。", (("客户",),))
    assert second.stem == "____是保持的前提。"


def test_other_words_in_brackets_stay() -> None:
    text = "一、简答题\n1. （多选）（见教材第3章）客户分级有哪些好处？\n答：有三点好处。\n"
    (question,) = read_text(text).questions
    assert "见教材第3章" in (question.stem or "")


@pytest.mark.parametrize(
    "tags",
    [
        "第{n}题 [{name}·2分]",
        "{n}. (易/{name}/2')",
        "{n}、【{name}题 2分 中等】",
        "{n}. <{name}|2分|第三章>",
        "{n}．「难度：易，{name}，分值：2」",
        "[{name}·2分] 第{n}题",
        "（2分－{name}）{n}. ",
    ],
)
def test_one_bracket_tells_all_of_it(tags: str) -> None:
    text = (
        f"{tags.format(n=1, name='填空')} 外呼前应先核对____。\n答案：名单\n"
        f"{tags.format(n=2, name='判断')} 工单结单后不必回访。\n答案：错误\n"
        f"{tags.format(n=3, name='单选')} 首次响应考核的是\nA. 快慢\nB. 音量\nC. 着装\nD. 工龄\n答案：A\n"
        f"{tags.format(n=4, name='问答')} 怎样安抚久等的客户？\n答案：先致歉，再说明进度。\n"
    )
    found = read_text(text).questions
    kinds = [
        ItemType.FILL_BLANK,
        ItemType.TRUE_FALSE,
        ItemType.SINGLE_CHOICE,
        ItemType.SHORT_ANSWER,
    ]
    assert [one.type for one in found] == kinds
    assert [one.points for one in found] == [Decimal(2)] * 4
    assert [one.stem for one in found] == [
        "外呼前应先核对____。",
        "工单结单后不必回访。",
        "首次响应考核的是",
        "怎样安抚久等的客户？",
    ]


def test_the_chapter_in_the_bracket_is_told() -> None:
    text = "1. <判断|5分|第二章> 工单结单后不必回访。\n答案：错误\n2. <判断|5分|第四章> 投诉都要登记。\n答案：正确\n"
    assert [one.labels.get("chapter") for one in read_text(text).questions] == ["第二章", "第四章"]


@pytest.mark.parametrize("words", ["单选与多选", "判断 选自教材", "简答·第3组"])
def test_a_bracket_with_other_words_stays(words: str) -> None:
    text = f"一、简答题\n1. [{words}] 怎样安抚久等的客户？\n答：先致歉，再说明进度。\n"
    (question,) = read_text(text).questions
    assert words in (question.stem or "")


@pytest.mark.parametrize("row", ["【判断 共10分】1. 工单结单后不必回访。", "（一）1. 判断"])
def test_what_is_said_of_others_is_no_tag(row: str) -> None:
    assert tagged(row) == row


@pytest.mark.parametrize(
    "shape",
    [
        "{n}. {stem} [{name}·2分]",
        "第{n}题 {stem}（{name}题，2分）",
        "【{name}·2分·易】{stem}",
        "({name}题/2分){stem}",
    ],
)
def test_the_bracket_may_stand_behind_or_alone(shape: str) -> None:
    text = (
        f"{shape.format(n=1, name='单选', stem='首次响应考核的是（ ）。')}\nA. 快慢\nB. 音量\nC. 着装\nD. 工龄\n答案：A\n"
        f"{shape.format(n=2, name='判断', stem='工单结单后不必回访。')}\n答案：错误\n"
        f"{shape.format(n=3, name='简答', stem='怎样安抚久等的客户？')}\n答案：先致歉。\n"
    )
    found = read_text(text).questions
    assert [one.type for one in found] == [
        ItemType.SINGLE_CHOICE,
        ItemType.TRUE_FALSE,
        ItemType.SHORT_ANSWER,
    ]
    assert [one.points for one in found] == [Decimal(2)] * 3
    assert [(one.stem or "").replace("\u3000", " ") for one in found] == [
        "首次响应考核的是（ ）。",
        "工单结单后不必回访。",
        "怎样安抚久等的客户？",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "【单选题·20分】每题只有一个答案",
        "（判断，10分）对的打“√”，错的打“×”",
        "1. 客服的两种考核是（判断与选择）",
        "3. 满意度分为（高、中、低）",
    ],
)
def test_headings_and_words_of_a_sentence_are_no_tags(row: str) -> None:
    assert tagged(row) == row


def test_a_year_is_no_number() -> None:
    assert tagged("[判断·2分] 2019年起实行。") == "【判断题】2019年起实行。【分值：2】"
