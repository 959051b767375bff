"""What counts the questions: any numeral between any signs that goes up by one, written as `1. `."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.bank.exchange.text.learned.counting import NUMERALS, Count, counts
from app.bank.exchange.text.learned.rows import SIGN, SOLE_SIGN, Row, filled, heads
from app.bank.exchange.text.words.marks import find_answer, find_start

_REACH = 8
# What stands behind a numeral: a word that counts questions, and signs.
_BEHIND = re.compile(rf"\s*(?:[题道问号条则](?=\s|{SIGN}|$))?\s*(?:{SOLE_SIGN}){{0,4}}")
_FEWEST = 3
_REGULAR = 0.7
_SHORT = 6
_SHAPES = 3
_WORD = 4


@dataclass(frozen=True, slots=True)
class Marked:
    """A row that begins with a numeral: its place, the number and what stands behind all of it."""

    place: int
    value: int
    rest: str
    known: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Rows that one kind of marker counts, in order."""

    marker: tuple[str, str, str]
    rows: tuple[Marked, ...]

    @property
    def known(self) -> bool:
        return sum(one.known for one in self.rows) * 2 > len(self.rows)

    def frames(self) -> bool:
        """Whether signs that open the lines close them too, as around headings: ==== 第2站 ====."""
        sign = self.marker[0][:1]
        closed = sum(bool(one.rest) and one.rest.endswith(sign) for one in self.rows)
        return bool(sign) and not sign.isalnum() and closed * 2 > len(self.rows)

    def parts(self, rows: Sequence[Row]) -> bool:
        """Whether it counts pages or parts: each says the same, or has questions of its own that count from 1."""
        if len({one.rest for one in self.rows}) == 1 and 0 < len(self.rows[0].rest) <= _WORD:
            return True
        return sum(_begins_anew(rows, one.place) for one in self.rows) * 2 > len(self.rows)

    def lists(self, rows: Sequence[Row]) -> bool:
        """Whether it counts short lists, options or points, rather than questions: one line below the other, and
        below no heading."""
        runs = self._runs()
        pairs = [pair for run in runs for pair in pairwise(run)]
        close = sum(not any(row.text for row in rows[a.place + 1 : b.place]) for a, b in pairs)
        headed = sum(_below_heading(rows, run[0].place) for run in runs)
        return (
            len(runs) >= _FEWEST
            and max(map(len, runs)) <= _SHORT
            and close >= len(pairs) * 0.8
            and headed * 2 < len(runs)
        )

    def _runs(self) -> list[list[Marked]]:
        runs: list[list[Marked]] = []
        for one in self.rows:
            if one.value == 1 or not runs:
                runs.append([])
            runs[-1].append(one)
        return runs


def _below_heading(rows: Sequence[Row], place: int) -> bool:
    above = next((row.text for row in reversed(rows[:place]) if row.text), "")
    return heads(above)


def _begins_anew(rows: Sequence[Row], place: int) -> bool:
    """Whether a question 1 stands below a line, and no list 1, 2."""
    below = [row.text for row in rows[place + 1 : place + 6] if row.text][:2]
    numbers = [_known_number(text) for text in below]
    return numbers[:1] == [1] and 2 not in numbers


def _known_number(text: str) -> int:
    start = find_start(text)
    return start.number if start and start.style not in ("circle", "bare") else 0


def numbered(rows: Sequence[Row]) -> list[Row] | None:
    """The rows with `1. ` for the markers of the questions, None where the reader knows those that there are."""
    chains = [chain for chain in chosen(rows) if not chain.known]
    if not chains:
        return None
    found = list(rows)
    for chain in chains:
        for one in chain.rows:
            _write(found, one)
    return found


def starts(rows: Sequence[Row]) -> list[int]:
    """The places of the rows that begin questions."""
    return sorted(one.place for chain in chosen(rows) for one in chain.rows)


def chosen(rows: Sequence[Row]) -> list[Chain]:
    """The chains that count questions: the longest, and others that stand wholly beside it."""
    found: list[Chain] = []
    for chain in sorted(_chains(rows), key=lambda one: (-len(one.rows), one.rows[0].place)):
        if all(_beside(chain, one) for one in found):
            found.append(chain)
    return found


def _chains(rows: Sequence[Row]) -> list[Chain]:
    groups: dict[tuple[str, str], list[tuple[int, Count, str]]] = defaultdict(list)
    for place in filled(rows):
        text = rows[place].text
        if heads(text):
            continue
        for count in counts(text, NUMERALS, _REACH):
            behind = _BEHIND.match(text, count.end)
            groups[count.before, count.kind].append(
                (place, count, re.sub(r"\s", "", behind[0]) if behind else "")
            )
    found: list[Chain] = []
    for (before, kind), own in groups.items():
        if len(own) < _FEWEST:
            continue
        for behind, n in Counter(one[2] for one in own).most_common(_SHAPES):
            if n < _FEWEST:
                continue
            same = [one for one in own if (one[2].startswith(behind) if behind else not one[2])]
            chain = Chain((before, kind, behind), tuple(_counted(rows, same, behind)))
            if len(chain.rows) < max(_FEWEST, len(same) * _REGULAR):
                continue
            if not (chain.lists(rows) or chain.frames() or chain.parts(rows)):
                found.append(chain)
    return found


def _counted(
    rows: Sequence[Row], own: Sequence[tuple[int, Count, str]], behind: str
) -> list[Marked]:
    """Those that count on by one, or begin again with one."""
    found: list[Marked] = []
    last = 0
    for place, count, _behind in own:
        again = count.value == 1 and last > 1
        if count.value != last + 1 and not again and (found or count.value > 2):
            continue
        text = rows[place].text
        rest = _skip(text, count.end, behind)
        start = find_start(text)
        known = (
            start is not None
            and start.number == count.value
            and start.text.strip() == rest
            and start.style not in ("circle", "bare")
        )
        found.append(Marked(place, count.value, rest, known))
        last = count.value
    return found


def _skip(text: str, end: int, behind: str) -> str:
    """What stands behind the numeral and the signs of its marker."""
    for char in behind:
        while text[end : end + 1].isspace():
            end += 1
        end += text[end : end + 1] == char
    return text[end:].strip()


def _beside(chain: Chain, other: Chain) -> bool:
    """Whether one chain ends before the other begins, or both count on through sections of their own."""
    places = sorted([(one.place, 0) for one in chain.rows] + [(one.place, 1) for one in other.rows])
    changes = sum(a[1] != b[1] for a, b in pairwise(places))
    same = {one.place for one in chain.rows} & {one.place for one in other.rows}
    return not same and changes <= 2


def _write(rows: list[Row], one: Marked) -> None:
    own = rows[one.place]
    if one.rest:
        rows[one.place] = replace(own, text=f"{one.value}. {one.rest}")
        return
    below = next((n for n in range(one.place + 1, len(rows)) if rows[n].text), None)
    if below is None or find_answer(rows[below].text) is not None:
        return
    rows[below] = Row(own.number, f"{one.value}. {rows[below].text}")
    rows[one.place] = replace(own, text="")
