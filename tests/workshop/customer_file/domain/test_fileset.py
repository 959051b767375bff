"""Sets of data: one seed one set, every defect found and mended, nothing sound in the way."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content.company.identifiers import MOBILE, REGION
from app.workshop.customer_file.domain.assess import LOST_ROW, assess
from app.workshop.customer_file.domain.checks import Check, look
from app.workshop.customer_file.domain.defects import Kind
from app.workshop.customer_file.domain.fileset import FileSet, make_set
from app.workshop.customer_file.domain.mending import mend
from app.workshop.customer_file.domain.state import Op, perform
from app.workshop.customer_file.domain.tables import (
    CONSENTS,
    EXCESS,
    FILES,
    FIRMS,
    PERSONS,
    TABLES,
)
from app.workshop.customer_file.domain.values import is_credit_code, is_identity, is_phone
from tests.workshop.customer_file.domain.conftest import company, files_of
from tests.workshop.customer_file.perfect import cleaning

Sets = Callable[[int], FileSet]
seeds = st.integers(min_value=0, max_value=400)
slowly = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# What the checks name of each kind; the others are seen on the form or in the log alone.
SEEN_BY = {
    Kind.MISSING: Check.EMPTY,
    Kind.PHONE: Check.FORM,
    Kind.FORMAT: Check.FORM,
    Kind.IDENTITY: Check.DIGITS,
    Kind.CREDIT: Check.DIGITS,
    Kind.BORN: Check.CLASH,
    Kind.JOINED: Check.CLASH,
    Kind.MARKETING: Check.CLASH,
    Kind.CONTACTED: Check.CLASH,
    Kind.STALE: Check.STALE,
}


def test_the_same_seed_makes_the_same_set() -> None:
    assert make_set(company(), 7) == make_set(company(), 7)
    assert make_set(company(), 7) != make_set(company(), 8)


def test_two_students_have_other_customers_and_other_defects(make_files: Sets) -> None:
    one, other = make_files(1), make_files(2)
    phones = [{row["phone"] for row in f.start.tables[PERSONS].values()} for f in (one, other)]
    assert len(phones[0] & phones[1]) <= 1
    places = [{(d.table, d.row, d.field) for d in f.defects if d.field} for f in (one, other)]
    assert len(places[0] & places[1]) < len(places[0]) / 2


@slowly
@given(seed=seeds)
def test_every_kind_is_planted_and_numbers_are_nobodys(seed: int) -> None:
    files = files_of(seed)
    kinds = {defect.kind for defect in files.defects}
    assert kinds == set(Kind)
    assert 36 <= len(files.defects) <= 40
    assert len({defect.number for defect in files.defects}) == len(files.defects)
    for form in files.forms.values():
        pairs = dict(form.pairs)
        assert is_phone(pairs["phone"])
        assert pairs["phone"].startswith(MOBILE)
        if pairs.get("identity"):
            assert is_identity(pairs["identity"])
            assert pairs["identity"].startswith(REGION)
        if pairs.get("credit_code"):
            assert is_credit_code(pairs["credit_code"])


@slowly
@given(seed=seeds)
def test_a_file_that_nobody_touched_has_nothing_mended_and_nothing_spoilt(seed: int) -> None:
    files = files_of(seed)
    found = assess(files, files.start)
    assert (found.fixed, found.damages) == (0, ())


@slowly
@given(seed=seeds)
def test_who_mends_everything_has_everything(seed: int) -> None:
    files = files_of(seed)
    state = files.start.copy()
    for _op in cleaning(files, state):
        pass
    found = assess(files, state)
    assert [one for one in found.outcomes if not one.fixed] == []
    assert found.damages == ()
    assert found.net == found.planted
    for check in (Check.EMPTY, Check.FORM, Check.DIGITS, Check.CLASH, Check.STALE):
        assert look(state, check) == []


@slowly
@given(seed=seeds)
def test_the_checks_find_every_defect_they_are_for(seed: int) -> None:
    files = files_of(seed)
    found = {
        check: {(f.table, f.row, f.field) for f in look(files.start, check)} for check in Check
    }
    for defect in files.defects:
        if defect.kind in SEEN_BY:
            assert (defect.table, defect.row, defect.field) in found[SEEN_BY[defect.kind]]
    pairs = {(f.row, f.other) for f in look(files.start, Check.ALIKE)}
    doubles = [d for d in files.defects if d.kind is Kind.DUPLICATE]
    assert all((d.row, d.right) in pairs for d in doubles)
    # And a pair that is none, so that looking is needed.
    assert len(pairs) > 2 * len(doubles)


@slowly
@given(seed=seeds, data=st.data())
def test_each_mended_defect_counts_and_each_spoilt_value_costs(
    seed: int, data: st.DataObject
) -> None:
    files = files_of(seed)
    state = files.start.copy()
    chosen = data.draw(st.lists(st.sampled_from(files.defects), unique_by=lambda d: d.number))
    # Whole fields and rows last, so that no cell to be mended is gone before.
    for defect in sorted(chosen, key=lambda d: d.kind in (Kind.EXCESS, Kind.DUPLICATE)):
        perform(state, mend(files, state, defect))
    before = assess(files, state)
    assert before.fixed == len(chosen)
    assert before.damages == ()
    table, row, field = data.draw(st.sampled_from(sound_cells(files)))
    if (table, row) in state.gone:
        return
    was = state.value(table, row, field)
    choices = TABLES[table].find(field).choices  # type: ignore[union-attr]
    value = next((c for c in choices if c != was), "改坏了")
    perform(state, Op(do="set", table=table, row=row, field=field, value=value, was=was))
    after = assess(files, state)
    assert after.fixed == before.fixed
    assert after.damaged == 1
    assert after.net == max(0, before.net - 1)


def sound_cells(files: FileSet) -> list[tuple[str, str, str]]:
    """Cells without a defect, of customers that are no double."""
    planted = {(d.table, d.row, d.field) for d in files.defects}
    doubles = {row for d in files.defects if d.kind is Kind.DUPLICATE for row in (d.row, d.right)}
    return [
        (table, row, field)
        for table in FILES
        for row, values in files.start.tables[table].items()
        for field in values
        if (table, row, field) not in planted
        and row not in doubles
        and (table, field) not in EXCESS
        and field != "flag"
    ]


def test_a_merge_of_two_different_people_costs_a_row(make_files: Sets) -> None:
    files = make_files(3)
    doubles = {d.row for d in files.defects} | {d.right for d in files.defects}
    one, other = [key for key in files.start.tables[PERSONS] if key not in doubles][:2]
    state = files.start.copy()
    perform(state, Op(do="merge", table=PERSONS, row=one, into=other))
    found = assess(files, state)
    assert [d.weight for d in found.damages] == [LOST_ROW]


def test_a_double_may_be_merged_either_way_but_not_deleted(make_files: Sets) -> None:
    files = make_files(3)
    double = next(d for d in files.defects if d.kind is Kind.DUPLICATE)
    merged = files.start.copy()
    perform(merged, Op(do="merge", table=double.table, row=double.right, into=double.row))
    found = assess(files, merged)
    assert (found.fixed, found.damages) == (1, ())
    deleted = files.start.copy()
    perform(deleted, Op(do="remove", table=double.table, row=double.row, reason="重复"))
    found = assess(files, deleted)
    assert (found.fixed, found.damaged) == (0, LOST_ROW)


def test_orders_go_along_when_customers_are_merged(make_files: Sets) -> None:
    files = make_files(3)
    double = next(d for d in files.defects if d.kind is Kind.DUPLICATE)
    state = files.start.copy()
    perform(state, Op(do="merge", table=double.table, row=double.row, into=double.right))
    assert not any(r["customer"] == double.row for r in state.tables["orders"].values())


def test_a_dropped_field_that_is_needed_costs_every_value(make_files: Sets) -> None:
    files = make_files(3)
    state = files.start.copy()
    perform(state, Op(do="drop", table=FIRMS, field="address", reason="不要了"))
    assert assess(files, state).damaged == len(files.start.tables[FIRMS])


def test_a_consent_that_nobody_gave_costs(make_files: Sets) -> None:
    files = make_files(3)
    unticked = next(c for c, form in files.forms.items() if form.ticked is False)
    state = files.start.copy()
    values = (
        ("customer", unticked),
        ("state", "同意"),
        ("day", "2025-01-01"),
        ("source", "登记表"),
    )
    perform(state, Op(do="add", table=CONSENTS, row="T新01", values=values))
    found = assess(files, state)
    assert [(d.table, d.row) for d in found.damages] == [(CONSENTS, "T新01")]
