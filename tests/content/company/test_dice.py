from __future__ import annotations

from collections import Counter

import pytest

from app.content.company.dice import Dice


def test_a_path_has_its_own_chance() -> None:
    throws = [[Dice("a", 1, n).below(1000) for n in range(5)] for _ in range(2)]
    assert throws[0] == throws[1]
    assert len(set(throws[0])) == 5
    assert [Dice("a", 12).below(10**9), Dice("a1", 2).below(10**9)] != [
        Dice("a", 1, 2).below(10**9)
    ] * 2


def test_throws_stay_in_their_range_and_reach_its_ends() -> None:
    dice = Dice("range")
    assert {dice.below(3) for _ in range(200)} == {0, 1, 2}
    assert {dice.between(4, 6) for _ in range(200)} == {4, 5, 6}
    assert {dice.middling(0, 4) for _ in range(2_000)} == {0, 1, 2, 3, 4}
    assert [dice.chance(0), dice.chance(100)] == [False, True]


def test_weights() -> None:
    dice = Dice("weights")
    found = Counter(dice.weighed([("甲", 3), ("乙", 1), ("丙", 0)]) for _ in range(4_000))
    assert 2_700 < found["甲"] < 3_300
    assert "丙" not in found
    with pytest.raises(ValueError, match="weights"):
        dice.weighed([("甲", 0)])
