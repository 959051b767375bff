"""How well a judge does on labelled lines that it has not been trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.roleplay.domain.acts import MISCONDUCT, Act
from app.roleplay.domain.bank import ANY_TABOO, Example
from app.roleplay.domain.classifier import Judge

# The fuzzy residue, which is never scored.
_LEFT_OUT = Act.EXPLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """One label: in how many lines it stands, and how well it was found."""

    label: str
    lines: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """Shares are 0–1. `micro` and `macro` leave `explain` out and count the taboo flag as a label;
    `alarms` is the share of clean lines in which misconduct was seen."""

    rows: tuple[Row, ...]
    micro: float
    macro: float
    precision: float
    recall: float
    classes: float
    alarms: float
    unsure: float


def measure(judge: Judge, examples: Sequence[Example]) -> Report:
    """Judge every example and compare."""
    pairs = [(e, judge.judge(e.utterance, e.context)) for e in examples]
    truth = [_labels(e.acts, e.taboo is not None) for e in examples]
    found = [_labels(frozenset(j.acts), j.taboo is not None) for _e, j in pairs]
    labels = [*(act.value for act in Act), ANY_TABOO]
    counts = {label: _count(label, truth, found) for label in labels}
    rows = tuple(_row(label, *counts[label]) for label in labels)
    scored = [label for label in labels if label != _LEFT_OUT.value]
    sums = [sum(counts[label][at] for label in scored) for at in range(3)]
    bad = [bool(e.taboo or e.acts & MISCONDUCT) for e in examples]
    seen = [j.is_misconduct for _e, j in pairs]
    both = sum(a and b for a, b in zip(bad, seen, strict=True))
    taboos = [(e, j) for e, j in pairs if e.taboo and j.taboo]
    return Report(
        rows=rows,
        micro=_f1(*sums),
        macro=_share(sum(row.f1 for row in rows if row.label in scored), len(scored)),
        precision=_share(both, sum(seen)),
        recall=_share(both, sum(bad)),
        classes=_share(sum(e.taboo == j.taboo for e, j in taboos), len(taboos)),
        alarms=_share(sum(seen) - both, len(bad) - sum(bad)),
        unsure=_share(sum(j.unsure for _e, j in pairs), len(pairs)),
    )


def _labels(acts: frozenset[Act], taboo: bool) -> set[str]:
    return {act.value for act in acts} | ({ANY_TABOO} if taboo else set())


def _count(
    label: str, truth: Sequence[set[str]], found: Sequence[set[str]]
) -> tuple[int, int, int]:
    """(rightly found, found, there)."""
    right = sum(label in t and label in f for t, f in zip(truth, found, strict=True))
    return right, sum(label in f for f in found), sum(label in t for t in truth)


def _row(label: str, right: int, found: int, there: int) -> Row:
    precision, recall = _share(right, found), _share(right, there)
    return Row(label, there, precision, recall, _f1(right, found, there))


def _f1(right: int, found: int, there: int) -> float:
    return _share(2 * right, found + there)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
