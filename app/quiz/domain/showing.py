"""The rules of what candidates are shown when: a later moment never shows less than an earlier one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from app.quiz.domain.reviewing import SHOWABLE, Phase

# In the order of a table: what little tells first.
THINGS = ("own", "right", "marks", "key", "why")
DEFAULT_REVIEW: Mapping[str, tuple[str, ...]] = {
    Phase.DURING.value: (),
    Phase.AFTER_SUBMIT.value: ("own",),
    Phase.AFTER_CLOSE.value: ("own",),
    Phase.AFTER_RELEASE.value: THINGS,
}
Gap = tuple[Phase, Phase, str]


def find_gaps(review: Mapping[str, Collection[str]]) -> list[Gap]:
    """Where something is shown in one phase and hidden in the next: (earlier, later, thing)."""
    return [
        (earlier, later, thing)
        for earlier, later in pairwise(Phase)
        for thing in THINGS
        if thing in review.get(earlier.value, ()) and thing not in review.get(later.value, ())
    ]


def tells_early(review: Mapping[str, Collection[str]]) -> bool:
    """Whether the key may be seen while others can still begin."""
    early = {
        thing
        for phase in (Phase.DURING, Phase.AFTER_SUBMIT)
        for thing in review.get(phase.value, ())
    }
    return not early.isdisjoint({"right", "key", "why"})


def normalised(review: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """The rules as they are stored: every phase, known things only, in order."""
    return {
        phase.value: [
            thing for thing in THINGS if thing in SHOWABLE and thing in review.get(phase.value, ())
        ]
        for phase in Phase
    }
