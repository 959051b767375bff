"""The automatic marks: full for a perfect file, less for each thing left, by the declared convention."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from app.workshop.customer_file.domain.cases import Rules
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.domain.fileset import FileSet
from app.workshop.customer_file.domain.marks import (
    COMPLETE,
    GRADING,
    QUALITY,
    VALUE,
    WORTH,
    clv_lines,
    mark,
)
from app.workshop.customer_file.domain.rfm import Ties
from app.workshop.customer_file.domain.state import Op, State, perform_all
from app.workshop.customer_file.domain.tables import ABC, CLV, CONVENTION, PERSONS
from tests.workshop.customer_file.perfect import everything

Sets = Callable[[int], FileSet]


def perfect(files: FileSet, rules: Rules, convention: Convention) -> State:
    state = files.start.copy()
    perform_all(state, everything(files, rules, convention))
    return state


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize(
    "rules", [Rules(), Rules(cut_a=70, cut_b=90, basis="margin", ties=Ties.HIGH)]
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_perfect_file_has_full_marks(
    make_files: Sets, seed: int, rules: Rules, convention: Convention
) -> None:
    files = make_files(seed)
    found = mark(files, perfect(files, rules, convention), rules)
    assert {n: f.points for n, f in found.items()} == {
        n: Decimal(WORTH[n]) for n in (COMPLETE, QUALITY, GRADING, VALUE)
    }


def test_an_empty_file_has_nothing(make_files: Sets) -> None:
    files = make_files(1)
    assert [f.points for f in mark(files, files.start, Rules()).values()] == [Decimal(0)] * 4


def test_the_declared_convention_is_the_one_that_is_checked(make_files: Sets) -> None:
    files = make_files(1)
    state = perfect(files, Rules(), Convention.IN_HAND)
    state.tables[CLV][CONVENTION]["value"] = Convention.NOW.value
    assert not any(line.ok for line in clv_lines(files, state))
    state.tables[CLV][CONVENTION]["value"] = ""
    assert mark(files, state, Rules())[VALUE].points == 0
    assert all(line.expected == "" for line in clv_lines(files, state))


def test_a_damaged_value_lowers_quality_and_nothing_else(make_files: Sets) -> None:
    files = make_files(1)
    state = perfect(files, Rules(), Convention.NOW)
    before = mark(files, state, Rules())
    planted = {d.row for d in files.defects} | {d.right for d in files.defects}
    row = next(key for key in state.alive(PERSONS) if key not in planted)
    was = state.value(PERSONS, row, "name")
    perform_all(state, [Op(do="set", table=PERSONS, row=row, field="name", value="某某", was=was)])
    after = mark(files, state, Rules())
    assert after[QUALITY].points < before[QUALITY].points
    assert {n: f.points for n, f in after.items() if n != QUALITY} == {
        n: f.points for n, f in before.items() if n != QUALITY
    }


def test_a_share_within_a_tenth_of_a_point_is_right(make_files: Sets) -> None:
    files = make_files(1)
    state = perfect(files, Rules(), Convention.NOW)
    row = next(iter(state.tables[ABC]))
    right = Decimal(state.value(ABC, row, "cumulative"))
    for shift, ok in ((Decimal("0.09"), True), (Decimal("0.2"), False)):
        state.tables[ABC][row]["cumulative"] = f"={right + shift}"
        facts = mark(files, state, Rules())[GRADING].facts
        assert facts[0].ok is ok
        assert facts[0].tolerance
