"""The script that trains the trees gives the same ones every time."""

import math

from app.bank.answers.features import NAMES
from app.bank.answers.model import Trees
from tools.boosting import Example, boost
from tools.train_grading import Row, held_back, train


def rows() -> list[Row]:
    made: list[Row] = []
    for number in range(60):
        values = [0.0] * len(NAMES)
        values[0] = number / 60
        values[3] = (number * 7 % 60) / 60
        credit = 1.0 if number > 35 else 0.5 if number > 25 else 0.0
        made.append(Row(tuple(values), credit, 1.0, f"i{number % 7}", False))
    return made


def test_the_same_rows_give_the_same_trees():
    assert train(rows()) == train(rows())


def test_what_tells_right_from_wrong_is_asked():
    base, trees = boost([Example(r.values, r.credit == 1, 1.0, r.item) for r in rows()])
    assert trees[0].features[0] == 0
    trained = Trees.of(base, ((t.features, t.cuts, t.leaves) for t in trees))
    chances = [trained.chance(row.values) for row in rows()]
    assert chances[0] < 0.2 < 0.8 < chances[-1]


def test_too_little_evidence_asks_nothing():
    _base, trees = boost([Example(r.values, r.credit == 1, 0.01, r.item) for r in rows()])
    assert all(math.isinf(cut) for tree in trees for cut in tree.cuts)


def test_about_a_quarter_of_items_is_held_back():
    share = sum(held_back({"item": f"ch01-sa-{number:03d}"}) for number in range(400)) / 400
    assert 0.15 < share < 0.35
    assert not any(held_back({"item": str(n), "developed": True}) for n in range(99))
