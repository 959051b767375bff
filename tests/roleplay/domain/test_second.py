"""The second pass: its inputs are bounded, and co-occurring labels correct a score."""

from __future__ import annotations

from dataclasses import replace

from app.roleplay.domain.bank import LABELS, Example
from app.roleplay.domain.classifier import Judge
from app.roleplay.domain.second import FINE, as_whole, inputs
from app.roleplay.domain.weights import write_cells


def test_inputs_are_bounded_and_two_a_label() -> None:
    far = inputs([-90.0, 90.0], 5000)
    assert far == [1.0, 2.0, 4.0, -1.5, 1.5, 0.0, 1.0]
    assert inputs([0.0], 30) == [1.0, 1.0, 1.0, 0.0, 0.25]


def test_inputs_are_summed_in_thousandths() -> None:
    assert as_whole([3.0, -0.0004, 0.25]) == [3 * FINE, 0, FINE // 4]


def test_another_labels_score_can_turn_a_judgement(judge: Judge, examples: list[Example]) -> None:
    weights = judge.weights
    names = ("p:apology.sorry",)
    before = weights.margins(weights.known(names), 10)
    greet, apology = LABELS.index("greet"), LABELS.index("apology")
    row = list(weights.second[greet])
    row[3 + apology] += 5 * FINE
    second = list(weights.second)
    second[greet] = tuple(row)
    changed = replace(weights, second=tuple(second))
    after = changed.margins(changed.known(names), 10)
    assert after[greet] != before[greet]
    assert [m for at, m in enumerate(after) if at != greet] == [
        m for at, m in enumerate(before) if at != greet
    ]


def test_rudeness_is_told_without_the_customers_words(judge: Judge) -> None:
    said = ("对不起", "我马上", "c:你们", "c:骗人")
    weights = judge.weights
    table = {**weights.table, "c:骗人": write_cells((at, 1000) for at in range(len(LABELS)))}
    changed = replace(weights, table=table)
    angry = changed.margins(changed.known(said), 6)
    calm = weights.margins(weights.known(said), 6)
    for label in ("blame", "argue", "misconduct", "taboo"):
        assert angry[LABELS.index(label)] == calm[LABELS.index(label)]
    assert angry[0] != calm[0]
