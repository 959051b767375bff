"""Answers in a table of columns, 题号 | 答案 | 解析, one question a row, as a list of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_CELLS = re.compile(r"\s*[|\t]\s*")
_RULE = re.compile(r"[\s|:-]+")
_NUMBER = re.compile(r"(?:题号|序号|小题号?|编号|题目|题次)")
_KEY = re.compile(r"(?:参考|正确|标准)?答案(?:要点|内容)?|答题要点|要点")
_WHY = re.compile(r"(?:答案)?(?:解析|说明|分析)|详解|备注")
_MARKS = re.compile(r"分值|分数|得分|评分标准|评分|难度|知识点|考点|题型")
_COUNTED = re.compile(r"(?:第\s*)?[（(]?(\d{1,3})[)）]?\s*(?:题|[.．、])?")


def answer_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines with each row of such a table as 3. 答案, and 【解析】 on a line of its own behind it."""
    found: list[Line] = []
    columns: tuple[int, int, int] | None = None
    for line in lines:
        if "\t" not in line.text and "|" not in line.text:
            columns = None
            found.append(line)
            continue
        cells = _cells(line.text)
        head = _columns(cells)
        if head is not None:
            columns = head
        elif columns is None:
            found.append(line)
        elif not _RULE.fullmatch(line.text):
            row = _row(line, cells, columns)
            columns = columns if row else None
            found += row or [line]
    return found


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in _CELLS.split(text.strip().strip("|").strip(" "))]


def _columns(cells: Sequence[str]) -> tuple[int, int, int] | None:
    """Where a heading says that numbers, answers and explanations stand; -1 where there is no explanation."""
    kinds = [
        next(
            (
                kind
                for kind, name in enumerate((_NUMBER, _KEY, _WHY, _MARKS))
                if name.fullmatch(re.sub(r"\s", "", cell))
            ),
            -1,
        )
        for cell in cells
    ]
    if len(kinds) < 2 or -1 in kinds or kinds.count(0) != 1 or kinds.count(1) != 1:
        return None
    return kinds.index(0), kinds.index(1), kinds.index(2) if 2 in kinds else -1


def _row(line: Line, cells: Sequence[str], columns: tuple[int, int, int]) -> list[Line]:
    number, key, why = columns
    count = _COUNTED.fullmatch(cells[number]) if number < len(cells) else None
    if count is None or key >= len(cells) or not cells[key]:
        return []
    told = [replace(line, text=f"{count[1]}. {cells[key]}")]
    if 0 <= why < len(cells) and cells[why]:
        told.append(replace(line, text=f"【解析】{cells[why]}", after_gap=False))
    return told
