"""The questions of a case made one, where their answer was written for all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from app.bank.domain.items import KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind, Question

# What was said of one part, and says nothing of the whole.
_OF_PARTS = frozenset(
    {
        ProblemKind.SHARED_ANSWER,
        ProblemKind.NO_KEY,
        ProblemKind.NUMBER_GAP,
        ProblemKind.NUMBER_TWICE,
        ProblemKind.POINTS_DIFFER,
    }
)
_CENT = Decimal("0.01")


def groups_to_join(questions: Sequence[Question]) -> Iterator[range]:
    """The places of written questions one behind another about the same text, where one answer was put
    to several of them, or one has the answer and another none."""
    place = 0
    for (material, written), run in groupby(questions, key=_case_of):
        count = len(list(run))
        group = questions[place : place + count]
        if written and material and count > 1 and _answered_together(group):
            yield range(place, place + count)
        place += count


def _case_of(question: Question) -> tuple[tuple[str, str] | None, bool]:
    return question.material, question.type is not None and not question.type.is_objective


def _answered_together(group: Sequence[Question]) -> bool:
    if any(p.kind is ProblemKind.SHARED_ANSWER for one in group for p in one.problems):
        return True
    answers = [one.reference for one in group]
    return any(answers) and not all(answers)


def join(group: Sequence[Question]) -> Question:
    """One essay out of the questions of a group: their texts counted, their answers once, their marks
    together. Key points are worth, in all, what the whole is."""
    first = group[0]
    stem = "\n\n".join(f"（{n}）{one.stem or ''}" for n, one in enumerate(group, 1))
    answers = list(dict.fromkeys(one.reference for one in group if one.reference))
    marks = [one.points for one in group]
    total = sum((mark for mark in marks if mark is not None), Decimal(0))
    points = total if None not in marks else None
    holds = [one for one in group if one.key_points]
    same = len({one.reference for one in holds}) < 2
    key_points = [point for one in holds[: 1 if same else None] for point in one.key_points]
    problems = {
        (problem.kind, problem.detail): problem for one in group for problem in one.problems
    }
    joined = replace(
        first,
        type=ItemType.ESSAY,
        stem=stem,
        reference="\n\n".join(answers) or None,
        key_points=_worth(key_points, points),
        explanation="\n\n".join(dict.fromkeys(one.explanation for one in group if one.explanation)),
        points=points,
        source=replace(first.source, last=max(one.source.last for one in group)),
        confidence=min(one.confidence for one in group),
        problems=tuple(one for one in problems.values() if one.kind not in _OF_PARTS),
    )
    return joined


def _worth(key_points: Sequence[KeyPoint], total: Decimal | None) -> tuple[KeyPoint, ...]:
    """The key points, numbered anew, with marks that add up to the total, the last taking what is left."""
    own = sum((point.points for point in key_points), Decimal(0))
    named = [replace(point, id=f"p{n}") for n, point in enumerate(key_points, 1)]
    if total is None or not own or own == total:
        return tuple(named)
    shares = [(point.points * total / own).quantize(_CENT).normalize() for point in named]
    shares[-1] = total - sum(shares[:-1], Decimal(0))
    return tuple(replace(p, points=share) for p, share in zip(named, shares, strict=True))
