"""Keys behind the last option, words of blanks behind them, and answers told together below a section."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text import read_text


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("A去重　B补全　C纠错　D随意删改　（ABC）", ("A", "B", "C")),
        ("A. 去重 B. 补全 C. 纠错 D. 随意删改【AC】", ("A", "C")),
        ("A. 去重\nB. 补全\nC. 纠错\nD. 随意删改 （B）", ("B",)),
    ],
)
def test_a_key_behind_the_last_option(row: str, key: tuple[str, ...]) -> None:
    (question,) = read_text(f"一、多选题\n1. 数据清洗包括\n{row}\n").questions
    assert [one.text for one in question.options] == ["去重", "补全", "纠错", "随意删改"]
    assert question.correct == key


def test_letters_that_belong_to_the_option_stay() -> None:
    text = "一、单选题\n1. 应当选的是（ ）\nA. 甲公司\nB. 乙公司(E)\n2. 不该选的是（ ）\nA. 丙公司\nB. 丁公司(A)\n"
    first, second = read_text(text).questions
    assert first.options[1].text == "乙公司(E)"
    assert (second.options[1].text, second.correct) == ("丁公司(A)", None)


def test_blanks_among_choices_with_their_words_behind() -> None:
    text = "一、单选题\n1. 甲是（A）\nA. 子\nB. 丑\n2. CRM是____、____与技术三者的结合。（理念；机制）\n"
    question = read_text(text).questions[1]
    assert (question.type, question.stem) == (
        ItemType.FILL_BLANK,
        "CRM是____、____与技术三者的结合。",
    )
    assert question.blanks == (("理念",), ("机制",))
    assert ProblemKind.GUESSED_TYPE in [one.kind for one in question.problems]


def test_a_choice_without_options_is_no_fill_in() -> None:
    (question,) = read_text("一、单选题\n1. 最好的客户是（ ）。（见教材第3章）\n").questions
    assert question.type is ItemType.SINGLE_CHOICE


BLANKS = "一、填空题\n18、客户体验的简称是___（英文字母）\n19、积分到期前应当___客户\n"


@pytest.mark.parametrize(
    "told",
    [
        "答案：18 CX 19 提醒/通知",
        "参考答案：18. CX  19. 提醒/通知",
        "🌹答案🌹18 CX 19 提醒/通知",
        "【答案】18、CX；19、提醒/通知",
    ],
)
def test_words_told_together_below_their_questions(told: str) -> None:
    found = read_text(f"{BLANKS}{told}\n\n大题老师说自己看书\n祝大家都过！\n")
    first, second = found.questions
    assert (first.stem, first.blanks) == ("客户体验的简称是____（英文字母）", (("CX",),))
    assert (second.stem, second.blanks) == ("积分到期前应当____客户", (("提醒", "通知"),))
    assert [text for _line, text in found.loose] == ["大题老师说自己看书", "祝大家都过！"]


def test_numbers_within_one_answer_are_its_own() -> None:
    text = "一、简答题\n1. 怎样挽回客户？\n答案：1 先问原因 2 再给办法\n2. 怎样回访？\n答案：约好时间。\n"
    first, second = read_text(text).questions
    assert first.reference == "1 先问原因 2 再给办法"
    assert second.reference == "约好时间。"


def test_an_explanation_below_a_list_of_keys_is_no_stray() -> None:
    text = "一、单选题\n1. 甲是（ ）\nA. 子\nB. 丑\n2. 乙是（ ）\nA. 寅\nB. 卯\n1-2 BA\n解析：乙在寅。\n"
    assert read_text(text).questions[1].explanation == "乙在寅。"


def test_a_rule_sets_apart_what_follows() -> None:
    text = (
        "一、单选题\n1. 甲是（A）\nA. 子\nB. 丑与寅卯辰巳午未申酉戌亥以及其余的各个时辰都在内\n======================\n"
        "下面接网友补充的（答案在题后括号）\n\n2. 客户可以分级。（对）\n"
    )
    found = read_text(text)
    assert found.questions[0].options[1].text.endswith("都在内")
    assert "下面接网友补充的（答案在题后括号）" in [text for _line, text in found.loose]


def test_a_question_with_its_options_is_none_of_a_site() -> None:
    text = "一、单选题\n1. 甲是（A）\nA. 子\nB. 丑\n单选：给客户“猜你喜欢”，这是 A个性化推荐 B随机抽奖 C统一广告 答案A\n"
    assert read_text(text).questions[1].correct == ("A",)
