"""Which numbered lines begin questions, and which are only points of an answer.

All numbered lines of a section are weighed together: each has evidence of its own (options, a key, a
question mark, an answer that follows), and questions count on by one. The chain of lines with the
greatest sum wins; what is not in it belongs to the question before. The work is linear in the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from app.bank.domain.types import ItemType
from app.bank.exchange.text.breaking import Piece
from app.bank.exchange.text.headings import Heading
from app.bank.exchange.text.marks import (
    Start,
    asks,
    find_answer,
    find_points,
    find_start,
    seems_to_ask,
)
from app.bank.exchange.text.options import split_options

KEY_INSIDE = re.compile(
    r"[（(]\s*(?:[A-Ha-h](?:[\s,，、]*[A-Ha-h]){0,7}|√|×|✓|✗|✔|✘|对|错|正确|错误|T|F|X|x|V|Y|N)\s*[)）]"
)
GAP = re.compile(r"_{2,}|[（(][\s\u3000_]*[)）]|\ue012[\s\u3000]+\ue013")
_CIRCLED = re.compile("[①-⑳]")
_TOLD_AT_END = re.compile(r"[（(][^（）()]{1,60}[)）]?[)）]\s*[。.]?$")
_SPACE = re.compile(r"(?:^|[\u4e00-\u9fff，,、])[ \u3000]+(?=[\u4e00-\u9fff，,、。.])")
_STRONG = 3.0
_STRANGER = 3.5
_MARKS = ("？", "?")
_WINDOW = 12
_WRITTEN = (None, ItemType.SHORT_ANSWER, ItemType.ESSAY)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line that begins a question: its place among the pieces, and how it is numbered."""

    place: int
    start: Start
    strong: bool


@dataclass(slots=True)
class _Candidate:
    place: int
    start: Start
    evidence: float


@dataclass(slots=True)
class _Chain:
    score: float
    candidate: int
    before: int | None


def choose_starts(
    pieces: Sequence[Piece],
    heading: Heading | None,
    last_number: int = 0,
    *,
    trusted: bool = False,
    key_part: bool = False,
    awaited: Set[tuple[str, int]] = frozenset(),
) -> list[Chosen]:
    """The lines of a section that begin questions.

    `last_number` is that of the question before the section. `trusted` says that the text calls
    itself a set of questions; `key_part` that these are answers, whose wording proves nothing, to
    the questions `awaited`, each a family of numbers and a number.
    """
    candidates = _candidates(pieces, heading, key_part)
    if not candidates:
        return []
    _weigh(candidates, heading, trusted or key_part)
    _prefer(candidates, awaited)
    chains = _chains(candidates, last_number)
    best = max(range(len(chains)), key=lambda n: chains[n].score)
    if chains[best].score <= 0:
        return []
    found: list[Chosen] = []
    step: int | None = best
    while step is not None:
        candidate = candidates[step]
        found.append(Chosen(candidate.place, candidate.start, candidate.evidence >= _STRONG))
        step = chains[step].before
    found.reverse()
    if key_part:
        return found
    sure = trusted or (heading is not None and heading.named) or any(one.strong for one in found)
    return found if sure and not _only_points(found, pieces, heading) else []


def _only_points(found: Sequence[Chosen], pieces: Sequence[Piece], heading: Heading | None) -> bool:
    """Whether the numbers count the points of answers, and the questions themselves have none."""
    if any(one.strong for one in found) or (heading and heading.type not in _WRITTEN):
        return False
    return any(
        asks(piece.text) or find_answer(piece.text) is not None
        for piece in pieces[: found[0].place]
    )


def _candidates(
    pieces: Sequence[Piece], heading: Heading | None, key_part: bool
) -> list[_Candidate]:
    starts = [find_start(piece.text) for piece in pieces]
    places = [n for n, start in enumerate(starts) if start is not None]
    found: list[_Candidate] = []
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
        if evidence < _STRONG and answering and not key_part:
            evidence -= 3.0 if list_.goes_on(start) else 1.5
        answering = answers or (answering and evidence < _STRONG)
        list_.look(block[:asked])
        found.append(_Candidate(place, start, evidence))
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
        score += 3.0 if asks(text) else 1.5 if seems_to_ask(text) else 0.0
    if answers:
        score += 3.0
    if start.style == "circle" and _CIRCLED.search(text):
        score -= 5.0  # ①… ②… on one line are statements to choose from
    if key_like:
        score -= 4.0
    if start.style == "bare" and score < _STRONG:
        score -= 1.0
    if text.endswith(("；", ";")) and score < _STRONG:
        score -= 1.0
    return score


def _told(line: str) -> str | None:
    answer = find_answer(line)
    return answer if answer is not None else find_points(line)


def _opens(line: str) -> bool:
    head, pairs = split_options(line)
    return bool(pairs) and not head


def _weigh(candidates: list[_Candidate], heading: Heading | None, trusted: bool) -> None:
    """Say how much a line without evidence is worth: where its neighbours show what a question
    looks like, little; under a heading of its type, enough."""
    type_ = heading.type if heading else None
    strong = sum(candidate.evidence >= _STRONG for candidate in candidates)
    plain = type_ in (ItemType.TRUE_FALSE, ItemType.FILL_BLANK, ItemType.TERM)
    for candidate in candidates:
        if candidate.evidence >= _STRONG:
            continue
        if heading is not None and heading.named:
            candidate.evidence += 1.2 if plain else (-0.8 if strong >= 2 else 0.6)
        elif trusted:
            candidate.evidence += -0.9 if strong >= 2 else 0.3
        else:
            candidate.evidence -= 1.1


def _prefer(candidates: list[_Candidate], awaited: Set[tuple[str, int]]) -> None:
    """46. and not the (1) below it begins an answer where question 46. waits for one."""
    known = [(one.start.family, one.start.number) in awaited for one in candidates]
    families = {one.start.family for one in candidates}
    for family in families - {name for name, _number in awaited}:
        if _counts_all(family, candidates, awaited) and _repeat(candidates, known):
            known = [one.start.family == family for one in candidates]
    if any(known):
        for candidate, is_known in zip(candidates, known, strict=True):
            candidate.evidence += 1.0 if is_known else -_STRANGER


def _counts_all(family: str, candidates: list[_Candidate], awaited: Set[tuple[str, int]]) -> bool:
    """Whether the numbers of a family are those that are awaited, each of them once."""
    numbers = [one.start.number for one in candidates if one.start.family == family]
    return sorted(numbers) == sorted({number for _family, number in awaited})


def _repeat(candidates: list[_Candidate], known: list[bool]) -> bool:
    """Whether the numbers of those that seem known begin again, as points of answers do."""
    numbers = [one.start.number for one, is_ in zip(candidates, known, strict=True) if is_]
    return len(set(numbers)) < len(numbers)


def _chains(candidates: list[_Candidate], last_number: int) -> list[_Chain]:
    latest: dict[tuple[str, int], int] = {}
    chains: list[_Chain] = []
    best: int | None = None
    for n, candidate in enumerate(candidates):
        start = candidate.start
        score, before = _first(start, last_number), None
        for family in ("plain", "round", "circle", "han"):
            for gap in range(1, 6):
                previous = latest.get((family, start.number - gap))
                if previous is None:
                    continue
                gain = chains[previous].score + _step(candidates[previous].start, start, gap)
                if gain > score:
                    score, before = gain, previous
        if best is not None:
            gain = chains[best].score + _leap(candidates[best], candidate)
            if gain > score:
                score, before = gain, best
        chains.append(_Chain(score + candidate.evidence, n, before))
        known = latest.get((start.family, start.number))
        if known is None or chains[known].score <= chains[n].score:
            latest[start.family, start.number] = n
        if best is None or chains[n].score >= chains[best].score:
            best = n
    return chains


def _first(start: Start, last_number: int) -> float:
    cost = {"circle": -1.0, "han": -0.5, "bare": -0.5}.get(start.style, 0.0)
    if start.number == 1:
        return 1.0 + cost
    if last_number and start.number == last_number + 1:
        return 1.0 + cost
    return -1.0 + cost


def _step(before: Start, start: Start, gap: int) -> float:
    """What it is worth that a question follows one `gap` numbers before it."""
    if before.family != start.family:
        return -3.0 - gap
    score = 1.0 if gap == 1 else max(-2.5, -1.5 - 0.5 * (gap - 1))
    return score if before.style == start.style else score - 0.4


def _leap(before: _Candidate, candidate: _Candidate) -> float:
    """Numbering that begins again, repeats or goes astray: only for what is surely a question."""
    if candidate.evidence < _STRONG or before.start.family != candidate.start.family:
        return -6.0
    if candidate.start.number == 1:
        return -2.0
    return -2.5 if candidate.start.number >= before.start.number else -3.0
