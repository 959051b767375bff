"""What a page may report of a rehearsal, and when a machine has stood all of it."""

from __future__ import annotations

from typing import Any

import pytest

from app.quiz.domain.rehearsal import (
    Outcome,
    ReportError,
    Step,
    latest,
    passed,
    read_report,
    stored_outcome,
)


def test_a_report_is_read_and_kept() -> None:
    outcome = read_report({"step": "offline", "held": True, "seconds": 40.2, "changes": 3})
    assert outcome == Outcome(step=Step.OFFLINE, held=True, seconds=40, changes=3)
    assert stored_outcome(outcome.to_text(), 40) == outcome


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (None, "body"),
        ({}, "step"),
        ({"step": "time_up", "held": True}, "step"),
        ({"step": ["offline"], "held": True}, "step"),
        ({"step": "offline"}, "held"),
        ({"step": "offline", "held": 1}, "held"),
        ({"step": "offline", "held": True, "seconds": -1}, "seconds"),
        ({"step": "offline", "held": True, "seconds": 10**9}, "seconds"),
        ({"step": "offline", "held": True, "changes": "3"}, "changes"),
        ({"step": "offline", "held": True, "changes": float("nan")}, "changes"),
    ],
)
def test_what_is_no_report_is_refused(body: Any, field: str) -> None:
    with pytest.raises(ReportError, match=field):
        read_report(body)


@pytest.mark.parametrize("text", ["", "3", "[]", "{}", "null", '{"step":"x","held":true}'])
def test_other_texts_are_no_outcome(text: str) -> None:
    assert stored_outcome(text, 3) is None


def test_the_last_try_of_a_step_counts_and_all_have_to_hold() -> None:
    told = [Outcome(step=step, held=True) for step in Step]
    assert passed(latest(told))
    assert not passed(latest(told[1:]))
    failed = Outcome(step=Step.SILENT, held=False)
    assert not passed(latest([*told, failed]))
    assert passed(latest([failed, *told]))
    assert list(latest(reversed(told))) == list(Step)
