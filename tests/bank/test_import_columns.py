"""Foreign sheets: mapped once, remembered by their headings, read like any other file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from app.bank.exchange.formats.sheets import row_lines
from app.bank.exchange.formats.xlsx import read_sheets
from app.bank.exchange.questions import ReadError, ReadFault
from app.bank.import_columns import heading_row
from app.bank.import_models import ColumnMapping, ImportBatch, ImportQuestion
from tests.bank.imports import Reader, latest, own_items, truth

pytestmark = pytest.mark.usefixtures("loaded")
HEADINGS = ("编码", "说法", "判定")


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def workbook(*rows: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


SHEET = workbook(
    ("2019 年期末",), HEADINGS, ("7", "来得勤就价值高。", "错"), ("8", "卡片有用。", "对")
)


class Foreign(Reader):
    """A reader that knows no column of the workbook, and reads what is written down for it."""

    def __call__(self, name: str, data: bytes, format_: str) -> Any:
        self.calls.append((name, data, format_))
        if name.endswith(".xlsx"):
            sheets = [rows for _name, rows in read_sheets(data)]
            raise ReadError(ReadFault.NO_COLUMNS, rows=row_lines(max(sheets, key=len)))
        return self.found


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Foreign:
    from app.bank import importing

    reader = Foreign()
    reader.finds(truth(), truth("卡片有用。", truth=True))
    monkeypatch.setattr(importing, "read_file", reader)
    return reader


def upload(client: Any, data: bytes = SHEET) -> Any:
    sent = {"file": (io.BytesIO(data), "老题.xlsx"), "format": "auto"}
    return client.post("/bank/import", data=sent, content_type="multipart/form-data")


def choose(client: Any, address: str, **columns: str) -> Any:
    data = {"heading": "2"} | {name.replace("_", "-"): value for name, value in columns.items()}
    return client.post(address, data=data)


def test_columns_are_asked_for_once(teacher: Any, db: Any, foreign: Foreign) -> None:
    address = upload(teacher).headers["Location"]
    page = teacher.get(address).text
    assert "说法" in page
    assert "来得勤就价值高。" in page
    assert 'value="2"' in page  # the row of the headings was found below the title
    answer = choose(teacher, address, column_1="stem", column_2="key")
    assert answer.status_code == 302
    assert foreign.calls[-1][1].decode().splitlines() == [
        ",",
        "题干,答案",
        "来得勤就价值高。,错",
        "卡片有用。,对",
    ]
    assert (latest().name, latest().format) == ("老题.xlsx", "xlsx")
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 1
    again = upload(teacher)
    assert "/columns" not in again.headers["Location"]
    assert "按你上次说明的" in teacher.get(again.headers["Location"]).text
    assert own_items() == []


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"column_2": "key"}, "哪一列是题干"),
        ({"column_0": "stem", "column_1": "stem"}, "两列选成了同一项"),
    ],
)
def test_what_does_not_go_is_said_and_kept(
    teacher: Any, db: Any, foreign: Foreign, columns: dict[str, str], words: str
) -> None:
    address = upload(teacher).headers["Location"]
    answer = choose(teacher, address, **columns)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.count(" selected") == len(columns)
    assert db.session.scalar(select(func.count()).select_from(ColumnMapping)) == 0


def test_another_row_may_hold_the_headings(teacher: Any, foreign: Foreign) -> None:
    address = upload(teacher).headers["Location"]
    assert "卡片有用。" in teacher.get(f"{address}?heading=3").text
    for odd in ("0", "99", "x", "-1"):
        assert teacher.get(f"{address}?heading={odd}").status_code == 200


BARE = workbook(("7", "来得勤就价值高。", "错"), ("8", "卡片有用。", "对"))


def test_a_sheet_without_headings_is_mapped_and_remembered(teacher: Any, foreign: Foreign) -> None:
    address = upload(teacher, BARE).headers["Location"]
    page = teacher.get(address).text
    assert 'name="heading" type="number" min="0" max="2" value="0"' in page
    assert page.count(" selected") == 3  # number, stem and key were told from the cells
    assert 'column_1">第 2 列' in page.replace("column-", "column_").replace(' lang="zh-Hans"', "")
    columns = {"heading": "0", "column-1": "stem", "column-2": "key"}
    assert teacher.post(address, data=columns).status_code == 302
    assert foreign.calls[-1][1].decode().splitlines() == [
        "题干,答案",
        "来得勤就价值高。,错",
        "卡片有用。,对",
    ]
    again = upload(teacher, BARE)
    assert "按你上次说明的" in teacher.get(again.headers["Location"]).text


def test_questions_without_headings_keep_their_rows(
    teacher: Any, foreign: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.bank import importing
    from app.bank.exchange.reading import read

    address = upload(teacher, BARE).headers["Location"]
    monkeypatch.setattr(importing, "read_file", read)
    columns = {"heading": "0", "column-1": "stem", "column-2": "key"}
    cards = teacher.get(teacher.post(address, data=columns).headers["Location"]).text
    assert "第 1 行（表格）" in cards
    assert "7 ｜ 来得勤就价值高。 ｜ 错" in cards


def test_a_sheet_that_waits_says_for_what(teacher: Any, foreign: Foreign) -> None:
    upload(teacher)
    page = teacher.get("/bank/import").text
    assert "等着对应各列" in page
    assert "0 道题" not in page


def test_from_the_cards_back_to_the_columns(teacher: Any, db: Any, foreign: Foreign) -> None:
    address = upload(teacher).headers["Location"]
    cards = choose(teacher, address, column_1="stem", column_2="key").headers["Location"]
    assert "列不对" in teacher.get(cards).text
    back = teacher.post(f"{cards}/remap")
    assert back.headers["Location"].endswith("/columns")
    page = teacher.get(back.headers["Location"]).text
    assert page.count(" selected") == 2  # as it was chosen the last time
    assert "来得勤就价值高。" in page
    assert db.session.scalar(select(func.count()).select_from(ImportQuestion)) == 0
    assert choose(teacher, back.headers["Location"], column_1="stem").status_code == 302
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 1


def test_what_is_in_the_bank_or_no_sheet_keeps_its_columns(teacher: Any, foreign: Foreign) -> None:
    address = upload(teacher).headers["Location"]
    cards = choose(teacher, address, column_1="stem", column_2="key").headers["Location"]
    batch = latest()
    batch.source = ["来得勤就价值高。"]
    assert "列不对" not in teacher.get(cards).text
    page = teacher.post(f"{cards}/remap", follow_redirects=True).text
    assert "没有列可以对应" in page
    assert latest().format == "xlsx"


def test_a_sheet_is_its_authors_own(
    teacher: Any, foreign: Foreign, make: Any, as_user: Callable[..., Any]
) -> None:
    address = upload(teacher).headers["Location"]
    assert as_user(make.teacher()).get(address).status_code == 404


def test_an_empty_sheet_is_refused(teacher: Any, db: Any, foreign: Foreign) -> None:
    assert upload(teacher, workbook(HEADINGS)).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 0


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([["题库"], ["a", "b"], ["1", "2"]], 1), ([["a", "b"], ["1", "2"]], 0), ([], 0), ([[""]], 0)],
)
def test_the_fullest_of_the_first_rows_holds_the_headings(
    rows: list[list[str]], expected: int
) -> None:
    assert heading_row(rows) == expected
