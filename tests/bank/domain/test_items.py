"""Face and key go to two tables and come back as they were."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.items import (
    Derived,
    ItemFace,
    ItemKey,
    KeyPoint,
    Option,
    OptionNote,
    Variable,
    display_order,
)
from app.bank.domain.types import ItemType

TEXT = st.text(max_size=20)
POINTS = st.decimals(0, 100, places=2)
TUPLES = st.lists(TEXT, max_size=3).map(tuple)
FACES = st.builds(
    ItemFace,
    type=st.sampled_from(ItemType),
    stem=TEXT,
    points=POINTS,
    options=st.lists(st.builds(Option, TEXT, TEXT), max_size=4).map(tuple),
    blanks=st.integers(0, 5),
    shuffle=st.booleans(),
    stimulus=st.none() | TEXT,
    seeded=st.booleans(),
)
KEYS = st.builds(
    ItemKey,
    correct=TUPLES,
    truth=st.none() | st.booleans(),
    blanks=st.lists(TUPLES, max_size=3).map(tuple),
    ordered=st.booleans(),
    tolerance=POINTS,
    model_answer=TEXT,
    key_points=st.lists(
        st.builds(
            KeyPoint,
            id=TEXT,
            text=TEXT,
            points=POINTS,
            variants=TUPLES,
            must_any=TUPLES,
            forbidden=TUPLES,
            ordered=st.booleans(),
            half=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    explanation=TEXT,
    notes=st.dictionaries(TEXT, st.builds(OptionNote, feedback=TEXT, misconception=TEXT)),
    misconception=TEXT,
    variables=st.lists(
        st.builds(
            Variable,
            name=TEXT,
            choices=st.lists(POINTS, max_size=3).map(tuple),
            low=POINTS,
            high=POINTS,
            step=POINTS,
        ),
        max_size=2,
    ).map(tuple),
    derived=st.lists(st.builds(Derived, name=TEXT, expression=TEXT), max_size=2).map(tuple),
)


@given(FACES, KEYS)
def test_round_trip_through_json(face, key):
    assert ItemFace.from_data(json.loads(json.dumps(face.to_data()))) == face
    assert ItemKey.from_data(json.loads(json.dumps(key.to_data()))) == key


def test_the_face_has_nothing_of_the_key():
    face = {"type", "stem", "points", "options", "blanks", "shuffle", "stimulus", "seeded"}
    data = ItemFace(type=ItemType.TERM, stem="", points=Decimal(4)).to_data()
    assert set(data) == face
    assert face & set(ItemKey().to_data()) == {"blanks"}
    assert data["blanks"] == 0  # a number in the face, the accepted forms in the key


def test_display_order_is_a_permutation_and_respects_fixed_order():
    options = tuple(Option(letter, letter) for letter in "ABCDE")
    face = ItemFace(
        type=ItemType.SINGLE_CHOICE, stem="", points=Decimal(1), options=options, shuffle=True
    )
    orders = {display_order(face, Random(seed)) for seed in range(30)}
    assert len(orders) > 1
    assert all(sorted(order) == list("ABCDE") for order in orders)
    assert display_order(face, Random(7)) == display_order(face, Random(7))
    fixed = ItemFace.from_data({**face.to_data(), "shuffle": False})
    assert display_order(fixed, Random(1)) == tuple("ABCDE")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("single_choice", ItemType.SINGLE_CHOICE),
        ("单选", ItemType.SINGLE_CHOICE),
        ("单项选择题", ItemType.SINGLE_CHOICE),
        ("多选题", ItemType.MULTIPLE_RESPONSE),
        ("多项选择题", ItemType.MULTIPLE_RESPONSE),
        (" 判断题 ", ItemType.TRUE_FALSE),
        ("填空", ItemType.FILL_BLANK),
        ("名词解释题", ItemType.TERM),
        ("简答", ItemType.SHORT_ANSWER),
        ("论述题", ItemType.ESSAY),
    ],
)
def test_types_are_read_by_either_name(word, expected):
    assert ItemType.parse(word) is expected


@pytest.mark.parametrize("word", ["", "题", "matching", None, 3, ["单选"], "single_choice题目"])
def test_unknown_types_are_refused(word):
    with pytest.raises(ValueError, match="未知的题型"):
        ItemType.parse(word)


def test_a_point_that_asks_nothing_more_is_stored_as_it_always_was() -> None:
    point = KeyPoint(id="p1", text="一", points=Decimal(1), variants=("壹",))
    (row,) = ItemKey(key_points=(point,)).to_data()["key_points"]
    assert row == {"id": "p1", "text": "一", "points": "1", "variants": ["壹"]}
    assert ItemKey.from_data(ItemKey(key_points=(point,)).to_data()).key_points == (point,)
