"""Tables without a row of headings: what each column holds, told from its cells alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.bank.domain.items import LETTERS
from app.bank.exchange.formats.columns import Mapping, field_of, propose_mapping
from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.formats.row_words import read_type, truth_word
from app.bank.exchange.parts import BLANK

Rows = Sequence[Sequence[str]]
# What a reader looks at: enough to tell, and the same work whatever the length of the sheet.
_LOOKED_AT = 200
_FEWEST_ROWS = 2
_NEARLY_ALL, _MOSTLY = 0.9, 0.8
_SHORTEST_STEM = 4
_SHORTEST_EXPLANATION = 8
_KEY = re.compile(r"[A-H](?:[\s,，、;；/|]*[A-H]){0,7}")
_DIFFICULTY = re.compile(r"(?:较|很|最)?(?:容?易|难|简单)|中等?|一般|适中")
_OPTIONS_INSIDE = re.compile(r"A\s*[.．、:：)）].*B\s*[.．、:：)）]", re.DOTALL)
_ENDS = ("。", "？", "?", "！", "）", ")", BLANK)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns seem to hold. `mapping` may be put before a person; `is_sure` says that it may
    be read by without one."""

    mapping: Mapping
    is_sure: bool


def guess_columns(rows: Rows) -> Guess | None:
    """The columns of a table that has no headings, None where its cells do not tell.

    Needed are two rows at least, a column of texts and one of their answers.
    """
    told = [row for row in rows if sum(bool(cell.strip()) for cell in row) > 1][:_LOOKED_AT]
    if len(told) < _FEWEST_ROWS or any(field_of(cell) == "stem" for cell in told[0]):
        return None
    found = _Columns(told).find()
    if not found.keys() >= {"stem", "key"}:
        return None
    sure = _is_sure(told, found)
    width = max(map(len, told))
    unused = tuple(
        f"第 {column + 1} 列"
        for column in range(width)
        if column not in found.values() and any(_cell(row, column) for row in told)
    )
    return Guess(Mapping(found, -1, unused), sure)


def known_columns(rows: Rows) -> Mapping:
    """The columns by the headings of a table; where no heading names the texts, by its cells, if those
    leave no doubt. Not usable where neither tells."""
    by_headings = propose_mapping(rows)
    guess = None if by_headings.has_stem else guess_columns(rows)
    return guess.mapping if guess is not None and guess.is_sure else by_headings


class _Columns:
    """The columns of a table, each taken for one thing."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.columns = [
            [_cell(row, column) for row in rows] for column in range(max(map(len, rows)))
        ]
        self.free = {n for n, cells in enumerate(self.columns) if any(cells)}
        self.found: dict[str, int] = {}

    def find(self) -> dict[str, int]:
        self._take("type", [n for n in self._full() if self._all(n, _is_type)])
        self._take("key", self._keys())
        stems = self._stems()
        numbers = [n for n in self._full() if self._counts(n) and n < min(stems, default=0)]
        self._take("number", numbers)
        self._take("stem", stems)
        if "stem" in self.found:
            self._take_key_beside()
            self._take_options()
            self._take("points", [n for n in self._sorted() if self._all(n, _is_mark)], alone=True)
            self._take("difficulty", [n for n in self._sorted() if self._all(n, _is_difficulty)])
            long = [n for n in self._sorted() if n > self.found["stem"] and self._explains(n)]
            self._take("explanation", long, alone=True)
        return self.found

    def _take(self, name: str, columns: Sequence[int], *, alone: bool = False) -> None:
        """Take the first of the columns for a field; `alone`, only where no other might be it too."""
        if columns and not (alone and len(columns) > 1):
            self.found[name] = columns[0]
            self.free.discard(columns[0])

    def _sorted(self) -> list[int]:
        return sorted(self.free)

    def _full(self) -> list[int]:
        """The free columns that nearly every row fills."""
        least = _NEARLY_ALL * len(self.rows)
        return [n for n in self._sorted() if sum(map(bool, self.columns[n])) >= least]

    def _filled(self, column: int) -> list[str]:
        return [cell for cell in self.columns[column] if cell]

    def _all(self, column: int, test: Callable[[str], bool]) -> bool:
        return all(test(cell) for cell in self._filled(column))

    def _keys(self) -> list[int]:
        """The columns of letters and of right and wrong, the fullest of them first."""
        counts = {n: sum(map(_is_key, self.columns[n])) for n in self._full()}
        best = [n for n in self._sorted() if counts.get(n, 0) >= max(1, len(self.rows) * 0.3)]
        return sorted(best, key=lambda n: (-counts[n], n))

    def _stems(self) -> list[int]:
        """The columns of texts that differ from row to row. Where keys are letters or signs, those first
        that ask or state something; else the answers would do so as well."""
        texts = [n for n in self._full() if self._is_text(n)]
        return sorted(texts, key=lambda n: not self._speaks(n)) if "key" in self.found else texts

    def _is_text(self, column: int) -> bool:
        cells = self._filled(column)
        long = sum(map(len, cells)) >= _SHORTEST_STEM * len(cells)
        differ = len(set(cells)) >= _MOSTLY * len(cells)
        return long and differ and not any(map(str.isdecimal, cells))

    def _speaks(self, column: int) -> bool:
        cells = self._filled(column)
        return sum(cell.endswith(_ENDS) or BLANK in cell for cell in cells) * 2 > len(cells)

    def _counts(self, column: int) -> bool:
        cells = self._filled(column)
        if not all(cell.isdecimal() and len(cell) < 7 for cell in cells):
            return False
        numbers = [int(cell) for cell in cells]
        return numbers == sorted(set(numbers))

    def _take_key_beside(self) -> None:
        """Where nothing looks like a key and one text stands behind the stem, that is the answer."""
        if "key" not in self.found:
            behind = [n for n in self._full() if n > self.found["stem"] and self._is_answer(n)]
            self._take("key", behind, alone=True)

    def _is_answer(self, column: int) -> bool:
        return not self._all(column, _is_mark) and not self._all(column, _is_difficulty)

    def _take_options(self) -> None:
        """The run of columns behind the stem, or behind the key behind it, that choices fill."""
        choices = [
            n for n, row in enumerate(self.columns[self.found.get("key", 0)]) if _chooses(row)
        ]
        if "key" not in self.found or not choices:
            return
        column = self.found["stem"] + 1
        column += column == self.found["key"]
        run: list[int] = []
        while column in self.free and len(run) < len(LETTERS):
            if sum(bool(self.columns[column][n]) for n in choices) < self._least(len(run), choices):
                break
            run.append(column)
            column += 1
        if len(run) == 1 and any(map(_OPTIONS_INSIDE.search, self.columns[run[0]])):
            self._take("options", run)
        elif len(run) > 1:
            for letter, place in zip(LETTERS, self._without_marks(run), strict=False):
                self._take(f"option_{letter}", [place])

    def _least(self, before: int, choices: Sequence[int]) -> float:
        """How many choices have to fill an option: two options have all, further ones some."""
        return _NEARLY_ALL * len(choices) if before < 2 else 1

    def _without_marks(self, run: list[int]) -> list[int]:
        """The run without what stands behind the options: marks, difficulty, the explanation."""
        while len(run) > 2 and self._is_no_option(run[-1], run[0]):
            run = run[:-1]
        return run

    def _is_no_option(self, column: int, first: int) -> bool:
        cells = self.columns[column]
        keys = self.columns[self.found["key"]]
        shared = any(cell and not _chooses(key) for cell, key in zip(cells, keys, strict=True))
        if self._all(column, _is_mark):
            same = len(set(self._filled(column))) == 1
            return shared or same or not self._all(first, _is_mark)
        if self._all(column, _is_difficulty):
            return True
        return self._explains(column) and (shared or not self._explains(first))

    def _explains(self, column: int) -> bool:
        cells = self._filled(column)
        long = sum(map(len, cells)) >= _SHORTEST_EXPLANATION * len(cells)
        return long and self._speaks(column)


def _is_sure(rows: Rows, found: dict[str, int]) -> bool:
    """Whether every row goes with the columns, so that nobody need be asked: the first one too, which
    else were a row of headings in words of its own."""
    options = sum(name.startswith("option_") for name in found)
    for row in rows:
        key = _cell(row, found["key"])
        named = set(re.findall("[A-H]", _folded(key))) if _chooses(key) else set[str]()
        if "options" not in found and not named <= set(LETTERS[:options]):
            return False
        if "type" not in found and not _is_key(key):
            return False
        type_ = read_type(_cell(row, found["type"])) if "type" in found else None
        if type_ is not None and type_.is_choice and not _chooses(key):
            return False
    return True


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("()[].").upper()


def _chooses(cell: str) -> bool:
    return _KEY.fullmatch(_folded(cell)) is not None


def _is_key(cell: str) -> bool:
    return bool(cell) and (
        _chooses(cell) or (not cell.isdecimal() and truth_word(cell) is not None)
    )


def _is_type(cell: str) -> bool:
    return read_type(cell) is not None


def _is_mark(cell: str) -> bool:
    marks = read_decimal(cell.removesuffix("分"))
    return marks is not None and 0 < marks <= 100


def _is_difficulty(cell: str) -> bool:
    return _DIFFICULTY.fullmatch(cell) is not None
