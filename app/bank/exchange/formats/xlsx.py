"""Workbooks: read by calamine, our own template and foreign sheets alike."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import python_calamine as _typed

from app.bank.exchange.formats.columns import Mapping
from app.bank.exchange.formats.common import MAX_QUESTIONS, check_size, finish
from app.bank.exchange.formats.row_words import read_type
from app.bank.exchange.formats.rows import read_rows
from app.bank.exchange.formats.sheets import (
    columns_guessed,
    columns_left,
    row_lines,
    rows_above,
    unknown_columns,
)
from app.bank.exchange.formats.unheaded import known_columns
from app.bank.exchange.formats.zipped import is_zip, open_zip
from app.bank.exchange.questions import Found, Question, ReadError, ReadFault

_calamine = cast("Any", _typed)
MAX_COLUMNS = 300
MAX_SHEETS = 50
# The library makes room for all cells between the first and the last one, and ends the process where
# there is none: one cell at the end of a sheet would ask for gigabytes.
MAX_CELLS = 5_000_000
_PLACE = re.compile(rb'\br\s*=\s*["\']\s*([A-Za-z]*)(\d+)')
_LONGEST = 12  # digits or letters of a place that are looked at: more only makes it farther
INSTRUCTIONS = "填写说明"


def sniff_xlsx(_name: str, data: bytes) -> bool:
    """Whether a file is a workbook, by what its package holds."""
    if not is_zip(data):
        return False
    try:
        return "xl/workbook.xml" in open_zip(data).names
    except ReadError:
        return False


def read_xlsx(data: bytes, _name: str, mapping: Mapping | None = None) -> Found:
    """The questions of all sheets whose headings (or the given mapping) tell where they are.

    Places are rows of the sheet. `ReadError` NO_COLUMNS, with the rows, where no sheet has a column for
    the text of questions, or one has none for the answers and a column that says nothing to us, BROKEN, UNSAFE or TOO_BIG where the file cannot be opened within the limits.
    """
    questions: list[Question] = []
    loose: list[tuple[int, str]] = []
    lines: list[tuple[str, ...]] = []
    sheets = [(name, rows) for name, rows in read_sheets(data) if name != INSTRUCTIONS]
    for sheet, rows in sheets:
        chosen = mapping or known_columns(rows)
        if not chosen.has_stem:
            continue
        if not chosen.is_usable:
            raise unknown_columns(rows, chosen)
        first = chosen.heading_row + 1
        loose += rows_above(rows, chosen)
        word = sheet if read_type(sheet) is not None else ""
        below = enumerate(rows[first:], first + 1)
        questions += read_rows(below, chosen, loose, type_word=word)
        loose += [*columns_guessed(chosen), *columns_left(chosen)]
        lines.append(row_lines(rows))
    if not lines:
        tables = [rows for _name, rows in sheets]
        raise unknown_columns(max(tables, key=len) if tables else [], Mapping())
    # Rows of several sheets share their numbers; then none can be shown beside a question.
    shown = lines[0] if len(lines) == 1 else ()
    return replace(finish(questions), loose=tuple(loose), lines=shown)


def read_sheets(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """Names and cells (as text) of all sheets; merged cells repeat what they hold downwards."""
    check_size(data)
    _look_inside(data)
    try:
        book = _calamine.load_workbook(io.BytesIO(data))
        return [
            (name, _cells(book.get_sheet_by_name(name))) for name in book.sheet_names[:MAX_SHEETS]
        ]
    except ReadError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        # The library is written in Rust: a panic of it is no `Exception`.
        raise ReadError(ReadFault.BROKEN, str(error)[:200]) from None


def _look_inside(data: bytes) -> None:
    """Refuse what is no workbook, or carries a DOCTYPE, before the library sees it."""
    package = open_zip(data)
    if "xl/workbook.xml" not in package.names:
        raise ReadError(ReadFault.WRONG_FORMAT, "xl/workbook.xml")
    for name in package.names:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(name)[:2000]:
            raise ReadError(ReadFault.UNSAFE, "DOCTYPE")
        if "/worksheets/" in name and name.endswith(".xml"):
            _measure(package.read(name))


def _measure(sheet: bytes) -> None:
    """Refuse a sheet whose cells stand too far apart."""
    places = _PLACE.findall(sheet)
    if not places:
        return
    rows = [int(row[:_LONGEST]) for _letters, row in places]
    columns = [_column(letters[:_LONGEST].upper()) for letters, _row in places if letters] or [1]
    height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
    if height * width > MAX_CELLS:
        raise ReadError(ReadFault.TOO_MANY, f"{height}")


def _column(letters: bytes) -> int:
    """The number of a column from its letters, A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cells(sheet: Any) -> list[list[str]]:
    if sheet.total_height > MAX_QUESTIONS * 2 or sheet.total_width > MAX_COLUMNS * 10:
        raise ReadError(ReadFault.TOO_MANY, f"{sheet.total_height}")
    rows = cast("list[list[object]]", sheet.to_python(skip_empty_area=False))
    cells = [[_text(cell) for cell in row[:MAX_COLUMNS]] for row in rows]
    for (top, left), (bottom, _right) in _merged(sheet):
        if top < len(cells) and left < len(cells[top]):
            for row in cells[top + 1 : bottom + 1]:
                row[left] = row[left] or cells[top][left]
    return cells


def _merged(sheet: Any) -> Sequence[tuple[tuple[int, int], tuple[int, int]]]:
    return sheet.merged_cell_ranges or ()


def _text(cell: object) -> str:
    """A cell as people read it: whole numbers without a point."""
    if isinstance(cell, bool):
        return "对" if cell else "错"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).replace("\r\n", "\n").replace("_x000D_", "")
