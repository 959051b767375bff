"""Sheets without a row of headings: columns told from their cells, or a person asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.csv_ import read_csv
from app.bank.exchange.formats.unheaded import guess_columns
from app.bank.exchange.formats.xlsx import read_xlsx
from app.bank.exchange.questions import ReadError, ReadFault
from tests.bank.exchange.formats.test_tables import book

Rows = list[list[str]]
MIXED: Rows = [
    ["1", "单选", "最能留住老顾客的做法是（ ）。", "记住偏好", "天天降价", "换店名", "少开口", "A", "2"],
    ["2", "单选", "分级以后首先要看的是（ ）。", "颜色", "价值", "店龄", "字号", "B", "2"],
    ["3", "多选", "回访时应当问到的有（ ）。", "使用情况", "意见", "工资", "新的需要", "ABD", "2"],
    ["4", "判断", "所有顾客都该得到一样的服务。", "", "", "", "", "错", "1"],
    ["5", "简答", "简述顾客离开的三个原因。", "", "", "", "", "服务差；价格高；有替代", "6"],
]  # fmt: skip
KEY_FIRST: Rows = [
    ["续费提醒最迟提前几天（ ）？", "B", "1天", "5天", "30天", "提醒太早会被忘记，太晚来不及退订。"],
    ["积分规则先说清什么（ ）？", "A", "兑换条件", "卡面颜色", "字体", "顾客只关心积分能换到什么东西。"],
]  # fmt: skip
IN_ONE_CELL: Rows = [
    ["第一章", "投诉先做的是（ ）。", "A.倾听 B.解释 C.赔偿", "A"],
    ["第一章", "回访后做的是（ ）。", "A.归档 B.忘记 C.降价", "A"],
    ["第一章", "流失最先看的是（ ）。", "A.天气 B.购买间隔 C.店龄", "B"],
]
TRUTHS: Rows = [["来得勤就价值高。", "×"], ["卡片是为了再见面。", "√"]]
WRITTEN: Rows = [
    ["名词解释", "顾客份额", "一位顾客的同类开支里给了本店的比例。"],
    ["简答", "怎样回访？", "先准备，再联系，后记录。"],
]


def both(rows: Rows) -> list[Any]:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    found = [read_xlsx(book({"Sheet1": rows}), "a.xlsx"), read_csv(text.encode(), "a.csv")]
    assert found[0].questions == found[1].questions
    assert found[0].loose[0] == found[1].loose[0]
    assert found[0].loose[0][1].startswith("没有表头，按内容认出各列：")
    return [list(found[0].questions), list(found[0].loose)]


def read(rows: Rows) -> list[Any]:
    return both(rows)[0]


def test_a_mixed_sheet_is_read_and_what_was_guessed_is_told():
    single, _two, many, truth, short = read(MIXED)
    assert (single.type, single.correct, single.points) == (
        ItemType.SINGLE_CHOICE,
        ("A",),
        Decimal(2),
    )
    assert [one.text for one in single.options] == ["记住偏好", "天天降价", "换店名", "少开口"]
    assert (single.number, single.source.first, single.confidence) == ("1", 1, 0.9)
    assert many.correct == ("A", "B", "D")
    assert (truth.type, truth.truth, truth.options) == (ItemType.TRUE_FALSE, False, ())
    assert (short.reference, short.points, short.source.first) == (
        "服务差；价格高；有替代",
        Decimal(6),
        5,
    )
    told = read_xlsx(book({"Sheet1": MIXED}), "a.xlsx").loose
    assert "第 1 列题号，第 2 列题型，第 3 列题干，第 4 列选项A" in told[0][1]


def test_the_key_may_stand_in_front_of_the_options():
    first, _ = read(KEY_FIRST)
    assert [one.text for one in first.options] == ["1天", "5天", "30天"]
    assert (first.correct, first.explanation) == (("B",), "提醒太早会被忘记，太晚来不及退订。")


def test_options_in_one_cell_behind_a_chapter_that_is_told_as_left_out():
    questions, loose = both(IN_ONE_CELL)
    assert next([o.text for o in one.options] for one in questions) == ["倾听", "解释", "赔偿"]
    assert next(one.stem for one in questions) == "投诉先做的是（ ）。"
    assert loose[1] == (1, "没有读入的列：第 1 列")


def test_statements_with_signs():
    assert [one.truth for one in read(TRUTHS)] == [False, True]


def test_written_questions_with_their_types():
    assert [(one.type, one.reference) for one in read(WRITTEN)] == [
        (ItemType.TERM, "一位顾客的同类开支里给了本店的比例。"),
        (ItemType.SHORT_ANSWER, "先准备，再联系，后记录。"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        # Headings in words of their own: one column means something else than its first cell.
        [["序", "类", "问啥", "甲", "乙", "丙", "丁", "标答", "值"], *MIXED],
        # Questions and answers in words, and no type: which is which, only a person knows.
        [["怎样回访？", "先准备，再联系。"], ["怎样挽回？", "先道歉，再补偿。"]],
        # A key that names an option that is not there.
        [[*KEY_FIRST[0][:1], "D", "1天", "5天", "30天"], ["还有什么？", "A", "甲", "乙", "丙"]],
        # A roster, and one row alone.
        [["20230101", "林若溪", "A 班"], ["20230102", "陈一鸣", "B 班"]],
        [MIXED[0]],
    ],
)
def test_where_cells_leave_a_doubt_a_person_is_asked(rows: Rows):
    with pytest.raises(ReadError) as caught:
        read_xlsx(book({"Sheet1": rows}), "a.xlsx")
    assert caught.value.fault is ReadFault.NO_COLUMNS


def test_a_guess_that_is_not_sure_is_still_a_proposal():
    rows = [["序", "类", "问啥", "甲", "乙", "丙", "丁", "标答", "值"], *MIXED]
    guess = guess_columns(rows)
    assert guess is not None
    assert not guess.is_sure
    below = guess_columns(rows[1:])
    assert below is not None
    assert below.mapping.columns["stem"] == 2
    assert below.mapping.columns["key"] == 7


def test_marks_behind_options_that_are_numbers_are_no_option():
    rows = [
        ["流失率是（ ）。", "10%", "20%", "30%", "40%", "B", "2"],
        ["一年有几季（ ）。", "2", "3", "4", "5", "C", "2"],
    ]
    first, second = read(rows)
    assert len(second.options) == 4
    assert (first.points, second.correct) == (Decimal(2), ("C",))
    before = [
        ["流失率是（ ）。", "B", "10", "20", "30", "2"],
        ["有几季（ ）。", "C", "2", "3", "4", "2"],
    ]
    assert [len(one.options) for one in read(before)] == [3, 3]
