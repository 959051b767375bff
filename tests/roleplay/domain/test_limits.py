"""From which score on a label holds: exactness, false alarms, and how much recall counts."""

from __future__ import annotations

from app.roleplay.domain.limits import best_limit, middle_limit

SCORES = [0.5, 0.4, 0.3, 0.2, 0.1, -0.1]
TRUTH = [True, True, False, True, False, False]


def test_the_best_limit_finds_most_with_few_mistakes() -> None:
    assert best_limit(SCORES, TRUTH, 0.0) == 0.2


def test_findings_must_be_exact() -> None:
    assert best_limit(SCORES, TRUTH, 0.9) == 0.4


def test_false_alarms_are_counted_by_what_is_clean() -> None:
    assert best_limit(SCORES, TRUTH, 0.0, 0.4) == 0.2  # one of three
    assert best_limit(SCORES, TRUTH, 0.0, 0.3) == 0.4
    assert best_limit([0.4], [False], 0.0, 0.0) == 0.0


def test_what_counts_recall_less_is_found_more_seldom() -> None:
    assert middle_limit(SCORES, TRUTH) == 0.2
    assert middle_limit(SCORES, TRUTH, 0.5) == 0.4
