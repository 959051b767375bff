"""Lines on which several things were run together, broken where each of them begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.words.headings import HAN, NAME, find_heading
from app.bank.exchange.text.words.options import split_options
from app.bank.exchange.text.words.titles import is_title

# 二、判断题6(6分) or …D.仓单二、判断题（每题1分）: a heading in the middle of a line.
_HEADING = re.compile(
    rf"(?:习题)?[{HAN}]{{1,3}}\s*、\s*{NAME}(?:\s*[（(][^（()）]{{0,60}}分[^（()）]{{0,20}}[)）])?"
)
_POINTED = re.compile(
    r"(?<![\d（(.])(?:\d{1,3})\s*[（(]\s*\d{1,2}\s*分\s*[)）](?=\s*(?:[•·]?\s*[A-HＡ-Ｈ]\s*[.．、)）]|$|[\u4e00-\u9fff“]))"
)
_NUMBER = re.compile(
    r"(?<![\d.．A-Za-z（(])(\d{1,3})\s*(?:[.．](?!\d)|、(?!\d+\s*(?:[、,，]|小?题)))"
)
_COMPLETE = re.compile(
    r"[（(]\s*(?:[A-H][A-H\s,，、]*|√|×|对|错|正确|错误|T|F)\s*[)）][。.]?\s*$|_{2,}|[（(][^（()）]{1,40}[)）]\s*[。.]?\s*$|[?？]\s*$"
)
_TRUTHS = re.compile(
    r"[（(]?A\s*[.．、)）]\s*(?:正确|错误|对|错(?!误))[;；]?\s*[（(]?B\s*[.．、)）]\s*(?:正确|错误|对|错(?!误))\s*(?=[^\s。.；;\ue011-\ue013])(?![（(]\d)"
)
_KEY_FIRST = re.compile(
    r"[（(【\[]\s*(?P<key>[A-H](?:[\s,，、]*[A-H])*|√|×|✓|✗|✔|✘|对|错|正确|错误|T|F|X|x|V|v|)\s*[)）】\]]\s*(?P<number>\d{1,3}\s*(?:[.．](?!\d)|、)\s*|[（(]\s?\d{1,3}\s?[)）]\s*(?=[^\s（(])|0\d{1,2}[ \t\u3000]*(?=[^\d\s.．])|\d{1,3}[ \t\u3000]+(?=[\u4e00-\u9fff“])(?![个天月年次位家人分]))(?P<text>.+)",
    re.DOTALL,
)
# （×）8. with nothing behind it: the question is lost, its key is not.
_KEY_ALONE = re.compile(
    r"[（(【\[]\s*(?P<key>[A-H]{1,8}|√|×|对|错|正确|错误|T|F)\s*[)）】\]]\s*(?P<number>\d{1,3}\s*[.．、]\s*)"
)
# D 1. 以下… or √ 1. …: the key bare in front of the number.
_BARE_KEY_FIRST = re.compile(
    r"(?P<key>[A-H](?:[\s,，、]?[A-H]){0,7}|√|×|对|错|T|F)\s+(?P<number>\d{1,3}\s*[.．、]\s*)(?!\d)(?P<text>.+)",
    re.DOTALL,
)
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]|_{2,}")
_ANSWERED = re.compile(r"[?？。]\s*(?:答|参考答案|答案)\s*[:：][^\n]*[。；;]\s*$")
# 判断：1.…（×）2.…（√）: the type of all that stand on the line.
_NAMED = re.compile(r"(?P<name>单选|多选|判断|填空)题?\s*[:：]\s*(?=1\s*[.．、])")
_LONG = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that holds one thing only, and the line's number; `apart` as in `Line`."""

    number: int
    text: str
    after_gap: bool = False
    apart: bool = False


def break_lines(lines: list[Line]) -> list[Piece]:
    """One piece for most lines, several for those that were run together."""
    return [
        Piece(line.number, text, line.after_gap and not n, line.apart and not n)
        for line in lines
        for n, text in enumerate(_broken(line.text))
    ]


def _broken(text: str) -> Iterator[str]:
    named = _NAMED.match(text)
    if named and len(list(_at_numbers(text[named.end() :]))) > 1:
        yield f"{named['name']}题"
        text = text[named.end() :]
    for part in _at_headings(text):
        for piece in _at(_POINTED, part):
            for part in _at_truths(_number_first(piece)):
                yield from _at_numbers(part)


def _number_first(text: str) -> str:
    """（ B ）1. 企业… as 1. 企业…（ B ）: the key stood in front of the number."""
    if alone := _KEY_ALONE.fullmatch(text):
        return f"{alone['number']}（{alone['key']}）"
    match = _KEY_FIRST.fullmatch(text) or _BARE_KEY_FIRST.fullmatch(text)
    if match is None:
        return text
    key = match["key"].strip()
    if _EMPTY.search(match["text"]):
        return match["number"] + _EMPTY.sub(f"（{key}）", match["text"], count=1)
    stem, options = split_options(match["text"])
    end = match["text"].find(stem) + len(stem) if len(options) > 1 and stem else None
    text, rest = match["text"][:end].rstrip(), match["text"][end:] if end else ""
    return f"{match['number']}{text}（{key or ' '}）{rest}"


def _at_truths(text: str) -> Iterator[str]:
    """Cut behind A) 正确B) 错误 where something else follows on the line."""
    position = 0
    for match in _TRUTHS.finditer(text):
        yield text[position : match.end()]
        position = match.end()
    if text[position:].strip() or not position:
        yield text[position:]


def _at_headings(text: str) -> Iterator[str]:
    """Cut in front of and behind headings inside a line, where the line is not simply a heading."""
    if "、" not in text or find_heading(text):
        yield text
        return
    position = 0
    for match in _HEADING.finditer(text):
        before, after = text[position : match.start()], text[match.end() :]
        if match.start() and not _ends(before):
            continue
        if not match.start() and not re.match(
            r"\s*[:：]?\s*(?:\d|[（(]?[A-H]\s*[.．、)）])", after
        ):
            continue
        if before.strip():
            yield before.strip()
        yield match[0].strip()
        position = match.end()
    rest = text[position:].lstrip(":： ") if position else text
    if rest.strip():
        yield rest.strip() if position else rest


def _ends(before: str) -> bool:
    """Whether something ends here, so that a heading may begin: a sentence, a key, options."""
    return (
        before.endswith(("。", "）", ")", "？", "?", "；", " ", "\u3000"))
        or is_title(before)
        or len(split_options(before)[1]) > 1
    )


def _at(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    position = 0
    for match in pattern.finditer(text):
        if match.start() > position and text[position : match.start()].strip():
            yield text[position : match.start()].strip()
            position = match.start()
    yield text[position:] if not position else text[position:].strip()


def _at_numbers(text: str) -> Iterator[str]:
    """Cut 1.…（√）2.…（×） where the numbers go up by one and each part is a whole question."""
    marks = list(_NUMBER.finditer(text)) if text[:1].isdecimal() else []
    if len(marks) < 2 or marks[0].start():
        yield text
        return
    position, number = 0, int(marks[0][1])
    for match in marks[1:]:
        part = text[position : match.start()]
        if int(match[1]) == number + 1 and _whole(part) and _goes_on(text, match):
            yield part.strip()
            position, number = match.start(), number + 1
    yield text[position:].strip() if position else text


def _whole(part: str) -> bool:
    return (
        bool(_COMPLETE.search(part[-80:]))
        or bool(_ANSWERED.search(part))
        or len(split_options(part[:_LONG])[1]) >= 2
    )


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether what begins at a number may be a question and no piece of an answer."""
    following = text[match.end() : match.end() + 400]
    return bool(
        re.search(
            r"[（(]\s*(?:[A-H√×对错TF]|\s)|[?？_]|A\s*[.．、]|答\s*[:：]|[（(][^（()）]{1,20}[)）]",
            following,
        )
    )
