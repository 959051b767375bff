"""Lists of keys: `1-5 BACDA`, `1.B 2.C 3.√`, `1A2B3C`, and tables of numbers over keys."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import pairwise

from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.headings import HAN, NAME

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_TRUTH = "√×✓✗✔✘对错"
# 2.○ is a tick beside 1.×.
_TICKS = str.maketrans("○〇◯", "√√√")
_RANGE = re.compile(
    rf"(?:第)?[（(]?\s*(\d{{1,4}})\s*[)）]?\s*(?:[-—–－~～至到]+|\.\.+)\s*(?:第)?[（(]?\s*(\d{{1,4}})\s*[)）]?\s*(?:题)?\s*[.．:：、)）]?\s*((?:[A-Ha-h{_TRUTH}TFYN]|正确|错误|[\s,，、;；/|])+)"
)
_PAIR = re.compile(
    rf"(?:第|[Nn][Oo][.．]?\s*)?[（(【\[]?(\d{{1,4}})\s*(?:小?题)?\s*(?:[=＝→⇒#*_/]\s*(?=[A-H{_TRUTH}])|[.．:：、)）】\],，\-—－]*)\s*[（(【\[]?\s*((?:[A-Ha-h]\s*[、,，]?\s*){{1,8}}(?![A-Za-z])|正确|错误|[{_TRUTH}]|T(?:rue)?|F(?:alse)?)(?![A-Za-z\u4e00-\u9fff])\s*[)）】\]]?"
)
_REST = re.compile(r"[\s,，;；。.、|/]*")
_PREFIX = re.compile(
    r"(?:[【\[]?(?:(?:参考|正确|标准)?答案(?:(?:与|及|和)(?:提示|解析|要点)|[为是]|如下)?|(?:参考)?解答|答)[】\]]?\s*[:：]?\s*)?"
)
_SECTION = re.compile(
    rf"\s*(?:[（(]?[{HAN}]{{1,3}}[)）]?\s*[、.．:：]\s*(?:{NAME})?|[（(][{HAN}]{{1,3}}[)）]\s*(?:{NAME}|(?=[（(]?\d))|{NAME})\s*(?:[（(](?!\s*\d{{1,3}}\s*[)）])[^（()）]*[)）])?\s*(?:答案)?\s*[:：]?\s*(?P<rest>\S.*)?"
)
_BARE = re.compile(
    rf"[（(【\[]?\s*(?:[A-Ha-h](?:[\s,，、]*[A-Ha-h]){{0,7}}|正确|错误|[{_TRUTH}]|[TF])\s*[)）】\]]?\s*[。.；;]?"
)
_LABELLED = re.compile(r"(?:题\s{0,4}号|答\s{0,4}案)(?:\t|(?:[ \u3000]+\S{1,8}){2,}[ \u3000]*$)")
_SPACED = re.compile(r"(?=题\s{0,4}号|答\s{0,4}案)[^|\t]+")
_INLINE = re.compile(
    r"(?:^|(?<=[\s；;。，,]))(?:(?P<a>\d{1,3})\s*(?:[.．、:：)）]\s*(?!\d)|[-－—](?=[\u4e00-\u9fff]))|[（(]\s*(?P<b>\d{1,3})\s*[)）])|【\s*(?P<c>\d{1,3})\s*】"
)
_FIRST_FIGURE = re.compile(r"(?P<a>\d{1,3})[.．](?=\d{1,6}\s*[%％\s;；，,、])(?P<b>)?(?P<c>)?")
# 1-客户 for 1. 客户
_DASHED = re.compile(r"^(\d{1,3})\s*[-－—](?=[\u4e00-\u9fff])")
_IN_ORDER = re.compile(rf"(?:正确|错误|[A-H]+|[{_TRUTH}]|[\s,，、;；.。])+")
_ONE = re.compile(rf"正确|错误|[A-H]+|[{_TRUTH}]")
# 12 购买 13 标签: bare numbers with nothing but space on either side.
_SPACED_NUMBER = re.compile(
    r"(?:^|(?<=[\s；;。，,]))(\d{1,3})(?:[ \t\u3000]+(?=[^\s\d])|(?=[\u4e00-\u9fff√×]))"
)
_ROUNDED = re.compile(r"[（(]\s*(\d{1,3})\s*[)）]")
_RULED = re.compile(r"[\s|:-]+")
_NUMBERED_ROW = re.compile(
    r"\|\s*(?:第\s*)?(?P<n>\d{1,3})\s*(?:题|[.．、])?\s*\|(?P<text>[^|]*[^|\s][^|]*)\|?\s*"
)
_CELL = re.compile(r"\s*[|\t]\s*")


def bare_key(text: str) -> bool:
    """Whether a text is a key and nothing else."""
    return _BARE.fullmatch(text.strip()) is not None


def strip_section(line: str) -> str | None:
    """What follows 一、单选题： on the same line, or None where the line names no section."""
    match = _SECTION.fullmatch(line)
    return match["rest"] if match and match["rest"] else None


def find_keys(line: str) -> dict[int, str]:
    """Keys by question number; empty where the line is no such list."""
    if not any(char.isdecimal() or char in _CIRCLED for char in line):
        return {}
    text = line[_PREFIX.match(line).end() :]  # type: ignore[union-attr]
    if "×" in text or "错" in text:
        text = text.translate(_TICKS)
    if text[:1] in _CIRCLED:
        text = "".join(f" {_CIRCLED.index(c) + 1}." if c in _CIRCLED else c for c in text)
    return _listed(text)


def find_table(rows: list[str]) -> dict[int, str]:
    """Keys of a table: a row of numbers (题号) over a row of keys (答案)."""
    found: dict[int, str] = {}
    for above, below in pairwise(row for row in rows if not _RULED.fullmatch(row)):
        numbers, keys = _cells(above), _cells(below)
        if len(numbers) < 2 or len(keys) < 2:
            continue
        labelled = not re.search(r"\d", numbers[0])
        if labelled:
            numbers, keys = numbers[1:], keys[1:]
        if (len(numbers) < 2 and not labelled) or not all(
            cell.isdecimal() for cell in numbers if cell
        ):
            continue
        found |= {
            int(number): key
            for number, key in zip(numbers, keys, strict=False)
            if number and bare_key(key)
        }
    return found


def listed_in_order(text: str) -> list[str]:
    """Keys that stand one after the other without numbers; empty where the line is no such list."""
    text = text[_PREFIX.match(text).end() :].strip()  # type: ignore[union-attr]
    if not text or not _IN_ORDER.fullmatch(text):
        return []
    words: list[str] = _ONE.findall(text)
    # BACDD is five keys, AB ACD is two.
    return list(words[0]) if len(words) == 1 else words


def split_numbered(piece: Piece) -> list[Piece]:
    """1.客户 2.忠诚；满意 3.价值 cut at its numbers, where they count on by one."""
    marks = list(_INLINE.finditer(piece.text))
    if marks and marks[0].start() and (first := _FIRST_FIGURE.match(piece.text)):
        marks = [first, *marks]  # 20.80% 21.感知: the number of what is told in figures.
    if len(marks) < 2 or marks[0].start():
        dashed = _DASHED.sub(r"\1. ", piece.text)
        return [piece if dashed == piece.text else Piece(piece.number, dashed, piece.after_gap)]
    numbers = [int(mark["a"] or mark["b"] or mark["c"]) for mark in marks]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return [piece]
    ends = [mark.start() for mark in marks[1:]] + [len(piece.text)]
    texts = [piece.text[mark.start() : end] for mark, end in zip(marks, ends, strict=True)]
    if numbers[0] == 1 and len(piece.text) > 30 and max(map(len, texts)) > 40:
        return [piece]
    return [Piece(piece.number, _DASHED.sub(r"\1. ", text.strip())) for text in texts]


def split_awaited(piece: Piece, numbers: Set[int]) -> list[Piece]:
    """12 购买 13 标签 cut at its bare numbers, where they count on by one and questions of all these
    numbers wait for an answer."""
    starts: list[int] = []
    due = 0
    for mark in _SPACED_NUMBER.finditer(piece.text):
        number = int(mark[1])
        if number in numbers and number == (due or number) and (starts or not mark.start()):
            starts.append(mark.start())
            due = number + 1
    if len(starts) < 2:
        return [piece]
    parts = zip(starts, [*starts[1:], len(piece.text)], strict=True)
    texts = [piece.text[start:end].strip(" \u3000;；，,") for start, end in parts]
    return [Piece(piece.number, _SPACED_NUMBER.sub(r"\1. ", text, count=1)) for text in texts]


def split_rounded(piece: Piece, numbers: Set[int]) -> list[Piece]:
    """（1）购买（2）标签 cut at its numbers in brackets, where they are those of all that wait for an answer; with
    fewer or more they count the points of one."""
    marks = list(_ROUNDED.finditer(piece.text))
    counted = [int(mark[1]) for mark in marks]
    if len(marks) < 2 or marks[0].start() or counted != sorted(numbers):
        return [piece]
    ends = [*(mark.start() for mark in marks[1:]), len(piece.text)]
    texts = [
        piece.text[mark.start() : end].strip(" \u3000;；，,")
        for mark, end in zip(marks, ends, strict=True)
    ]
    return [Piece(piece.number, text) for text in texts]


def row_answer(text: str) -> str | None:
    """| 17 | 先致歉，再核实。 | as 17. 先致歉，再核实。; empty for the rule of a table, None for no such row."""
    if _RULED.fullmatch(text):
        return ""
    match = _NUMBERED_ROW.fullmatch(text)
    if match and match["text"].strip().isdecimal():
        return None
    return f"{match['n']}. {match['text'].strip()}" if match else None


def is_table_row(line: str) -> bool:
    return line.startswith("|") or line.count("\t") >= 2 or _LABELLED.match(line) is not None


def _cells(row: str) -> list[str]:
    if _SPACED.fullmatch(row.strip()):
        return re.sub(r"^(题|答)\s+(?=号|案)", r"\1", row.strip()).split()
    return [cell.strip() for cell in _CELL.split(row.strip().strip("|").strip())]


def _listed(text: str) -> dict[int, str]:
    """Ranges and pairs, in any mixture; one single pair is rather the beginning of a question."""
    found: dict[int, str] = {}
    position = ranges = 0
    while position < len(text):
        position = _REST.match(text, position).end()  # type: ignore[union-attr]
        if position >= len(text):
            break
        match = _RANGE.match(text, position)
        keys = _spread(match) if match else {}
        if match and keys:
            ranges += 1
        else:
            match = _PAIR.match(text, position)
            if match is None:
                return {}
            keys = {int(match[1]): re.sub(r"[\s、,，]", "", match[2]).upper()}
        found |= keys
        position = match.end()
    return found if ranges or len(found) > 1 else {}


def _spread(match: re.Match[str]) -> dict[int, str]:
    """The keys of a range: one character each, or one word each where they are divided."""
    first, last = int(match[1]), int(match[2])
    if not 0 <= last - first < 200:
        return {}
    count = last - first + 1
    words = [word for word in re.split(r"[\s,，、;；/|]+", match[3]) if word]
    joined = "".join(words).replace("正确", "√").replace("错误", "×").upper()
    keys = [word.upper() for word in words] if len(words) == count else list(joined)
    if len(keys) != count:
        return {}
    return {first + n: key for n, key in enumerate(keys)}
