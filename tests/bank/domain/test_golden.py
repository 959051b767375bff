"""Golden vectors: what a line of JSON earns, checked to the letter.

`answers.jsonl` holds the lines as a school would send them, good and malformed, and `marks.jsonl`
what must come out. A change of either is a change of how people are marked.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bank.grading_lines import grade_lines

GOLDEN = Path(__file__).parent / "golden"
ANSWERS = (GOLDEN / "answers.jsonl").read_text(encoding="utf-8").splitlines()
MARKS = [
    json.loads(line) for line in (GOLDEN / "marks.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_there_is_one_mark_for_every_answer():
    assert len(ANSWERS) == len(MARKS) >= 80


@pytest.mark.parametrize(
    ("number", "line", "mark"),
    [(n, line, mark) for n, (line, mark) in enumerate(zip(ANSWERS, MARKS, strict=True), 1)],
    ids=[str(mark.get("id", mark.get("line"))) for mark in MARKS],
)
def test_line_earns_its_mark(number: int, line: str, mark: dict[str, object]):
    # Blank lines are skipped but counted, so a line can be tried at its own number.
    [result] = grade_lines([""] * (number - 1) + [line])
    assert result == mark
