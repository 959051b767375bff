"""Files of rosters: bytes in, a table of cells out. What a file is, its content says, not its name.

Nothing here trusts the file. An .xlsx is a zip, so its parts are unpacked and measured before the
spreadsheet library sees them; and because that library lays a sheet out as a full rectangle, a cell at
XFD1048576 would take all memory, so the addresses of cells are looked at first.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from enum import StrEnum

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from app.courses.domain.columns import find_header
from app.courses.domain.roster import Cell, cell_text

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
MAX_LINES = 5_000
MAX_COLUMNS = 100
MAX_SHEETS = 20

Table = list[list[Cell]]

_CELL_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,19})["']""")
_ROW_ADDRESS = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["']\s*([0-9]+)""")
_TEXT_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What no text holds; a picture or a program read as UTF-16 does.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


class FileProblem(StrEnum):
    """Why a file cannot be read."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    OLD_EXCEL = "old_excel"
    WEB_PAGE = "web_page"
    NOT_A_TABLE = "not_a_table"
    BROKEN = "broken"


class UnreadableError(Exception):
    """The file cannot be read; `problem` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def read_file(data: bytes) -> Table:
    """The cells of an .xlsx, .csv or text file. Raises UnreadableError."""
    if not data.strip():
        raise UnreadableError(FileProblem.EMPTY)
    if len(data) > MAX_BYTES:
        raise UnreadableError(FileProblem.TOO_BIG)
    if data.startswith(_OLD_EXCEL):
        raise UnreadableError(FileProblem.OLD_EXCEL)
    if data.startswith(_ZIP):
        return _read_xlsx(data)
    return read_text(decode(data))


def decode(data: bytes) -> str:
    """Bytes of a text file as text: UTF-8 and UTF-16 with or without mark, else GB18030."""
    for mark, encoding in _TEXT_BOMS:
        if data.startswith(mark):
            return _decode(data, encoding)
    # Half of the bytes of Latin letters, digits and commas in UTF-16 are zero, on one side.
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) > len(data) // 20:
        return _decode(data, "utf-16-be" if even > odd else "utf-16-le")
    if 0 in data:
        raise UnreadableError(FileProblem.NOT_A_TABLE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode(data, "gb18030")


def read_text(text: str) -> Table:
    """The cells of a text with one person a line, divided by tabs, commas, semicolons or spaces."""
    if _CONTROL.search(text):
        raise UnreadableError(FileProblem.NOT_A_TABLE)
    start = text.lstrip()[:2000].lower()
    if start.startswith("<") and ("<html" in start or "<table" in start or "<!doctype" in start):
        raise UnreadableError(FileProblem.WEB_PAGE)
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    if delimiter is None:
        rows = [line.split() for line in lines]
    else:
        if delimiter in "，；":
            # The reader of quotes wants a sign of its own kind.
            lines = [line.replace(delimiter, ",") for line in lines]
            delimiter = ","
        rows = _read_csv("\n".join(lines), delimiter)
    if not any(rows):
        raise UnreadableError(FileProblem.EMPTY)
    return [list(row[:MAX_COLUMNS]) for row in rows[:MAX_LINES]]


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(FileProblem.NOT_A_TABLE) from None


def _delimiter(lines: Sequence[str]) -> str | None:
    """The sign that divides most lines; None where only spaces do."""
    sample = [line for line in lines if line.strip()][:50]
    counted = {sign: sum(sign in line for line in sample) for sign in "\t,;，；"}
    best = max(counted, key=lambda sign: counted[sign])
    return best if counted[best] * 2 >= max(1, len(sample)) else None


def _read_csv(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UnreadableError(FileProblem.BROKEN) from None


def _read_xlsx(data: bytes) -> Table:
    _check_zip(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = [_cells(book.get_sheet_by_name(name)) for name in _visible_sheets(book)]
    except (CalamineError, ValueError, OSError):
        raise UnreadableError(FileProblem.BROKEN) from None
    filled = [table for table in tables if any(any(map(cell_text, row)) for row in table)]
    if not filled:
        raise UnreadableError(FileProblem.EMPTY)
    # The sheet with headings is the roster, wherever it stands; else the first that holds something.
    headed = (t for t in filled if find_header([[cell_text(c) for c in row] for row in t[:30]]))
    return next(headed, filled[0])


def _visible_sheets(book: CalamineWorkbook) -> list[str]:
    visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    return visible[:MAX_SHEETS]


def _cells(sheet: CalamineSheet) -> Table:
    """A sheet's cells, empty rows above included so that line numbers are those that Excel shows."""
    rows = sheet.to_python(skip_empty_area=False, nrows=MAX_LINES)
    return [list(row[:MAX_COLUMNS]) for row in rows]


def _check_zip(data: bytes) -> None:
    """Unpack every part within limits and look at the addresses of cells."""
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise UnreadableError(FileProblem.TOO_BIG)
            for part in parts:
                # Reading checks that the part is as long as it claims.
                body = archive.read(part)
                total += len(body)
                if total > MAX_UNPACKED:
                    raise UnreadableError(FileProblem.TOO_BIG)
                # Any part may serve as a sheet: the workbook says which.
                _check_addresses(body)
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableError(FileProblem.NOT_A_TABLE)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadableError(FileProblem.BROKEN) from None


def _check_addresses(sheet: bytes) -> None:
    if any(int(row) > MAX_LINES for row in _ROW_ADDRESS.findall(sheet)):
        raise UnreadableError(FileProblem.TOO_BIG)
    for column, row in _CELL_ADDRESS.findall(sheet):
        if int(row) > MAX_LINES or _column_number(column.upper()) > MAX_COLUMNS:
            raise UnreadableError(FileProblem.TOO_BIG)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
