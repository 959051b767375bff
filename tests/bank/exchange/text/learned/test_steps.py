"""Each step alone, on lines of its own."""

from __future__ import annotations

import pytest

from app.bank.exchange.text.learned.answers import answered
from app.bank.exchange.text.learned.counting import NUMERALS, counts, letters_for, number
from app.bank.exchange.text.learned.decoration import undecorated
from app.bank.exchange.text.learned.key_rows import row_items, row_keys
from app.bank.exchange.text.learned.lists import listed
from app.bank.exchange.text.learned.numbers import numbered, starts
from app.bank.exchange.text.learned.options import optioned
from app.bank.exchange.text.learned.rows import Row, rows_of

ASKED = ("熟客爱听什么（  ）", "茶凉了怎么办（  ）", "谁来续水（  ）", "何时打烊（  ）")
CHOSEN = ("问候", "沉默", "催促")


def texts(rows: list[Row] | None) -> list[str]:
    return [row.text for row in rows or ()]


def choices(
    number: str = "{}. ", option: str = "{}. {}", answer: str = "答案：{}", stem: str = ""
) -> list[str]:
    lines: list[str] = []
    for n, (asked, key) in enumerate(zip(ASKED, "ABCA", strict=True), 1):
        lines.append(number.format(n) + asked + stem.format(key))
        lines += [option.format(a, text) for a, text in zip("ABC", CHOSEN, strict=True)]
        lines += [answer.format(key)] if answer else []
    return lines


@pytest.mark.parametrize(
    ("kind", "token", "value"),
    [
        ("digits", "07", 7),
        ("han", "十二", 12),
        ("formal", "拾贰", 12),
        ("roman", "XIV", 14),
        ("roman sign", "Ⅳ", 4),
        ("circled", "⑨", 9),
        ("branch", "卯", 4),
        ("stem", "丙", 3),
        ("word", "Seven", 7),
    ],
)
def test_numerals(kind: str, token: str, value: int) -> None:
    assert number(kind, token) == value


def test_a_numeral_is_found_behind_what_stands_before_it() -> None:
    found = {(one.before, one.kind, one.value) for one in counts("[题-3] 茶", NUMERALS, 8)}
    assert ("[题-", "digits", 3) in found
    assert letters_for("circled", "①、③") == "AC"
    assert letters_for("circled", "①和③") == ""


def test_a_bar_before_every_line() -> None:
    rows = undecorated(rows_of(f"¦ {line}" for line in choices()))
    assert texts(rows) == choices()


def test_a_bar_behind_every_line() -> None:
    rows = undecorated(rows_of(f"{line} ¦" for line in choices()))
    assert texts(rows) == choices()


def test_the_number_of_every_line() -> None:
    rows = undecorated(rows_of(f"{n:02d}) {line}" for n, line in enumerate(choices(), 10)))
    assert texts(rows) == choices()
    assert [row.number for row in rows or ()] == list(range(1, len(choices()) + 1))


def test_numbers_of_questions_decorate_nothing() -> None:
    lines = [f"{n}. {text}客会走。（√）" for n, text in enumerate("熟新老常散贵远近", 1)]
    assert undecorated(rows_of(lines)) is None


def test_a_word_that_all_lines_begin_with_stays() -> None:
    assert undecorated(rows_of(f"熟客{text}" for text in "来去坐走问答")) is None


@pytest.mark.parametrize("form", ["¶{}¶ ", "题{}> ", "({}#) ", "{}^ ", "习题{}："])
def test_markers_of_questions(form: str) -> None:
    assert texts(numbered(rows_of(choices(number=form)))) == choices()


def test_a_number_alone_is_joined_to_the_line_below() -> None:
    lines = [part for line in choices(number="~{}~\n") for part in line.split("\n")]
    rows = numbered(rows_of(lines))
    assert [text for text in texts(rows) if text] == choices()


def test_markers_that_the_reader_knows_stay() -> None:
    assert numbered(rows_of(choices())) is None


def test_short_lists_below_questions_count_no_questions() -> None:
    lines = [part for line in ASKED for part in (f"§{line}", "1> 问候", "2> 沉默", "3> 催促")]
    assert starts(rows_of(lines)) == []


def test_headings_in_a_frame_count_no_questions() -> None:
    lines = [part for n in range(1, 6) for part in (f"== 第{n}站：茶馆 ==", "问：茶凉了怎么办？")]
    assert numbered(rows_of(lines)) is None


def test_pages_and_parts_are_no_questions() -> None:
    pages = [line for n in range(1, 5) for line in (f"第{n}页", ASKED[n - 1], "A. 问候", "B. 沉默")]
    parts = [
        line for n in range(1, 5) for line in (f"任务 {n}", "1. 为什么要续水？", "答：茶凉了。")
    ]
    assert numbered(rows_of(pages)) is None
    assert numbered(rows_of(parts)) is None


@pytest.mark.parametrize("form", ["{}→{}", "¦{}¦{}", "选{} {}", "{}＊ {}", "{}_{}"])
def test_markers_of_options(form: str) -> None:
    assert texts(optioned(rows_of(choices(option=form)))) == choices()


def test_options_side_by_side() -> None:
    lines = [f"{n}. {asked} A→问候 B→沉默 C→催促" for n, asked in enumerate(ASKED, 1)]
    assert texts(optioned(rows_of(lines)))[0] == f"1. {ASKED[0]}    A. 问候    B. 沉默    C. 催促"


def test_options_that_numerals_count_and_the_keys_that_name_them() -> None:
    lines: list[str] = []
    for n, asked in enumerate(ASKED, 1):
        lines += [f"{n}. {asked}", "①> 问候", "②> 沉默", "③> 催促", f"答案：{'①②③①'[n - 1]}"]
    assert texts(optioned(rows_of(lines))) == choices()


def test_options_behind_a_sign() -> None:
    assert texts(optioned(rows_of(choices(option="▹ {1}")))) == choices()


def test_plain_options_stay() -> None:
    assert optioned(rows_of(choices())) is None


@pytest.mark.parametrize("form", ["谜：{}", "∴ {}", "[[{}]]", "okay={}"])
def test_labels_of_answers(form: str) -> None:
    assert texts(answered(rows_of(choices(answer=form)))) == choices()


@pytest.mark.parametrize("form", [" ∥{}∥", " @{}", "   {}"])
def test_answers_behind_the_stem(form: str) -> None:
    assert texts(answered(rows_of(choices(answer="", stem=form)))) == choices()


def test_answers_above_the_question() -> None:
    own = choices()
    lines = [line for n in range(0, len(own), 5) for line in (own[n + 4], *own[n : n + 4])]
    rows = answered(rows_of(line.replace("答案：", "底：") for line in lines))
    assert texts(rows) == own
    assert [row.number for row in rows or ()][:5] == [2, 3, 4, 5, 1]


def test_a_sign_at_the_right_option() -> None:
    lines = [
        f"{line} ◁" if line.startswith("ABCA"[n // 4]) else line
        for n, line in enumerate(choices(answer=""))
    ]
    assert texts(answered(rows_of(lines))) == choices()


def test_answers_that_do_not_fit_are_none() -> None:
    assert answered(rows_of(choices(answer="谜：F"))) is None


def test_answers_of_open_questions() -> None:
    lines = [
        line
        for n, asked in enumerate(ASKED, 1)
        for line in (f"{n}. {asked.strip('（ ）')}？", f"∴ {CHOSEN[n % 3]}再说")
    ]
    assert texts(answered(rows_of(lines)))[1::2] == [
        f"答案：{CHOSEN[n % 3]}再说" for n in range(1, 5)
    ]


def test_told_answers_stay() -> None:
    assert answered(rows_of(choices())) is None


def test_rows_of_keys() -> None:
    assert row_items("1~A; 2~BC; 3~√") == [(1, "A"), (2, "BC"), (3, "√")]
    assert row_keys("选择 A B C") == ["A", "B", "C"]
    assert row_keys("A 公司与 B 公司") == []


@pytest.mark.parametrize("keys", [["A B C A"], ["ABCA"], ["A", "B", "C", "A"], ["1~A 2~B 3~C 4~A"]])
def test_keys_apart(keys: list[str]) -> None:
    rows = listed(rows_of([*choices(answer=""), "", "锦囊", *keys]))
    assert [text for text in texts(rows) if text] == choices()


def test_keys_apart_that_are_too_few_or_name_other_numbers() -> None:
    assert listed(rows_of([*choices(answer=""), "", "A B C"])) is None
    assert listed(rows_of([*choices(answer=""), "", "1~A 2~B 3~C 5~A"])) is None


def test_what_a_list_says_besides_stays_a_part_of_keys() -> None:
    lines = [
        *choices(answer=""),
        "二、简答题",
        "1. 怎样续水？",
        "",
        "锦囊",
        "A B C A",
        "二、简答题",
    ]
    found = [text for text in texts(listed(rows_of([*lines, "1. 勤看勤添。"]))) if text]
    assert found == [*choices(), "二、简答题", "1. 怎样续水？", "答案：勤看勤添。"]
