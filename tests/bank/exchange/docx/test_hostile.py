"""Word documents in shapes the parser was not made for, compared with the truth about each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.bank.exchange.docx import read_docx
from tests.bank.exchange.docx.hostile import PAPERS, Paper, Truth
from tests.bank.exchange.text.measure import Measure, measure

WRITTEN = {"term", "short_answer", "essay"}


def wanted(truth: Truth) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for type_, stem, options, key in truth:
        one: dict[str, Any] = {"type": type_, "stem": stem, "options": options, "key": None}
        if type_ not in WRITTEN:
            one["key"] = key
        elif isinstance(key, list):
            one["points"] = key
        else:
            one["reference"] = key
        told.append(one)
    return told


def read(paper: Callable[[], Paper]) -> Measure:
    data, truth = paper()
    return measure(wanted(truth), read_docx(data).questions)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.__name__)
def test_a_word_document_is_read_right(paper: Callable[[], Paper]) -> None:
    one = read(paper)
    assert one.total > 2
    assert (one.found, one.types, one.keys, one.extra) == (one.total, one.total, one.total, 0), (
        one.faults
    )
