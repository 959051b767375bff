"""Proposals that lean on what people marked on the same question, each with its sources named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.bank.domain.items import KeyPoint
from app.marking.answers import Row, key_points_of, shown
from app.marking.domain.clusters import pairs_of
from app.marking.domain.learning import (
    Graded,
    Lesson,
    Shelf,
    blend,
    same_words,
    weigh,
)
from app.marking.domain.points import add_up
from app.marking.proposals import Learned, Proposal
from app.marking.works import PartView

# Right of a hundred proposals that repeat the mark of the same words, as measured.
SAME_IS_RIGHT = 0.96
# The newest marked answers that are looked at: a page must not grow slow with a large class.
MOST = 100
HUNDREDTH = Decimal("0.01")


def learn(part: PartView, rows: Sequence[Row]) -> Lesson | None:
    """Let proposals of waiting answers lean on marked ones; returns what the nearest are worth.

    Not where two people mark, who must not see each other's marks. No SQL.
    """
    if part.plan.double or part.lines:
        return None
    points = key_points_of(part)
    graded = _graded(rows, points)
    if not graded:
        return None
    worths = [float(point.points) for point in points]
    shelf = Shelf(graded)
    lesson = weigh(shelf, worths)
    for row in rows:
        if not row.is_marked and row.proposal is not None and row.text:
            row.proposal = _leaning(part, row, row.proposal, shelf, lesson)
    return lesson if lesson is not None and lesson.helps else None


def _graded(rows: Sequence[Row], points: Sequence[KeyPoint]) -> list[Graded]:
    """The newest answers that people marked point by point."""
    found = []
    for row in rows:
        event, given = row.event, shown(row.event).points
        if event is None or not event.by_hand or not row.is_marked or row.proposal is None:
            continue
        if row.text and given.keys() == {point.id for point in points}:
            shares = tuple(float(Decimal(given[one.id]) / one.points) for one in points)
            doubted = row.proposal.is_doubtful
            found.append(
                Graded(row.number, event.id, row.text, row.proposal.credits, shares, doubted)
            )
    return sorted(found, key=lambda one: -one.at)[:MOST]


def _leaning(
    part: PartView, row: Row, proposal: Proposal, shelf: Shelf, lesson: Lesson | None
) -> Proposal:
    same = same_words(row.text, shelf.graded)
    if same is not None:
        learned = Learned(same=True, numbers=(same.number,))
        known = _with(part, proposal, same.given, learned)
        return replace(known, confidence=SAME_IS_RIGHT, sure=True, reasons=(), doubts=())
    if lesson is None or not lesson.helps or not proposal.is_doubtful:
        return proposal
    near = shelf.nearest(pairs_of(row.text))
    mixed = blend(proposal.credits, near, lesson.weight)
    if mixed == proposal.credits:
        return proposal
    learned = Learned(same=False, numbers=tuple(one.number for _likeness, one in near))
    return replace(_with(part, proposal, mixed, learned), sure=False)


def _with(
    part: PartView, proposal: Proposal, shares: Sequence[float], learned: Learned
) -> Proposal:
    points = key_points_of(part)
    given = {
        point.id: min(point.points, (point.points * Decimal(str(share))).quantize(HUNDREDTH))
        for point, share in zip(points, shares, strict=True)
    }
    earned = add_up(points, given, part.summary.points, part.most)
    return replace(
        proposal,
        points=given,
        credits=tuple(shares),
        mark=earned.mark,
        correctness=earned.correctness,
        learned=learned,
        engine=proposal.mark,
    )
