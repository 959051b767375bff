"""Changes and their log: replay, undo, two windows, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workshop.customer_file.domain.fileset import FileSet
from app.workshop.customer_file.domain.late import LateRule
from app.workshop.customer_file.domain.state import (
    Change,
    Fault,
    Op,
    OpError,
    perform,
    read_ops,
    replay,
)
from app.workshop.customer_file.domain.tables import CONTACTS, ORDERS, PERSONS

Sets = Callable[[int], FileSet]
DUE = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def put(row: str, field: str, value: str, was: str) -> Op:
    return Op(do="set", table=PERSONS, row=row, field=field, value=value, was=was)


def test_what_stood_elsewhere_is_not_overwritten(make_files: Sets) -> None:
    state = make_files(1).start.copy()
    name = state.value(PERSONS, "P001", "name")
    perform(state, put("P001", "name", "甲", name))
    with pytest.raises(OpError) as refused:
        perform(state, put("P001", "name", "乙", name))
    assert (refused.value.fault, refused.value.now) == (Fault.CHANGED, "甲")
    assert state.value(PERSONS, "P001", "name") == "甲"


@pytest.mark.parametrize(
    ("op", "fault"),
    [
        (Op(do="set", table=ORDERS, row="D001", field="amount", value="1"), Fault.LOCKED),
        (Op(do="set", table="nothing", row="P001", field="name"), Fault.NO_SUCH_PLACE),
        (Op(do="set", table=PERSONS, row="P999", field="name"), Fault.NO_SUCH_PLACE),
        (Op(do="set", table=PERSONS, row="P001", field="wage"), Fault.NO_SUCH_PLACE),
        (Op(do="fly", table=PERSONS, row="P001"), Fault.NO_SUCH_PLACE),
        (Op(do="add", table=PERSONS, row="P900"), Fault.LOCKED),
        (Op(do="remove", table=PERSONS, row="P001", reason=" "), Fault.REASON),
        (Op(do="drop", table=PERSONS, field="health"), Fault.REASON),
        (Op(do="merge", table=PERSONS, row="P001", into="P001"), Fault.ITSELF),
        (Op(do="merge", table=PERSONS, row="P001", into="F01"), Fault.NO_SUCH_PLACE),
        (Op(do="merge", table=CONTACTS, row="L001", into="L002"), Fault.LOCKED),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    make_files: Sets, op: Op, fault: Fault
) -> None:
    start = make_files(1).start
    state = start.copy()
    with pytest.raises(OpError) as refused:
        perform(state, op)
    assert refused.value.fault is fault
    assert state == start


def test_choices_and_lengths_are_kept(make_files: Sets) -> None:
    state = make_files(1).start.copy()
    with pytest.raises(OpError, match="choice"):
        perform(state, put("P001", "status", "也许", state.value(PERSONS, "P001", "status")))
    with pytest.raises(OpError, match="long"):
        perform(state, put("P001", "name", "长" * 201, state.value(PERSONS, "P001", "name")))


@given(acts=st.lists(st.sampled_from(["edit", "undo", "redo"]), max_size=25))
def test_the_log_behaves_like_a_pile(acts: list[str]) -> None:
    """Written otherwise: keep every state and a place in the list of them."""
    from tests.workshop.customer_file.domain.conftest import files_of

    start = files_of(1).start
    past, place = [start.value(PERSONS, "P001", "name")], 0
    log: list[Change] = []
    for number, act in enumerate(acts):
        if act == "edit":
            past = [*past[: place + 1], f"名{number}"]
            place += 1
            log.append(Change("edit", (put("P001", "name", past[-1], ""),)))
        else:
            log.append(Change(act))
            place = max(0, place - 1) if act == "undo" else min(len(past) - 1, place + 1)
    done = replay(start, log)
    assert done.state.value(PERSONS, "P001", "name") == past[place]
    assert (done.undoable, done.redoable) == (place, len(past) - 1 - place)


def test_ops_survive_the_log(make_files: Sets) -> None:
    ops = (
        put("P001", "name", "", "旧"),
        Op(do="add", table=CONTACTS, row="L新01", values=(("day", "2025-12-01"),)),
        Op(do="drop", table=PERSONS, field="health", reason="不需要"),
    )
    assert read_ops([op.to_data() for op in ops]) == ops


@pytest.mark.parametrize("data", [None, {}, [], [1], [{"do": 1}], [{"values": [1]}], [{}] * 2001])
def test_rubbish_is_malformed(data: object) -> None:
    with pytest.raises(OpError, match="malformed"):
        read_ops(data)


def test_late_days_are_counted_as_begun() -> None:
    rule = LateRule(due_at=DUE, percent=10, days=2)
    assert rule.days_late(DUE) == 0
    assert rule.days_late(DUE + timedelta(seconds=1)) == 1
    assert rule.days_late(DUE + timedelta(days=1)) == 1
    assert rule.days_late(DUE + timedelta(days=1, seconds=1)) == 2
    assert rule.grade(Decimal("9.55"), DUE + timedelta(hours=1)) == Decimal("8.60")
    assert not rule.closed(DUE + timedelta(days=2))
    assert rule.closed(DUE + timedelta(days=2, seconds=1))
    assert LateRule(due_at=None, percent=10, days=2).grade(Decimal(9), DUE) == 9
