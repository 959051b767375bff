"""Near-duplicates: what is alike, what is not, and that a thousand against five thousand is quick."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bank.twins import LEAST, SAME, SHORT, Finder, find_twins
from app.content.checks.linter.shingles import bare, jaccard, shingles

STEM = "下列关于客户满意与客户忠诚的说法，正确的是（　）。"


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (STEM, SAME),
        ("下列关于客户满意与客户忠诚的说法，  正确的是（　）。", SAME),
        ("下列关于客户满意与客户忠诚的说法，不正确的是（　）。", None),
    ],
)
def test_alike(other: str, share: int | None) -> None:
    twin = Finder([(7, STEM)]).find(other)
    assert twin is not None
    assert twin.item_id == 7
    assert twin.share == share if share else LEAST * 100 <= twin.share < SAME


def test_other_numbers_are_not_the_same_words() -> None:
    twin = Finder([(1, "客户 300 人，流失 30 人，流失率是（　）。")]).find(
        "客户 200 人，流失 50 人，流失率是（　）。"
    )
    assert twin is not None
    assert twin.share == SAME - 1


@pytest.mark.parametrize("other", ["企业怎样识别高价值的读者？", "", "　", "！？"])
def test_unlike(other: str) -> None:
    assert Finder([(7, STEM)]).find(other) is None


def test_short_stems_are_alike_only_where_they_are_the_same() -> None:
    finder = Finder([(1, "客户资产"), (2, "客户资料")])
    assert (twin := finder.find("客户资产")) is not None
    assert twin.item_id == 1
    assert finder.find("客户资历") is None


def test_items_come_before_earlier_questions() -> None:
    finder = Finder([(3, STEM)])
    finder.remember(0, STEM)
    assert (twin := finder.find(STEM)) is not None
    assert (twin.item_id, twin.place) == (3, None)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text("客户满意忠诚价值", min_size=7, max_size=14), min_size=1, max_size=6))
def test_nothing_is_missed(texts: list[str]) -> None:
    known, asked = list(enumerate(texts[:-1], 1)), texts[-1]
    twin = Finder(known, [asked]).find(asked)
    sets = [shingles(bare(text)) for text in texts]
    best = max((jaccard(one, sets[-1]) for one in sets[:-1]), default=0)
    least = 1.0 if len(sets[-1]) < SHORT else LEAST
    assert (twin is not None) == (best >= least)


def test_the_bank_costs_one_statement(loaded: Any, count_sql: Any) -> None:
    with count_sql() as statements:
        twins = find_twins(["来得热闹的读者价值一定更高。", None, "无关的一句话。"])
    assert len(statements) == 1
    assert twins[0] is not None
    assert twins[0].share == SAME
    assert twins[1:] == [None, None]
