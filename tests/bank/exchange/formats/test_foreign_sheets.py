"""Sheets that other people made: their headings, their words, what stands in one cell, what is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.columns import field_of
from app.bank.exchange.formats.csv_ import read_csv
from app.bank.exchange.formats.xlsx import read_xlsx
from app.bank.exchange.questions import ProblemKind, ReadError, ReadFault
from tests.bank.exchange.formats.test_tables import book

SINGLE, MANY = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("题目正文", "stem"),
        ("试题题干", "stem"),
        ("考题", "stem"),
        ("题目(含选项)", "stem"),
        ("备选项1", "option_A"),
        ("第2个选项", "option_B"),
        ("候选答案三", "option_C"),
        ("D选项内容", "option_D"),
        ("选项（B）", "option_B"),
        ("答案A", "option_A"),
        ("标准答案(多选题答案之间无分隔)", "key"),
        ("正确选项", "key"),
        ("判断结果", "key"),
        ("试题题型", "type"),
        ("题型名称", "type"),
        ("默认分值", "points"),
        ("每题分数", "points"),
        ("难度等级", "difficulty"),
        ("难易度", "difficulty"),
        ("所属章节名称", "chapter"),
        ("对应知识点", "knowledge"),
        ("试题解析", "explanation"),
        ("出题依据", "source"),
        ("答题要点", "key_points"),
        ("试题编号", "number"),
        ("备注", ""),
        ("创建时间", ""),
        ("审核人", ""),
    ],
)
def test_what_people_call_their_columns(heading: str, field: str) -> None:
    assert field_of(heading) == field


def test_titles_and_totals_around_a_register_are_told() -> None:
    rows = [
        ["客户服务试题登记表", "", "", "", "", ""],
        ["编号", "试题类型", "题目正文", "备选项1", "备选项2", "标准答案"],
        ["K-1", "单选", "先做什么（ ）。", "倾听", "解释", "A"],
        ["K-2", "判断", "投诉是礼物。", "", "", "正确"],
        ["合计：2题", "", "", "", "", ""],
    ]
    found = read_xlsx(book({"题库": rows}), "a.xlsx")
    assert [(one.number, one.type, one.key) for one in found.questions] == [
        ("K-1", SINGLE, ("A",)),
        ("K-2", ItemType.TRUE_FALSE, True),
    ]
    assert found.loose == ((1, "客户服务试题登记表"), (5, "合计：2题"))


def test_a_sheet_is_named_after_the_type_of_its_questions() -> None:
    sheets = {
        "判断题": [["题干", "正确答案"], ["回访没有用。", "N"], ["档案要更新。", "Y"]],
        "是非": [["考题", "判断结果"], ["客户都一样。", "否"]],
        "名词解释": [["题干", "参考答案"], ["净推荐值", "推荐者比例减去贬损者比例。"]],
    }
    found = read_xlsx(book(sheets), "a.xlsx")
    assert [(one.type, one.key) for one in found.questions] == [
        (ItemType.TRUE_FALSE, False),
        (ItemType.TRUE_FALSE, True),
        (ItemType.TRUE_FALSE, False),
        (ItemType.TERM, None),
    ]
    assert found.questions[3].reference == "推荐者比例减去贬损者比例。"


def test_a_heading_in_a_row_of_its_own_is_for_the_rows_below_it() -> None:
    rows = [
        ["题目", "A", "B", "答案"],
        ["一、多选题（每题4分）", "", "", ""],
        ["渠道有（ ）。", "电话", "网站", "AB"],
        ["二、判断题（每题2分）", "", "", ""],
        ["电话不是渠道。", "", "", "B"],
    ]
    found = read_xlsx(book({"Sheet1": rows}), "a.xlsx")
    assert [(one.type, one.key, one.points) for one in found.questions] == [
        (MANY, ("A", "B"), Decimal(4)),
        (ItemType.TRUE_FALSE, False, Decimal(2)),
    ]


def test_options_and_keys_in_the_cells_of_others() -> None:
    rows = [
        ["题目", "选项", "正确选项"],
        ["渠道是（ ）。", "电话\n天空", "电话"],
        ["渠道有（ ）。", "1.电话\n2.网站\n3.天空", "1,2"],
        ["成本有（ ）。", "时间|精力|天气", "AB"],
    ]
    found = read_xlsx(book({"Sheet1": rows}), "a.xlsx")
    assert [([o.text for o in one.options], one.correct) for one in found.questions] == [
        (["电话", "天空"], ("A",)),
        (["电话", "网站", "天空"], ("A", "B")),
        (["时间", "精力", "天气"], ("A", "B")),
    ]


def test_a_whole_question_in_one_cell() -> None:
    rows = [
        ["题号", "题目(含选项)", "参考答案", "分值"],
        ["1", "核心是（ ）。\nA．客户\nB．产品", "A", "2"],
        ["2", "渠道有（ ）。 A．电话 B．网站 C．天空", "AB", "4"],
    ]
    first, second = read_xlsx(book({"Sheet1": rows}), "a.xlsx").questions
    assert (first.stem, [o.text for o in first.options]) == ("核心是（　）。", ["客户", "产品"])
    assert (first.type, first.correct, first.points) == (SINGLE, ("A",), 2)
    assert (second.type, second.correct) == (MANY, ("A", "B"))


def test_blanks_of_others_and_the_marks_of_all_of_them() -> None:
    rows = [
        ["题型", "题干", "答案", "分值"],
        ["填空题", "满意是【】与【】之比。", "感受||期望", "3"],
        ["填空题", "简称[填空1]。", "CRM", "2"],
    ]
    first, second = read_xlsx(book({"Sheet1": rows}), "a.xlsx").questions
    assert (first.stem, first.blanks) == ("满意是____与____之比。", (("感受",), ("期望",)))
    assert (first.points, first.to_json()["points"]) == (Decimal("1.5"), 3)
    assert (second.stem, second.blanks, second.points) == ("简称____。", (("CRM",),), 2)


def test_the_points_of_a_written_question_are_its_model_answer() -> None:
    rows = [["题型", "考题", "答题要点"], ["简答", "怎样回访？", "先准备；再联系"]]
    (question,) = read_xlsx(book({"Sheet1": rows}), "a.xlsx").questions
    assert question.reference == "先准备；再联系"


def test_a_second_number_is_no_reason_to_ask_but_a_second_key_is() -> None:
    text = "序号,试题编号,题目,A,B,答案\n1,Z9,核心是（ ）。,客户,产品,A\n"
    found = read_csv(text.encode(), "a.csv")
    assert [one.correct for one in found.questions] == [("A",)]
    assert found.loose == ((1, "没有读入的列：试题编号"),)
    with pytest.raises(ReadError) as error:
        read_csv("题目,A,B,答案,参考答案\n核心是（ ）。,客户,产品,A,B\n".encode(), "a.csv")
    assert error.value.fault is ReadFault.NO_COLUMNS


def test_a_digit_is_no_truth_where_no_type_is_named() -> None:
    (question,) = read_csv("题目,答案\n一年有几个季度？,1\n".encode(), "a.csv").questions
    assert question.type is ItemType.SHORT_ANSWER
    assert ProblemKind.GUESSED_TYPE in {one.kind for one in question.problems}
