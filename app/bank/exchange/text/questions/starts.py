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
from app.bank.exchange.text.questions.chains import chains_of
from app.bank.exchange.text.questions.evidence import STRONG, Candidate, find_candidates
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import Start, asks, find_answer

_CASES = re.compile(r"案例|材料|情景|情境|综合")
_STRANGER = 3.5
_FEWEST_BEFORE = 2
_WRITTEN = (None, ItemType.SHORT_ANSWER, ItemType.ESSAY)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line that begins a question: its place among the pieces, and how it is numbered."""

    place: int
    start: Start
    strong: bool


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
    candidates = find_candidates(pieces, heading, key_part)
    if not candidates:
        return []
    _weigh(candidates, heading, trusted or key_part)
    if not key_part and (heading is None or not _CASES.search(heading.title)):
        _nest(candidates, heading)
    _prefer(candidates, awaited)
    chains = chains_of(candidates, last_number)
    best = max(range(len(chains)), key=lambda n: chains[n].score)
    if chains[best].score <= 0:
        return []
    found: list[Chosen] = []
    step: int | None = best
    while step is not None:
        candidate = candidates[step]
        found.append(Chosen(candidate.place, candidate.start, candidate.evidence >= STRONG))
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


def _nest(candidates: list[Candidate], heading: Heading | None) -> None:
    """（1） and （2） right below 1. are parts of its question, where 2. counts on behind them, or are those of
    the last question, or its options where it is a choice."""
    first = candidates[0].start
    if first.family != "plain" or first.style == "bare" or first.number != 1:
        return
    whole, parts = candidates[0], list[Candidate]()
    for candidate in candidates[1:]:
        start = candidate.start
        due = len(parts) + 1
        if start.family == "plain" and start.number == whole.start.number + 1:
            _belong(whole, parts)
            whole, parts = candidate, []
        elif (
            start.family in ("round", "circle")
            and start.number == due
            and _close(whole, candidate, due)
        ):
            parts.append(candidate)
    chooses = heading is not None and heading.type is not None and heading.type.is_choice
    if whole.start.number > 1 or (chooses and len(parts) > _FEWEST_BEFORE):
        _belong(whole, parts)


def _belong(whole: Candidate, parts: list[Candidate]) -> None:
    if len(parts) < _FEWEST_BEFORE:
        return
    whole.evidence = max(whole.evidence, STRONG)
    for one in parts:
        one.evidence = min(one.evidence, -1.0)


def _close(whole: Candidate, part: Candidate, due: int) -> bool:
    """Whether the first parts stand line below line below the question that they belong to."""
    return due > _FEWEST_BEFORE or part.place == whole.place + due


def _weigh(candidates: list[Candidate], heading: Heading | None, trusted: bool) -> None:
    """Say how much a line without evidence is worth: where its neighbours show what a question
    looks like, little; under a heading of its type, enough."""
    type_ = heading.type if heading else None
    strong = sum(candidate.evidence >= STRONG for candidate in candidates)
    plain = type_ in (ItemType.TRUE_FALSE, ItemType.FILL_BLANK, ItemType.TERM)
    for candidate in candidates:
        if candidate.evidence >= STRONG:
            continue
        if heading is not None and heading.named:
            candidate.evidence += 1.2 if plain else (-0.8 if strong >= 2 else 0.6)
        elif trusted:
            candidate.evidence += -0.9 if strong >= 2 else 0.3
        else:
            candidate.evidence -= 1.1
    for place, candidate in enumerate(candidates):
        if candidate.start.style == "bare" and _counts_on(candidates, place):
            candidate.evidence += 1.2


def _counts_on(candidates: Sequence[Candidate], place: int) -> bool:
    """Whether 3网店… is the next of several questions that are numbered so, with no list between them."""
    start = candidates[place].start
    before = candidates[max(0, place - _FEWEST_BEFORE) : place]
    counted = [one.start.number for one in before if one.start.style == start.style]
    return counted == list(range(start.number - _FEWEST_BEFORE, start.number)) and all(
        one.evidence >= STRONG for one in before
    )


def _prefer(candidates: list[Candidate], awaited: Set[tuple[str, int]]) -> None:
    """46. and not the (1) below it begins an answer where question 46. waits for one."""
    known = [(one.start.family, one.start.number) in awaited for one in candidates]
    families = {one.start.family for one in candidates}
    for family in families - {name for name, _number in awaited}:
        if _counts_all(family, candidates, awaited) and _repeat(candidates, known):
            known = [one.start.family == family for one in candidates]
    if any(known):
        for candidate, is_known in zip(candidates, known, strict=True):
            candidate.evidence += 1.0 if is_known else -_STRANGER


def _counts_all(family: str, candidates: list[Candidate], awaited: Set[tuple[str, int]]) -> bool:
    """Whether the numbers of a family are those that are awaited, each of them once."""
    numbers = [one.start.number for one in candidates if one.start.family == family]
    return sorted(numbers) == sorted({number for _family, number in awaited})


def _repeat(candidates: list[Candidate], known: list[bool]) -> bool:
    """Whether the numbers of those that seem known begin again, as points of answers do."""
    numbers = [one.start.number for one, is_ in zip(candidates, known, strict=True) if is_]
    return len(set(numbers)) < len(numbers)
