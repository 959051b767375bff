"""Starting, saving, marking, reviewing, receipts: the rules without web and database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint, Option
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.domain.words import count_words
from app.marking.domain.machine import NO_ANSWER, mark_answer
from app.quiz.domain.receipt import read_code, receipt_code
from app.quiz.domain.reviewing import Moment, allowed, opens_key
from app.quiz.domain.saves import LONGEST_TEXT, MOST_SAVES, Fault, SaveError, clean, read_saves
from app.quiz.domain.starting import Refusal, StartFacts, find_refusal

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HALF = MultipleResponseRule.HALF
FACTS = StartFacts(
    is_student=True,
    published=True,
    opens_at=NOON,
    closes_at=NOON + timedelta(hours=2),
    attempts=1,
    used=0,
)


# --- starting


def test_a_student_inside_the_window_may_start() -> None:
    assert find_refusal(FACTS, NOON) is None
    assert find_refusal(FACTS, NOON + timedelta(hours=2) - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("changes", "minutes", "refusal"),
    [
        ({"is_student": False}, 1, Refusal.NOT_A_STUDENT),
        ({"published": False}, 1, Refusal.NOT_PUBLISHED),
        ({}, -1, Refusal.TOO_EARLY),
        ({}, 120, Refusal.TOO_LATE),
        ({"used": 1}, 1, Refusal.USED_UP),
        ({"used": 3, "attempts": 2}, 1, Refusal.USED_UP),
        ({"eligible": False}, 1, Refusal.BELOW_LINE),
    ],
)
def test_why_a_start_is_refused(changes: dict[str, Any], minutes: int, refusal: Refusal) -> None:
    assert find_refusal(replace(FACTS, **changes), NOON + timedelta(minutes=minutes)) is refusal


def test_who_is_eligible_may_start() -> None:
    assert find_refusal(replace(FACTS, eligible=True), NOON) is None


# --- saves


def body(**changes: Any) -> dict[str, Any]:
    return {"client": "c0ffee0123", "seq": 1, "slot": 7, "response": "甲"} | changes


def test_one_save_and_a_list_of_saves_are_read_alike() -> None:
    (single,) = read_saves(body())
    (listed,) = read_saves({"client": "c0ffee0123", "saves": [body()]})
    assert single == listed
    assert (single.slot_id, single.flagged) == (7, False)


def test_a_save_left_by_an_earlier_page_keeps_its_own_client() -> None:
    (save,) = read_saves({"client": "newpage-01", "saves": [body(client="oldpage-01")]})
    assert save.client == "oldpage-01"


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "text",
        {},
        {"saves": []},
        {"saves": {}},
        {"saves": [None], "client": "c0ffee0123"},
        body(client=None),
        body(client="short"),
        body(client="x" * 33),
        body(client="with space"),
        body(seq=0),
        body(seq=-1),
        body(seq="1"),
        body(seq=True),
        body(seq=1.5),
        body(seq=2**31),
        body(slot=None),
        body(slot="7"),
        body(flagged="yes"),
        body(response={"a": 1}),
        body(response=3),
        body(response=[1]),
        body(response=["x"] * 101),
        body(response=[["x"]]),
    ],
)
def test_what_is_no_save_is_refused(data: object) -> None:
    with pytest.raises(SaveError) as caught:
        read_saves(data)
    assert caught.value.fault is Fault.SHAPE


def test_bounds_of_texts_and_lists() -> None:
    assert read_saves(body(response="字" * LONGEST_TEXT))
    with pytest.raises(SaveError) as caught:
        read_saves(body(response="字" * (LONGEST_TEXT + 1)))
    assert caught.value.fault is Fault.TOO_LONG
    with pytest.raises(SaveError) as caught:
        read_saves({"saves": [body(seq=n) for n in range(1, MOST_SAVES + 2)]})
    assert caught.value.fault is Fault.TOO_MANY


def test_the_digest_tells_bodies_apart() -> None:
    digests = {
        read_saves(body(**change))[0].digest
        for change in ({}, {"response": "乙"}, {"slot": 8}, {"flagged": True}, {"response": None})
    }
    assert len(digests) == 5
    assert read_saves(body(seq=2, client="another-tab"))[0].digest in digests


@given(st.text())
def test_clean_texts_can_be_stored_anywhere(text: str) -> None:
    stored = clean(text)
    assert "\0" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored


def test_clean_keeps_ordinary_text_and_drops_what_databases_refuse() -> None:
    assert clean("客户 🙂\n第二行") == "客户 🙂\n第二行"
    assert clean("甲\0乙\ud800") == "甲乙?"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("，。！ \n", 0), ("客户关系管理（CRM）", 7), ("2026 年 80%", 3), ("a1 b_c", 3)],
)
def test_words_are_counted_as_word_processors_do(text: str, words: int) -> None:
    assert count_words(text) == words


# --- marks


def test_objective_answers_are_marked_and_the_rule_is_named() -> None:
    options = tuple(Option(letter, letter) for letter in "ABCD")
    face = ItemFace(type=ItemType.MULTIPLE_RESPONSE, stem="", points=Decimal(2), options=options)
    key = ItemKey(correct=("A", "C"))
    mark = mark_answer(face, [key], ["A"], points=Decimal(4), rule=HALF)
    assert mark is not None
    assert (mark.points, mark.correctness, mark.rule) == (Decimal(2), Decimal("0.5"), "half")
    assert mark.detail["missed"] == 1


def test_an_unanswered_objective_item_earns_nothing_and_says_why() -> None:
    face = ItemFace(type=ItemType.TRUE_FALSE, stem="", points=Decimal(1))
    mark = mark_answer(face, [ItemKey(truth=True)], None, points=Decimal(1), rule=HALF)
    assert mark is not None
    assert (mark.points, mark.reason, mark.rule) == (0, NO_ANSWER, "")


def test_written_answers_wait_unless_they_are_empty() -> None:
    face = ItemFace(type=ItemType.ESSAY, stem="", points=Decimal(16))
    key = ItemKey(key_points=(KeyPoint(id="k1", text="", points=Decimal(16)),))
    assert mark_answer(face, [key], "写了一句", points=Decimal(16), rule=HALF) is None
    empty = mark_answer(face, [key], " \n", points=Decimal(16), rule=HALF)
    assert empty is not None
    assert (empty.points, empty.reason) == (0, NO_ANSWER)


def test_an_unreadable_answer_waits_for_a_person() -> None:
    face = ItemFace(type=ItemType.SINGLE_CHOICE, stem="", points=Decimal(1))
    assert mark_answer(face, [ItemKey(correct=("A",))], "Z", points=Decimal(1), rule=HALF) is None


# --- reviewing

REVIEW = {
    "after_submit": ["own"],
    "after_close": ["marks"],
    "after_release": ["right", "key", "nonsense"],
}


def test_nothing_is_shown_while_the_paper_is_open() -> None:
    assert allowed(REVIEW, Moment(submitted=False, closed=True, released=True)) == frozenset()


def test_each_phase_adds_what_it_allows() -> None:
    after = allowed(REVIEW, Moment(submitted=True, closed=False, released=False))
    assert after == {"own"}
    assert not opens_key(after)
    closed = allowed(REVIEW, Moment(submitted=True, closed=True, released=False))
    assert closed == {"own", "marks"}
    assert not opens_key(closed)
    released = allowed(REVIEW, Moment(submitted=True, closed=True, released=True))
    assert released == {"own", "marks", "right", "key"}
    assert opens_key(released)


# --- receipts

HEAD = "ab" * 32


def test_the_code_is_short_and_read_back_however_it_was_typed() -> None:
    code = receipt_code("s1", NOON, 2, HEAD)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert code == receipt_code("s1", NOON.astimezone(timezone(timedelta(hours=8))), 2, HEAD)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == code
    assert [read_code(text) for text in ("", "abc", code + "A", code[:-1] + "U")] == [None] * 4


@pytest.mark.parametrize(
    ("sitting", "at", "saves", "head"),
    [
        ("s2", NOON, 2, HEAD),
        ("s1", NOON + timedelta(microseconds=1), 2, HEAD),
        ("s1", NOON, 3, HEAD),
        ("s1", NOON, 2, "ac" + HEAD[2:]),
    ],
)
def test_anything_else_gives_another_code(
    sitting: str, at: datetime, saves: int, head: str
) -> None:
    assert receipt_code(sitting, at, saves, head) != receipt_code("s1", NOON, 2, HEAD)
