"""Which column of a table holds what: by its heading in many spellings, else by its content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# Looked for this far down: above it stand titles, the term, the teacher's name.
HEADER_DEPTH = 20

NUMBER_HEADS = (
    "学号",
    "学生学号",
    "学生号",
    "学籍号",
    "学生编号",
    "学员编号",
    "学員編號",
    "學號",
    "學生編號",
    "studentid",
    "studentno",
    "studentnumber",
    "studentnum",
    "stuid",
    "stuno",
    "xh",
    "工号",
    "考号",
    "编号",
    "編號",
    "id",
)
NAME_HEADS = (
    "姓名",
    "学生姓名",
    "学员姓名",
    "中文姓名",
    "名字",
    "學生姓名",
    "studentname",
    "fullname",
    "xm",
    "学生",
    "name",
)
GROUP_HEADS = (
    "班级",
    "班级名称",
    "行政班",
    "行政班级",
    "所在班级",
    "教学班",
    "班別",
    "班級",
    "classname",
    "class",
    "group",
    "bj",
    "班",
)

_BRACKETS = re.compile(r"[(\[（【].*?[)\]）】]")
_NUMBER_LIKE = re.compile(r"(?=.*[0-9])[0-9A-Za-z\-]{3,32}")
_NAME_LIKE = re.compile(r"[㐀-鿿𠀀-𯿿·•]{2,12}|[A-Za-z][A-Za-z .'·-]{1,60}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns, from 0; None where the table has none."""

    number: int | None
    name: int | None
    group: int | None = None


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, Columns] | None:
    """The first row that names its columns, with what they hold; None where no row does."""
    for index, row in enumerate(rows[:HEADER_DEPTH]):
        heads = [_head(cell) for cell in row]
        number, name = _place(heads, NUMBER_HEADS), _place(heads, NAME_HEADS)
        known = sum(place is not None for place in (number, name))
        # A lone “编号” or “姓名” names a column only where the row holds nothing but headings.
        if known == 2 or (known == 1 and _is_only_words(row)):
            return index, Columns(number, name, _place(heads, GROUP_HEADS))
    return None


def guess_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Tell the columns of a table without headings by what stands in them."""
    width = max((len(row) for row in rows), default=0)
    columns = [[row[i] for row in rows if i < len(row) and row[i]] for i in range(width)]
    numbers = [0.0 if _counts_rows(cells) else _share(cells, _NUMBER_LIKE) for cells in columns]
    number = _best(numbers)
    names = [0.0 if i == number else _share(cells, _NAME_LIKE) for i, cells in enumerate(columns)]
    name = _best(names)
    if number is None and name is None:
        return Columns(0, 1 if width > 1 else None)
    return Columns(number, name)


def _head(cell: str) -> str:
    """A heading without what varies: “ 学 号*（必填）” is 学号."""
    text = _BRACKETS.sub("", unicodedata.normalize("NFKC", cell)).lower()
    return "".join(sign for sign in text if sign.isalnum())


def _place(heads: Sequence[str], known: Sequence[str]) -> int | None:
    """The column whose heading comes first among those known, so that 学号 beats 编号."""
    return next((heads.index(word) for word in known if word in heads), None)


def _is_only_words(row: Sequence[str]) -> bool:
    return not any(any(sign.isdigit() for sign in cell) for cell in row)


def _counts_rows(cells: Sequence[str]) -> bool:
    """Whether a column only numbers the rows: 1, 2, 3 …"""
    if len(cells) < 2 or not all(len(c) < 6 and c.isascii() and c.isdigit() for c in cells):
        return False
    values = [int(cell) for cell in cells]
    return values[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(values))


def _share(cells: Sequence[str], pattern: re.Pattern[str]) -> float:
    """How much of a column fits, less for repeated values: a college fits like a name, but repeats."""
    if not cells:
        return 0.0
    fitting = sum(pattern.fullmatch(cell) is not None for cell in cells)
    return fitting / len(cells) * (0.5 + 0.5 * len(set(cells)) / len(cells))


def _best(shares: Sequence[float]) -> int | None:
    """The leftmost column with the largest share; None where little of any fits."""
    best = max(shares, default=0.0)
    return shares.index(best) if best >= 0.4 else None
