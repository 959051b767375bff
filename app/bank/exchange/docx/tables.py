"""Tables: layout that holds questions, lists of questions, tables of keys, and data that is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.docx.asked import asked_lines
from app.bank.exchange.docx.paragraphs import hinted
from app.bank.exchange.text.cleaning.lines import HINTS
from app.bank.exchange.text.keys.keylist import bare_key
from app.bank.exchange.text.layouts.question_tables import TOLD, question_columns
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import find_start
from app.bank.exchange.text.words.options import opens_options

_LETTERS = "ABCDEFGH"
_PART = r"(?:[（(]?(?:[A-H甲乙丙丁]|[一二三四五六七八九十\d]{1,2})[)）]?\s*(?:组|类|部分)?|第[一二三四五六七八九十\d]{1,2}(?:组|类|部分))?\s*[:：、.．]?\s*"
_GROUPS = tuple(
    (name, re.compile(rf"{_PART}(?:{words})(?:类|组|部分|题)?\s*(?:[（(].{{0,20}}[)）])?\s*[:：]?"))
    for name, words in (
        ("名词解释", "名词|术语|概念|基本概念|名词与概念|关键词"),
        ("问答题", "问题|问答|简答|思考|口试|面试"),
        ("论述题", "论述"),
        ("单选题", "单选|单项选择|选择"),
        ("多选题", "多选|多项选择"),
        ("判断题", "判断|是非"),
        ("填空题", "填空"),
        ("案例分析题", "案例|案例分析|综合"),
    )
)
_LETTER = re.compile(rf"[（(]?\s*([{_LETTERS}])\s*[.．、)）:：]?")
_HINT = re.compile(f"[{HINTS}]")
_KEYS = re.compile(r"题\s*号|答\s*案")
_SEAT = re.compile(r"得分|评卷人|阅卷人|评分人|评卷教师|复核人?|核分人|总分|统分人|签名")
_SEAT_CELL = re.compile(rf"(?:{_SEAT.pattern}|题号|合计|[一二三四五六七八九十]{{1,2}}|\d{{0,3}})")
_MOST_COLUMNS = 60
_FEWEST_NAMES = 3
_STEM_NAME = re.compile(r"(?:试题)?题干(?:内容)?|题目(?:内容)?|试题(?:内容)?|问题|题面")
_NAME = re.compile(
    rf"{_STEM_NAME.pattern}|题号|序号|(?:试题|题目)?编号|题型|(?:试题|题目)类型|(?:备选)?选项|备选答案"
    r"|(?:备?选项?)?[A-H](?:选项|项)?|(?:正确|标准|参考)?答案|(?:答案|试题)?解析|难度|难易程度?|难度系数"
    r"|分值|分数|知识点|考点|考核点|章节|所属章节|来源|出处|标签|备注"
)
_CELL_NUMBER = r"\d{1,3}\s*[.．、]?"
Cell = list[str]


def table_lines(rows: Sequence[Sequence[Cell]], above: ItemType | None = None) -> list[str]:
    """The lines of a table whose cells are lists of lines. `above` is the type that the last heading
    before it names."""
    rows = [row for row in rows if any(any(line.strip() for line in cell) for cell in row)]
    if not rows:
        return []
    if options := _lettered(rows):
        return options
    rows = [[[hinted(line) for line in cell] for cell in row] for row in rows]
    if labelled := _labelled(rows):
        return labelled
    if columns := question_columns([_flat(cell) for cell in rows[0]]):
        return _questions(columns, rows[1:])
    first = _flat(rows[0][0])
    if len(rows) > 1 and _KEYS.fullmatch(first):
        return ["\t".join(_flat(cell) for cell in row) for row in rows]
    if _is_seat(rows):
        return ["\t".join(_flat(cell) for cell in row) for row in rows]
    if asked := asked_lines([[_flat(cell) for cell in row] for row in rows], above):
        return asked
    if _is_layout(rows):
        return [line for row in rows for line in _row_lines(row)]
    return _markdown(rows)


def _questions(columns: dict[int, tuple[str, str]], rows: Sequence[Sequence[Cell]]) -> list[str]:
    lines: list[str] = []
    number = 0
    for row in rows:
        if len(row) == 1 and len(columns) > 1:
            lines.append(_group(_flat(row[0])))
            continue
        number += 1
        said = {columns[n]: cell for n, cell in enumerate(row) if n in columns and _flat(cell)}
        texts = {name: _flat(cell) for (name, letter), cell in said.items() if not letter}
        lines.append(f"第{number}题 {texts.get('stem', '')}")
        lines += [f"{letter}. {_flat(cell)}" for (_name, letter), cell in said.items() if letter]
        lines += said.get(("options", ""), [])
        lines += [form.format(texts[name]) for name, form in TOLD if name in texts]
    return lines


def _group(text: str) -> str:
    """A cell across the whole table names the questions below it: A组  名词 is 名词解释, B组  问题 问答题."""
    named = next((name for name, word in _GROUPS if word.fullmatch(text.strip())), text)
    return text if find_heading(text) is not None else named


def _lettered(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The options of a table whose letters stand in cells of their own: | A | 甲 | B | 乙 |."""
    cells = [text for row in rows for cell in row if (text := _flat(cell))]
    letters = [_LETTER.fullmatch(_HINT.sub("", text)) for text in cells[::2]]
    found = [match[1] for match in letters if match]
    if len(cells) % 2 or len(found) < len(letters) or not 1 < len(found) <= len(_LETTERS):
        return []
    if "".join(found) != _LETTERS[: len(found)]:
        return []
    return [
        hinted(f"{name}. {text}{''.join(_HINT.findall(mark))}")
        for name, text, mark in zip(found, cells[1::2], cells[::2], strict=True)
    ]


def _labelled(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of a card: | 题型 | 单选题 | over | 题目 | … | over | 选项 | … |, one name beside each value."""
    pairs = [(row[n], row[n + 1]) for row in rows for n in range(0, len(row) - 1, 2)]
    names = [re.sub(r"[\s:：]", "", _flat(name)) for name, _value in pairs]
    answered = "答案" in names and any(map(_STEM_NAME.fullmatch, names))
    if any(len(row) % 2 for row in rows) or not (len(pairs) >= _FEWEST_NAMES or answered):
        return []
    if not all(map(_NAME.fullmatch, names)) or not any(map(_STEM_NAME.fullmatch, names)):
        return []
    lines: list[str] = []
    for name, (_cell, value) in zip(names, pairs, strict=True):
        told = [line for line in value if line.strip()]
        lines.append(
            f"{name}：{told[0] if len(told) == 1 or (_STEM_NAME.fullmatch(name) and told) else ''}"
        )
        lines += told if len(told) > 1 and not _STEM_NAME.fullmatch(name) else told[1:]
    return lines


def _is_seat(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table is one for whoever marks the paper: 得分 and 评卷人 over empty cells."""
    texts = [re.sub(r"\s", "", _flat(cell)) for row in rows for cell in row]
    return all(map(_SEAT_CELL.fullmatch, texts)) and any(map(_SEAT.fullmatch, texts))


def _is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the cells hold questions and options rather than data."""
    if all(len(row) == 1 for row in rows):
        return True
    lines = [line.strip() for row in rows for cell in row for line in cell if line.strip()]
    marked = sum(opens_options(line) or _numbered(line) for line in lines)
    return marked > 1 or (marked == 1 and len(lines) <= 4)


def _numbered(line: str) -> bool:
    start = find_start(line)
    return start is not None and start.style not in ("bare", "circle") and len(start.text) > 4


def _row_lines(row: Sequence[Cell]) -> list[str]:
    """Cells of one line each side by side, larger ones below each other."""
    cells = [[line for line in cell if line.strip()] for cell in row]
    cells = [cell for cell in cells if cell]
    if keyed := _keyed_cells(cells):
        return keyed
    if all(len(cell) == 1 for cell in cells):
        texts = [cell[0].strip() for cell in cells]
        if len(texts) > 1 and re.fullmatch(_CELL_NUMBER, texts[0]):
            return [f"{texts[0].rstrip('.．、 ')}. {texts[1]}", *texts[2:]]
        return ["\t".join(texts)]
    if len(cells) > 1 and len(cells[0]) == 1 and re.fullmatch(_CELL_NUMBER, cells[0][0].strip()):
        number = cells[0][0].strip().rstrip(".．、 ")
        cells = [[f"{number}. {cells[1][0].lstrip()}", *cells[1][1:]], *cells[2:]]
    return [line for cell in cells for line in cell]


def _keyed_cells(cells: Sequence[Cell]) -> list[str]:
    """A question with its options in one cell, and nothing but its key in the one on its left or right."""
    if len(cells) != 2 or sorted(len(cell) > 1 for cell in cells) != [False, True]:
        return []
    lines, key = cells if len(cells[0]) > 1 else cells[::-1]
    told = _HINT.sub("", key[0]).strip()
    if not bare_key(told) or told.isdecimal() or not any(map(opens_options, lines)):
        return []
    return [*lines, f"答案：{told}"]


def _markdown(rows: Sequence[Sequence[Cell]]) -> list[str]:
    width = min(max(len(row) for row in rows), _MOST_COLUMNS)
    texts = [[_flat(cell).replace("|", "／") for cell in row][:width] for row in rows]
    texts = [row + [""] * (width - len(row)) for row in texts]
    lines = [f"| {' | '.join(row)} |" for row in texts]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _flat(cell: Cell) -> str:
    return " ".join(line.strip() for line in cell if line.strip())
