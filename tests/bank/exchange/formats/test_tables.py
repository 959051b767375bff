"""Tables: foreign headings, keys in every shape, sheets, and formulas that must not live."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.columns import Mapping, propose_mapping
from app.bank.exchange.formats.csv_ import read_csv, sniff_csv, write_csv
from app.bank.exchange.formats.rexams import read_rexams, sniff_rexams
from app.bank.exchange.formats.rows import question_of_cells, split_options
from app.bank.exchange.formats.sheets import cells_in
from app.bank.exchange.formats.xlsx import read_xlsx, sniff_xlsx
from app.bank.exchange.formats.xlsx_out import write_xlsx
from app.bank.exchange.formats.yaml_ import read_yaml, write_yaml
from app.bank.exchange.questions import (
    Choice,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)
from tests.bank.exchange.formats import foreign
from tests.bank.exchange.formats.samples import HERE


def book(sheets: Any, merged: str = "") -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if merged:
            sheet.merge_range(merged, sheets[name][1][0])
    made.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_foreign_table(encoding: str, delimiter: str):
    data = foreign.CSV.replace(",", delimiter).encode(encoding)
    assert sniff_csv("a.csv", data)
    one, two, three = read_csv(data, "a.csv").questions
    assert (one.type, one.correct, one.labels) == (
        ItemType.SINGLE_CHOICE,
        ("A",),
        {"difficulty": "2"},
    )
    assert [option.text for option in one.options] == ["回访", "等待", "拒绝"]
    assert (two.truth, two.source.first) == (False, 3)
    assert three.blanks == (("呼入",), ("呼出",))


@pytest.mark.parametrize(
    "headings",
    [
        ["序号", "题型", "题目内容", "选项A", "选项B", "正确答案", "答案解析", "难度", "分数"],
        [
            "No.",
            "Question Type",
            "Question",
            "Option A",
            "Option B",
            "Correct Answer",
            "Explanation",
            "Difficulty",
            "Score",
        ],
        ["编号", "类型", "试题", "A", "B", "标准答案", "解析", "难易程度", "分值（分）"],
        ["题号", "题型*", "题干*", "选项1", "选项2", "答案", "试题解析", "难度系数", "得分"],
    ],
)
def test_headings_of_many_hands(headings: list[str]):
    mapping = propose_mapping([["某校题库"], headings])
    assert mapping.heading_row == 1
    fields = ["type", "stem", "option_A", "option_B", "key", "explanation", "difficulty", "points"]
    assert [mapping.columns.get(name) for name in fields] == list(range(1, 9))


def test_no_column_for_the_text():
    with pytest.raises(ReadError) as caught:
        read_csv("姓名,学号\n甲,1\n".encode(), "a.csv")
    assert caught.value.fault is ReadFault.NO_COLUMNS


def test_a_mapping_of_ones_own():
    data = "x,y,z\n问,对,9\n".encode()
    [one] = read_csv(data, "a.csv", Mapping({"stem": 0, "key": 1, "points": 2}, 0)).questions
    assert (one.type, one.truth, one.points) == (ItemType.TRUE_FALSE, True, Decimal(9))
    assert ProblemKind.GUESSED_TYPE in {p.kind for p in one.problems}


@pytest.mark.parametrize(
    "key", ["BC", "b,c", "B、C", "2,3", "2 3", "乙\n丙", "乙；丙", "（BC）", "ＢＣ"]
)
def test_keys_by_letter_place_or_text(key: str):
    cells = {"type": "多选题", "stem": "选", "options": "甲\n乙\n丙", "key": key}
    assert question_of_cells(cells, 1).correct == ("B", "C")


def test_a_key_that_names_no_option_is_flagged():
    one = question_of_cells({"type": "单选", "stem": "选", "options": "甲;乙", "key": "D"}, 4)
    assert one.correct is None
    assert [(p.kind, p.place) for p in one.problems] == [(ProblemKind.ODD_KEY, 4)]


def test_a_bad_number_is_flagged():
    one = question_of_cells({"type": "判断", "stem": "问", "key": "√", "points": "两分"}, 2)
    assert (one.points, [p.kind for p in one.problems]) == (None, [ProblemKind.BAD_VALUE])


@pytest.mark.parametrize(
    "cell", ["A.甲 B.乙", "A、甲\nB、乙", "A) 甲；B) 乙", "甲|乙", "甲\n乙", "A．甲　B．乙"]
)
def test_options_in_one_cell(cell: str):
    assert split_options(cell) == (Choice("A", "甲"), Choice("B", "乙"))


def test_a_foreign_workbook_with_sheets_numbers_and_merged_cells():
    head = ["章节", "题干", "A", "B", "答案", "分值"]
    rows = [head, ["第一章", "一加一", 2, 3, "A", 2], ["", "二加二", 4.5, 4, "B", 1.5]]
    data = book({"单选": rows}, merged="A2:A3")
    one, two = read_xlsx(data, "a.xlsx").questions
    assert [option.text for option in (*one.options, *two.options)] == ["2", "3", "4.5", "4"]
    assert (one.labels, two.labels) == ({"chapter": "第一章"}, {"chapter": "第一章"})
    assert (one.points, two.points, two.source.first) == (Decimal(2), Decimal("1.5"), 3)


def test_several_sheets_are_read_and_others_left():
    head = ["题干", "答案"]
    sheets = {"一": [head, ["甲", "对"]], "名单": [["姓名"], ["某"]], "二": [head, ["乙", "错"]]}
    assert [one.stem for one in read_xlsx(book(sheets), "a").questions] == ["甲", "乙"]


@pytest.mark.parametrize("bad", [b"", b"PK\x03\x04", b"text", foreign.foreign()["qti2"]])
def test_what_is_no_workbook(bad: bytes):
    assert not sniff_xlsx("a.xlsx", bad)
    with pytest.raises(ReadError):
        read_xlsx(bad, "a.xlsx")


FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://e.example")',
    "＝1",
    "-2",
]


def hostile() -> list[Question]:
    base = Question(source=HERE, type=ItemType.SINGLE_CHOICE, correct=("A",))
    return [
        replace(
            base,
            stem=f"{text}题",
            number=text.strip(),
            section=text.strip(),
            explanation=text,
            options=(Choice("A", text, text, text), Choice("B", "乙")),
            material=(text.strip(), text),
            labels={"id": text.strip(), "source": text.strip(), "knowledge": text.strip()},
        )
        for text in FORMULAS
    ]


def test_no_cell_of_a_workbook_is_a_formula():
    data = write_xlsx(hostile(), title="=1").data
    package = zipfile.ZipFile(io.BytesIO(data))
    for name in package.namelist():
        if name.startswith("xl/worksheets/"):
            assert b"<f>" not in package.read(name)
            assert b"<hyperlink" not in package.read(name)
    rows = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_name("题目").to_python()
    assert "=1+1题" in rows[1]


def test_no_cell_of_a_table_is_a_formula():
    text = write_csv(hostile(), title="x").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    risky = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert set(risky) == {"-2"}  # a number stays a number
    assert "'=1+1" in cells


def test_the_template_has_lists_and_instructions():
    data = write_xlsx([], title="模板").data
    assert python_calamine.load_workbook(io.BytesIO(data)).sheet_names == ["题目", "填写说明"]
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "单选,多选,判断" in sheet
    with pytest.raises(ReadError) as caught:
        read_xlsx(data, "a.xlsx")
    assert caught.value.fault is ReadFault.NO_QUESTIONS


def test_rexams():
    [one] = read_rexams(foreign.RMD.encode(), "a.Rmd").questions
    assert sniff_rexams("a.Rmd", foreign.RMD.encode())
    assert (one.type, one.correct, one.points) == (
        ItemType.MULTIPLE_RESPONSE,
        ("A", "C"),
        Decimal(2),
    )
    assert one.stem == "下列哪项是**客户资产**的组成部分？"
    assert [option.feedback for option in one.options] == ["对", "不属于客户资产", "对"]
    assert one.labels == {"id": "equity"}
    [two] = read_rexams(foreign.RNW.encode(), "a.Rnw").questions
    assert (two.blanks, two.tolerance) == ((("20",),), Decimal("0.5"))
    assert two.explanation == "$20 / 100 = 20%$"


def test_rexams_with_code_in_the_text_is_flagged():
    text = foreign.RMD.replace("下列", "`r x`").replace("exsolution: 101", "exsolution: 10")
    [one] = read_rexams(text.encode(), "a.Rmd").questions
    assert {p.kind for p in one.problems} >= {ProblemKind.LOST_FEATURE, ProblemKind.ODD_KEY}


def test_content_files_give_every_item_an_id_of_its_own():
    one = Question(
        source=HERE,
        type=ItemType.TRUE_FALSE,
        stem="对吗",
        truth=True,
        explanation="对。",
        labels={"id": "ch02-tf-001", "chapter": "ch01", "knowledge": "ch01.a", "level": "掌握"}
        | {"cognitive": "理解", "difficulty": "2", "use": "practice"},
    )
    own = replace(one, labels={**one.labels, "id": "ch01-tf-001"})
    written = write_yaml([one, own, own, *[one] * 998], title="x")
    ids = [found.labels["id"] for found in read_yaml(written.data, "a.zip").questions]
    assert len(set(ids)) == len(ids) == 999
    assert "ch01-tf-001" in ids
    assert [(loss.number, loss.field.value) for loss in written.losses] == [
        (1000, "whole"),
        (1001, "whole"),
    ]


HALF = [
    "试题类别",
    "题目内容",
    "备选1",
    "备选2",
    "备选3",
    "备选4",
    "备选5",
    "标准答案",
    "解答",
    "难易",
    "所属单元",
]
HALF_ROW = [
    "单选",
    "客户关系管理的核心是（ ）",
    "甲",
    "乙",
    "丙",
    "丁",
    "戊",
    "E",
    "因为",
    "易",
    "第一章",
]


def test_headings_of_other_platforms():
    [found] = read_xlsx(book({"题": [HALF, HALF_ROW]}), "a.xlsx").questions
    assert [one.text for one in found.options] == ["甲", "乙", "丙", "丁", "戊"]
    assert (found.type, found.correct, found.explanation) == (
        ItemType.SINGLE_CHOICE,
        ("E",),
        "因为",
    )
    assert found.labels["chapter"] == "第一章"


def both(rows):
    """The table as a workbook and as text."""
    return (
        lambda: read_xlsx(book({"题": rows}), "a.xlsx"),
        lambda: read_csv("\n".join(map(",".join, rows)).encode(), "a.csv"),
    )


def test_a_column_of_remarks_is_left_out_and_told():
    rows = [["题干", "答案", "备注"], ["客户重要。", "对", "2019 年用过"]]
    for read in both(rows):
        found = read()
        assert [one.truth for one in found.questions] == [True]
        assert found.loose == ((1, "没有读入的列：备注"),)
        assert [cells_in(line) for line in found.lines] == rows
    rows[1][2] = ""
    assert read_xlsx(book({"题": rows}), "a.xlsx").loose == ()


@pytest.mark.parametrize(
    ("head", "unknown"),
    [(["题号", "题干", "判定"], "判定"), (["题干", "答案", "标准答案"], "标准答案")],
)
def test_a_column_that_may_hold_the_answers_asks_for_the_mapping(head, unknown):
    rows = [head, ["客户重要。", "对", "错"]]
    for read in both(rows):
        with pytest.raises(ReadError) as caught:
            read()
        assert caught.value.fault is ReadFault.NO_COLUMNS
        assert caught.value.detail == unknown
        assert [cells_in(line) for line in caught.value.rows] == rows


def test_a_stem_that_speaks_of_an_answer_stays_whole_beside_its_key():
    one = Question(
        source=Source(SourceKind.PATH, path="sample"),
        type=ItemType.TRUE_FALSE,
        stem="0答案：A0",
        truth=False,
    )
    written = write_xlsx([one], title="题库")
    (found,) = read_xlsx(written.data, "x.xlsx").questions
    assert (found.stem, found.truth) == (one.stem, False)
