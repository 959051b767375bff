"""Reading a roster: cells of a table in, rows with their problems out (pure).

Excel makes trouble in known ways, all told here: 学号 stored as numbers come as floats and have lost
their leading zeros; very long ones have lost their last digits; saved as text they read 2.3E+11.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.accounts.domain import is_valid_name, normalise_name
from app.courses.domain.columns import Columns, find_header, guess_columns

Cell = str | int | float | bool | date | None | object

MAX_ROWS = 2000
MAX_NAME = 80
# Excel keeps 15 digits of a number; what comes after them is made up.
EXACT_DIGITS = 15

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_EXCEL_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
# Excel keeps 15 digits of a number; a longer one in a number cell has lost its last ones for good.
FIRST_ROUNDED = 1e15
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_HAN = "㐀-鿿𠀀-𯿿"
_GAP_IN_NAME = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")


class Problem(StrEnum):
    """Why a row cannot be taken as it stands."""

    NO_NUMBER = "no_number"
    BAD_NUMBER = "bad_number"
    SCIENTIFIC_NUMBER = "scientific_number"
    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    REPEATED = "repeated"


class Doubt(StrEnum):
    """What may be wrong with a row that can be taken."""

    SHORT_NUMBER = "short_number"
    ROUNDED_NUMBER = "rounded_number"


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the roster names them; `line` is the row's number in the file, from 1."""

    line: int
    student_no: str
    name: str
    group: str = ""
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    # Line of the row that has the same 学号, where the problem is REPEATED.
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster as read. `numeric` says that 学号 stood in number cells, which keep no zeros."""

    rows: tuple[RosterRow, ...] = ()
    numeric: bool = False
    has_header: bool = False
    too_many: bool = False


def read_roster(table: Sequence[Sequence[Cell]]) -> Roster:
    """Read a table of cells (as from a spreadsheet or a text file) into rows.

    Titles above the headings, empty rows and columns that are not needed are skipped. At most
    MAX_ROWS rows are read; `too_many` tells that there were more.
    """
    texts = [[cell_text(cell) for cell in row] for row in table]
    start, columns, has_header = _layout(texts)
    rows: list[RosterRow] = []
    numeric = False
    for index in range(start, len(texts)):
        row = _row(index + 1, texts[index], columns)
        if not any(texts[index]) or (has_header and index > start and _is_header(texts[index])):
            continue
        if len(rows) == MAX_ROWS:
            return Roster(tuple(check_rows(rows)), numeric, has_header, too_many=True)
        numeric = numeric or _is_number(table[index], columns.number)
        rows.append(row)
    return Roster(tuple(check_rows(rows)), numeric, has_header)


def check_rows(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Find what is wrong with each row, by itself and among the others; old findings are dropped."""
    first: dict[str, int] = {}
    checked: list[RosterRow] = []
    usual = _usual_length(rows)
    for row in rows:
        problems = _problems(row)
        key = normalise_name(row.student_no)
        same_as = first.get(key) if key else None
        if same_as is not None:
            problems = (*problems, Problem.REPEATED)
        elif key:
            first[key] = row.line
        doubts = () if problems else _doubts(row, usual)
        checked.append(replace(row, problems=problems, doubts=doubts, same_as=same_as))
    return checked


def pad_numbers(rows: Sequence[RosterRow], width: int) -> list[RosterRow]:
    """Put back leading zeros: every 学号 of digits gets at least `width` of them."""
    width = min(width, 32)
    return [
        replace(row, student_no=row.student_no.zfill(width)) if row.student_no.isdigit() else row
        for row in rows
    ]


def cell_text(cell: Cell) -> str:
    """A cell as text: 2301001.0 is "2301001"; ="007" and '007 are 007; invisible signs go."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        if FIRST_ROUNDED <= abs(cell) < float("inf"):
            return f"{cell:.14E}"  # shown as what it is: its last digits are gone
        return str(int(cell)) if cell.is_integer() else repr(cell)
    text = _INVISIBLE.sub("", str(cell)).replace("\u3000", " ").replace("\xa0", " ").strip()
    wrapped = _EXCEL_TEXT.fullmatch(text)
    return wrapped[1].strip() if wrapped else text


def clean_number(text: str) -> str:
    """A 学号 as it is kept: full-width signs evened out, spaces and Excel's apostrophe away."""
    plain = unicodedata.normalize("NFKC", cell_text(text)).replace("'", "")
    return re.sub(r"\s+", "", plain)[:64]


def clean_name(text: str) -> str:
    """A name as it is kept: outer spaces away, and those that stretch 张　三 to three signs."""
    return _GAP_IN_NAME.sub("", re.sub(r"\s+", " ", cell_text(text)))[: MAX_NAME + 1]


def _layout(texts: Sequence[Sequence[str]]) -> tuple[int, Columns, bool]:
    """Where the people begin, and in which columns."""
    found = find_header(texts)
    if found is not None:
        return found[0] + 1, found[1], True
    start = _skip_titles(texts)
    return start, guess_columns(texts[start:]), False


def _skip_titles(texts: Sequence[Sequence[str]]) -> int:
    """Rows with a single cell stand as titles over a table that has more."""
    filled = [sum(bool(cell) for cell in row) for row in texts]
    if max(filled, default=0) < 2:
        return 0
    return next(index for index, count in enumerate(filled) if count > 1)


def _is_header(row: Sequence[str]) -> bool:
    """Long lists repeat their headings on each printed page."""
    found = find_header([row])
    return found is not None and None not in (found[1].number, found[1].name)


def _row(line: int, cells: Sequence[str], columns: Columns) -> RosterRow:
    def at(place: int | None) -> str:
        return cells[place] if place is not None and place < len(cells) else ""

    group = clean_name(at(columns.group))
    return RosterRow(line, clean_number(at(columns.number)), clean_name(at(columns.name)), group)


def _is_number(cells: Sequence[Cell], place: int | None) -> bool:
    cell = cells[place] if place is not None and place < len(cells) else None
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _problems(row: RosterRow) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if not row.student_no:
        found.append(Problem.NO_NUMBER)
    elif _SCIENTIFIC.fullmatch(row.student_no):
        found.append(Problem.SCIENTIFIC_NUMBER)
    elif not is_valid_name("student_no", row.student_no):
        found.append(Problem.BAD_NUMBER)
    if not row.name:
        found.append(Problem.NO_NAME)
    elif len(row.name) > MAX_NAME:
        found.append(Problem.LONG_NAME)
    return tuple(found)


def _doubts(row: RosterRow, usual: int) -> tuple[Doubt, ...]:
    if not row.student_no.isdigit():
        return ()
    if len(row.student_no) < usual:
        return (Doubt.SHORT_NUMBER,)
    return (Doubt.ROUNDED_NUMBER,) if _looks_rounded(row.student_no) else ()


def _looks_rounded(number: str) -> bool:
    """More digits than Excel keeps, ending in the zeros that it puts instead."""
    surplus = len(number) - EXACT_DIGITS
    return surplus > 0 and number.isdigit() and set(number[EXACT_DIGITS:]) == {"0"}


def _usual_length(rows: Sequence[RosterRow]) -> int:
    """How many digits a 学号 has here: the most common length, or that of one with leading zeros."""
    digits = [row.student_no for row in rows if row.student_no.isdigit()]
    if not digits:
        return 0
    counted = Counter(len(number) for number in digits)
    most = max(counted.values())
    common = max(length for length, count in counted.items() if count == most)
    with_zeros = max((len(number) for number in digits if number.startswith("0")), default=0)
    return max(common, with_zeros)
