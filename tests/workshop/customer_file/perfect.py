"""What a perfect student does, step by step, for tests: mends everything, fills everything in."""

from __future__ import annotations

from collections.abc import Iterator

from app.workshop.customer_file.domain.cases import (
    Rules,
    expected_abc,
    expected_clv,
    expected_rfm,
    lifetime_task,
)
from app.workshop.customer_file.domain.clv import Convention
from app.workshop.customer_file.domain.fileset import FileSet
from app.workshop.customer_file.domain.marks import LEAST_WORDS, shown
from app.workshop.customer_file.domain.mending import mend
from app.workshop.customer_file.domain.state import Op, State, perform
from app.workshop.customer_file.domain.tables import ABC, CLV, CONVENTION, RFM, TEXTS


def cleaning(files: FileSet, state: State) -> Iterator[Op]:
    """Ops that mend every defect; `state` follows."""
    for defect in files.defects:
        op = mend(files, state, defect)
        perform(state, op)
        yield op


def working(files: FileSet, rules: Rules, convention: Convention) -> Iterator[Op]:
    """Ops that fill in the student's own tables rightly, from empty ones."""
    for customer, placed in expected_abc(files, rules).items():
        yield _entry(ABC, customer, "cumulative", shown(placed.cumulative * 100))
        yield _entry(ABC, customer, "cls", placed.cls)
    for customer, scores in expected_rfm(files, rules).items():
        for name, score in zip("rfm", scores, strict=True):
            yield _entry(RFM, customer, name, str(score))
    yield _entry(CLV, CONVENTION, "value", convention.value)
    for row, value in expected_clv(lifetime_task(files), convention).items():
        yield _entry(CLV, row, "value", shown(value))
    for name, least in LEAST_WORDS.items():
        yield _entry(TEXTS, name, "text", "说" * least)


def everything(files: FileSet, rules: Rules, convention: Convention) -> list[Op]:
    return [*cleaning(files, files.start.copy()), *working(files, rules, convention)]


def _entry(table: str, row: str, field: str, value: str) -> Op:
    return Op(do="set", table=table, row=row, field=field, value=value)
