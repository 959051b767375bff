"""Answers that name the case they are for: 案例一：…"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.headings import HAN, han_number

_NAME = re.compile(
    rf"[【\[（(]?(?:案例|材料|情景|情境|资料)(?:分析)?(?:题)?\s*(?P<n>[{HAN}]{{1,2}}|\d{{1,2}})\s*[】\])）]?\s*(?:[:：、.．]|(?:参考)?答案\s*[:：]?|$|(?=\s))\s*(?P<rest>.*)",
    re.DOTALL,
)
Answer = tuple[list[Draft], list[Piece]]


def answers_by_case(
    pieces: Sequence[Piece], drafts: Sequence[Draft]
) -> tuple[list[Answer], list[Piece]]:
    """The answers of cases that are named, each with its questions, and the pieces that are none."""
    cases = _cases(drafts)
    found: list[Answer] = []
    left: list[Piece] = []
    answer: list[Piece] | None = None
    for piece in pieces:
        match = _NAME.fullmatch(piece.text.strip())
        group = cases.pop(_number(match["n"]), None) if match else None
        if match and group:
            answer = [replace(piece, text=match["rest"])] if match["rest"].strip() else []
            found.append((group, answer))
        elif answer is not None:
            answer.append(piece)
        else:
            left.append(piece)
    return found, left


def names_case(text: str) -> bool:
    """Whether a line is nothing but 材料一."""
    match = _NAME.fullmatch(text.strip())
    return match is not None and not match["rest"].strip()


def _cases(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """The questions of each case by the number that it has or its place gives it."""
    found: dict[int, list[Draft]] = {}
    told = [draft for draft in drafts if draft.material is not None]
    for place, (_id, group) in enumerate(groupby(told, key=lambda one: id(one.material)), 1):
        questions = list(group)
        match = _NAME.match(questions[0].material[1]) if questions[0].material else None
        found.setdefault(_number(match["n"]) if match else place, questions)
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else han_number(text)
