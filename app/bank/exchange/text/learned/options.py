"""What counts the options, or marks that a line is one: any sign around letters or numerals that return in order below
most questions, written as `A. `."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.bank.exchange.text.learned.counting import LETTERS, OPTIONS, counts, letters_for
from app.bank.exchange.text.learned.numbers import starts
from app.bank.exchange.text.learned.rows import SIGN, SOLE_SIGN, Row, heads
from app.bank.exchange.text.words.marks import find_answer, find_explanation, find_start

_REACH = 3
_MOST = 8
_FEWEST, _FEWEST_RUNS = 3, 2
_LEFT = re.compile(rf"(?:{SIGN}){{0,3}}$")
_RIGHT = re.compile(rf"(?:{SIGN}){{0,3}}")
_BEHIND = re.compile(rf"\s*(?:{SOLE_SIGN}){{0,3}}")
_FIRST = {
    "capital": re.compile(r"(?<![A-Za-z\d])A(?![A-Za-z])"),
    "small": re.compile(r"(?<![A-Za-z\d])a(?![A-Za-z])"),
}
_SECOND = {
    "capital": re.compile(r"(?<![A-Za-z\d])B(?![A-Za-z])"),
    "small": re.compile(r"(?<![A-Za-z\d])b(?![A-Za-z])"),
}
_BULLET = re.compile(rf"(?!\d)({SOLE_SIGN}{{1,3}})\s*(?=\S)")
_PLAIN = (".", "．", "、")
# No letter and no mark that divides keys or is plain already.
_NOTHING = r"(?![A-Za-z]|\s*[.．、,，/;；)）√×]|\s+[A-Ha-h](?:\s|$)|$)"


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands around an option's letter."""

    before: str
    kind: str
    behind: str

    def pattern(self, place: int) -> re.Pattern[str]:
        """The marker of the option at a place."""
        letter = chr(ord("A" if self.kind == "capital" else "a") + place)
        before = re.escape(self.before) if self.before else r"(?<![A-Za-z\d])"
        behind = r"\s*".join(map(re.escape, self.behind)) if self.behind else _NOTHING
        return re.compile(rf"{before}\s*{letter}\s*{behind}\s*")


def optioned(rows: Sequence[Row]) -> list[Row] | None:
    """The rows with plain letters for the markers of options, None where there are none to write."""
    return _lettered(rows) or _counted(rows) or _bulleted(rows)


def _lettered(rows: Sequence[Row]) -> list[Row] | None:
    found = Counter(_markers(rows))
    for marker, _n in found.most_common(4):
        written, runs = _write(rows, marker)
        if runs >= _FEWEST_RUNS and any(
            a.text != b.text for a, b in zip(rows, written, strict=True)
        ):
            return written
    return None


def _markers(rows: Sequence[Row]) -> Iterator[Marker]:
    """What stands around A and B alike, on one line or on two."""
    for place, row in enumerate(rows):
        below = next((one.text for one in rows[place + 1 : place + 3] if one.text), "")
        for kind, first in _FIRST.items():
            second = "B" if kind == "capital" else "b"
            if first.search(row.text) is None or second not in row.text + below:
                continue
            text = f"{row.text}\n{below}"
            for a in islice(first.finditer(row.text), _REACH):
                b = _SECOND[kind].search(text, a.end())
                if b is None:
                    break
                marker = Marker(_before(text, a, b), kind, _behind(text, a, b))
                if marker.before or kind != "capital" or marker.behind[:1] not in _PLAIN:
                    yield marker


def _before(text: str, a: re.Match[str], b: re.Match[str]) -> str:
    own = [text[: match.start()].rsplit("\n", 1)[-1] for match in (a, b)]
    if own[0] == own[1] and len(own[0]) <= _REACH:
        return own[0].strip()
    left, right = (_signs(_LEFT, part.rstrip()) for part in own)
    common = ""
    for x, y in zip(reversed(left), reversed(right), strict=False):
        if x != y:
            break
        common = x + common
    return common


def _signs(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _behind(text: str, a: re.Match[str], b: re.Match[str]) -> str:
    left, right = (_RIGHT.match(text[match.end() :].lstrip(" \t\u3000")) for match in (a, b))
    common = ""
    for x, y in zip(left[0] if left else "", right[0] if right else "", strict=False):
        if x != y:
            break
        common += x
    return common


def _write(rows: Sequence[Row], marker: Marker) -> tuple[list[Row], int]:
    """The rows with the letters of a marker made plain, and how many questions have at least three of them."""
    found: list[Row] = []
    patterns = [marker.pattern(place) for place in range(_MOST)]
    wanted = runs = 0
    for row in rows:
        text, reached = _plain(row.text, patterns, wanted)
        if reached == 0 and wanted:
            wanted = 0
            text, reached = _plain(row.text, patterns, 0)
        runs += wanted < _FEWEST <= reached
        wanted = reached if row.text else wanted
        found.append(replace(row, text=text))
    return found, runs


def _plain(text: str, patterns: Sequence[re.Pattern[str]], wanted: int) -> tuple[str, int]:
    """The text with options from the wanted one on; 0 for the next where it holds none."""
    cuts: list[tuple[int, int]] = []
    at = 0
    for pattern in patterns[wanted:]:
        match = pattern.search(text, at)
        if match is None:
            break
        cuts.append(match.span())
        at = match.end()
    if not cuts or (wanted and text[: cuts[0][0]].strip()) or (len(cuts) < 2 and cuts[0][0]):
        return text, 0
    ends = [start for start, _end in cuts[1:]] + [len(text)]
    head = text[: cuts[0][0]].rstrip()
    parts = [
        f"{chr(ord('A') + wanted + n)}. {text[cut[1] : end].strip()}"
        for n, (cut, end) in enumerate(zip(cuts, ends, strict=True))
    ]
    return "    ".join([*([head] if head else []), *parts]), wanted + len(cuts)


def _counted(rows: Sequence[Row]) -> list[Row] | None:
    """Options that other numerals count, below questions that something else counts."""
    own = frozenset(starts(rows))
    groups: dict[tuple[str, str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for place, row in enumerate(rows):
        if not row.text or place in own or heads(row.text):
            continue
        for count in counts(row.text, tuple(k for k in OPTIONS if k not in LETTERS), _REACH):
            behind = _BEHIND.match(row.text, count.end)
            signs = behind[0] if behind else ""
            rest = row.text[count.end + len(signs) :].strip()
            groups[count.before, count.kind, signs.strip()].append((place, count.value, rest))
    best: dict[int, str] = {}
    kind = ""
    for key, found in groups.items():
        texts = _runs(rows, own, found)
        if len(texts) > len(best):
            best, kind = texts, key[1]
    if not best:
        return None
    return [
        replace(row, text=best.get(place) or _keyed(row.text, kind))
        for place, row in enumerate(rows)
    ]


def _runs(
    rows: Sequence[Row], own: frozenset[int], found: Sequence[tuple[int, int, str]]
) -> dict[int, str]:
    """The texts of rows that count 1, 2, 3 right below a question, where several questions have such."""
    texts: dict[int, str] = {}
    runs = 0
    for n, (place, value, _rest) in enumerate(found):
        if value != 1 or not _below(rows, own, place):
            continue
        run = [found[n]]
        for one in found[n + 1 : n + _MOST]:
            if one[1] != run[-1][1] + 1 or any(rows[k].text for k in range(run[-1][0] + 1, one[0])):
                break
            run.append(one)
        if len(run) >= _FEWEST:
            runs += 1
            texts |= {at: f"{chr(ord('A') + number - 1)}. {rest}" for at, number, rest in run}
    return texts if runs >= _FEWEST_RUNS else {}


def _below(rows: Sequence[Row], own: frozenset[int], place: int) -> bool:
    """Whether the line above begins a question."""
    above = next((n for n in range(place - 1, -1, -1) if rows[n].text), None)
    return above is not None and above in own


def _keyed(text: str, kind: str) -> str:
    """答案：② as 答案：B."""
    told = find_answer(text) if text else None
    letters = letters_for(kind, told) if told else ""
    return f"答案：{letters}" if letters else text


def _bulleted(rows: Sequence[Row]) -> list[Row] | None:
    """Options behind a sign that counts nothing: - 甲 - 乙 - 丙, right below a question."""
    own = starts(rows)
    signs: Counter[str] = Counter()
    runs: list[tuple[str, list[int]]] = []
    for start, end in zip(own, [*own[1:], len(rows)], strict=False):
        run: list[int] = []
        sign = ""
        for place in range(start + 1, end):
            text = rows[place].text
            if not text:
                continue
            match = _BULLET.match(text)
            if match is None or (sign and match[1] != sign) or _told(text):
                break
            sign = match[1]
            run.append(place)
        if _FEWEST <= len(run) <= _MOST:
            runs.append((sign, run))
            signs[sign] += 1
    good = {sign for sign, count in signs.items() if count >= _FEWEST_RUNS}
    texts = {
        place: f"{chr(ord('A') + n)}. {rows[place].text[len(sign) :].strip()}"
        for sign, run in runs
        if sign in good
        for n, place in enumerate(run)
    }
    if not texts:
        return None
    return [replace(row, text=texts.get(place, row.text)) for place, row in enumerate(rows)]


def _told(text: str) -> bool:
    return (
        find_answer(text) is not None
        or find_explanation(text) is not None
        or find_start(text) is not None
    )
