"""Peer review and shares in a team: formulas by hand, and what holds whatever happens."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.domain.allotment import allot
from app.cases.domain.contribution import EVEN, LEAST, MOST, factors
from app.cases.domain.final import Blend, Parts, final_mark
from app.cases.domain.peers import (
    LIGHTEST,
    Review,
    calibration_error,
    reviewing_mark,
    verdicts,
    weight,
    weighted_median,
)

shares = st.integers(0, 20).map(lambda n: n / 20)
weights_of = st.integers(1, 10).map(lambda n: n / 10)


# ── shares in a team ──

EXAMPLE = {1: {2: 5, 3: 5, 4: 2}, 2: {1: 6, 3: 4, 4: 2}, 3: {1: 5, 2: 5, 4: 2}}


def test_the_worked_example_of_the_docs() -> None:
    assert factors([1, 2, 3, 4], EXAMPLE) == {
        1: Decimal("1.20"), 2: Decimal("1.20"), 3: Decimal("1.13"), 4: Decimal("0.80"),
    }  # fmt: skip
    wide = factors([1, 2, 3, 4], EXAMPLE, Decimal(0), Decimal(2))
    assert wide == {1: Decimal("1.38"), 2: Decimal("1.25"), 3: Decimal("1.13"), 4: Decimal("0.50")}


def test_silence_changes_nothing_and_praise_of_oneself_is_not_heard() -> None:
    assert factors([1, 2, 3], {}) == {1: EVEN, 2: EVEN, 3: EVEN}
    assert factors([1, 2, 3], {1: {1: 10, 2: 5, 3: 5}}) == {1: EVEN, 2: EVEN, 3: EVEN}
    assert factors([1, 2, 3], {1: {2: 0, 3: 0}, 9: {1: 10}}) == {1: EVEN, 2: EVEN, 3: EVEN}


ratings = st.lists(st.none() | st.lists(st.integers(0, 10), min_size=6, max_size=6), max_size=6)


@given(st.integers(2, 6), ratings)
def test_factors_are_bounded_and_even_words_give_one(
    count: int, rows: list[list[int] | None]
) -> None:
    members = list(range(count))
    said = {rater: dict(enumerate(row)) for rater, row in enumerate(rows) if row is not None}
    found = factors(members, said)
    assert set(found) == set(members)
    assert all(LEAST <= one <= MOST for one in found.values())
    even = {rater: dict.fromkeys(members, 7) for rater in said}
    assert set(factors(members, even).values()) == {EVEN}


# ── medians ──


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([0.2, 0.6, 0.8], [1, 1, 1], 0.6),
        ([0.2, 0.6], [1, 1], 0.4),
        ([0.2, 0.6, 0.8], [1, 0.1, 0.2], 0.2),
        ([0.5], [0.1], 0.5),
        ([0.9, 0.1, 0.5], [1, 1, 2], 0.5),
    ],
)
def test_weighted_medians_by_hand(
    values: list[float], weights: list[float], expected: float
) -> None:
    assert weighted_median(values, weights) == pytest.approx(expected)


@given(st.lists(st.tuples(shares, weights_of), min_size=1, max_size=9))
def test_a_weighted_median_lies_between_and_splits_the_weight(
    rows: list[tuple[float, float]],
) -> None:
    values, weights = [v for v, _ in rows], [w for _, w in rows]
    found = weighted_median(values, weights)
    assert min(values) <= found <= max(values)
    half = sum(weights) / 2 + 1e-9
    assert sum(w for v, w in rows if v < found) <= half
    assert sum(w for v, w in rows if v > found) <= half


@given(st.lists(shares, min_size=1, max_size=9))
def test_equal_weights_give_the_usual_median(values: list[float]) -> None:
    assert weighted_median(values, [0.7] * len(values)) == pytest.approx(median(values))


@given(st.lists(st.tuples(shares, weights_of), min_size=1, max_size=7), st.data())
def test_one_review_raised_never_lowers_a_median(
    rows: list[tuple[float, float]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    higher = data.draw(shares.filter(lambda one: one >= rows[at][0]))
    weights = [w for _, w in rows]
    before = weighted_median([v for v, _ in rows], weights)
    after = weighted_median([higher if n == at else v for n, (v, _) in enumerate(rows)], weights)
    assert after >= before - 1e-12


# ── reviewers ──


def test_calibration_by_hand() -> None:
    error = calibration_error([[1.0, 0.5], [0.6, 0.2]], [[0.8, 0.5], [0.4, 0.6]])
    assert error == pytest.approx((0.2 + 0 + 0.2 + 0.4) / 4)
    assert weight(error) == pytest.approx(0.6)
    assert weight(0.5) == LIGHTEST
    assert weight(0) == 1


def test_missing_reviews_are_left_out_and_doubt_goes_to_the_instructor() -> None:
    said = [Review(1, 10, 0.8), Review(2, 10, 0.7), Review(3, 10, 0.8), Review(1, 11, 0.2),
            Review(2, 11, 0.9), Review(3, 11, 0.8), Review(1, 12, 0.5)]  # fmt: skip
    found = verdicts([10, 11, 12, 13], said, {1: 1.0, 2: 1.0, 3: 1.0})
    assert [found[w].share for w in (10, 11, 12, 13)] == [0.8, 0.8, 0.5, None]
    assert [found[w].ask for w in (10, 11, 12, 13)] == [False, True, True, True]
    assert [found[w].is_wide for w in (10, 11, 12, 13)] == [False, True, False, False]


def test_too_few_reviews_give_no_mark() -> None:
    said = [Review(1, 10, 0.8), Review(1, 11, 0.8), Review(2, 10, 0.8)]
    assert reviewing_mark(1, said, {}, 0.0) is None


def pool(values: dict[tuple[int, int], float]) -> list[Review]:
    return [Review(reviewer, work, share) for (reviewer, work), share in values.items()]


def test_where_all_give_the_same_to_all_only_calibration_counts() -> None:
    """The inflation that a division by no spread would bring: four who give full marks to everything."""
    said = pool({(r, w): 1.0 for r in (1, 2, 3, 4) for w in (10, 11, 12)})
    assert reviewing_mark(1, said, {}, 0.4) == pytest.approx(0.2)
    assert reviewing_mark(1, said, {}, 0.0) == 1


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 5), st.integers(10, 15)), shares, min_size=3, max_size=30
    ),
    st.integers(0, 20).map(lambda n: n / 20),
)
def test_a_reviewing_mark_is_a_share_and_never_more_than_what_calibration_allows(
    values: dict[tuple[int, int], float], error: float
) -> None:
    said = pool(values)
    found = reviewing_mark(1, said, dict.fromkeys(range(1, 6), 1.0), error)
    if found is None:
        assert sum(review.reviewer == 1 for review in said) < 3
        return
    assert 0 <= found <= 1
    assert found <= (max(0.0, 1 - 2 * error) + 1) / 2 + 1e-12


@given(shares, st.integers(0, 10).map(lambda n: n / 20))
def test_one_who_gives_everything_the_same_gains_nothing_by_it(share: float, error: float) -> None:
    """Works that differ, judged well by others: the one who does not look is not better than an exact one."""
    truth = {10: 0.2, 11: 0.5, 12: 0.9}
    others = pool({(r, w): v for r in (2, 3, 4) for w, v in truth.items()})
    lazy = [Review(1, w, share) for w in truth]
    exact = [Review(1, w, v) for w, v in truth.items()]
    lazily = reviewing_mark(1, [*others, *lazy], {}, error)
    exactly = reviewing_mark(1, [*others, *exact], {}, error)
    assert lazily is not None
    assert exactly is not None
    assert lazily < exactly


# ── who reviews what ──


@given(st.integers(2, 40), st.integers(1, 4), st.text(max_size=5))
def test_alone_everyone_reviews_and_is_reviewed_alike(n: int, each: int, seed: str) -> None:
    own = {person: person + 100 for person in range(n)}
    found = allot(own, list(own.values()), seed, each)
    wanted = min(each, n - 1)
    for person, works in found.items():
        assert len(works) == len(set(works)) == wanted
        assert own[person] not in works
    load = Counter(work for works in found.values() for work in works)
    assert {load[work] for work in own.values()} == {wanted}
    again = allot(dict(reversed(own.items())), sorted(own.values(), reverse=True), seed, each)
    assert again == found


@given(st.lists(st.integers(1, 5), min_size=2, max_size=8), st.text(max_size=5))
def test_teams_never_review_their_own_work_and_loads_are_as_even_as_can_be(
    sizes: list[int], seed: str
) -> None:
    own = {team * 10 + n: team for team, size in enumerate(sizes) for n in range(size)}
    works = list(range(len(sizes)))
    found = allot(own, works, seed)
    load = Counter(work for chosen in found.values() for work in chosen)
    for person, chosen in found.items():
        assert own[person] not in chosen
        assert len(set(chosen)) == len(chosen) == min(3, len(works) - 1)
    # Where the loads differ by more than one, no single exchange would even them.
    for person, chosen in found.items():
        for work in chosen:
            for other in works:
                if other not in chosen and other != own[person]:
                    assert load[work] - load[other] <= 1


# ── put together ──


def test_a_mark_by_hand() -> None:
    parts = Parts(
        rubric=Decimal("0.8"), peers=Decimal("0.7"), reviewing=Decimal("0.9"), factor=Decimal("1.1")
    )
    # 0.7·0.88 + 0.2·0.77 + 0.1·0.9 = 0.86 of 20
    assert final_mark(parts, Blend(peers=20, reviewing=10), Decimal(20)) == Decimal("17.20")
    alone = Parts(rubric=Decimal("0.8"))
    assert final_mark(alone, Blend(peers=20, reviewing=10), Decimal(20)) == Decimal("16.00")


percent = st.integers(0, 100).map(lambda n: Decimal(n) / 100)


@given(percent, percent, percent, st.none() | percent, st.integers(0, 50), st.integers(0, 50))
def test_a_mark_never_falls_when_a_part_rises(
    low: Decimal, high: Decimal, peers: Decimal, reviewing: Decimal | None, a: int, b: int
) -> None:
    low, high = min(low, high), max(low, high)
    blend = Blend(peers=a, reviewing=b)

    def mark(rubric: Decimal) -> Decimal:
        return final_mark(
            Parts(rubric=rubric, peers=peers, reviewing=reviewing), blend, Decimal(30)
        )

    assert 0 <= mark(low) <= mark(high) <= 30
