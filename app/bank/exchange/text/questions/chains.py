"""The likeliest way in which numbered lines follow each other as questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.exchange.text.questions.evidence import STRONG, Candidate
from app.bank.exchange.text.words.marks import Start


@dataclass(slots=True)
class Chain:
    score: float
    candidate: int
    before: int | None


def chains_of(candidates: Sequence[Candidate], last_number: int) -> list[Chain]:
    latest: dict[tuple[str, int], int] = {}
    chains: list[Chain] = []
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
        chains.append(Chain(score + candidate.evidence, n, before))
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


def _leap(before: Candidate, candidate: Candidate) -> float:
    """Numbering that begins again, repeats or goes astray: only for what is surely a question."""
    if candidate.evidence < STRONG or before.start.family != candidate.start.family:
        return -6.0
    if candidate.start.number == 1:
        return -2.0
    return -2.5 if candidate.start.number >= before.start.number else -3.0
