"""Rows of answers by the type of their questions, as they are sent to a class: 判断：10错 11对, 填空：13人数 14留存,
简答15：先致歉。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.keys.keylist import find_keys
from app.bank.exchange.text.words.headings import NAME
from app.bank.exchange.text.words.options import opens_options

_ROW = re.compile(
    rf"(?P<name>{NAME})\s*(?:部分|答案)?\s*(?:[:：]\s*(?P<rest>\S.*)|第?\s*(?P<n>\d{{1,3}})\s*题?\s*[:：]\s*(?P<text>\S.*))",
    re.DOTALL,
)
_NUMBER = re.compile(r"(?:^|(?<=[\s；;，,。]))(\d{1,3})\s*[.．、:：]?\s*(?=[^\d\s.．、:：%％])")
_GAP = re.compile(r"_{2,}|[（(][ \u3000]*[)）]|[?？]\s*$")
_EDGES = " \u3000；;，,"
_FEWEST = 2


def named_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines with each such row as a heading and an answer a line, where rows of the kind follow each other
    and one of them lists keys."""
    rows = [_ROW.fullmatch(line.text.strip()) if _may(line.text) else None for line in lines]
    written: list[Line] = []
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and rows[end] is not None:
            end += 1
        run = rows[place:end]
        telling = len(run) >= _FEWEST and any(row and find_keys(row["rest"] or "") for row in run)
        if end == place:
            written.append(lines[place])
        told = [_parts(row) if telling and row else [] for row in run]
        if any(told):
            written.append(replace(lines[place], text="参考答案"))
        for line, parts in zip(lines[place:end], told, strict=True):
            written += [replace(line, text=text) for text in parts] or [line]
        place = max(end, place + 1)
    return written


def _may(text: str) -> bool:
    colon = "：" in text[:12] or ":" in text[:12]
    return colon and not _GAP.search(text) and not opens_options(text)


def _parts(row: re.Match[str]) -> list[str]:
    """The heading and the answers of a row of words; a list of letters stays as it is."""
    name = f"{row['name'].removesuffix('题')}题"
    if row["n"]:
        return [name, f"{row['n']}. {row['text']}"]
    rest = row["rest"]
    if find_keys(rest):
        return []
    marks = list(_NUMBER.finditer(rest))
    numbers = [int(mark[1]) for mark in marks]
    if not marks or marks[0].start() or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(rest)]
    texts = [rest[mark.end() : end].strip(_EDGES) for mark, end in zip(marks, ends, strict=True)]
    return [name, *(f"{n}. {text}" for n, text in zip(numbers, texts, strict=True))]
