"""Steps on a question: what stands, what it comes to, and what can be taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.marking.domain.rulings import (
    AS_FROZEN,
    Fault,
    Kind,
    Mode,
    RulingError,
    Step,
    before,
    check_new,
    check_undo,
    find_undoable,
    fold,
    standing,
)

D = Decimal


def step(number: int, kind: Kind, **values: object) -> Step:
    return Step(number=number, kind=kind, **values)  # type: ignore[arg-type]


def test_without_steps_all_is_as_on_the_paper() -> None:
    assert fold([]) == AS_FROZEN
    assert AS_FROZEN.worth(D(3)) == 3
    assert find_undoable([]) is None


def test_the_newest_key_counts_and_forgets_what_was_accepted_before_it() -> None:
    steps = [
        step(1, Kind.ACCEPT, accept={"options": ["B"]}),
        step(2, Kind.KEY, version_id=7),
        step(3, Kind.ACCEPT, accept={"options": ["C"]}),
        step(4, Kind.POINTS, points=D(5)),
    ]
    terms = fold(steps)
    assert (terms.version_id, terms.points, terms.mode) == (7, 5, Mode.COUNTS)
    assert terms.accepted == ({"options": ["C"]},)
    assert fold(steps[:1]).accepted == ({"options": ["B"]},)


def test_a_void_question_is_worth_nothing_whatever_its_points() -> None:
    steps = [step(1, Kind.POINTS, points=D(5)), step(2, Kind.VOID)]
    assert fold(steps).worth(D(2)) == 0
    assert fold([*steps, step(3, Kind.UNDO, undoes=2)]).worth(D(2)) == 5
    assert fold([steps[0], step(2, Kind.FULL)]).worth(D(2)) == 5


@pytest.mark.parametrize("kind", [Kind.VOID, Kind.FULL])
def test_nothing_is_decided_after_a_last_word(kind: Kind) -> None:
    with pytest.raises(RulingError) as refusal:
        check_new([step(1, kind)])
    assert (refusal.value.fault, refusal.value.steps) == (Fault.LAST_WORD, (1,))
    check_new([step(1, kind), step(2, Kind.UNDO, undoes=1)])


def test_steps_are_taken_back_newest_first() -> None:
    steps = [step(1, Kind.KEY, version_id=7), step(2, Kind.POINTS, points=D(4))]
    with pytest.raises(RulingError) as refusal:
        check_undo(steps, 1)
    assert (refusal.value.fault, refusal.value.steps) == (Fault.NOT_NEWEST, (2,))
    assert check_undo(steps, 2).number == 2
    steps.append(step(3, Kind.UNDO, undoes=2))
    assert check_undo(steps, 1).number == 1
    with pytest.raises(RulingError) as refusal:
        check_undo(steps, 2)
    assert refusal.value.fault is Fault.UNDONE
    with pytest.raises(RulingError):
        check_undo(steps, 3)  # an undoing is not undone: one decides anew


KINDS = st.sampled_from([Kind.KEY, Kind.ACCEPT, Kind.POINTS, Kind.VOID, Kind.FULL, Kind.UNDO])


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Steps as the rules let them be taken."""
    steps: list[Step] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        kind = draw(KINDS)
        if kind is Kind.UNDO:
            target = find_undoable(steps)
            if target is not None:
                steps.append(step(number, kind, undoes=target.number))
            continue
        try:
            check_new(steps)
        except RulingError:
            continue
        values: dict[str, object] = {}
        if kind is Kind.KEY:
            values = {"version_id": number}
        elif kind is Kind.POINTS:
            values = {"points": D(number)}
        elif kind is Kind.ACCEPT:
            values = {"accept": {"options": [str(number)]}}
        steps.append(step(number, kind, **values))
    return steps


@given(histories())
def test_taking_back_the_newest_step_is_as_if_it_had_never_been(steps: list[Step]) -> None:
    target = find_undoable(steps)
    if target is None:
        return
    undone = [*steps, step(99, Kind.UNDO, undoes=target.number)]
    assert fold(undone) == fold(before(steps, target.number))
    assert fold(before(undone, target.number)) == fold(undone)
    assert standing(undone) == standing(steps)[:-1]


@given(histories())
def test_everything_can_be_taken_back_one_by_one_to_the_paper(steps: list[Step]) -> None:
    number = 100
    while (target := find_undoable(steps)) is not None:
        steps = [*steps, step(number, Kind.UNDO, undoes=target.number)]
        number += 1
    assert fold(steps) == AS_FROZEN
