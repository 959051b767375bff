"""Letters of options that a scanner read for digits and other letters: 8. between A. and C., O. behind C."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_DOT = r"\s{0,2}[.．、]\s{0,2}(?=\S)"
_LOOKS = {"B": "8|13|l3|I3|β|ß|6", "C": "G|€|c|（|\\(", "D": "0|O|o|Q|口"}
_WRONG = {letter: re.compile(rf"(?:{looks}){_DOT}") for letter, looks in _LOOKS.items()}
_RIGHT = {letter: re.compile(rf"{letter}\s{{0,2}}[.．、]") for letter in "ABCDE"}
_INSIDE = {letter: re.compile(rf"(?<=\s)(?:{looks}){_DOT}") for letter, looks in _LOOKS.items()}
_KEY = re.compile(r"(?<=[（(])\s{0,4}(8|13|0|O)\s{0,4}(?=[)）])")
_KEYS = {"8": "B", "13": "B", "0": "D", "O": "D"}
_NEXT = {"A": "B", "B": "C", "C": "D", "D": "E"}


def mended_letters(lines: Sequence[Line]) -> list[Line]:
    """The lines with such letters as they were printed. B counts only where C stands behind it, since 8. may
    be a question's number; keys in brackets are mended where letters were."""
    found = list(lines)
    mended = 0
    letter = ""
    for place, line in enumerate(lines):
        text = _inside(line.text) if _RIGHT["A"].match(line.text) else line.text
        wrong = _WRONG.get(letter)
        if wrong is not None and (match := wrong.match(text)) and _fits(lines, place, letter):
            text = f"{letter}. {text[match.end() :]}"
        if text != line.text:
            found[place] = replace(line, text=text)
            mended += 1
        letter = _due(text, letter)
    if not mended:
        return found
    return [
        replace(line, text=_KEY.sub(lambda m: _KEYS[m[1]], line.text))
        if place + 1 < len(found) and _RIGHT["A"].match(found[place + 1].text)
        else line
        for place, line in enumerate(found)
    ]


def _inside(text: str) -> str:
    """A. 甲 8. 乙 C. 丙 O. 丁 on one line."""
    last = _RIGHT["A"].match(text)
    position = last.end() if last else 0
    for letter in "BCD":
        right = re.compile(rf"(?<=\s){letter}\s{{0,2}}[.．、]").search(text, position)
        if right is not None:
            position = right.end()
            continue
        wrong = _INSIDE[letter].search(text, position)
        behind = text[wrong.end() :] if wrong else ""
        if wrong is None or (letter == "B" and not re.search(r"\s[CG]\s{0,2}[.．、]", behind)):
            return text
        text = f"{text[: wrong.start()]}{letter}. {behind}"
        position = wrong.start() + 3
    return text


def _fits(lines: Sequence[Line], place: int, letter: str) -> bool:
    if letter != "B":
        return True
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    return bool(_RIGHT["C"].match(below) or _WRONG["C"].match(below))


def _due(text: str, before: str) -> str:
    """The letter that the next line has to begin with, if options go on."""
    for letter in reversed("ABCD"):
        if _RIGHT[letter].match(text) and (letter == "A" or letter == before):
            inner = letter
            while (later := _NEXT.get(inner)) and re.search(rf"\s{later}\s{{0,2}}[.．、]", text):
                inner = later
            return _NEXT.get(inner, "")
    return ""
