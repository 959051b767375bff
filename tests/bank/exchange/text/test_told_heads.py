"""Sections whose heading only says how they are answered, circles for ticks, words between wide gaps."""

from __future__ import annotations

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.text import read_text
from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.habits.told_heads import told_heads

SINGLE, MANY, TRUTH = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE
FILL, SHORT = ItemType.FILL_BLANK, ItemType.SHORT_ANSWER
CHOICE = "1. 甲是（ ）\nA. 子\nB. 丑\nC. 寅"
BEFORE = "客户服务导学单\n一、名词解释\n1. 口碑\n\n"


@pytest.mark.parametrize(
    ("line", "type_", "body"),
    [
        ("【温故知新】把合适的词填在横线上", FILL, "1. 外呼前核对____。"),
        ("第二站 请在括号里填上恰当的词（每空1分）", FILL, "1. 外呼前核对（ ）。"),
        ("环节三：将下面的话补充完整", FILL, "1. 外呼前核对____。"),
        ("【火眼金睛】（对的打“√”，错的打“×”）", TRUTH, "1. 工单结单后不必回访。"),
        ("小法官：正确的画○，错误的画×", TRUTH, "1. 工单结单后不必回访。"),
        ("第三关 判一判", TRUTH, "1. 工单结单后不必回访。"),
        ("任务二 我会判", TRUTH, "1. 工单结单后不必回访。"),
        ("活动四 我会选（只有一个答案）", SINGLE, CHOICE),
        ("【大浪淘沙】每题至少有两个答案", MANY, CHOICE),
        ("任务三 我会说", SHORT, "1. 怎样安抚久等的客户？"),
        ("【合作探究】想一想，说一说", SHORT, "1. 怎样安抚久等的客户？"),
        ("二、想一想，填一填", FILL, "1. 外呼前核对____。"),
        ("二、拓展提升", SHORT, "1. 怎样安抚久等的客户？"),
        ("【学以致用】（10分）", SHORT, "1. 怎样安抚久等的客户？"),
        ("第五关 议一议", SHORT, "1. 怎样安抚久等的客户？"),
    ],
)
def test_a_heading_that_says_what_to_do(line: str, type_: ItemType, body: str) -> None:
    term, question = read_text(f"{BEFORE}{line}\n{body}\n").questions
    assert (term.stem, term.type) == ("口碑", ItemType.TERM)
    assert question.type is type_
    assert all(problem.kind != "guessed_type" for problem in question.problems)


def test_the_letter_in_the_bracket_is_that_of_a_choice() -> None:
    text = f"{BEFORE}【精挑细选】将正确答案的序号填在括号里\n{CHOICE}\n"
    assert read_text(text).questions[1].type is SINGLE


@pytest.mark.parametrize(
    "line",
    [
        "客服应当把客户的姓名填在工单的空格处，不得漏填。",
        "答案：把姓名填在横线上",
        "把姓名填在____上",
        "怎样把工单补充完整？",
        "先想一想，再填一填。",
    ],
)
def test_a_sentence_of_a_question_heads_nothing(line: str) -> None:
    text = f"一、简答题\n1. 工单怎样填写？\n{line}\n2. 工单何时归档？\n答：结单后。\n"
    questions = read_text(text).questions
    assert [one.type for one in questions] == [SHORT, SHORT]


def test_the_rest_of_a_wrapped_heading_is_no_other() -> None:
    text = (
        "一、单项选择题：本大题共2小题，每小题3分，共6分。在每小题列出的备选\n"
        f"项中只有一项是符合题目要求的，请将其选出。\n{CHOICE}\n2. 乙是（ ）\nA. 子\nB. 丑\n"
    )
    assert [one.points for one in read_text(text).questions] == [3, 3]


def test_the_marks_beside_what_to_do_are_kept() -> None:
    text = f"一、选择题（每题只有一个正确答案，填入括号内。每题3分，共3分）\n{CHOICE}\n"
    (question,) = read_text(text).questions
    assert (question.type, question.points) == (SINGLE, 3)


@pytest.mark.parametrize("row", ["【问题】", "【案例】", "三、综合", "二、交流"])
def test_a_word_alone_tells_no_tasks(row: str) -> None:
    lines = [Line(number, text) for number, text in enumerate([row, "1. 客户为什么离开？"], 1)]
    assert told_heads(lines) == lines


def test_a_circle_beside_a_cross_is_a_tick() -> None:
    text = "判断题（对的画○，错的画×）\n1. 工单结单后不必回访。（ × ）\n2. 投诉都要登记。（ ○ ）\n3. 来电可以不应答。（×）\n"
    assert [one.truth for one in read_text(text).questions] == [False, True, False]


def test_a_circle_beside_ticks_is_none() -> None:
    rows = ["工单结单后不必回访。（×）", "投诉都要登记。（√）", "来电可以不应答。（○）"]
    lines = [Line(number, row) for number, row in enumerate(rows, 1)]
    assert told_heads(lines) == lines


FILLED = "一、填空题\n1. 响应分为  首次  与  平均  两类。\n2. 接通率达到　　 95 　　%才算合格。\n3. 结单之后要做  回访  。\n"


def test_words_between_wide_gaps_fill_them() -> None:
    questions = read_text(FILLED).questions
    assert [one.stem for one in questions] == [
        "响应分为____与____两类。",
        "接通率达到____%才算合格。",
        "结单之后要做____。",
    ]
    assert [one.blanks for one in questions] == [(("首次",), ("平均",)), (("95",),), (("回访",),)]


@pytest.mark.parametrize(
    "sentence", ["响应分为      和      两类。", "分为  老客户  等。", "响应要      ，态度要好。"]
)
def test_gaps_may_be_empty(sentence: str) -> None:
    text = f"一、填空题\n1. {sentence}\n2. 结单之后要做      。\n3. 接通率是      的比例。\n"
    assert read_text(text).questions[0].blanks is None
