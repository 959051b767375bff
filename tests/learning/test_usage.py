"""What practice tells the bank of an item."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from app.bank.domain.types import ItemType
from app.bank.usage import ENOUGH, Tally
from app.learning.usage import PracticeUsage
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import Bank
from tests.learning.test_service import answer


def test_an_item_nobody_answered_has_nothing_to_tell(bank: Bank) -> None:
    assert PracticeUsage().look_up(bank.item().id).tally is None


def test_answers_people_and_the_mean_share(bank: Bank, make: Builders, clock: Clock) -> None:
    item = bank.item()
    first, second = make.user("甲"), make.user("乙")
    answer(first, item, 1, clock())
    answer(first, item, 0.5, clock())
    last = answer(second, item, 0, clock.move(minutes=5))
    tally = PracticeUsage().look_up(item.id).tally
    assert tally is not None
    assert (tally.answers, tally.people, tally.marked) == (3, 2, 3)
    assert tally.share == Fraction(1, 2)
    assert tally.last_at == last.answered_at


def test_what_nobody_marked_has_no_share(bank: Bank, make: Builders, clock: Clock) -> None:
    item = bank.item(ItemType.SHORT_ANSWER)
    answer(make.user(), item, None, clock())
    tally = PracticeUsage().look_up(item.id).tally
    assert tally is not None
    assert (tally.answers, tally.marked, tally.share) == (1, 0, None)


def test_evidence_begins_with_enough_people() -> None:
    told: dict[str, Any] = {
        "label": "练习", "answers": 100, "marked": 100, "share": Fraction(1), "last_at": None,
    }  # fmt: skip
    assert not Tally(people=ENOUGH - 1, **told).evidence
    assert Tally(people=ENOUGH, **told).evidence
