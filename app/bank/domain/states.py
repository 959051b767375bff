"""Where an item stands between being written and being put away, and who may take it further.

`review` says whether the site demands that a second person looks before anything is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """draft: being written; in_review: waits for a colleague; published: may be drawn; retired:
    drawn no more, and kept for the papers that hold it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Act(StrEnum):
    """What a person does to an item's state."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    RETIRE = "retire"
    REOPEN = "reopen"


# Each act by the states in which it can be done.
_FROM: Mapping[Act, frozenset[State]] = {
    Act.SUBMIT: frozenset({State.DRAFT, State.RETIRED}),
    Act.WITHDRAW: frozenset({State.IN_REVIEW}),
    Act.APPROVE: frozenset({State.IN_REVIEW}),
    Act.RETURN: frozenset({State.IN_REVIEW}),
    Act.PUBLISH: frozenset({State.DRAFT, State.RETIRED}),
    Act.RETIRE: frozenset({State.PUBLISHED, State.DRAFT}),
    Act.REOPEN: frozenset({State.PUBLISHED, State.RETIRED}),
}
_TO: Mapping[Act, State] = {
    Act.SUBMIT: State.IN_REVIEW,
    Act.WITHDRAW: State.DRAFT,
    Act.APPROVE: State.PUBLISHED,
    Act.RETURN: State.DRAFT,
    Act.PUBLISH: State.PUBLISHED,
    Act.RETIRE: State.RETIRED,
    Act.REOPEN: State.DRAFT,
}
# What somebody else does about a person's own item, and what only its author does.
_BY_OTHERS = frozenset({Act.RETURN})
_BY_AUTHOR = frozenset({Act.WITHDRAW})


def acts_open(state: State, *, is_own: bool, review: bool) -> tuple[Act, ...]:
    """The acts that a person may do now, in the order of the enum.

    `is_own`: the person wrote the item or what stands in it now, or asked for the review.
    """
    return tuple(act for act in Act if state in _FROM[act] and _may(act, is_own, review))


def state_after(act: Act) -> State:
    """The state that an act leads to."""
    return _TO[act]


def act_towards(state: State, new: State, *, is_own: bool, review: bool) -> Act | None:
    """The act that leads from one state to another, None where there is none or it is forbidden."""
    acts = acts_open(state, is_own=is_own, review=review)
    return next((act for act in acts if _TO[act] is new), None)


def _may(act: Act, is_own: bool, review: bool) -> bool:
    if act in _BY_OTHERS:
        return not is_own
    if act in _BY_AUTHOR:
        return is_own
    if act is Act.PUBLISH:
        return not review
    if act is Act.APPROVE:
        return not (review and is_own)
    return True
