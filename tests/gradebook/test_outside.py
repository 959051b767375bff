"""Outside marks from a file: matched by 学号, told by row, stored as one act, undone in one step."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import func, select

from app.gradebook.ledger import current_grades
from app.gradebook.models import GradeBatch, GradeColumn, GradeEvent, GradeImport
from tests.conftest import START
from tests.gradebook.conftest import Book

ROWS = (
    ("期中成绩单",),
    ("学号", "姓名", "卷面", "口试"),
    ("0230101", "陈思远", 88.5, "免"),
    ("0230115", "林若希", "九十", 70),
    ("0999999", "外人", 60, 60),
    ("0230101", "陈思远", 90, 90),
    ("", "无名", 50, 50),
    ("0230118", "罗文博", "", "=1+1"),
)


def workbook(rows: Any = ROWS) -> BytesIO:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                page.write_number(y, x, value) if isinstance(value, float | int) else (
                    page.write_string(y, x, value)
                )
    buffer.seek(0)
    return buffer


@pytest.fixture
def client(book: Book, as_user: Any) -> Any:
    return as_user(book.teacher)


def upload(client: Any, book: Book, rows: Any = ROWS) -> Any:
    return client.post(f"{book.url}/import", data={"file": (workbook(rows), "期中.xlsx")})


def count(db: Any, model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_nothing_is_stored_before_it_is_confirmed(client: Any, book: Book, db: Any) -> None:
    column = book.column("期中卷面")
    answer = upload(client, book)
    assert answer.status_code == 302
    page = client.get(f"{answer.location}?to-2={column.public_id}&to-3=").text
    for told in ("班里没有这个学号", "与第 3 行学号重复", "没有学号", "“九十”：请写数字",
                 "班里这个学号是林若溪"):  # fmt: skip
        assert told in page
    assert (count(db, GradeEvent), count(db, GradeBatch)) == (0, 0)


def test_the_rows_that_are_sound_are_stored_and_undone(client: Any, book: Book, db: Any) -> None:
    column, category = book.column("期中卷面"), book.category("期末考试")
    url = upload(client, book).location
    data = {"to-2": column.public_id, "to-3": f"new-{category.id}", "max-3": "100"}
    assert client.post(url, data=data).status_code == 302
    made = book.category("期末考试").columns[0]
    assert (made.title, made.max, made.published) == ("口试", 100, False)
    first, second, third = (s.id for s in book.students)
    held = current_grades([column.id, made.id])
    assert held[column.id, first].new == Decimal("88.5")
    assert held[made.id, first].excused
    assert held[made.id, second].new == 70
    assert (column.id, third) not in held  # an empty cell changes nothing
    assert (made.id, third) not in held  # and neither does a formula
    again = client.post(url, data=data)
    assert again.status_code == 409
    batch = db.session.scalars(select(GradeBatch)).one()
    client.post(f"/grade-batches/{batch.public_id}/undo")
    assert all(
        one.new is None and not one.excused for one in current_grades([column.id, made.id]).values()
    )


def test_an_import_may_change_marks_that_are_there(client: Any, book: Book) -> None:
    column = book.column("期中卷面")
    book.grade(column, START, 60, 60, 60)
    url = upload(client, book).location
    client.post(url, data={"to-2": column.public_id})
    held = current_grades([column.id])
    assert [held[column.id, s.id].new for s in book.students] == [Decimal("88.5"), 60, 60]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "还没有选要导入的列"),
        ({"to-2": "COLUMN", "to-3": "COLUMN"}, "有两列要进同一列"),
        ({"to-2": "NEW", "max-2": "0"}, "满分请填 1 到 1000"),
        ({"to-2": "0" * 32}, "还没有选要导入的列"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    client: Any, book: Book, db: Any, data: dict[str, str], message: str
) -> None:
    names = {
        "COLUMN": book.column("期中卷面").public_id,
        "NEW": f"new-{book.category('期末考试').id}",
    }
    url = upload(client, book).location
    answer = client.post(url, data={k: names.get(v, v) for k, v in data.items()})
    assert answer.status_code == 422
    assert message in answer.text
    assert (count(db, GradeEvent), count(db, GradeColumn)) == (0, 1)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ((BytesIO(b""), "空.xlsx"), "没有名单"),
        ((BytesIO(b"\xd0\xcf\x11\xe0 old"), "旧.xls"), "旧的 .xls"),
        ((BytesIO("姓名,成绩\n甲,60\n".encode()), "缺.csv"), "没有找到“学号”"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    client: Any, book: Book, db: Any, file: Any, message: str
) -> None:
    answer = client.post(f"{book.url}/import", data={"file": file})
    assert answer.status_code == 422
    assert message in answer.text
    assert count(db, GradeImport) == 0


def test_a_column_of_another_class_is_no_target(client: Any, book: Book, make: Any) -> None:
    other = Book(make, make.class_("别的班"), book.teacher, [])
    column = other.column("别人的")
    url = upload(client, book).location
    assert client.post(url, data={"to-2": column.public_id}).status_code == 422
