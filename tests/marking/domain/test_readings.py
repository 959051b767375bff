"""双评: which readings stand, when two agree, and what their mean is."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from app.marking.domain.readings import Reading, Verdict, judge, mean, mean_points, standing


def reading(number: int, author: int, mark: str | None, **points: str) -> Reading:
    return Reading(
        number=number,
        author_id=author,
        mark=None if mark is None else D(mark),
        points={id_: D(n) for id_, n in points.items()},
    )


def test_of_each_marker_the_newest_reading_stands() -> None:
    rows = [reading(3, 1, "5"), reading(1, 1, "2"), reading(2, 2, "4")]
    assert [one.number for one in standing(rows)] == [2, 3]


def test_a_reading_taken_back_does_not_stand() -> None:
    assert standing([reading(1, 1, "2"), reading(2, 1, None)]) == []


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], Verdict.WAITS),
        (["3"], Verdict.WAITS),
        (["3", "4"], Verdict.AGREED),
        (["3", "4.01"], Verdict.APART),
        (["4", "3"], Verdict.AGREED),
        (["0", "6", "3"], Verdict.APART),
    ],
)
def test_two_marks_agree_within_the_tolerance(marks: list[str], expected: Verdict) -> None:
    held = [reading(n, n, mark) for n, mark in enumerate(marks, 1)]
    assert judge(held, D(1)) is expected


def test_the_mean_is_to_the_hundredth_half_up() -> None:
    assert mean([D("3"), D("4")]) == D("3.50")
    assert mean([D("0.01"), D("0.02")]) == D("0.02")


def test_the_mean_of_points_is_of_those_that_both_judged() -> None:
    held = [reading(1, 1, "3", a="2", b="1"), reading(2, 2, "4", a="3")]
    assert mean_points(held) == {"a": D("2.50")}
