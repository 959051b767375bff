"""The order in which several processes run the suite."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.order import PAGES, deal


class Item:
    def __init__(self, nodeid: str) -> None:
        self.nodeid = nodeid

    def get_closest_marker(self, name: str) -> Any:
        return "browser" in self.nodeid if name == "browser" else None


def suite() -> list[Any]:
    names = [f"tests/bank/test_bank.py::test_{n}" for n in range(40)]
    names[5:5] = ["tests/browser/test_walk.py::test_a", f"{PAGES}::test_b"]
    names[30:30] = ["tests/soak/test_smoke.py::test_c", "tests/cli/test_serve.py::test_d"]
    return [Item(name) for name in names]


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_every_test_runs_once(workers: int) -> None:
    items = suite()
    assert Counter(map(id, deal(items, workers))) == Counter(map(id, items))


def test_long_ones_begin_and_do_not_meet() -> None:
    names = [item.nodeid for item in deal(suite(), 2)]
    first, second = names[: len(names) // 2], names[len(names) // 2 :]
    assert first[0].startswith(PAGES)
    assert "browser" in first[1]
    assert {name.split("/")[1] for name in second[:2]} == {"soak", "cli"}
    assert {name.split("/")[1] for name in (*first[2:], *second[2:])} == {"bank"}


def test_the_others_keep_their_order() -> None:
    short = [item.nodeid for item in deal(suite(), 2) if "/bank/" in item.nodeid]
    assert short == [item.nodeid for item in suite() if "/bank/" in item.nodeid]
