"""Options: on lines of their own, side by side, or run together without any space."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.bank.exchange.text.cleaning.lines import HINTS
from app.bank.exchange.text.words.marks import letter

_LETTER = "A-HＡ-Ｈ"
_ROUND = re.compile(
    rf"[•·●\-]?\s{{0,4}}[（(【\[]\s*(?P<b>[{_LETTER}a-h])\s*[)）】\]]\s*[.．、]?\s*(?=[^\s.。，,；;、：:])(?![（(]\s*[A-H]\s*[)）])"
)
_DOTTED = re.compile(
    rf"[•·●\-]?\s{{0,4}}(?<![（(【\[])(?P<b>[{_LETTER}])\s*(?:[.．、:：·,，]|(?<![（(][A-H])[)）])\s*"
)
_SMALL = re.compile(r"(?<![（(【\[])(?P<b>[a-h])\s*[.．、)）]\s*")
# A letter with nothing but space behind it, or nothing at all before a 汉字.
_BARE = re.compile(
    rf"(?P<b>[{_LETTER}])(?:[ \u3000\t]+|项\s?[:：]\s?(?=\S)|(?=[\u4e00-\u9fff①-⑳0-9“《]))"
)
# a 新客户  b 忠诚客户: small, with nothing but space on either side.
_BARE_SMALL = re.compile(
    r"(?:^|(?<=[\s\u3000]))(?P<b>[a-h])(?:[ \u3000\t]+(?=\S)|(?=[\u4e00-\u9fff“《]))"
)
# AABC分析 BSWOT分析: letters right in front of words that begin with others.
_WORDS = re.compile(r"\S+")
_KEY = re.compile(r"[（(]\s*[A-Ha-h](?:[\s,，、]*[A-Ha-h]){0,7}\s*[)）]")
_INITIALS = re.compile(r"\s{0,4}(?:[A-Z][.．]\s{0,4}){0,4}")
_FEWEST_APART = 3
_HAN = re.compile("[\u4e00-\u9fff]")
_ASKED = re.compile(r"^$|[）)_？?：:。”]$|[）)_]\S{0,6}$")
_EDGES = " \t\u3000•●"


@dataclass(frozen=True, slots=True)
class Mark:
    """An option's letter and where it and its text begin in the line."""

    at: int
    end: int
    label: str


def split_options(line: str, expected: int = 0) -> tuple[str, list[tuple[str, str]]]:
    """Split a line at its option letters; returns what stands before them and (letter, text) pairs.

    Letters count only where they go up, from the `expected` one (0 for A) or one or two further, or
    where they begin again with A: an “A.” in the middle of a sentence is none, nor is a key （B）. A
    letter typed twice, A B B D, counts where nothing but space stands before it.
    """
    marks = _find(line, expected)
    if not marks:
        return line, []
    ends = [mark.at for mark in marks[1:]] + [len(line)]
    pairs = [
        (mark.label, line[mark.end : end].strip(_EDGES))
        for mark, end in zip(marks, ends, strict=True)
    ]
    return line[: marks[0].at].strip(_EDGES), pairs


def opens_options(line: str) -> bool:
    """Whether a line begins with option A."""
    head, pairs = split_options(line)
    return bool(pairs) and not head.strip(HINTS) and pairs[0][0] == "A"


def offers(line: str) -> bool:
    """Whether a line is a question with its options behind it, whatever else its words are of."""
    head, pairs = split_options(line)
    return len(pairs) >= _FEWEST_APART and bool(head) and "答案" not in head


def _find(line: str, expected: int) -> list[Mark]:
    if not any(char in line for char in "ABCDEFGHabcdefgh"):
        return []
    rounded = _marks(line, expected, _ROUND, strict=True)
    if len(rounded) > 1 or (rounded and not line[: rounded[0].at].strip(HINTS)):
        return rounded
    # A key in brackets is no option; what stands in its place has the same length.
    masked = _KEY.sub(lambda match: "（" + "＿" * (len(match[0]) - 2) + "）", line)
    marks = _marks(masked, expected, _DOTTED)
    bare = _bare_marks(masked, expected) if len(marks) < 2 else []
    if len(bare) > len(marks):
        return bare
    if not marks:
        marks = _marks(masked, expected, _SMALL, strict=True)
        marks = marks if len(marks) > 1 or (marks and not marks[0].at) else []
    return marks or _apart_marks(masked, expected)


def _marks(
    line: str, expected: int, pattern: re.Pattern[str], *, strict: bool = False
) -> list[Mark]:
    marks: list[Mark] = []
    wanted = expected
    for match in pattern.finditer(line):
        label = letter(match["b"])
        place = ord(label) - ord("A")
        at = match.start("b")
        before = line[at - 1] if at else " "
        # ERPB. CRM runs the second option into the first; R&D. and 3A. do not.
        runs_on = place == wanted and marks and before.isalpha()
        if before.isascii() and (before.isalnum() or before in "&/") and not runs_on:
            continue
        again = place == 0 and wanted > 1
        twice = place == wanted - 1 and before.isspace()
        leaps = not strict and wanted < place <= wanted + 2 and not _in_name(line, marks, at)
        if place == wanted or again or twice or leaps:
            marks.append(Mark(match.start(), match.end(), label))
            wanted = place + 1
    return marks


def _in_name(line: str, marks: list[Mark], at: int) -> bool:
    """Whether a letter is an initial, B. D. E. Example: nothing but others stand between it and the option's."""
    return bool(marks) and _INITIALS.fullmatch(line, marks[-1].end, at) is not None


def _apart_marks(line: str, expected: int) -> list[Mark]:
    """Options at words that begin with the letters in turn: `a 记得住读者  b 会推荐`, `AABC分析 BSWOT分析 C五力`. There
    are at least three, behind nothing or behind what ends a question."""
    small: list[Mark] = []
    for match in _BARE_SMALL.finditer(line):
        if match["b"].upper() == chr(ord("A") + expected + len(small)):
            small.append(Mark(match.start(), match.end(), match["b"].upper()))
    begins = (
        len(small) > 1
        and not line[: small[0].at].strip(HINTS)
        and all(_HAN.match(line[mark.end :]) for mark in small)
    )
    if begins or (
        len(small) >= _FEWEST_APART and _ASKED.search(line[: small[0].at].rstrip(_EDGES))
    ):
        return small
    attached = all(
        _HAN.match(line[mark.end :]) and line[mark.at + 1] == line[mark.end] for mark in small
    )
    if len(small) >= _FEWEST_APART and attached:
        return small
    words = list(_WORDS.finditer(line))
    first = next((n for n, word in enumerate(words) if word[0][0] == chr(ord("A") + expected)), 0)
    due = [chr(ord("A") + expected + n) for n in range(len(words) - first)]
    if len(due) < _FEWEST_APART or [word[0][0] for word in words[first:]] != due:
        return []
    if not all(len(word[0]) > 1 for word in words[first:]) or not _ASKED.search(
        line[: words[first].start()].rstrip(_EDGES)
    ):
        return []
    if not any(_HAN.match(word[0][1:]) for word in words[first:]):
        return []  # APP BBS CRM
    return [Mark(word.start(), word.start() + 1, word[0][0]) for word in words[first:]]


def _bare_marks(line: str, expected: int) -> list[Mark]:
    """Options whose letters have nothing but space, or nothing, behind them: `A 记得住读者`.

    They must go up without a gap, and either begin the line or be at least three from A on.
    """
    marks: list[Mark] = []
    wanted = expected
    for match in _BARE.finditer(line):
        place = ord(letter(match["b"])) - ord("A")
        before = line[match.start() - 1] if match.start() else " "
        if place != wanted or (before.isascii() and before.isalnum()):
            continue
        marks.append(Mark(match.start(), match.end(), letter(match["b"])))
        wanted += 1
    if len(marks) >= 3 or (marks and not line[: marks[0].at].strip(HINTS)):
        return marks
    return []
