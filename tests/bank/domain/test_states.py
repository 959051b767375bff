from __future__ import annotations

import itertools

import pytest

from app.bank.domain.states import Act, State, act_towards, acts_open, state_after

DRAFT, WAITS, OUT, GONE = State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.RETIRED


@pytest.mark.parametrize(
    ("state", "is_own", "review", "acts"),
    [
        (DRAFT, True, False, "submit publish retire"),
        (DRAFT, False, False, "submit publish retire"),
        (DRAFT, True, True, "submit retire"),
        (WAITS, True, False, "withdraw approve"),
        (WAITS, False, False, "approve return"),
        (WAITS, True, True, "withdraw"),
        (WAITS, False, True, "approve return"),
        (OUT, True, True, "retire reopen"),
        (GONE, True, False, "submit publish reopen"),
        (GONE, False, True, "submit reopen"),
    ],
)
def test_who_may_do_what(state: State, is_own: bool, review: bool, acts: str) -> None:
    found = acts_open(state, is_own=is_own, review=review)
    assert " ".join(found) == acts


def test_with_reviews_only_a_second_person_publishes() -> None:
    """However one turns it, an own item is never published by its author, nor a draft at once."""
    for state, is_own in itertools.product(State, (True, False)):
        acts = acts_open(state, is_own=is_own, review=True)
        published = [act for act in acts if state_after(act) is OUT]
        assert published == ([Act.APPROVE] if state is WAITS and not is_own else [])


@pytest.mark.parametrize(
    ("state", "new", "review", "act"),
    [
        (DRAFT, OUT, False, Act.PUBLISH),
        (DRAFT, OUT, True, None),
        (WAITS, OUT, False, Act.APPROVE),
        (WAITS, OUT, True, None),
        (WAITS, DRAFT, True, Act.WITHDRAW),
        (OUT, WAITS, False, None),
        (OUT, OUT, False, None),
    ],
)
def test_the_act_that_leads_to_a_state(
    state: State, new: State, review: bool, act: Act | None
) -> None:
    assert act_towards(state, new, is_own=True, review=review) is act
