"""What staff see worked out: the two-way table, what is shown when, outcomes, the board."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.types import ItemType
from app.quiz.domain.outcomes import BINS, Finding, facility, spread
from app.quiz.domain.pulse import SILENT
from app.quiz.domain.reviewing import Phase
from app.quiz.domain.showing import DEFAULT_REVIEW, THINGS, find_gaps, normalised, tells_early
from app.quiz.domain.twoway import NOTHING, Entry, Tally, tabulate
from app.quiz.domain.watching import QUIET, Facts, Status, attention, status_of

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SINGLE, ESSAY = ItemType.SINGLE_CHOICE, ItemType.ESSAY


def test_table_counts_questions_and_marks_both_ways() -> None:
    table = tabulate(
        [
            Entry("ch02", ESSAY, Decimal(10)),
            Entry("ch01", SINGLE, Decimal(2)),
            Entry("ch01", SINGLE, Decimal("1.5")),
        ]
    )
    assert (list(table.chapters), list(table.types)) == (["ch01", "ch02"], [SINGLE, ESSAY])
    assert table.cell("ch01", SINGLE) == Tally(2, Decimal("3.5"))
    assert table.cell("ch01", ESSAY) == NOTHING
    assert table.by_type[ESSAY] == Tally(1, Decimal(10))
    assert table.total == Tally(3, Decimal("13.5"))


@given(
    st.lists(st.tuples(st.sampled_from(["ch01", "ch02", "ch03"]), st.sampled_from(list(ItemType))))
)
def test_table_sums_agree(rows: list[tuple[str, ItemType]]) -> None:
    table = tabulate(Entry(chapter, type_, Decimal(1)) for chapter, type_ in rows)
    assert sum(t.count for t in table.by_chapter.values()) == table.total.count == len(rows)
    assert sum(t.points for t in table.by_type.values()) == table.total.points


def test_default_rules_hide_nothing_again_and_tell_nothing_early() -> None:
    assert find_gaps(DEFAULT_REVIEW) == []
    assert not tells_early(DEFAULT_REVIEW)


def test_a_later_moment_may_not_show_less() -> None:
    review = {
        "after_submit": ["own", "key"],
        "after_close": ["own"],
        "after_release": ["own", "key"],
    }
    assert find_gaps(review) == [(Phase.AFTER_SUBMIT, Phase.AFTER_CLOSE, "key")]
    assert tells_early(review)


def test_rules_are_stored_in_order_and_without_unknown_things() -> None:
    stored = normalised({"after_submit": ["why", "own", "password"], "other": ["key"]})
    assert stored == {
        "during": [], "after_submit": ["own", "why"], "after_close": [], "after_release": []
    }  # fmt: skip


@given(st.lists(st.decimals(0, 100, places=2), min_size=1))
def test_spread_counts_everybody_once(totals: list[Decimal]) -> None:
    found = spread(totals, Decimal(100))
    assert found is not None
    assert sum(found.bins) == found.count == len(totals)
    assert found.lowest <= found.mean <= found.highest
    assert found.lowest <= found.median <= found.highest


def test_full_marks_fall_into_the_last_bin_and_sixty_passes() -> None:
    found = spread([Decimal(100), Decimal(60), Decimal("59.99")], Decimal(100))
    assert found is not None
    assert (found.bins[BINS - 1], found.bins[6], found.bins[5], found.passed) == (1, 1, 1, 2)
    assert not found.evidence


def test_nobody_has_no_spread() -> None:
    assert spread([], Decimal(100)) is None


@pytest.mark.parametrize(
    ("count", "earned", "finding"),
    [
        (0, "0", Finding.UNMARKED),
        (19, "0", Finding.UNSURE),
        (20, "11.9", Finding.HARD),
        (20, "12", Finding.USUAL),
        (20, "38", Finding.EASY),
    ],
)
def test_facility_says_what_it_suggests(count: int, earned: str, finding: Finding) -> None:
    assert facility([(count, Decimal(earned), Decimal(2))]).finding is finding


def test_facility_is_exact() -> None:
    assert facility([(3, Decimal(1), Decimal(1))]).share == Fraction(1, 3)


def test_a_question_on_two_forms_counts_everybody_who_had_it() -> None:
    found = facility(
        [(3, Decimal(4), Decimal(2)), (1, Decimal(1), Decimal(4)), (0, Decimal(0), Decimal(9))]
    )
    assert (found.count, found.share) == (4, Fraction(1, 2))
    assert facility([]).share is None


def facts(**values: object) -> Facts:
    given_: dict[str, object] = {
        "started": True, "closed_by": None, "open": True, "saved_at": NOW, "window_over": False,
    }  # fmt: skip
    return Facts(**(given_ | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"started": False, "open": False, "saved_at": None}, Status.NOT_STARTED),
        (
            {"started": False, "open": False, "saved_at": None, "window_over": True},
            Status.ABSENT,
        ),
        ({}, Status.WRITING),
        ({"saved_at": NOW - QUIET}, Status.WRITING),
        ({"saved_at": NOW - QUIET - timedelta(seconds=1)}, Status.QUIET),
        ({"heard_at": NOW - SILENT}, Status.WRITING),
        ({"heard_at": NOW - SILENT * 2}, Status.WRITING),  # it saved since
        ({"heard_at": NOW - SILENT * 2, "saved_at": NOW - SILENT * 2}, Status.OFFLINE),
        ({"heard_at": NOW, "saved_at": NOW - QUIET * 2}, Status.QUIET),
        ({"heard_at": NOW - QUIET * 2, "saved_at": NOW - QUIET * 2}, Status.OFFLINE),
        ({"open": False, "closed_by": "candidate", "heard_at": NOW - QUIET}, Status.HANDED_IN),
        ({"open": False, "closed_by": "candidate"}, Status.HANDED_IN),
        ({"open": False, "closed_by": "staff"}, Status.BY_STAFF),
        ({"open": False, "closed_by": "time"}, Status.BY_TIME),
    ],
)
def test_status_of_a_candidate(values: dict[str, object], status: Status) -> None:
    assert status_of(facts(**values), NOW) is status


def test_who_may_need_somebody_comes_first() -> None:
    assert sorted(Status, key=attention)[:2] == [Status.OFFLINE, Status.QUIET]
    assert set(THINGS) == {"own", "right", "marks", "key", "why"}
