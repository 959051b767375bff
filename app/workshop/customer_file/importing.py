"""A workbook that comes back: cell by cell against the file as it is; nothing is stored here."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from app.bank.exchange.formats.xlsx import read_sheets
from app.workshop.customer_file.domain.state import Op, OpError, perform
from app.workshop.customer_file.domain.tables import CLV, CONVENTION, CONVENTIONS, TABLES, Field
from app.workshop.customer_file.loading import Loaded
from app.workshop.customer_file.words import TABLES as LABELS
from app.workshop.customer_file.words import fault_words, field_label
from app.workshop.customer_file.workbook import EDITABLE

MAX_BYTES = 5 * 1024 * 1024
_LANGUAGES = ("zh_Hans", "en", "zh_Hant")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00:00")
# A number of fifteen digits or more that Excel kept as a number has lost its last ones.
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+|\d{16,}0{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell, or a row that is new (`op.do` add): where it stands in the workbook and what it would change."""

    sheet: str
    place: str
    label: str
    op: Op

    @property
    def values(self) -> str:
        return "，".join(value for _name, value in self.op.values if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What cannot be taken: sheet, cell or row, and why."""

    sheet: str
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All differences, in the order of the workbook, and what is wrong."""

    differences: list[Difference]
    troubles: list[Trouble]


def preview(loaded: Loaded, data: bytes) -> Preview:
    """Compare a workbook with the file. Raises ReadError where it cannot be read at all."""
    differences: list[Difference] = []
    troubles: list[Trouble] = []
    sheets = {title.strip(): rows for title, rows in read_sheets(data)}
    known = False
    for table in EDITABLE:
        title = next((name for name in _titles(table) if name in sheets), None)
        if title is None:
            continue
        known = True
        _Reader(loaded, table, title, differences, troubles).read(sheets[title])
    if not known:
        names = _("、").join(str(LABELS[table]) for table in EDITABLE)
        troubles.append(
            Trouble(sheet="", place="", text=_("没有找到这些工作表：%(names)s。", names=names))
        )
    return Preview(differences=differences, troubles=troubles)


def _titles(table: str) -> list[str]:
    """What the sheet of a table is called in any language of the site."""
    return [_in(language, table, "") for language in _LANGUAGES]


def _in(language: str, table: str, field: str) -> str:
    with force_locale(language):
        return field_label(table, field) if field else str(LABELS[table])


class _Reader:
    """Reads one sheet: heads in the first row, ids in the first column."""

    def __init__(
        self,
        loaded: Loaded,
        table: str,
        title: str,
        differences: list[Difference],
        troubles: list[Trouble],
    ) -> None:
        self.loaded, self.table, self.title = loaded, TABLES[table], title
        self.differences, self.troubles = differences, troubles
        # Ops are tried on a copy, so that a row that is added twice gets two ids.
        self.state = loaded.state.copy()

    def read(self, rows: list[list[str]]) -> None:
        columns = self._columns(rows[0] if rows else [])
        if not columns:
            self._trouble("1", _("第一行没有认得出的栏名，这张表没有读。"))
            return
        seen: set[str] = set()
        for number, row in enumerate(rows[1:], 2):
            key = row[0].strip() if row else ""
            cells = {name: _cell(row, place) for name, place in columns.items()}
            if not key and not any(cells.values()):
                continue
            if key in seen:
                self._trouble(f"A{number}", _("编号 %(key)s 出现了两次，这一行没有读。", key=key))
            elif key in self.loaded.state.alive(self.table.name):
                seen.add(key)
                self._compare(number, key, cells, columns)
            elif not key and self.table.grows:
                self._add(number, cells)
            else:
                text = _("档案里没有编号“%(key)s”，这一行没有读。", key=key[:40])
                self._trouble(f"A{number}", text)

    def _columns(self, heads: list[str]) -> dict[str, int]:
        """Where each field stands."""
        places = {head.strip(): place for place, head in enumerate(heads) if head.strip()}
        found: dict[str, int] = {}
        for field in self.table.fields:
            if (self.table.name, field.name) in self.loaded.state.dropped:
                continue
            for language in _LANGUAGES:
                label = _in(language, self.table.name, field.name)
                if label in places:
                    found[field.name] = places[label]
                    break
        return found

    def _compare(
        self, number: int, key: str, cells: dict[str, str], columns: dict[str, int]
    ) -> None:
        for name, value in cells.items():
            was = self.loaded.state.value(self.table.name, key, name)
            if value.strip() == was.strip():
                continue
            place = f"{_letters(columns[name])}{number}"
            field = self.table.find(name)
            if field is None or not self._is_whole(field, key, value, place):
                continue
            op = Op(do="set", table=self.table.name, row=key, field=name, value=value, was=was)
            self._try(place, f"{key} {field_label(self.table.name, name)}", op)

    def _is_whole(self, field: Field, key: str, value: str, place: str) -> bool:
        """Whether Excel has left the value as it was typed."""
        if field.kind in ("identity", "credit", "phone") and _ROUNDED.fullmatch(value):
            self._trouble(
                place,
                _(
                    "%(value)s 成了数字，末几位可能已经丢了，没有读。请把这一格设成文本再填。",
                    value=value,
                ),
            )
            return False
        if (self.table.name, key) == (CLV, CONVENTION) and value and value not in CONVENTIONS:
            self._trouble(place, _("时点约定请填 1、2 或 3，没有读。"))
            return False
        return True

    def _add(self, number: int, cells: dict[str, str]) -> None:
        lacking = [
            field_label(self.table.name, field.name)
            for field in self.table.fields
            if field.required and not cells.get(field.name, "").strip()
        ]
        if lacking:
            text = _("新的一行缺：%(names)s，没有读。", names=_("、").join(lacking))
            self._trouble(f"A{number}", text)
            return
        row = f"+{number}"  # the id is given when it is stored
        op = Op(do="add", table=self.table.name, row=row, values=tuple(cells.items()))
        self._try(f"A{number}", _("新的一行"), op)

    def _try(self, place: str, label: str, op: Op) -> None:
        try:
            perform(self.state, op)
        except OpError as error:
            self._trouble(place, fault_words(error))
            return
        self.differences.append(Difference(sheet=self.title, place=place, label=label, op=op))

    def _trouble(self, place: str, text: str) -> None:
        self.troubles.append(Trouble(sheet=self.title, place=place, text=text))


def _cell(row: list[str], place: int) -> str:
    value = row[place] if place < len(row) else ""
    midnight = _MIDNIGHT.fullmatch(value)
    return midnight[1] if midnight else value.strip("\r\n\t")


def _letters(place: int) -> str:
    """The letters of a column, A for 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters
