"""How sure a proposal is: the chances of all totals against the one that is proposed."""

from dataclasses import replace

import pytest

from app.bank.answers.confidence import confidence
from app.bank.answers.doubts import PointMark
from app.bank.answers.features import Evidence
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.matching import Match

THREE = Question("问", "答", 6, tuple(KeyPoint(f"k{n}", "点", 2) for n in range(3)))


def mark(point: int, credit: float, some: float, full: float) -> PointMark:
    return PointMark(Evidence(point, Match(), [], 0, 0, 0, False), credit, some, full)


def test_certain_marks_are_certain():
    marks = [mark(0, 1, 1, 1), mark(1, 0, 0, 0), mark(2, 0.5, 1, 0)]
    assert confidence(THREE, marks, 3) == 1


def test_a_gross_error_counts_for_more():
    """The same error to be expected: spread over three key points, or all on one."""
    small = [mark(n, 1, 1, 0.8) for n in range(3)]
    gross = [mark(0, 1, 0.7, 0.7), mark(1, 1, 1, 1), mark(2, 1, 1, 1)]
    assert confidence(THREE, small, 6) > confidence(THREE, gross, 6)


def test_what_exceeds_the_maximum_is_no_error():
    """任答两点: whether a third one was said does not matter once two are sure."""
    any_two = replace(THREE, max=4)
    marks = [mark(0, 1, 1, 1), mark(1, 1, 1, 1), mark(2, 0, 0.5, 0.3)]
    assert confidence(any_two, marks, 4) == 1
    assert confidence(THREE, marks, 4) < 0.9


def test_errors_that_may_cancel():
    alone = [mark(0, 1, 0.6, 0.6), mark(1, 0, 0, 0), mark(2, 0, 0, 0)]
    both = [mark(0, 1, 0.6, 0.6), mark(1, 0, 0.4, 0.4), mark(2, 0, 0, 0)]
    sum_of_both = 2 * (1 - confidence(THREE, alone, 2))
    assert 1 - confidence(THREE, both, 2) < sum_of_both


@pytest.mark.parametrize("least", [0.0, 0.1, 0.5])
def test_never_surer_than_allowed(least: float):
    assert confidence(THREE, [mark(n, 0, 0, 0) for n in range(3)], 0, least) == 1 - least


def test_a_question_without_marks():
    assert confidence(replace(THREE, max=0), [], 0) == 0


def test_many_key_points_stay_cheap():
    """Totals that are the same are one, so that twenty key points have no 3^20 totals."""
    many = Question("问", "答", 20, tuple(KeyPoint(f"k{n}", "点", 1) for n in range(20)))
    marks = [mark(n, 1, 0.7, 0.4) for n in range(20)]
    assert 0 < confidence(many, marks, 20) < 1
