"""Papers in the styles teachers use, read and compared with the truth about them.

`r…` were rendered by `freeze`, the others written in the ways of one kind of source each. The targets are those for unseen documents.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.bank.exchange.text import read_text
from tests.bank.exchange.text.measure import Measure, measure
from tests.bank.exchange.text.papers import TYPES

CORPUS = Path(__file__).parent / "corpus"
PAPERS = sorted(path.stem for path in CORPUS.glob("*.txt"))
WRITTEN = {TYPES["term"], TYPES["short"], TYPES["essay"]}


def truth_of(name: str) -> list[dict[str, Any]]:
    """The truth about a paper, in the form `measure` takes."""
    rows = yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))
    told: list[dict[str, Any]] = []
    for type_, stem, options, key in rows:
        one: dict[str, Any] = {"type": type_, "stem": stem, "options": options, "key": None}
        if type_ not in WRITTEN:
            one["key"] = key
        elif isinstance(key, dict):
            one |= {"points": key["points"]} if "points" in key else {"answered": True}
        else:
            one["reference"] = key
        told.append(one)
    return told


def read_paper(name: str) -> Measure:
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    return measure(truth_of(name), read_text(text).questions)


def test_the_corpus_is_large_and_varied() -> None:
    assert len(PAPERS) >= 12
    assert sum(len(truth_of(name)) for name in PAPERS) >= 400


def test_the_targets_for_unseen_papers_are_met_here() -> None:
    whole = Measure()
    for name in PAPERS:
        whole.add(read_paper(name))
    assert whole.found >= 0.97 * whole.total, whole.faults
    assert whole.keys >= 0.97 * whole.total, whole.faults
    assert whole.types >= 0.98 * whole.total, whole.faults
    assert whole.extra == 0, whole.faults


@pytest.mark.parametrize("name", PAPERS)
def test_no_paper_is_read_badly(name: str) -> None:
    one = read_paper(name)
    assert one.found >= 0.9 * one.total, one.faults
    assert one.extra == 0, one.faults


def test_a_teaching_plan_holds_no_question() -> None:
    text = (CORPUS / "h05-teaching-plan.txt").read_text(encoding="utf-8")
    found = read_text(text)
    assert found.questions == ()
    assert len(found.loose) > 20
