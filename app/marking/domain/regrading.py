"""Marking again after a ruling: of each answer the mark that follows, given the mark that holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.bank.domain.grading import points_for
from app.bank.domain.responses import Response
from app.marking.domain.question import Question
from app.marking.domain.rulings import Kind, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark as the ledger holds it; `new` is None while the answer waits for a person.

    `by_hand` says that a person judged the answer, whoever wrote the number down afterwards.
    """

    new: Decimal | None
    max: Decimal
    correctness: Decimal | None = None
    by_hand: bool = False
    rule: str = ""
    version_id: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a step is applied.

    `never_lower`: nobody's mark sinks. `hand_too`: marks that people gave are marked again as well
    (by the machine where it can, else the answer waits for a person again).
    """

    kind: Kind
    never_lower: bool = False
    hand_too: bool = False


def remark(
    question: Question,
    response: Response,
    held: Mark | None,
    manner: Manner,
    seed: str | None = None,
) -> Mark | None:
    """The mark that follows from the question as it stands; None where the present one stays.

    作废 and 人人满分 are for everybody, also where a person marked or has not yet. Otherwise a mark given
    by hand stays; where the question is worth other marks it keeps its share of them.
    """
    if question.mode is Mode.COUNTS and held is not None and held.new is not None and held.by_hand:
        stays = not (manner.hand_too and manner.kind.spares_hand_marks)
        found = _scaled(held, question) if stays else _by_machine(question, response, seed)
    else:
        found = _by_machine(question, response, seed)
    if found.new is None and (held is None or held.new is None):
        return None  # it waits as it did
    if manner.never_lower and held is not None:
        found = _not_below(found, held, question.worth)
    return None if held is not None and same(found, held) else found


def restore(
    question: Question,
    response: Response,
    newest: Mark,
    base: Mark | None,
    *,
    base_is_later: bool,
    seed: str | None = None,
) -> Mark | None:
    """The mark to go back to when a step is undone; None where the present one stays.

    `base` is the last mark of the answer that neither the step nor a later one gave. Where it is from
    before the step, it holds again exactly. Where it came later (a person marked, or a paper was closed
    meanwhile), a person's mark stays and the machine's is worked out again. `question` is as it stood
    before the step.
    """
    found = Mark(new=None, max=question.worth) if base is None else base
    if base is not None and base_is_later:
        found = remark(question, response, base, Manner(kind=Kind.UNDO), seed) or base
    return None if same(found, newest) else found


def same(one: Mark, other: Mark) -> bool:
    """Whether two marks say the same of an answer."""
    return (one.new, one.max, one.correctness, one.by_hand, dict(one.detail)) == (
        other.new,
        other.max,
        other.correctness,
        other.by_hand,
        dict(other.detail),
    )


def _by_machine(question: Question, response: Response, seed: str | None) -> Mark:
    machine = question.mark(response, seed)
    if machine is None:
        return Mark(new=None, max=question.worth, version_id=question.version_id)
    return Mark(
        new=machine.points,
        max=question.worth,
        correctness=machine.correctness,
        rule=machine.rule,
        version_id=question.version_id,
        detail=machine.detail,
    )


def _scaled(held: Mark, question: Question) -> Mark:
    """A person's mark out of what the question is worth now."""
    if held.max == question.worth or held.new is None or not held.max:
        return held
    share = Fraction(held.new) / Fraction(held.max)
    return Mark(
        new=points_for(share, question.worth),
        max=question.worth,
        correctness=held.correctness,
        by_hand=True,
        rule=held.rule,
        version_id=held.version_id,
        detail=held.detail,
    )


def _not_below(found: Mark, held: Mark, worth: Decimal) -> Mark:
    """The mark found, or the present one where that is higher, as far as the question allows."""
    if held.new is None:
        return found
    least = min(held.new, worth)
    if found.new is not None and found.new >= least:
        return found
    return Mark(
        new=least,
        max=worth,
        correctness=held.correctness,
        by_hand=held.by_hand,
        rule=held.rule,
        version_id=found.version_id,
        detail=held.detail,
    )
