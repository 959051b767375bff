"""The paper one candidate sees: orders, opaque option names, sections."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.items import ItemFace, ItemKey, Option, Variable
from app.bank.domain.responses import ResponseError
from app.bank.domain.types import ItemType
from app.quiz.domain.orders import opaque_names, shuffled
from app.quiz.domain.paper import Slot, arrange, option_order, own_numbers, present

seeds = st.integers(0, 2**63 - 1)
LETTERS = "ABCDEFGH"


def choice(count: int = 4, type_: ItemType = ItemType.MULTIPLE_RESPONSE) -> ItemFace:
    options = tuple(Option(letter, f"选项 {letter}") for letter in LETTERS[:count])
    return ItemFace(type=type_, stem="题干", points=Decimal(2), options=options)


def slot(id_: int, type_: ItemType = ItemType.SINGLE_CHOICE, stimulus: int | None = None) -> Slot:
    return Slot(id=id_, position=id_, type=type_, points=Decimal(1), stimulus_id=stimulus)


@given(seeds, st.lists(st.integers(), unique=True, max_size=30))
def test_shuffling_keeps_everything_and_repeats_itself(seed: int, values: list[int]) -> None:
    once = shuffled(values, seed, "label")
    assert sorted(once) == sorted(values)
    assert once == shuffled(reversed(values), seed, "label")


def test_seeds_and_labels_give_different_orders() -> None:
    orders = {shuffled(range(20), seed, label) for seed in range(10) for label in ("a", "b")}
    assert len(orders) == 20


@given(seeds, st.integers(1, 10**6), st.integers(2, 8))
def test_option_names_say_nothing_and_never_clash(seed: int, slot_id: int, count: int) -> None:
    names = opaque_names(seed, slot_id, LETTERS[:count])
    assert len(set(names.values())) == count
    assert all(name[0] == "o" and len(name) >= 9 for name in names.values())


def test_option_names_differ_between_sittings() -> None:
    one, other = opaque_names(1, 7, LETTERS), opaque_names(2, 7, LETTERS)
    assert not set(one.values()) & set(other.values())


@given(seeds, st.sets(st.sampled_from(LETTERS[:5])))
def test_what_the_page_sends_is_read_back(seed: int, ticked: set[str]) -> None:
    shown = present(choice(5), slot_id=3, seed=seed, shuffle=True)
    stored = sorted(ticked)
    sent = shown.encode(stored)
    assert isinstance(sent, list)
    assert shown.decode(list(reversed(sent))) == stored


def test_a_single_choice_is_read_back_and_may_be_empty() -> None:
    shown = present(choice(4, ItemType.SINGLE_CHOICE), slot_id=3, seed=9, shuffle=True)
    assert shown.decode(shown.encode("C")) == "C"
    assert shown.decode(None) is None
    assert shown.encode(None) is None


def test_authored_letters_are_not_accepted_from_a_page() -> None:
    shown = present(choice(), slot_id=3, seed=9, shuffle=True)
    with pytest.raises(ResponseError):
        shown.decode(["A"])


def test_the_shown_face_holds_no_authored_id() -> None:
    shown = present(choice(), slot_id=3, seed=9, shuffle=True)
    assert not set(shown.own.option_ids()) & set(LETTERS)
    assert {option.text for option in shown.own.options} == {
        option.text for option in choice().options
    }


def test_options_keep_their_order_where_order_matters_or_nothing_is_shuffled() -> None:
    fixed = replace(choice(), shuffle=False)
    assert option_order(fixed, slot_id=1, seed=5, shuffle=True) == tuple("ABCD")
    assert option_order(choice(), slot_id=1, seed=5, shuffle=False) == tuple("ABCD")
    orders = {option_order(choice(), slot_id=1, seed=seed, shuffle=True) for seed in range(40)}
    assert len(orders) > 10


def test_types_without_options_go_through_unchanged() -> None:
    truth = ItemFace(type=ItemType.TRUE_FALSE, stem="对吗", points=Decimal(1))
    shown = present(truth, slot_id=1, seed=1, shuffle=True)
    assert shown.decode("false") is False
    assert shown.encode(False) is False
    blanks = ItemFace(type=ItemType.FILL_BLANK, stem="（　）", points=Decimal(1), blanks=2)
    assert present(blanks, slot_id=1, seed=1, shuffle=True).decode(["甲"]) == ["甲", ""]


def test_sections_follow_the_form_and_questions_are_numbered_through() -> None:
    slots = [
        slot(1), slot(2), slot(3, ItemType.ESSAY), slot(4), slot(5, ItemType.TRUE_FALSE),
    ]  # fmt: skip
    sections = arrange(slots, seed=1, shuffle=True)
    assert [s.type for s in sections] == [
        ItemType.SINGLE_CHOICE, ItemType.ESSAY, ItemType.TRUE_FALSE,
    ]  # fmt: skip
    assert [(s.number, s.first, s.last) for s in sections] == [(1, 1, 3), (2, 4, 4), (3, 5, 5)]
    assert {s.id for s in sections[0].slots} == {1, 2, 4}
    assert sections[0].total == 3
    assert sections[0].each == 1


def test_marks_of_a_section_that_differ_have_no_common_value() -> None:
    mixed = [slot(1), replace(slot(2), points=Decimal(3))]
    assert arrange(mixed, seed=1, shuffle=False)[0].each is None


@given(seeds, st.lists(st.sampled_from([None, None, 7, 8]), min_size=1, max_size=12))
def test_questions_on_one_text_stay_together_in_order(seed: int, shared: list[int | None]) -> None:
    slots = [slot(n, stimulus=stimulus) for n, stimulus in enumerate(shared, 1)]
    (section,) = arrange(slots, seed=seed, shuffle=True)
    assert sorted(s.id for s in section.slots) == list(range(1, len(shared) + 1))
    for text in (7, 8):
        places = [i for i, s in enumerate(section.slots) if s.stimulus_id == text]
        assert places == list(range(places[0], places[0] + len(places))) if places else True
        ids = [s.id for s in section.slots if s.stimulus_id == text]
        assert ids == sorted(ids)


def test_unshuffled_papers_keep_the_order_of_the_form() -> None:
    slots = [slot(n) for n in (3, 1, 2)]
    assert [s.id for s in arrange(slots, seed=4, shuffle=False)[0].slots] == [1, 2, 3]


def test_each_sitting_draws_its_own_numbers() -> None:
    face = ItemFace(
        type=ItemType.FILL_BLANK, stem="{{n}} 的两倍是（　）。", points=Decimal(1), blanks=1,
        seeded=True,
    )  # fmt: skip
    numbers = tuple(Decimal(n) for n in range(10, 60))
    key = ItemKey(blanks=(("{{n}}",),), variables=(Variable(name="n", choices=numbers),))
    drawn = {own_numbers(face, key, item_id=3, seed=seed)[0].stem for seed in range(30)}
    assert len(drawn) > 10
    assert own_numbers(face, key, item_id=3, seed=5) == own_numbers(face, key, item_id=3, seed=5)
