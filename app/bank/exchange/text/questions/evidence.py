"""How much each numbered line looks like the beginning of a question, by itself and by what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.domain.types import ItemType
from app.bank.exchange.text.cleaning.lines import UNDER_OPEN
from app.bank.exchange.text.questions.statements import statement_places
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import (
    Start,
    asks,
    cut_tail,
    find_answer,
    find_points,
    find_start,
    seems_to_ask,
)
from app.bank.exchange.text.words.options import split_options

KEY_INSIDE = re.compile(
    r"[（(]\s*(?:[A-Ha-h](?:[\s,，、]*[A-Ha-h]){0,7}|√|×|✓|✗|✔|✘|对|错|正确|错误|T|F|X|x|V|Y|N)\s*[)）]"
)
GAP = re.compile(r"_{2,}|[（(][\s\u3000_]*[)）]|\ue012[\s\u3000]+\ue013")
_CIRCLED = re.compile("[①-⑳]")
_TOLD_AT_END = re.compile(r"[（(][^（）()]{1,60}[)）]?[)）]\s*[。.]?$")
_SPACE = re.compile(r"(?:^|[\u4e00-\u9fff，,、])[ \u3000]+(?=[\u4e00-\u9fff，,、。.])")
# “首问负责”指什么？（第一个接待的人负责到底）
_ASKED_TOLD = re.compile(r"[?？]\s*[（(][^（()）]{1,60}[)）]\s*$")
STRONG = 3.0
_MARKS = ("？", "?")
_WINDOW = 12


@dataclass(slots=True)
class Candidate:
    place: int
    start: Start
    evidence: float


def find_candidates(
    pieces: Sequence[Piece], heading: Heading | None, key_part: bool
) -> list[Candidate]:
    starts = [find_start(piece.text) for piece in pieces]
    statements = statement_places(pieces)
    places = [n for n, start in enumerate(starts) if start is not None and n not in statements]
    found: list[Candidate] = []
    answering = False
    list_ = _List()
    for place, end in zip(places, [*places[1:], len(pieces)], strict=False):
        start = starts[place]
        assert start is not None  # noqa: S101 - places are those with a start
        block = [piece.text for piece in pieces[place + 1 : min(end, place + _WINDOW)]]
        own = asks(start.text)
        asked = next(
            (n for n, line in enumerate(block) if (n or not own) and asks(line)), len(block)
        )
        # 采分点： behind the next point of a list are those of the list's question.
        told = find_answer if list_.continues(start) else _told
        answers = any(told(line) is not None for line in block[:asked])
        evidence = 1.5 if key_part else _evidence(start, block, answers, heading)
        if list_.continues(start) and own and not answers and not start.text.endswith(_MARKS):
            evidence -= 1.5  # 4. 举例：… may be a point as well as a task.
        if evidence < STRONG and answering and not key_part:
            evidence -= 3.0 if list_.goes_on(start) else 1.5
        answering = answers or (answering and evidence < STRONG)
        list_.look(block[:asked])
        found.append(Candidate(place, start, evidence))
    return found


@dataclass(slots=True)
class _List:
    """A list of points inside an answer, as far as it was followed."""

    family: str = ""
    number: int = 0

    def look(self, block: Sequence[str]) -> None:
        """An answer in these lines opens the place for a list, or begins one: 答：1. …"""
        for line in block:
            told = _told(line)
            if told is None:
                continue
            begun = find_start(told) if told else None
            first = begun is not None and begun.number == 1
            self.family, self.number = (begun.family if begun and first else ""), int(first)

    def continues(self, start: Start) -> bool:
        """Whether a numbered line may be the second or a later point."""
        return 0 < self.number == start.number - 1 and start.family == self.family

    def goes_on(self, start: Start) -> bool:
        """Whether a numbered line is the next point of the list."""
        if start.number == 1 and not self.number:
            self.family, self.number = start.family, 1
            return True
        if self.continues(start):
            self.number += 1
            return True
        return False


def _evidence(start: Start, block: list[str], answers: bool, heading: Heading | None) -> float:
    text = start.text
    type_ = heading.type if heading else None
    score = 3.0 if start.style in ("ordinal", "named") else 0.0
    key_like = find_answer(text) is not None
    if start.style == "mark":
        score += 3.0
    if len(split_options(text)[1]) > 1 or any(_opens(line) for line in block[:4]):
        score += 4.0 if type_ is None or type_.is_choice or type_ is ItemType.TRUE_FALSE else 1.0
    if KEY_INSIDE.search(text) or any(KEY_INSIDE.search(line) for line in block[:2]):
        score += 3.0
    if (
        GAP.search(text)
        or (type_ is ItemType.FILL_BLANK and any(map(GAP.search, block[:2])))
        or (_TOLD_AT_END.search(text) and (type_ is ItemType.FILL_BLANK or _SPACE.search(text)))
    ):
        score += 3.0
    if start.style != "circle" and not key_like:
        score += (
            3.0 if asks(text) or _ASKED_TOLD.search(text) else 1.5 if seems_to_ask(text) else 0.0
        )
    if UNDER_OPEN in text:
        score += 1.5
    if answers or _tells_answer(text):
        score += 3.0
    if start.style == "circle" and _CIRCLED.search(text):
        score -= 5.0  # ①… ②… on one line are statements to choose from
    if key_like:
        score -= 4.0
    if start.style == "bare" and score < STRONG:
        score -= 1.0
    if text.endswith(("；", ";")) and score < STRONG:
        score -= 1.0
    return score


def _tells_answer(text: str) -> bool:
    """Whether the answer stands on the line of its question: NPS 是什么？ 答案：净推荐值."""
    if "答" not in text:
        return False
    head, tail = cut_tail(text)
    return bool(head.strip()) and bool(tail) and find_answer(tail) is not None


def _told(line: str) -> str | None:
    answer = find_answer(line)
    return answer if answer is not None else find_points(line)


def _opens(line: str) -> bool:
    head, pairs = split_options(line)
    return bool(pairs) and not head
