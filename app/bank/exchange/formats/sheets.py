"""The rows of a sheet as the lines of a `Found`, so that they can be shown, and read anew by other columns."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.bank.exchange.formats.columns import Mapping, heading_of
from app.bank.exchange.questions import ReadError, ReadFault

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2_010, 60, 8_000


def row_lines(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Each row as a list in JSON, within limits."""
    return tuple(
        json.dumps([cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]], ensure_ascii=False)
        for row in rows[:MOST_ROWS]
    )


def cells_in(line: str) -> list[str]:
    """The cells of such a line."""
    return [str(cell) for cell in json.loads(line)]


def unknown_columns(rows: Sequence[Sequence[str]], mapping: Mapping) -> ReadError:
    """The error of a sheet whose columns a person has to name; it carries the rows."""
    return ReadError(ReadFault.NO_COLUMNS, "、".join(mapping.unused)[:200], rows=row_lines(rows))


def rows_above(rows: Sequence[Sequence[str]], mapping: Mapping) -> list[tuple[int, str]]:
    """The titles above the headings, each with the number of its row."""
    found: list[tuple[int, str]] = []
    for number, row in enumerate(rows[: max(0, mapping.heading_row)], 1):
        texts = dict.fromkeys(cell.strip() for cell in row if cell.strip())
        if texts:
            found.append((number, " ".join(texts)[:400]))
    return found


def columns_left(mapping: Mapping) -> tuple[tuple[int, str], ...]:
    """What is told of columns that hold something and are not read: 备注."""
    if not mapping.unused:
        return ()
    return ((max(mapping.heading_row, 0) + 1, f"没有读入的列：{'、'.join(mapping.unused)}"[:400]),)


def columns_guessed(mapping: Mapping) -> tuple[tuple[int, str], ...]:
    """What is told of a table without headings: what each of its columns was taken for."""
    if mapping.heading_row >= 0 or not mapping.columns:
        return ()
    columns = sorted(mapping.columns.items(), key=lambda pair: pair[1])
    names = [f"第 {column + 1} 列{heading_of(name)}" for name, column in columns]
    return ((1, f"没有表头，按内容认出各列：{'，'.join(names)}"[:400]),)
