"""Marking again: no mark leaves its bounds, nobody is lowered where that was chosen, undoing is exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.grading import grade
from app.bank.domain.items import ItemFace, ItemKey, KeyPoint, Option, OptionNote
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.marking.domain.preview import MOST_SHOWN, Forecast, Shift
from app.marking.domain.question import (
    Frozen,
    Misfit,
    MisfitError,
    Question,
    match_options,
    stand,
    translate,
)
from app.marking.domain.regrading import Manner, Mark, remark, restore, same
from app.marking.domain.rulings import AS_FROZEN, Kind, Mode, Terms

D = Decimal
TEXTS = ("满意", "忠诚", "信任", "承诺", "价值", "成本")
HALF = MultipleResponseRule.HALF


def options(texts: Any) -> tuple[Option, ...]:
    return tuple(Option(letter, text) for letter, text in zip("ABCDEF", texts, strict=False))


def choice(kind: ItemType = ItemType.SINGLE_CHOICE, texts: Any = TEXTS[:4]) -> ItemFace:
    return ItemFace(type=kind, stem="哪一项？", points=D(2), options=options(texts))


def frozen(face: ItemFace, key: ItemKey, points: str = "2") -> Frozen:
    return Frozen(version_id=1, face=face, key=key, points=D(points), rule=HALF)


SINGLE = frozen(choice(), ItemKey(correct=("A",)))
WRITTEN = frozen(
    ItemFace(type=ItemType.SHORT_ANSWER, stem="简述", points=D(6)),
    ItemKey(key_points=(KeyPoint(id="p1", text="要点", points=D(6)),)),
    "6",
)

marks = st.decimals(0, 2, places=2)
terms = st.builds(
    Terms,
    points=st.none() | st.decimals("0.01", 20, places=2),
    accepted=st.lists(
        st.fixed_dictionaries({"options": st.lists(st.sampled_from("BCD"), min_size=1)}),
        max_size=2,
    ).map(tuple),
    mode=st.sampled_from(list(Mode)),
)
kinds = st.sampled_from([Kind.KEY, Kind.ACCEPT, Kind.POINTS, Kind.VOID, Kind.FULL])
manners = st.builds(Manner, kind=kinds, never_lower=st.booleans(), hand_too=st.booleans())
held = st.none() | st.builds(
    lambda new, hand: Mark(new=new, max=D(2), correctness=D("0.5"), by_hand=hand, version_id=1),
    st.none() | marks,
    st.booleans(),
)
responses = st.none() | st.sampled_from("ABCD")


# --- marks


@given(terms, manners, held, responses)
def test_a_mark_never_leaves_its_bounds(
    term: Terms, manner: Manner, mark: Mark | None, response: str | None
) -> None:
    question = stand(SINGLE, term, None)
    found = remark(question, response, mark, manner)
    if found is not None and found.new is not None:
        assert 0 <= found.new <= found.max == question.worth


@given(terms, kinds, held, responses, st.booleans())
def test_nobody_is_lowered_below_what_the_question_can_still_give(
    term: Terms, kind: Kind, mark: Mark | None, response: str | None, hand_too: bool
) -> None:
    question = stand(SINGLE, term, None)
    manner = Manner(kind=kind, never_lower=True, hand_too=hand_too)
    found = remark(question, response, mark, manner)
    if mark is not None and mark.new is not None:
        after = mark if found is None else found
        assert after.new is not None
        assert after.new >= min(mark.new, question.worth)


@given(terms, manners, held, responses)
def test_marking_again_a_second_time_changes_nothing(
    term: Terms, manner: Manner, mark: Mark | None, response: str | None
) -> None:
    question = stand(SINGLE, term, None)
    found = remark(question, response, mark, manner)
    if found is not None and found.new is not None:
        assert remark(question, response, found, manner) is None


@given(terms, manners, held, responses)
def test_applying_and_undoing_gives_the_very_same_mark(
    term: Terms, manner: Manner, mark: Mark | None, response: str | None
) -> None:
    before, after = stand(SINGLE, AS_FROZEN, None), stand(SINGLE, term, None)
    found = remark(after, response, mark, manner)
    if found is None:
        return
    back = restore(before, response, found, mark, base_is_later=False)
    expected = Mark(new=None, max=before.worth) if mark is None else mark
    assert back is not None
    assert same(back, expected)


def test_what_a_person_gave_keeps_its_share() -> None:
    question = stand(WRITTEN, Terms(points=D(9)), None)
    mark = Mark(new=D(4), max=D(6), by_hand=True, detail={"points": {"p1": "4"}})
    found = remark(question, "写了一句", mark, Manner(kind=Kind.POINTS))
    assert found == Mark(new=D(6), max=D(9), by_hand=True, detail={"points": {"p1": "4"}})


def test_written_answers_are_left_to_people() -> None:
    question = stand(WRITTEN, AS_FROZEN, None)
    given_by_hand = Mark(new=D(4), max=D(6), by_hand=True)
    key = Manner(kind=Kind.KEY)
    assert remark(question, "写了一句", given_by_hand, key) is None
    assert remark(question, "写了一句", None, key) is None
    waits = remark(question, "写了一句", given_by_hand, replace(key, hand_too=True))
    assert waits is not None
    assert (waits.new, waits.max) == (None, 6)


def test_what_a_person_marked_after_the_step_outlives_its_undoing() -> None:
    before = stand(WRITTEN, AS_FROZEN, None)
    later = Mark(new=D(6), max=D(9), by_hand=True)
    back = restore(before, "写了一句", later, later, base_is_later=True)
    assert back == Mark(new=D(4), max=D(6), by_hand=True)


# --- keys of newer versions


def test_the_same_words_are_the_same_option_wherever_they_moved() -> None:
    old, new = choice(), choice(texts=("忠诚", "满意", "承诺"))
    assert match_options(old, new) == {"A": "B", "B": "A", "D": "C"}


def test_a_reworded_option_is_known_by_its_letter() -> None:
    old, new = choice(), choice(texts=("满意", "客户忠诚", "信任", "承诺"))
    assert match_options(old, new) == {"A": "A", "B": "B", "C": "C", "D": "D"}


@given(
    st.lists(st.sampled_from(TEXTS), min_size=3, max_size=6, unique=True),
    st.lists(st.sampled_from(TEXTS), min_size=3, max_size=6, unique=True),
    st.data(),
)
def test_a_translated_key_marks_every_answer_of_the_paper(
    old_texts: list[str], new_texts: list[str], data: st.DataObject
) -> None:
    kind = ItemType.MULTIPLE_RESPONSE
    old, new = choice(kind, old_texts), choice(kind, new_texts)
    right = data.draw(st.lists(st.sampled_from(new.option_ids()), min_size=1, unique=True))
    key = ItemKey(correct=tuple(right), notes={right[0]: OptionNote(feedback="对")})
    became = match_options(old, new)
    assert len(set(became.values())) == len(became)
    if not set(became.values()) & set(right):
        with pytest.raises(MisfitError) as refusal:
            translate(old, ItemKey(), new, key)
        assert refusal.value.misfit is Misfit.UNREACHABLE
        return
    told = translate(old, ItemKey(), new, key)
    assert told.correct == tuple(id_ for id_ in old.option_ids() if became.get(id_) in right)
    assert grade(old, told, list(told.correct), HALF).share == 1
    ticked = data.draw(st.lists(st.sampled_from(old.option_ids()), unique=True))
    share = grade(old, told, ticked, HALF).share
    assert share is not None
    assert 0 <= share <= 1


def test_a_version_that_asks_something_else_cannot_mark() -> None:
    blanks = ItemFace(type=ItemType.FILL_BLANK, stem="（　）", points=D(1), blanks=1)
    more = replace(blanks, blanks=2)
    with pytest.raises(MisfitError) as refusal:
        translate(blanks, ItemKey(), more, ItemKey(blanks=(("甲",), ("乙",))))
    assert refusal.value.misfit is Misfit.BLANKS
    with pytest.raises(MisfitError) as refusal:
        translate(blanks, ItemKey(), choice(), ItemKey(correct=("A",)))
    assert refusal.value.misfit is Misfit.TYPE


def test_accepted_forms_and_sets_add_to_the_key() -> None:
    face = ItemFace(type=ItemType.FILL_BLANK, stem="（　）（　）", points=D(2), blanks=2)
    paper = frozen(face, ItemKey(blanks=(("客户",), ("80%",))))
    question = stand(paper, Terms(accepted=({"forms": [["顾客"], []]},)), None)
    mark = question.mark(["顾客", "80%"])
    assert mark is not None
    assert (mark.points, mark.detail["blanks"]) == (2, [True, True])

    several = frozen(choice(ItemType.MULTIPLE_RESPONSE), ItemKey(correct=("A", "B")))
    question = stand(several, Terms(accepted=({"options": ["C", "A"]},)), None)
    for ticks, points in ((["A", "B"], 2), (["A", "C"], 2), (["A"], 1), (["B", "C"], 0)):
        mark = question.mark(ticks)
        assert mark is not None
        assert mark.points == points
    assert question.told_key(["A", "C"]).correct == ("A", "C")
    assert question.told_key(None).correct == ("A", "B")


def test_an_accepted_wording_reaches_the_people_who_mark() -> None:
    terms_ = Terms(accepted=({"variants": {"p1": ["另一种说法"]}},))
    assert stand(WRITTEN, terms_, None).key.key_points[0].variants == ("另一种说法",)


def test_void_and_full_need_no_answer() -> None:
    void: Question = stand(SINGLE, Terms(mode=Mode.VOID), None)
    full = stand(SINGLE, Terms(mode=Mode.FULL, points=D(3)), None)
    for response in (None, "A", "D"):
        nothing, everything = void.mark(response), full.mark(response)
        assert nothing is not None
        assert everything is not None
        assert (nothing.points, void.worth) == (0, 0)
        assert (everything.points, everything.correctness) == (3, 1)


# --- previews


def shift(work: int, was: str, new: str, was_total: str, total: str, **full: str) -> Shift:
    return Shift(
        work_id=work, name=f"学生{work}", was=D(was), new=D(new), was_max=D(2), max=D(2),
        was_total=D(was_total), total=D(total), was_full=D(full.get("was_full", "100")),
        full=D(full.get("full", "100")),
    )  # fmt: skip


def test_a_forecast_counts_who_rises_falls_and_crosses() -> None:
    found = Forecast()
    found.add(shift(1, "0", "2", "59", "61"), changes=True)
    found.add(shift(2, "2", "0", "61", "59"), changes=True)
    found.add(shift(3, "2", "0", "90", "88"), changes=True)
    found.add(shift(4, "2", "2", "70", "70"), changes=False)
    assert (found.papers, found.changed, found.raised, found.lowered) == (4, 3, 1, 2)
    assert (found.up, found.down) == (1, 1)
    assert {s.work_id for s in found.shown[:2]} == {1, 2}  # those who cross come first
    assert sum(found.bins_before) == sum(found.bins_after) == 4
    assert found.mean_before - found.mean_after == Fraction(2, 400)


def test_shares_are_of_the_marks_that_count() -> None:
    void = shift(1, "2", "0", "59", "57", was_full="100", full="90")
    assert (void.was_share, void.share) == (Fraction(59, 100), Fraction(57, 90))
    assert void.crosses == 1


@given(st.lists(st.tuples(marks, marks), max_size=40))
def test_a_forecast_keeps_no_more_than_it_shows(pairs: list[tuple[Decimal, Decimal]]) -> None:
    found = Forecast()
    for number in range(MOST_SHOWN // 10):
        for was, new in pairs:
            found.add(
                shift(number, str(was), str(new), str(50 + was), str(50 + new)),
                changes=was != new,
            )
    assert len(found.shown) == min(found.changed, MOST_SHOWN)
    assert found.raised + found.lowered == found.changed
    assert found.papers == sum(found.bins_after)
