"""Each thing that may be lost is lost where the format cannot carry it, and is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.bank.domain.items import Derived, KeyPoint, Variable
from app.bank.domain.types import ItemType
from app.bank.exchange.loss import Carries, Loss, fit
from app.bank.exchange.parts import Part
from app.bank.exchange.questions import Choice, Picture, Question
from tests.bank.exchange.formats.samples import HERE, PNG

NOTHING = Carries(parts=frozenset())
CHOICE = Question(
    source=HERE,
    type=ItemType.SINGLE_CHOICE,
    stem="题干",
    options=(Choice("A", "甲"), Choice("B", "乙")),
    correct=("A",),
)
BLANK = Question(source=HERE, type=ItemType.FILL_BLANK, stem="得 ____ 元", blanks=(("5",),))
ESSAY = Question(source=HERE, type=ItemType.ESSAY, stem="论述")
TRUE = Question(source=HERE, type=ItemType.TRUE_FALSE, stem="对吗", truth=True)
POINT = KeyPoint(id="p1", text="要点", points=Decimal(2))
CASES = {
    Part.CHARACTERS: (replace(CHOICE, stem="题\x0b干"), CHOICE),
    Part.LINES: (replace(CHOICE, stem="题\n干"), replace(CHOICE, stem="题 干")),
    Part.LETTERS: (
        replace(CHOICE, options=(Choice("A", "甲"), Choice("C", "乙")), correct=("C",)),
        replace(CHOICE, correct=("B",)),
    ),
    Part.NUMBER: (replace(CHOICE, number="7"), CHOICE),
    Part.SECTION: (replace(CHOICE, section="一、"), CHOICE),
    Part.SHUFFLE: (replace(CHOICE, shuffle=False), CHOICE),
    Part.FEEDBACK: (
        replace(CHOICE, options=(Choice("A", "甲", "说明"), Choice("B", "乙"))),
        CHOICE,
    ),
    Part.MISCONCEPTION: (replace(TRUE, misconception="误解"), TRUE),
    Part.REFERENCE: (replace(ESSAY, reference="范文"), ESSAY),
    Part.KEY_POINTS: (replace(ESSAY, key_points=(POINT,)), ESSAY),
    Part.EXPLANATION: (replace(TRUE, explanation="解析"), TRUE),
    Part.POINTS: (replace(TRUE, points=Decimal(2)), TRUE),
    Part.MATERIAL: (replace(TRUE, material=("题", "文")), TRUE),
    Part.DRAWN_NUMBERS: (
        replace(
            BLANK,
            stem="{{a}} 的两倍是 ____",
            blanks=(("{{b}}",),),
            variables=(Variable(name="a", choices=(Decimal(3),)),),
            derived=(Derived(name="b", expression="a * 2"),),
        ),
        replace(BLANK, stem="3 的两倍是 ____", blanks=(("6",),)),
    ),
    Part.LABELS: (replace(TRUE, labels={"chapter": "ch01"}), TRUE),
    Part.PICTURES: (
        replace(CHOICE, stem="![图一](picture:a.png)", pictures=(Picture("a.png", PNG),)),
        replace(CHOICE, stem="图一"),
    ),
    Part.TOLERANCE: (replace(BLANK, tolerance=Decimal(1)), BLANK),
    Part.ORDER: (replace(BLANK, ordered=False), BLANK),
    Part.ANY_OF: (replace(ESSAY, any_of=1), ESSAY),
}


@pytest.mark.parametrize("part", CASES)
def test_what_is_lost_is_named_and_the_rest_stays(part: Part):
    question, left = CASES[part]
    fitted, losses = fit([CHOICE, question], NOTHING)
    assert [(loss.number, loss.field) for loss in losses] == [(2, part)]
    assert fitted[1].question == left


@pytest.mark.parametrize("part", CASES)
def test_what_is_carried_stays_and_is_not_named(part: Part):
    question, _ = CASES[part]
    fitted, losses = fit([question], Carries(parts=frozenset(Part)))
    assert (fitted[0].question, losses) == (question, ())


# Losses that a Word document shows only once it is read.
READ = {Part.TYPE, Part.STEM, Part.OPTIONS, Part.TITLE, Part.EMPHASIS, Part.FORMULAS}


def test_wordings_are_lost_where_key_points_are_not():
    question = replace(ESSAY, key_points=(replace(POINT, variants=("别说",)),))
    fitted, losses = fit([question], Carries(parts=frozenset({Part.KEY_POINTS})))
    assert [(loss.field, loss.detail) for loss in losses] == [(Part.VARIANTS, "别说")]
    assert fitted[0].question == replace(ESSAY, key_points=(POINT,))


def test_what_key_points_ask_beyond_their_words_is_lost_where_they_are_not():
    asks = replace(POINT, must_any=("词",), forbidden=("误",), ordered=True, half=False)
    fitted, losses = fit(
        [replace(ESSAY, key_points=(asks,))], Carries(parts=frozenset({Part.KEY_POINTS}))
    )
    assert [(loss.field, loss.detail) for loss in losses] == [(Part.TERMS, "要点；词；误")]
    assert fitted[0].question == replace(ESSAY, key_points=(POINT,))


def test_every_part_has_a_case():
    assert set(CASES) | {Part.WHOLE, Part.KEY, Part.VARIANTS, Part.TERMS} | READ == set(Part)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (replace(CHOICE, type=None), "type"),
        (replace(CHOICE, stem=None), "stem"),
        (replace(CHOICE, options=()), "options"),
        (replace(CHOICE, correct=("A", "B")), "key"),
        (replace(BLANK, blanks=None), "blanks"),
        (replace(BLANK, stem="没有空"), "blanks"),
    ],
)
def test_a_damaged_question_is_left_out_and_named(question: Question, why: str):
    assert fit([question], NOTHING) == ([], (Loss(1, Part.WHOLE, why),))


def test_a_hidden_key_is_named():
    _, losses = fit([TRUE], Carries(parts=frozenset(), hides_key=True))
    assert losses == (Loss(1, Part.KEY, ""),)


def test_a_tolerance_that_only_some_forms_could_have_is_lost():
    mixed = replace(BLANK, blanks=(("5", "五"),), tolerance=Decimal(1))
    _, losses = fit([mixed], Carries(parts=frozenset(Part)))
    assert losses == (Loss(1, Part.TOLERANCE, "1"),)
