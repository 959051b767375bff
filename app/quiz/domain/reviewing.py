"""What a candidate may be shown of their own paper, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

SHOWABLE = frozenset({"own", "right", "marks", "key", "why"})
# What cannot be shown without opening the key.
NEEDS_KEY = frozenset({"right", "key", "why"})


class Phase(StrEnum):
    """The moments at which an exam's review rules may show more, in the order in which they come.

    DURING is while the paper is being written, and there only for questions whose answer the candidate
    looked up (看答案), which fixes their own answer for good.
    """

    DURING = "during"
    AFTER_SUBMIT = "after_submit"
    AFTER_CLOSE = "after_close"
    AFTER_RELEASE = "after_release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a sitting stands. `closed` says that nobody is writing or may still begin."""

    submitted: bool
    closed: bool
    released: bool


def allowed(review: Mapping[str, Collection[str]], moment: Moment) -> frozenset[str]:
    """What may be shown: the union of the phases that have come, nothing while still writing."""
    if not moment.submitted:
        return frozenset()
    phases = [Phase.AFTER_SUBMIT]
    if moment.closed:
        phases.append(Phase.AFTER_CLOSE)
    if moment.released:
        phases.append(Phase.AFTER_RELEASE)
    shown = {name for phase in phases for name in review.get(phase, ())}
    return frozenset(shown) & SHOWABLE


def allowed_while_writing(
    review: Mapping[str, Collection[str]], *, submitted: bool, locked: bool
) -> frozenset[str]:
    """What may be shown of one question while the paper is open: nothing before it is locked."""
    if submitted or not locked:
        return frozenset()
    return frozenset(review.get(Phase.DURING, ())) & SHOWABLE


def can_look_up(review: Mapping[str, Collection[str]]) -> bool:
    """Whether an exam lets its candidates look an answer up while they write: one's own is no answer."""
    return not (frozenset(review.get(Phase.DURING, ())) & SHOWABLE) <= {"own"}


def opens_key(shown: Collection[str]) -> bool:
    """Whether the page has to read keys at all."""
    return not NEEDS_KEY.isdisjoint(shown)
