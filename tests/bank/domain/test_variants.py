"""Seeded numbers: the same for the same seed, filled in everywhere."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.grading import grade
from app.bank.domain.items import Derived, ItemFace, ItemKey, KeyPoint, Option, OptionNote, Variable
from app.bank.domain.types import ItemType
from app.bank.domain.variants import (
    VariantError,
    instantiate,
    plain_number,
    substitute,
    texts_of,
    variant_seed,
)

FACE = ItemFace(
    type=ItemType.FILL_BLANK,
    stem="年初有 {{customers}} 位客户，年保持率 {{rate:percent}}，年末还剩 ____ 位。",
    points=Decimal(1),
    blanks=1,
    seeded=True,
)
KEY = ItemKey(
    blanks=(("{{kept}}",),),
    explanation="{{customers}} × {{rate}} = {{kept:1}}",
    variables=(
        Variable(name="customers", low=Decimal(200), high=Decimal(400), step=Decimal(20)),
        Variable(name="rate", choices=(Decimal("0.6"), Decimal("0.75"), Decimal("0.8"))),
    ),
    derived=(Derived(name="kept", expression="customers * rate"),),
)


@given(st.integers())
def test_same_seed_same_numbers_and_the_key_fits_the_stem(seed):
    face, key = instantiate(FACE, KEY, variant_seed("ch02-fb-001", seed))
    assert (face, key) == instantiate(FACE, KEY, variant_seed("ch02-fb-001", seed))
    assert not any("{" in text for text in texts_of(face, key))
    customers, rate = re.findall(r"[0-9.]+", face.stem)
    kept = Fraction(customers) * Fraction(rate) / 100
    assert 200 <= int(customers) <= 400
    assert int(customers) % 20 == 0
    assert grade(face, key, [str(float(kept))]).share == 1


def test_numbers_never_change_between_releases():
    face, key = instantiate(FACE, KEY, variant_seed("ch02-fb-001", 1))
    assert (face.stem, key.blanks) == (
        "年初有 360 位客户，年保持率 60%，年末还剩 ____ 位。",
        (("216",),),
    )


def test_seeds_and_items_draw_differently():
    stems = {
        instantiate(FACE, KEY, variant_seed(item, seed))[0].stem
        for item in ("a", "b")
        for seed in range(20)
    }
    assert len(stems) > 10


def test_an_item_without_seeded_numbers_is_left_alone():
    face = ItemFace(type=ItemType.TERM, stem="{{x}}", points=Decimal(4))
    assert instantiate(face, ItemKey(), "1") == (face, ItemKey())


def test_placeholders_are_filled_in_every_text():
    face = ItemFace(
        type=ItemType.SINGLE_CHOICE,
        stem="{{a}}",
        points=Decimal(1),
        options=(Option("A", "{{a}} 元"),),
        seeded=True,
    )
    key = ItemKey(
        correct=("A",),
        model_answer="{{a}}",
        explanation="{{a}}",
        misconception="{{a}}",
        notes={"A": OptionNote(feedback="{{a}}", misconception="{{a}}")},
        key_points=(
            KeyPoint(
                id="p1", text="{{a}}", points=Decimal(1), variants=("{{a}}",), must_any=("{{a}}",)
            ),
        ),
        variables=(Variable(name="a", choices=(Decimal("7.50"),)),),
    )
    filled = instantiate(face, key, "s")
    assert {text for text in texts_of(*filled) if "7.5" not in text} == set()
    assert filled[0].options[0].text == "7.5 元"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a}}", "-0.125"),
        ("{{a:2}}", "-0.13"),
        ("{{ a : percent }}", "-12.5%"),
        ("{{b:2}}", "0.67"),
        ("{{b:0}}", "1"),
        ("{{c}}", "1200000"),
        ("{{c:2}}", "1200000.00"),
        ("{{zero}} {{zero:1}}", "0 0.0"),
        ("{{tiny:2}}", "0.00"),
        (r"$\frac{{{c}}}{2}$", r"$\frac{1200000}{2}$"),
    ],
)
def test_how_numbers_are_written(text, expected):
    values = {
        "a": Fraction(-1, 8),
        "b": Fraction(2, 3),
        "c": Fraction(1200000),
        "zero": Fraction(0),
        "tiny": Fraction(-1, 1000),
    }
    assert substitute(text, values) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{x}}", "x 没有定义"),
        ("{{b}}", "小数超过"),
        ("{{b:percent}}", "小数超过"),
        ("{{b:%}}", "写得不对"),
    ],
)
def test_what_cannot_be_written(text, message):
    with pytest.raises(VariantError, match=message):
        substitute(text, {"b": Fraction(1, 3)})


def test_a_failing_expression_names_its_number():
    key = ItemKey(
        variables=(Variable(name="a", choices=(Decimal(0),)),),
        derived=(Derived(name="d", expression="1 / a"),),
    )
    with pytest.raises(VariantError, match="d：算式里出现了除以零"):
        instantiate(FACE, key, "1")


@given(st.decimals(-(10**9), 10**9, places=4))
def test_plain_numbers_keep_their_value(number):
    text = plain_number(Fraction(number))
    assert Decimal(text) == number
    assert "." not in text or not text.endswith(("0", "."))
