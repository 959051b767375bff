"""What a reckoning without its result comes to: 720÷800*100% is right as far as it goes."""

from __future__ import annotations

import re
from fractions import Fraction

_TOKENS = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?%?|[-+*×x÷/()（）])")
_LONGEST = 60
_DEEPEST = 8


def reckoned(text: str) -> Fraction | None:
    """The value of a reckoning of two numbers or more; `None` for anything else."""
    tokens = _tokens(text)
    if sum(token[0].isdigit() for token in tokens) < 2:
        return None
    try:
        value, place = _sum(tokens, 0, 0)
    except (ValueError, IndexError, ZeroDivisionError):
        return None
    return value if place == len(tokens) else None


def _tokens(text: str) -> list[str]:
    text = text.strip()
    if len(text) > _LONGEST:
        return []
    found: list[str] = []
    place = 0
    while place < len(text):
        match = _TOKENS.match(text, place)
        if match is None:
            return []
        found.append(match[1])
        place = match.end()
    return found


def _sum(tokens: list[str], place: int, depth: int) -> tuple[Fraction, int]:
    value, place = _product(tokens, place, depth)
    while place < len(tokens) and tokens[place] in "+-":
        other, after = _product(tokens, place + 1, depth)
        value = value + other if tokens[place] == "+" else value - other
        place = after
    return value, place


def _product(tokens: list[str], place: int, depth: int) -> tuple[Fraction, int]:
    value, place = _number(tokens, place, depth)
    while place < len(tokens) and tokens[place] in "*×x÷/":
        other, after = _number(tokens, place + 1, depth)
        value = value / other if tokens[place] in "÷/" else value * other
        place = after
    return value, place


def _number(tokens: list[str], place: int, depth: int) -> tuple[Fraction, int]:
    term = tokens[place]
    if term in "(（" and depth < _DEEPEST:
        value, place = _sum(tokens, place + 1, depth + 1)
        if tokens[place] not in ")）":
            raise ValueError(term)
        return value, place + 1
    if term.endswith("%"):
        return Fraction(term[:-1]) / 100, place + 1
    return Fraction(term), place + 1
