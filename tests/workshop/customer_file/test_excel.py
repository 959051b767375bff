"""Working in Excel: what goes out comes back unchanged; what was changed is shown first."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from app.workshop.customer_file.domain.state import Op
from app.workshop.customer_file.domain.tables import CONTACTS, PERSONS
from app.workshop.customer_file.loading import load
from tests.workshop.customer_file.conftest import Desk

Sheets = dict[str, list[list[Any]]]


def address(file: Any, rest: str = "") -> str:
    return f"/customer-files/{file.public_id}{rest}"


def download(client: Any, file: Any) -> Sheets:
    data = client.get(address(file, "/file.xlsx")).get_data()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def workbook(sheets: Sheets) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    page.write(number, place, value)
    return buffer.getvalue()


def upload(client: Any, file: Any, data: bytes, name: str = "档案.xlsx") -> Any:
    sent = {"file": (io.BytesIO(data), name)}
    return client.post(address(file, "/upload"), data=sent, content_type="multipart/form-data")


def posted_ops(page: str) -> str:
    found = re.search(r'name="ops" value="([^"]*)"', page)
    assert found is not None
    return found[1].replace("&#34;", '"').replace("&amp;", "&")


def at(sheets: Sheets, name: str, row: str) -> list[Any]:
    return next(line for line in sheets[name] if line[0] == row)


def test_a_file_comes_back_without_a_difference(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    desk.perfect(file)
    client = as_user(desk.student)
    answer = upload(client, file, client.get(address(file, "/file.xlsx")).get_data())
    assert answer.status_code == 200
    assert "没有差异" in answer.get_data(as_text=True)


def test_numbers_and_the_student_number_are_text_and_formulas_are_dead(
    desk: Desk, as_user: Any
) -> None:
    file = desk.begin()
    was = load(file).state.value(PERSONS, "P001", "name")
    evil = '=HYPERLINK("http://x","y")'
    desk.save(file, [Op(do="set", table=PERSONS, row="P001", field="name", value=evil, was=was)])
    data = as_user(desk.student).get(address(file, "/file.xlsx")).get_data()
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")
        ]
    assert not any(re.search(r"<(?:\w+:)?f[ >]", part) for part in parts if "<sheetData" in part)
    sheets = download(as_user(desk.student), file)
    row = at(sheets, "个人客户", "P001")
    assert row[1] == evil
    assert all(isinstance(value, str) for value in row)
    assert at(sheets, "说明", "学号")[1] == desk.student.student_no


def test_differences_are_shown_first_and_stored_on_confirmation(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    sheets = download(client, file)
    head = sheets["个人客户"][0]
    at(sheets, "个人客户", "P003")[head.index("姓名")] = "改过的名"
    sheets["联系记录"].append(["", "P003", "2025-12-03", "电话", "服务", "陈屿", "回访", ""])
    at(sheets, "ABC 分类", load(file).files.sales[0].customer)[-1] = "A"
    page = upload(client, file, workbook(sheets)).get_data(as_text=True)
    assert "3 处改动" in page
    assert "改过的名" in page
    assert "还没有存" in page
    assert load(file).seen == 0
    stored = client.post(address(file, "/upload/store"), data={"ops": posted_ops(page)})
    assert stored.status_code == 302
    state = load(file).state
    assert load(file).seen == 1
    assert state.value(PERSONS, "P003", "name") == "改过的名"
    assert state.value(CONTACTS, "L新01", "summary") == "回访"


def test_problems_are_told_by_cell_and_the_rest_is_offered(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    sheets = download(client, file)
    head = sheets["个人客户"][0]
    first, second, third = sheets["个人客户"][1:4]
    first[head.index("资料状态")] = "也许"
    second[head.index("身份证号")] = 990000199001011234
    third[head.index("姓名")] = "好名"
    sheets["个人客户"].append(["P777", "外人"])
    sheets["个人客户"].append(list(third))
    sheets["联系记录"].append(["", "P003", "", "电话"])
    page = upload(client, file, workbook(sheets)).get_data(as_text=True)
    assert "1 处改动" in page
    assert "5 处没有读" in page
    letters = "ABCDEFGHIJKLMN"
    assert f"{letters[head.index('资料状态')]}2" in page
    assert f"{letters[head.index('身份证号')]}3" in page
    assert "P777" in page
    assert "出现了两次" in page
    assert load(file).seen == 0


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(desk: Desk, as_user: Any, data: bytes) -> None:
    file = desk.begin()
    answer = upload(as_user(desk.student), file, data)
    assert answer.status_code == 422
    assert load(file).seen == 0


def test_a_cell_changed_meanwhile_stops_the_upload(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    client = as_user(desk.student)
    sheets = download(client, file)
    at(sheets, "个人客户", "P003")[1] = "来自 Excel"
    page = upload(client, file, workbook(sheets)).get_data(as_text=True)
    was = load(file).state.value(PERSONS, "P003", "name")
    desk.save(file, [Op(do="set", table=PERSONS, row="P003", field="name", value="网页", was=was)])
    answer = client.post(address(file, "/upload/store"), data={"ops": posted_ops(page)})
    assert answer.status_code == 409
    assert load(file).state.value(PERSONS, "P003", "name") == "网页"


@pytest.mark.parametrize(
    "ops",
    ["", "{", "[]", '[{"do": "drop", "table": "persons", "field": "name", "reason": "x"}]'],
)
def test_forged_differences_are_refused(desk: Desk, as_user: Any, ops: str) -> None:
    file = desk.begin()
    answer = as_user(desk.student).post(address(file, "/upload/store"), data={"ops": ops})
    assert answer.status_code == 400
    assert load(file).seen == 0


def test_a_forged_added_row_is_refused(desk: Desk, as_user: Any) -> None:
    file = desk.begin()
    op = {"do": "add", "table": PERSONS, "row": "+9", "values": {"name": "外人"}}
    answer = as_user(desk.student).post(
        address(file, "/upload/store"), data={"ops": json.dumps([op])}
    )
    assert answer.status_code == 409
    assert load(file).seen == 0
