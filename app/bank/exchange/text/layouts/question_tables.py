"""Lists of questions in tables with names over their columns: 题号 | 题目 | A | B | C | D | 答案."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_COLUMNS = (
    ("stem", re.compile(r"题干|题目|试题|问题|题目内容|试题内容|题干内容")),
    ("option", re.compile(r"(?:选项|备选项)?\s*(?P<letter>[A-H])(?:选项|项)?")),
    ("options", re.compile(r"选项|备选答案|备选项")),
    (
        "key",
        re.compile(
            r"(?:正确|标准|参考)?答案|T[/／]F|[对正][/／]?[错误]|是[/／]否|√[/／]?×|判断(?:结果)?"
        ),
    ),
    ("why", re.compile(r"解析|答案解析|说明|(?:判断|答案)?(?:依据|理由)")),
    ("type", re.compile(r"题型|试题类型|题目类型")),
    ("level", re.compile(r"难度|难易程度?")),
    ("marks", re.compile(r"(?:试题|题目|本题)?(?:分值|分数)")),
    ("knowledge", re.compile(r"(?:所属)?知识点|考点|考核点")),
    ("chapter", re.compile(r"(?:所属)?章节")),
)
# What a cell of each kind is called below its question.
TOLD = (
    ("key", "答案：{}"),
    ("why", "【解析】{}"),
    ("level", "【难度】{}"),
    ("type", "【题型】{}"),
    ("marks", "【分值】{}"),
    ("knowledge", "【知识点】{}"),
    ("chapter", "【章节】{}"),
)
_RULE = re.compile(r"[\s|:-]+")
_MOST_COLUMNS = 60


def question_columns(head: Sequence[str]) -> dict[int, tuple[str, str]]:
    """What each column holds where the table is a list of questions: a kind, and the letter of an option."""
    found: dict[int, tuple[str, str]] = {}
    for place, cell in enumerate(head[:_MOST_COLUMNS]):
        text = re.sub(r"\s", "", cell)
        for name, pattern in _COLUMNS:
            match = pattern.fullmatch(text)
            if match:
                found[place] = (name, match.groupdict().get("letter") or "")
                break
    names = {name for name, _letter in found.values()}
    return found if "stem" in names and len(names) > 1 else {}


def table_questions(lines: Sequence[Line]) -> list[Line]:
    """The lines with each row of such a table, its cells divided by tabs or bars, as a question."""
    found: list[Line] = []
    columns: dict[int, tuple[str, str]] = {}
    number = 0
    for line in lines:
        if "\t" not in line.text and "|" not in line.text:
            columns = {}
            found.append(line)
            continue
        cells = _cells(line.text)
        head = question_columns(cells)
        if head and any(name == "key" for name, _letter in head.values()):
            columns, number = head, 0
        elif not columns:
            found.append(line)
        elif not _RULE.fullmatch(line.text):
            number += 1
            found += [replace(line, text=text) for text in _question(cells, columns, number)]
    return found


def _cells(text: str) -> list[str]:
    bars = text.strip().startswith("|")
    return [
        cell.strip() for cell in (text.strip().strip("|").split("|") if bars else text.split("\t"))
    ]


def _question(cells: Sequence[str], columns: dict[int, tuple[str, str]], number: int) -> list[str]:
    said = {columns[n]: cell for n, cell in enumerate(cells) if n in columns and cell}
    texts = {name: cell for (name, letter), cell in said.items() if not letter}
    lines = [f"第{number}题 {texts.get('stem', '')}"]
    lines += [f"{letter}. {cell}" for (_name, letter), cell in said.items() if letter]
    lines += [texts["options"]] if "options" in texts else []
    return lines + [form.format(texts[name]) for name, form in TOLD if name in texts]
