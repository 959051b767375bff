"""Marks are exact, within bounds, independent of everything but answer and key, and the same again.

The rules of each type have properties of their own in `tests/bank/domain`; here is what holds for all
of them, through the shuffled paper, and through the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.bank.domain.items import LETTERS, ItemFace, ItemKey, Option
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.database import writing
from app.extensions import db
from app.marking.domain.machine import mark_answer
from app.marking.models import MarkEvent
from app.quiz.domain.paper import present
from app.quiz.exams.scoring import mark_by_machine
from app.quiz.models import Sitting
from tests.quiz.sitting.builders import sample
from tests.security.world import FULL, build, save_one, take_turn

often = settings(
    max_examples=100_000 if FULL else 200, deadline=None,
    suppress_health_check=[HealthCheck.too_slow], derandomize=not FULL,
)  # fmt: skip
POINTS = st.decimals(min_value="0.25", max_value="40", places=2)
RULES = st.sampled_from(list(MultipleResponseRule))
TEXTS = st.text(max_size=12)


@st.composite
def choice(draw: st.DrawFn, *kinds: ItemType) -> tuple[ItemFace, ItemKey, Any]:
    kind = draw(st.sampled_from(kinds or (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE)))
    letters = LETTERS[: draw(st.integers(2, 8))]
    one = kind is ItemType.SINGLE_CHOICE
    most = 1 if one else len(letters)
    some = st.lists(st.sampled_from(letters), unique=True, max_size=most)
    correct = draw(st.lists(st.sampled_from(letters), unique=True, min_size=1, max_size=most))
    face = ItemFace(
        type=kind, stem="？", points=Decimal(2), options=tuple(Option(x, x) for x in letters)
    )
    return face, ItemKey(correct=tuple(sorted(correct))), draw(some)


@st.composite
def truth(draw: st.DrawFn) -> tuple[ItemFace, ItemKey, Any]:
    face = ItemFace(type=ItemType.TRUE_FALSE, stem="？", points=Decimal(2))
    return face, ItemKey(truth=draw(st.booleans())), draw(st.sampled_from([True, False, None]))


@st.composite
def blanks(draw: st.DrawFn) -> tuple[ItemFace, ItemKey, Any]:
    forms = draw(
        st.lists(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3), min_size=1, max_size=4)
    )
    face = ItemFace(type=ItemType.FILL_BLANK, stem="（　）", points=Decimal(2), blanks=len(forms))
    key = ItemKey(blanks=tuple(map(tuple, forms)), ordered=draw(st.booleans()))
    known = st.sampled_from([form for blank in forms for form in blank])
    return face, key, draw(st.lists(known | TEXTS, min_size=len(forms), max_size=len(forms)))


@st.composite
def written(draw: st.DrawFn) -> tuple[ItemFace, ItemKey, Any]:
    kind = draw(st.sampled_from([ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY]))
    return ItemFace(type=kind, stem="？", points=Decimal(2)), ItemKey(), draw(TEXTS)


@pytest.mark.parametrize(
    "items",
    [
        choice(ItemType.SINGLE_CHOICE),
        choice(ItemType.MULTIPLE_RESPONSE),
        truth(),
        blanks(),
        written(),
    ],
    ids=["single choice", "multiple response", "true or false", "blanks", "written"],
)
def test_marks_of_a_type(items: st.SearchStrategy[Any]) -> None:
    @often
    @given(items, POINTS, RULES, st.integers(0, 2**63 - 1), st.booleans())
    def check(item: Any, points: Decimal, rule: Any, seed: int, shuffle: bool) -> None:
        face, key, response = item
        shown = present(face, slot_id=7, seed=seed, shuffle=shuffle)
        stored = shown.decode(shown.encode(shown.decode(shown.encode(_canonical(face, response)))))
        mark = mark_answer(face, [key], stored, points=points, rule=rule)
        # What is stored as JSON and read again is marked alike, and so is the same a second time.
        face2, key2 = ItemFace.from_data(face.to_data()), ItemKey.from_data(key.to_data())
        assert mark_answer(face2, [key2], stored, points=points, rule=rule) == mark
        if mark is None:
            assert not face.type.is_objective
            return
        assert type(mark.points) is Decimal
        assert type(mark.correctness) is Decimal
        assert 0 <= mark.points <= points
        assert mark.points == mark.points.quantize(Decimal("0.01"))
        assert (mark.correctness == 1) <= (mark.points == points)
        assert (mark.correctness == 0) <= (mark.points == 0)
        # What is also accepted never takes anything away.
        also = replace(key, explanation="也算对")
        more = mark_answer(face, [key, also], stored, points=points, rule=rule)
        assert more is not None
        assert more.points >= mark.points
        # Worth twice as much, an answer never gets less.
        twice = mark_answer(face, [key], stored, points=2 * points, rule=rule)
        assert twice is not None
        assert abs(twice.points - 2 * mark.points) <= Decimal("0.02")

    check()


def _canonical(face: ItemFace, response: Any) -> Any:
    if face.type is ItemType.SINGLE_CHOICE:
        return response[0] if response else None
    return response


@often
@given(choice(), POINTS, RULES)
def test_a_right_answer_gets_all_and_a_renamed_key_changes_nothing(
    item: Any, points: Decimal, rule: Any
) -> None:
    face, key, response = item
    right = mark_answer(face, [key], _canonical(face, list(key.correct)), points=points, rule=rule)
    assert right is not None
    assert right.points == points
    # The texts of options, explanations and notes have no say in the mark.
    other = replace(face, options=tuple(Option(o.id, f"{o.text}？") for o in face.options))
    told = replace(key, explanation="别的解析", model_answer="别的答案")
    answer = _canonical(face, response)
    assert mark_answer(other, [told], answer, points=points, rule=rule) == mark_answer(
        face, [key], answer, points=points, rule=rule
    )


def test_a_full_regrade_is_identical(make_app: Callable[..., Flask]) -> None:
    """All sittings marked again, together and in another order: the ledger stays as it is; and
    marked from nothing, it comes out the same."""
    world = build(make_app(), [sample(kind) for kind in ItemType] * 2)
    chance = Random(15)
    for who in ("student", "classmate"):
        client, paper = world.start(who)
        take_turn(client, paper)
        page = client.get(paper).text
        slots = page.split('name="slots" value="')[1].split('"')[0].split(",")
        for seq, slot in enumerate(slots, 1):
            names = [part.split('"')[0] for part in page.split(f'name="s{slot}" value="')[1:]]
            answer = chance.choice(names) if names else chance.choice(["", None, "客户"])
            answer = {"true": True, "false": False}.get(answer or "", answer)
            save_one(client, paper, seq, int(slot), answer)
        client.post(f"{paper}/submit")

    def ledger() -> list[Any]:
        query = select(
            MarkEvent.work_id, MarkEvent.part_id, MarkEvent.number, MarkEvent.new, MarkEvent.max,
            MarkEvent.correctness, MarkEvent.rule, MarkEvent.reason, MarkEvent.detail,
        ).order_by(MarkEvent.work_id, MarkEvent.part_id, MarkEvent.number)  # fmt: skip
        return [tuple(row) for row in db.session.execute(query)]

    def again(*, afresh: bool) -> None:
        with writing():
            if afresh:
                db.session.execute(delete(MarkEvent))
            sittings = list(db.session.scalars(select(Sitting).order_by(Sitting.id.desc())))
            mark_by_machine(sittings, world.clock())

    before = world.inside(ledger)
    assert len({row[3] for row in before}) > 1
    for afresh in (False, True):
        world.inside(lambda afresh=afresh: again(afresh=afresh))
        assert world.inside(ledger) == before
