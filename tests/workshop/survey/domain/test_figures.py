"""CSI, NPS, α: hand-worked examples (docs/survey.md), and an independent computation in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import isclose, sqrt
from statistics import NormalDist, pvariance
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.workshop.survey.domain.figures import alpha, csi, item_figures, nps, t_quantile
from app.workshop.survey.domain.questionnaire import (
    Kind,
    Measures,
    Question,
    Questionnaire,
    Response,
    Row,
)


def ask(*items: tuple[str, str, bool], points: int = 5) -> Questionnaire:
    """A questionnaire of scales: (id, dimension, reverse)."""
    return Questionnaire(
        questions=tuple(
            Question(
                id=id_,
                kind=Kind.SCALE,
                text=id_,
                dimension=dimension,
                reverse=turned,
                points=points,
            )
            for id_, dimension, turned in items
        )
    )


def people(*rows: dict[str, Any]) -> list[Response]:
    return [Response(id=str(n), answers=row) for n, row in enumerate(rows)]


def test_the_course_texts_example_counts_from_one() -> None:
    """6.2.5: weights .35 .30 .20 .15, means 4.3 3.6 4.1 3.8 give (3.975 − 1)/4 = 74.4."""
    questionnaire = ask(("q", "产品质量", False), ("d", "送货安装", False), ("s", "人员服务", False), ("p", "价格", False))  # fmt: skip
    means = {"q": 4.3, "d": 3.6, "s": 4.1, "p": 3.8}
    # Ten people with just these means: so many gave the rating above, the others the one below.
    rows = [
        {id_: int(mean) + (n < round(10 * (mean % 1))) for id_, mean in means.items()}
        for n in range(10)
    ]
    weights = {"产品质量": 0.35, "送货安装": 0.30, "人员服务": 0.20, "价格": 0.15}
    found = csi(questionnaire, people(*rows), weights)
    assert found.value is not None
    assert isclose(found.value, 74.375)
    assert f"{found.value:.1f}" == "74.4"
    assert found.n == 10


def test_three_people_worked_by_hand() -> None:
    """One dimension, ratings 2, 4, 5 of five: shares .25 .75 1, mean 2/3; s² = .145833, SE = .220479,
    t(2) = 4.303, so 66.7 with the interval cut at 0 and 100."""
    found = csi(ask(("a", "质量", False)), people({"a": 2}, {"a": 4}, {"a": 5}), {})
    assert found.value is not None
    assert isclose(found.value, 200 / 3)
    assert found.low == 0
    assert found.high == 100


def test_gaps_count_for_nothing_and_na_is_a_gap() -> None:
    questionnaire = ask(("a", "质量", False), ("b", "质量", False), ("c", "价格", False))
    rows = people({"a": 5, "b": "na", "c": 1}, {"a": 3, "b": 5}, {"c": 3}, {})
    found = csi(questionnaire, rows, {"质量": 3, "价格": 1})
    # 质量: 1 and (.5 + 1)/2 = .75, mean .875; 价格: 0 and .5, mean .25; weights 3/4 and 1/4.
    assert found.value is not None
    assert isclose(found.value, 100 * (0.75 * 0.875 + 0.25 * 0.25))
    assert found.n == 3
    assert [one.n for one in found.dimensions] == [2, 2]


def test_a_dimension_that_nobody_rated_leaves_no_index() -> None:
    found = csi(ask(("a", "质量", False), ("b", "价格", False)), people({"a": 4}), {})
    assert found.value is None
    assert csi(Questionnaire(), [], {}).value is None


def test_reverse_items_are_turned_first() -> None:
    straight = csi(ask(("a", "质量", False)), people({"a": 4}, {"a": 2}), {})
    turned = csi(ask(("a", "质量", True)), people({"a": 2}, {"a": 4}), {})
    assert straight.value == turned.value


ratings = st.lists(
    st.fixed_dictionaries({}, optional={"a": st.integers(1, 7), "b": st.integers(1, 7), "c": st.integers(1, 7)}),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ratings, st.integers(1, 9), st.integers(1, 9))
def test_csi_against_fractions(rows: list[dict[str, int]], first: int, second: int) -> None:
    questionnaire = ask(("a", "x", False), ("b", "x", True), ("c", "y", False), points=7)
    found = csi(questionnaire, people(*rows), {"x": first, "y": second})

    def x_of(row: dict[str, int]) -> Fraction | None:
        own = [row["a"] for _ in "a" if "a" in row] + [8 - row["b"] for _ in "b" if "b" in row]
        return Fraction(sum(own), len(own)) if own else None

    xs = [one for row in rows if (one := x_of(row)) is not None]
    ys = [Fraction(row["c"]) for row in rows if "c" in row]
    if not xs or not ys:
        assert found.value is None
        return
    means = sum(xs) / len(xs), sum(ys) / len(ys)
    index = (first * (means[0] - 1) + second * (means[1] - 1)) / (first + second) / 6
    assert found.value is not None
    assert isclose(found.value, float(100 * index), abs_tol=1e-9)


def test_without_gaps_the_interval_is_that_of_the_peoples_own_indices() -> None:
    rows = [{"a": 1 + n % 5, "c": 1 + n * 3 % 5} for n in range(35)]
    found = csi(ask(("a", "x", False), ("c", "y", False)), people(*rows), {"x": 2, "y": 1})
    own = [100 * (2 * (r["a"] - 1) + (r["c"] - 1)) / 12 for r in rows]
    error = sqrt(pvariance(own) / (len(own) - 1))
    assert found.high is not None
    assert found.value is not None
    assert isclose(found.high - found.value, t_quantile(34) * error)


def test_t_meets_its_table_and_the_normal() -> None:
    assert t_quantile(1) == 12.706
    assert abs(t_quantile(31) - 2.0395) < 0.001
    assert abs(t_quantile(60) - 2.0003) < 0.001
    assert abs(t_quantile(10_000) - NormalDist().inv_cdf(0.975)) < 0.001


def test_nps_of_the_course_text() -> None:
    """7.1.7: 144 promoters, 96 passives, 80 detractors of 320 give +20 ± 8.9."""
    found = nps([10] * 144 + [8] * 96 + [3] * 80)
    assert (found.promoters, found.passives, found.detractors) == (144, 96, 80)
    assert found.value == 20
    assert found.error is not None
    assert round(found.error, 2) == 4.54
    assert found.high is not None
    assert round(found.high - found.value, 1) == 8.9


def test_nps_of_thirty_is_wide() -> None:
    found = nps([9] * 15 + [7] * 9 + [6] * 6)
    assert found.value == 30
    assert found.low is not None
    assert round(found.value - found.low) == 28


def test_nps_borders_and_nobody() -> None:
    found = nps([0, 6, 7, 8, 9, 10])
    assert (found.detractors, found.passives, found.promoters) == (2, 2, 2)
    assert nps([]).value is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=50))
def test_nps_against_the_mean_of_signs(given_ratings: list[int]) -> None:
    signs = [(one >= 9) - (one <= 6) for one in given_ratings]
    found = nps(given_ratings)
    assert found.value is not None
    assert found.error is not None
    assert isclose(found.value, 100 * sum(signs) / len(signs), abs_tol=1e-9)
    assert isclose(found.error, 100 * sqrt(pvariance(signs) / len(signs)), abs_tol=1e-9)


def test_alpha_worked_by_hand() -> None:
    """Three items, four people: variances 5/3, 5/3 and 2/3, together 4; totals 4, 7, 10, 11 with variance 10."""
    rows = people({"a": 1, "b": 1, "c": 2}, {"a": 2, "b": 2, "c": 3}, {"a": 3, "b": 3, "c": 4}, {"a": 4, "b": 4, "c": 3})  # fmt: skip
    questionnaire = ask(("a", "x", False), ("b", "x", False), ("c", "x", False))
    found = alpha("", questionnaire.items(Measures.PERFORMANCE), rows)
    # α = 3/2 · (1 − 4/10) = .9
    assert found.value is not None
    assert isclose(found.value, 0.9)
    assert (found.items, found.n) == (3, 4)


def test_alpha_needs_three_items_three_people_and_some_difference() -> None:
    three = ask(("a", "x", False), ("b", "x", False), ("c", "x", False)).items(Measures.PERFORMANCE)
    same = people(*[{"a": 3, "b": 3, "c": 3}] * 5)
    assert alpha("", three[:2], same).value is None
    assert alpha("", three, same).value is None
    assert alpha("", three, same[:2]).value is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=3, max_size=12))
def test_alpha_against_mean_covariances(rows: list[tuple[int, int, int, int]]) -> None:
    """α = m·c̄ / (v̄ + (m − 1)·c̄): the same coefficient by mean variance and mean covariance."""
    questionnaire = ask(("a", "x", False), ("b", "x", True), ("c", "x", False), ("d", "x", False))
    found = alpha(
        "",
        questionnaire.items(Measures.PERFORMANCE),
        people(*({"a": r[0], "b": 6 - r[1], "c": r[2], "d": r[3]} for r in rows)),
    )
    n, m = len(rows), 4
    means = [Fraction(sum(r[i] for r in rows), n) for i in range(m)]
    covariance = [
        [sum((r[i] - means[i]) * (r[j] - means[j]) for r in rows) / (n - 1) for j in range(m)]
        for i in range(m)
    ]
    total = sum(sum(line) for line in covariance)
    if total == 0:
        assert found.value is None
        return
    mean_v = sum(covariance[i][i] for i in range(m)) / m
    mean_c = (total - m * mean_v) / (m * (m - 1))
    assert found.value is not None
    assert isclose(found.value, float(m * mean_c / (mean_v + (m - 1) * mean_c)), abs_tol=1e-9)


def test_top_two_of_the_course_text() -> None:
    """6.1.9: 110, 85, 30, 15, 10 of 250 give 78 % and a mean of 4.08."""
    item = ask(("a", "x", False)).items(Measures.PERFORMANCE)[0]
    given_ratings = [5] * 110 + [4] * 85 + [3] * 30 + [2] * 15 + [1] * 10
    found = item_figures(item, people(*({"a": one} for one in given_ratings)))
    assert found.top_two == 0.78
    assert found.mean == 4.08
    assert found.counts == (10, 15, 30, 85, 110)


def test_rows_of_a_matrix_are_items_of_their_own_dimension() -> None:
    matrix = Question(
        id="m", kind=Kind.MATRIX, text="m", dimension="质量",
        rows=(Row(id="m1", text="用料"), Row(id="m2", text="送货", dimension="速度", reverse=True)),
    )  # fmt: skip
    assert [(one.id, one.dimension, one.reverse) for one in matrix.items] == [
        ("m1", "质量", False),
        ("m2", "速度", True),
    ]
    assert Question.from_data(matrix.to_data()) == matrix


@pytest.mark.parametrize("points", [3, 5, 7, 10])
def test_the_index_reaches_both_ends_on_any_scale(points: int) -> None:
    questionnaire = ask(("a", "x", False), points=points)
    assert csi(questionnaire, people({"a": 1}, {"a": 1}), {}).value == 0
    assert csi(questionnaire, people({"a": points}, {"a": points}), {}).value == 100
