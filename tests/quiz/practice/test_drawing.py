"""What a round is made of: filters, one's own items, and what never appears."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from app.bank.domain.types import ItemType
from app.bank.queries import ItemFilter
from app.learning.service import local_day
from app.quiz.practice.service import MOST_ITEMS, NothingToPractise, Wish, start_run
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import Bank
from tests.quiz.practice.walk import Learner, words

KEPT_BACK = ({"use": "exam"}, {"use": "reserved"}, {"state": "draft"}, {"state": "retired"})


def test_a_round_takes_as_many_as_asked(learner: Learner, bank: Bank) -> None:
    bank.items(12)
    learner.start(count=5)
    assert len(set(learner.items())) == 5


def test_fewer_items_make_a_shorter_round(learner: Learner, bank: Bank) -> None:
    bank.items(3)
    learner.start(count=10)
    assert len(learner.items()) == 3


def test_filters_narrow(learner: Learner, bank: Bank) -> None:
    wanted = bank.item(ItemType.TRUE_FALSE, chapter="ch02", points=("ch02.x",), difficulty=5)
    bank.item(ItemType.TRUE_FALSE, chapter="ch02", points=("ch02.x",), difficulty=1)
    bank.item(ItemType.TRUE_FALSE, chapter="ch02", points=("ch02.y",), difficulty=5)
    bank.item(ItemType.TERM, chapter="ch02", points=("ch02.x",), difficulty=5)
    bank.item(ItemType.TRUE_FALSE, chapter="ch01", points=("ch01.x",), difficulty=5)
    learner.start(chapter="ch02", knowledge="ch02.x", types="true_false", difficulty="5")
    assert learner.items() == [wanted.id]


def test_several_choices_widen(learner: Learner, bank: Bank) -> None:
    a, b = bank.item(ItemType.TERM), bank.item(ItemType.ESSAY)
    bank.item(ItemType.FILL_BLANK)
    learner.start(types=["term", "essay"])
    assert set(learner.items()) == {a.id, b.id}


def test_only_new_only_mistakes_only_favourites(
    learner: Learner, bank: Bank, user: Any, clock: Clock
) -> None:
    new, wrong, kept = bank.item(), bank.item(), bank.item()
    bank.state(user, wrong, answers=1, in_mistakes=True, mistaken_at=clock())
    bank.state(user, kept, answers=1, favourite=True)
    for only, item in (("new", new), ("mistakes", wrong), ("favourites", kept)):
        learner.start(only=only)
        assert learner.items() == [item.id], only
    learner.start(only="all")
    assert len(learner.items()) == 3


def test_a_favourite_that_was_never_answered_is_still_new(
    learner: Learner, bank: Bank, user: Any
) -> None:
    item = bank.item()
    bank.state(user, item, answers=0, favourite=True)
    learner.start(only="new")
    assert learner.items() == [item.id]


def test_mistakes_of_others_are_not_drawn(learner: Learner, bank: Bank, make: Builders) -> None:
    bank.state(make.user(), bank.item(), answers=1, in_mistakes=True)
    assert learner.start(only="mistakes").status_code == 422


def test_mistakes_that_a_right_answer_would_help_today_come_first(
    db: Any, bank: Bank, user: Any, clock: Clock
) -> None:
    today = local_day(clock())
    done = [bank.item() for _n in range(4)]
    due = [bank.item(), bank.item()]
    for item in done:
        bank.state(user, item, in_mistakes=True, streak=1, streak_day=today)
    bank.state(user, due[0], in_mistakes=True)
    bank.state(user, due[1], in_mistakes=True, streak=1, streak_day=today - timedelta(days=1))
    wish = Wish(items=ItemFilter(chapters=("ch01",)), count=3, only="mistakes")
    for seed in range(5):
        start_run(user.id, wish, {}, Random(seed), clock())
    from app.quiz.practice.service import list_runs

    for run in list_runs(user.id):
        drawn = [item for item, _version, _seed in run.items]
        assert set(drawn[:2]) == {item.id for item in due}
        assert drawn[2] in {item.id for item in done}


@pytest.mark.parametrize("values", KEPT_BACK)
def test_what_is_kept_back_is_never_drawn(
    learner: Learner, bank: Bank, user: Any, values: dict[str, Any]
) -> None:
    """With every filter, also the learner's own lists, which the item may have got into before."""
    hidden = bank.item(**values)
    bank.state(user, hidden, answers=1, in_mistakes=True, favourite=True)
    fresh = bank.item(**values)
    seen = bank.item()
    bank.state(user, seen, answers=1, in_mistakes=True, favourite=True)
    other = bank.item()
    filters: list[dict[str, Any]] = [
        {},
        {"chapter": "ch01"},
        {"knowledge": "ch01.one"},
        {"types": "single_choice"},
        {"difficulty": "3"},
        {"only": "new"},
        {"only": "mistakes"},
        {"only": "favourites"},
        {"mock": "y"},
        {"mock": "y", "only": "mistakes", "chapter": "ch01", "knowledge": "ch01.one"},
    ]
    for form in filters:
        learner.start(count=100, **form)
        drawn = set(learner.items())
        assert drawn
        assert drawn <= {seen.id, other.id}, form
    assert hidden.id != fresh.id


def test_nothing_fits_is_said_and_the_choices_stay(learner: Learner, bank: Bank) -> None:
    bank.item(ItemType.TERM)
    response = learner.start(chapter="ch01", types="essay", count=7)
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "没有符合条件的题" in html
    assert 'value="7"' in html
    assert (
        "checked"
        in html.partition('value="essay"')[0].rpartition("<input")[2]
        + html.partition('value="essay"')[2].partition(">")[0]
    )


@pytest.mark.parametrize(
    "form",
    [
        {"count": "0"},
        {"count": str(MOST_ITEMS + 1)},
        {"count": "many"},
        {"count": ""},
        {"types": "riddle"},
        {"difficulty": "9"},
        {"only": "others"},
        {"chapter": "ch99"},
        {"knowledge": "ch99.none"},
    ],
)
def test_hostile_wishes_are_refused(learner: Learner, bank: Bank, form: dict[str, str]) -> None:
    bank.item()
    assert learner.start(**form).status_code == 422
    assert learner.public_id == ""


def test_a_service_without_open_chapters_draws_nothing(bank: Bank, user: Any, clock: Clock) -> None:
    bank.item()
    with pytest.raises(NothingToPractise):
        start_run(user.id, Wish(items=ItemFilter()), {}, Random(1), clock())


def test_a_mock_paper_is_ordered_by_type(learner: Learner, bank: Bank, db: Any) -> None:
    for type_ in (ItemType.ESSAY, ItemType.TRUE_FALSE, ItemType.SINGLE_CHOICE, ItemType.TERM):
        bank.items(2, type_)
    learner.start(mock="y", count=8)
    from app.bank.models import Item

    types = [db.session.get(Item, item).type for item in learner.items()]
    order = [type_.value for type_ in ItemType]
    assert types == sorted(types, key=order.index)


def test_a_visitor_practises_the_first_chapter_only(visitor: Learner, bank: Bank) -> None:
    first = bank.item()
    bank.items(5, chapter="ch02")
    visitor.start(count=100)
    assert visitor.items() == [first.id]


@pytest.mark.parametrize(
    "form",
    [
        {"chapter": "ch02"},
        {"knowledge": "ch02.one"},
        {"chapter": "ch02", "only": "new"},
        {"chapter": "ch01", "knowledge": "ch02.one"},
        {"chapter": ["ch02", "ch01"]},
    ],
)
def test_a_visitor_cannot_ask_for_another_chapter(
    visitor: Learner, bank: Bank, form: dict[str, Any]
) -> None:
    bank.item()
    bank.item(chapter="ch02")
    assert visitor.start(**form).status_code == 422
    assert visitor.public_id == ""


def test_an_item_of_two_chapters_points_stays_closed_to_visitors(
    visitor: Learner, bank: Bank
) -> None:
    """An item belongs to its own chapter, whatever points it touches as well."""
    bank.item(chapter="ch02", points=("ch01.one", "ch02.one"))
    bank.item()
    visitor.start(knowledge="ch01.one")
    assert len(visitor.items()) == 1


def test_the_page_of_choices_shows_the_points_of_the_chapter(learner: Learner, bank: Bank) -> None:
    bank.item(points=("ch01.one",))
    bank.item(chapter="ch02", points=("ch02.one",))
    html = learner.client.get("/practice/choose?chapter=ch02").get_data(as_text=True)
    assert "知识点 ch02.one" in html
    assert "知识点 ch01.one" not in html


def test_home_says_what_visitors_may_do(visitor: Learner, learner: Learner, bank: Bank) -> None:
    bank.item()
    bank.item(chapter="ch02")
    assert words(visitor.client.get("/practice").get_data(as_text=True)).count("登录后可练") == 1
    assert "登录后可练" not in learner.client.get("/practice").get_data(as_text=True)


def test_an_empty_bank_says_so(learner: Learner) -> None:
    assert "还没有可以练的题" in learner.client.get("/practice").get_data(as_text=True)
