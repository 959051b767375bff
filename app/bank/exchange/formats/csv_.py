"""Tables as text (RFC 4180), with commas, semicolons or tabs, in any encoding people use."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.encoding import head, plain
from app.bank.exchange.formats.columns import Mapping, own_headings, propose_mapping
from app.bank.exchange.formats.common import check_size, finish
from app.bank.exchange.formats.rows import read_rows
from app.bank.exchange.formats.rows_out import CARRIES, cells_of
from app.bank.exchange.formats.sheets import (
    columns_guessed,
    columns_left,
    row_lines,
    rows_above,
    unknown_columns,
)
from app.bank.exchange.formats.unheaded import known_columns
from app.bank.exchange.loss import fit
from app.bank.exchange.parts import is_plain_number
from app.bank.exchange.questions import Found, Question, ReadError, ReadFault
from app.bank.exchange.written import Written

MOST_CELL = 200_000
_DELIMITERS = ",;\t"
# Programs that open a table take a cell that begins like this for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'")


def sniff_csv(name: str, data: bytes) -> bool:
    """Whether a file is a table with headings that name the text of questions, or the cells of a sheet,
    copied, that tell what they are."""
    if data.startswith((b"PK", b"<", b"{")):
        return False
    if name.lower().endswith((".csv", ".tsv")):
        return True
    try:
        rows = _rows(text := head(data))
        copied = "\t" in text.split("\n", 1)[0]
        return (known_columns(rows) if copied else propose_mapping(rows[:10])).has_stem
    except ReadError:
        return False


def read_csv(data: bytes, _name: str, mapping: Mapping | None = None) -> Found:
    """The questions of a table; `ReadError` NO_COLUMNS, with the rows, where no heading names their
    text, or none the answers and a column says nothing to us (named in the detail). A table without
    headings is read by its cells where those leave no doubt."""
    check_size(data)
    rows = [[shown(cell) for cell in row] for row in _rows(plain(data))]
    mapping = mapping or known_columns(rows)
    if not mapping.is_usable:
        raise unknown_columns(rows, mapping)
    first = mapping.heading_row + 1
    loose = rows_above(rows, mapping)
    found = finish(read_rows(enumerate(rows[first:], first + 1), mapping, loose))
    loose = [*loose, *columns_guessed(mapping), *columns_left(mapping)]
    return replace(found, loose=tuple(loose), lines=row_lines(rows))


def write_csv(questions: Sequence[Question], *, title: str) -> Written:  # noqa: ARG001 - no place for one
    """A table in UTF-8 with a mark, so that Excel reads it; no cell can become a formula."""
    fitted, losses = fit(questions, CARRIES)
    most = max((len(one.question.options) for one in fitted), default=0)
    columns = own_headings(most)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading for _, heading in columns])
    for one in fitted:
        cells = cells_of(one.question)
        writer.writerow([guarded(cells.get(name, "")) for name, _ in columns])
    return Written(b"\xef\xbb\xbf" + out.getvalue().encode(), "text/csv", "csv", losses)


def guarded(cell: str) -> str:
    """A cell as text: an apostrophe before what a program would take for a formula."""
    risky = cell.startswith(_FORMULA) and not is_plain_number(cell)
    return f"'{cell}" if risky else cell


def shown(cell: str) -> str:
    """A cell without the apostrophe that guards it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _rows(text: str) -> list[list[str]]:
    lines = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lines.count)
    csv.field_size_limit(MOST_CELL)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(ReadFault.BROKEN, str(error)[:200]) from None
