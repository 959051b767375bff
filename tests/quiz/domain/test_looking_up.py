"""What may be shown of a question while the paper is open."""

from __future__ import annotations

import pytest

from app.quiz.domain.reviewing import (
    Moment,
    Phase,
    allowed,
    allowed_while_writing,
    can_look_up,
)
from app.quiz.domain.showing import DEFAULT_REVIEW, find_gaps, tells_early

DURING = {"during": ["right", "why", "nonsense"], "after_submit": ["own"]}


def test_only_a_locked_question_of_an_open_paper_is_told() -> None:
    told = allowed_while_writing(DURING, submitted=False, locked=True)
    assert told == {"right", "why"}
    assert not allowed_while_writing(DURING, submitted=False, locked=False)
    assert not allowed_while_writing(DURING, submitted=True, locked=True)


def test_the_phase_of_writing_adds_nothing_to_the_later_ones() -> None:
    after = allowed(DURING, Moment(submitted=True, closed=False, released=False))
    assert after == {"own"}
    assert not allowed(DURING, Moment(submitted=False, closed=True, released=True))


@pytest.mark.parametrize(
    ("during", "can"),
    [([], False), (["own"], False), (["nonsense"], False), (["marks"], True), (["key"], True)],
)
def test_there_is_something_to_look_up_beyond_ones_own_answer(during: list[str], can: bool) -> None:
    assert can_look_up({"during": during}) is can


def test_by_default_nothing_is_told_while_writing() -> None:
    assert not can_look_up(DEFAULT_REVIEW)
    assert not can_look_up({})
    assert not find_gaps(DEFAULT_REVIEW)
    assert not tells_early(DEFAULT_REVIEW)
    assert next(iter(Phase)) is Phase.DURING


def test_what_is_told_while_writing_has_to_stay_and_tells_early() -> None:
    gaps = find_gaps({"during": ["key"], "after_submit": [], "after_close": []})
    assert gaps == [(Phase.DURING, Phase.AFTER_SUBMIT, "key")]
    assert tells_early({"during": ["why"]})
    assert not tells_early({"during": ["own", "marks"]})
