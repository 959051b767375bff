"""Foreign sheets whose headings say nothing to us: a person maps the columns, once for each heading row.

The rows wait in a batch of their own (`format` "sheet", a row of JSON a line) until the columns are
mapped. Then they are written down as a table with our own headings and read like any other file, in
the child process, at the same row numbers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from app.bank import importing
from app.bank.exchange.formats.sheets import cells_in
from app.bank.exchange.questions import Question, ReadError, ReadFault
from app.bank.import_models import ColumnMapping, ImportBatch, ImportQuestion
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

SHEET = "sheet"
# A heading and a question.
FEWEST_ROWS = 2
# A heading is looked for in the first rows; titles of the whole sheet may stand above it.
HEADING_ROWS = 10
NO_HEADING = -1
LETTERS = "ABCDEFGH"
# Fields by the headings of our own tables; the headings are what the reader knows.
FIELDS: dict[str, tuple[str, LazyString]] = {
    "stem": ("题干", _l("题干")),
    "type": ("题型", _l("题型")),
    "options": ("选项", _l("选项（都在一格里）")),
    **{f"option_{one}": (f"选项{one}", _l("选项 %(id)s", id=one)) for one in LETTERS},
    "key": ("答案", _l("答案")),
    "explanation": ("解析", _l("解析")),
    "points": ("分值", _l("分值")),
    "key_points": ("采分点", _l("采分点")),
    "difficulty": ("难度", _l("难度")),
    "knowledge": ("知识点", _l("知识点")),
    "number": ("题号", _l("题号")),
    "section": ("大题", _l("所在的大题")),
    "source": ("出处", _l("来源")),
}


def keep_sheet(name: str, rows: Sequence[str], author_id: int, at: datetime) -> ImportBatch:
    """Keep the rows of a sheet (lists in JSON, as the reading process gave them) until its columns are
    mapped. Raises `ReadError` where it holds next to nothing."""
    if sum(any(cells_in(line)) for line in rows) < FEWEST_ROWS:
        raise ReadError(ReadFault.NO_QUESTIONS)
    with writing():
        batch = ImportBatch(
            author_id=author_id,
            name=name[:200],
            format=SHEET,
            source=list(rows),
            loose=[],
            created_at=at,
        )
        db.session.add(batch)
        db.session.flush()
    return batch


def map_again(batch: ImportBatch) -> None:
    """Take the questions that were read of a sheet back into its rows, so that its columns can be chosen
    anew; raises `DomainError` where some of them are in the bank, or it never was a sheet."""
    with writing():
        row = importing.reload_batch(batch)
        if importing.count_groups(row)["stored"]:
            raise DomainError(
                _("这一批已有题存入题库。要重新对应各列，请先撤销这次导入。"), status=409
            )
        if not holds_rows(row.source):
            raise DomainError(_("这一批不是从一张表格读来的，没有列可以对应。"), status=409)
        db.session.execute(delete(ImportQuestion).where(ImportQuestion.batch_id == row.id))
        row.format, row.loose = SHEET, []


def holds_rows(source: Sequence[str]) -> bool:
    """Whether the lines a batch was read from are the rows of a sheet."""
    return bool(source) and all(line[:1] == "[" and line[-1:] == "]" for line in source)


def rows_of(batch: ImportBatch) -> list[list[str]]:
    """The rows of a sheet that waits; one SQL statement."""
    return [cells_in(line) for line in importing.source_of(batch)]


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Which row (from 0) holds the headings: of the first ten, the first with most filled cells."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:HEADING_ROWS]]
    return filled.index(max(filled)) if filled else 0


def find_heading(rows: Sequence[Sequence[str]]) -> int:
    """Which row (from 0) holds the headings, `NO_HEADING` where the cells say that there is none."""
    from app.bank.exchange.formats.unheaded import guess_columns  # only foreign sheets need it

    guess = guess_columns(rows)
    return NO_HEADING if guess is not None and guess.is_sure else heading_row(rows)


def headings_at(rows: Sequence[Sequence[str]], heading: int) -> list[str]:
    """The headings in a row, one for each column of the sheet; empty where there are none."""
    row = list(rows[heading]) if heading != NO_HEADING else []
    return row + [""] * (max(map(len, rows)) - len(row))


def find_remembered(author_id: int, headings: Sequence[str]) -> dict[int, str]:
    """The fields by column that this person once chose for these headings; one SQL statement."""
    row = db.session.get(ColumnMapping, (author_id, _digest(headings)))
    return {int(column): name for column, name in row.mapping.items()} if row else {}


def propose(rows: Sequence[Sequence[str]], heading: int) -> dict[int, str]:
    """Fields by column as far as the headings name them; where none names the stem, by the cells below."""
    from app.bank.exchange.formats.columns import field_of  # only foreign sheets need them
    from app.bank.exchange.formats.unheaded import guess_columns

    found: dict[int, str] = {}
    for column, title in enumerate(headings_at(rows, heading)):
        name = field_of(title)
        if name in FIELDS and name not in found.values():
            found[column] = name
    guess = None if "stem" in found.values() else guess_columns(rows[heading + 1 :])
    if guess is None:
        return found
    return {column: name for name, column in guess.mapping.columns.items() if name in FIELDS}


def read_mapped(
    batch: ImportBatch,
    heading: int,
    mapping: Mapping[int, str],
    labels: Mapping[str, Any],
    at: datetime,
) -> ImportBatch:
    """Read a waiting sheet by the chosen columns, remember them, and let the sheet go.

    Raises `DomainError` where no column holds the stems, or one field has two columns, and `ReadError`.
    """
    if "stem" not in mapping.values():
        raise DomainError(_("请选定哪一列是题干。你选的都还在。"), status=422)
    if len(set(mapping.values())) != len(mapping):
        raise DomainError(_("有两列选成了同一项，请改掉一列。你选的都还在。"), status=422)
    rows = rows_of(batch)
    found = importing.read_file("sheet.csv", _as_own_table(rows, heading, mapping), "csv")
    if heading == NO_HEADING:
        found = replace(found, questions=tuple(map(_one_row_up, found.questions)))
    found = replace(found, loose=(), lines=tuple(importing.source_of(batch)))
    with writing():
        made = importing.keep_found(found, batch.name, "xlsx", labels, batch.author_id, at)
        _remember(batch.author_id, headings_at(rows, heading), mapping, at)
        db.session.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))
    return made


def _as_own_table(rows: Sequence[Sequence[str]], heading: int, mapping: Mapping[int, str]) -> bytes:
    """The mapped columns under our own headings, each row at the place it had; without headings of its
    own, one row below."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = sorted(mapping)
    for _row in range(heading):  # none before the first row, nor where there are no headings
        writer.writerow([""] * len(columns))
    writer.writerow([FIELDS[mapping[column]][0] for column in columns])
    for row in rows[heading + 1 :]:
        writer.writerow([row[column] if column < len(row) else "" for column in columns])
    return out.getvalue().encode()


def _one_row_up(question: Question) -> Question:
    """The question at the row it has in a sheet to which our headings were added."""
    source = question.source
    return replace(
        question,
        source=replace(source, first=source.first - 1, last=source.last - 1),
        problems=tuple(replace(one, place=max(one.place - 1, 0)) for one in question.problems),
    )


def _remember(
    author_id: int, headings: Sequence[str], mapping: Mapping[int, str], at: datetime
) -> None:
    db.session.merge(
        ColumnMapping(
            author_id=author_id,
            headings=_digest(headings),
            mapping={str(column): name for column, name in mapping.items()},
            updated_at=at,
        )
    )


def _digest(headings: Sequence[str]) -> str:
    text = json.dumps([cell.strip() for cell in headings], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
