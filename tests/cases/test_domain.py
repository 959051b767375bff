"""The pure part: reveal, sealing, responses, marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bank.domain.items import KeyPoint
from app.cases.domain.case import Case, Opens
from app.cases.domain.marking import (
    HALF,
    PointCredit,
    covered,
    criteria_by_question,
    mark_choice,
    mark_question,
    mark_table,
    rubric_of,
)
from app.cases.domain.questions import ChoiceQuestion, Option, TableQuestion
from app.cases.domain.responses import Problem, read_choice, read_turns, sentences
from app.cases.domain.reveal import Rule, State, part_states
from app.cases.domain.sealing import seal
from app.cases.texts import parse_case
from tests.cases.conftest import SECRETS, TEXT, TURNS

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
CASE: Case = parse_case(TEXT)


def words_in(
    stem: str, model_answer: str, points: Sequence[KeyPoint], answer: str
) -> list[PointCredit]:
    """A marker that looks for the words of a key point."""
    del stem, model_answer
    return [
        PointCredit(p, Decimal(any(w in answer for w in (p.text, *p.variants)))) for p in points
    ]


# ── reveal ──


def states(rule: Rule, *committed: str, closed: bool = False) -> list[State]:
    found = part_states(CASE.parts, {"b": rule}, committed, NOW, closed=closed)
    return [found[part.id] for part in CASE.parts]


@pytest.mark.parametrize(
    ("rule", "committed", "expected"),
    [
        (Rule(Opens.ANSWER), (), ["open", "shut"]),
        (Rule(Opens.ANSWER), ("a",), ["locked", "open"]),
        (Rule(Opens.ANSWER), ("a", "b"), ["locked", "locked"]),
        # The instructor opens: what was not handed in is final all the same.
        (Rule(Opens.STAFF), ("a",), ["locked", "shut"]),
        (Rule(Opens.STAFF, NOW), (), ["locked", "open"]),
        (Rule(Opens.DATE, NOW + timedelta(seconds=1)), ("a",), ["locked", "shut"]),
        (Rule(Opens.DATE, NOW - timedelta(days=1)), (), ["locked", "open"]),
    ],
)
def test_a_part_shows_only_after_the_answer_before_is_final(
    rule: Rule, committed: tuple[str, ...], expected: list[str]
) -> None:
    assert states(rule, *committed) == expected


def test_after_the_end_nothing_can_be_answered_and_nothing_new_shows() -> None:
    assert states(Rule(Opens.ANSWER), closed=True) == [State.LOCKED, State.SHUT]


@given(
    st.sampled_from(list(Opens)[1:]),
    st.none() | st.integers(-3, 3),
    st.sets(st.sampled_from(["a", "b"])),
    st.booleans(),
)
def test_no_two_parts_are_open_at_once_and_none_after_a_shut_one(
    opens: Opens, days: int | None, committed: set[str], closed: bool
) -> None:
    rule = Rule(opens, None if days is None else NOW + timedelta(days=days))
    found = part_states(CASE.parts, {"b": rule}, committed, NOW, closed=closed)
    shown = [state for state in found.values() if state is not State.SHUT]
    assert list(found.values())[: len(shown)] == shown
    assert all(state is State.LOCKED for state in shown[:-1])


# ── sealing ──


def test_a_sealed_case_holds_no_word_that_is_told_later() -> None:
    shown = repr(seal(CASE, ["a"], []))
    assert {name for name, word in SECRETS.items() if word in shown} == set()
    assert "为什么？" in shown


def test_a_told_part_has_its_keys_and_no_other_part_has() -> None:
    shown = repr(seal(CASE, ["a", "b"], ["a"]))
    missing = {name for name, word in SECRETS.items() if word not in shown}
    assert missing == {"note", "rewrite"}
    sealed = seal(CASE, ["a", "b"], [])
    assert sealed.question("b1").rewrite == ()  # type: ignore[union-attr]
    assert sealed.parts[1].dialogue is not None
    assert sealed.parts[1].dialogue.faulty == ()
    # A cell to be filled in stays one, without what belongs there.
    table = sealed.question("a3")
    assert isinstance(table, TableQuestion)
    assert [(row, at) for row, at, _cell in table.asked()] == [(0, 1), (1, 2)]


# ── marks ──


def test_every_point_of_a_case_is_a_line_of_its_rubric() -> None:
    rubric = rubric_of(CASE)
    assert rubric.full == CASE.points
    assert [line.number for line in rubric.criteria] == list(range(1, len(rubric.criteria) + 1))
    by_machine = {id_: lines[0].by_machine for id_, lines in criteria_by_question(CASE).items()}
    assert by_machine == {"a1": True, "a2": True, "a3": True, "a4": False, "b1": True}


OPTIONS = tuple(Option(id_, id_, right=id_ in "ab") for id_ in "abcd")


@pytest.mark.parametrize(
    ("ticks", "points"),
    [([], 0), (["a"], 1), (["a", "b"], 2), (["a", "c"], 0), (["a", "b", "c"], 0), (["c"], 0)],
)
def test_several_right_options(ticks: list[str], points: int) -> None:
    question = ChoiceQuestion(id="q", prompt="?", points=Decimal(2), options=OPTIONS, multiple=True)
    assert mark_choice(question, ticks).points == points


@pytest.mark.parametrize(
    ("own", "points"),
    [
        ({"0.1": "7.5"}, 2),
        ({"0.1": "七点五"}, 2),
        ({"0.1": "7.5", "1.2": "拉动式"}, 3),
        ({"0.1": "8", "1.2": "推式"}, 0),
        ({}, 0),
    ],
)
def test_a_table_is_marked_cell_by_cell(own: dict[str, str], points: int) -> None:
    question = CASE.question("a3")
    assert isinstance(question, TableQuestion)
    marked = mark_table(question, own)
    assert marked.points == points
    assert [fact.name for fact in marked.facts] == ["4 口 · 天数", "3 口 · 叫什么"]


def test_a_dialogue_by_hand() -> None:
    """Of t2, t3, t4: t2 found, named and reworded (1 + 1 + 1); t3 found without its words (½) and named
    (1); t4 missed; a turn of the customer flagged (− 1). 3 + 1.5 − 1 = 3.5 of 7.
    """
    part, question = CASE.part("b"), CASE.question("b1")
    turns = TURNS | {"t1": {"phrase": "", "fault": "", "rewrite": ""}}
    marked = mark_question(question, part.dialogue, turns, words_in)
    assert marked is not None
    assert marked.points == Decimal("3.5")
    assert [fact.ok for fact in marked.facts] == [False, True, True, None, True, False, True]


def test_flagging_everything_does_not_pay() -> None:
    part, question = CASE.part("b"), CASE.question("b1")
    all_turns = {
        turn.id: {"phrase": "", "fault": "", "rewrite": ""}
        for turn in part.dialogue.turns  # type: ignore[union-attr]
    }
    only_wrong = {"t1": all_turns["t1"]}
    found = mark_question(question, part.dialogue, all_turns, words_in)
    nothing = mark_question(question, part.dialogue, only_wrong, words_in)
    assert found is not None
    assert nothing is not None
    assert found.points == 3 * HALF - 1
    assert nothing.points == 0


def test_a_question_that_a_person_judges_gets_nothing_from_the_machine() -> None:
    assert mark_question(CASE.question("a4"), None, {"option": "x"}, words_in) is None


@pytest.mark.parametrize(
    ("own", "share"),
    [
        ("不归我们管", 1),
        ("这不归我们管。", 1),
        ("不归", Fraction(2, 5)),
        ("这", 0),
        ("", 0),
        ("别的", 0),
    ],
)
def test_how_much_of_a_phrase_is_covered(own: str, share: Fraction) -> None:
    assert covered("这不归我们管。", "不归我们管", own) == share


@given(st.text("甲乙丙", max_size=12), st.data())
def test_a_covered_share_is_a_share(text: str, data: st.DataObject) -> None:
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    (a, b), (c, d) = data.draw(cut), data.draw(cut)
    share = covered(text, text[a:b], text[c:d])
    assert 0 <= share <= 1
    if text[a:b]:
        assert covered(text, text[a:b], text[a:b]) == 1


# ── responses ──


def test_what_was_not_asked_is_refused() -> None:
    question = CASE.question("a1")
    assert isinstance(question, ChoiceQuestion)
    with pytest.raises(Problem):
        read_choice(question, ["z"])
    dialogue = CASE.part("b").dialogue
    assert dialogue is not None
    with pytest.raises(Problem, match="phrase"):
        read_turns(dialogue, {"t2": {"phrase": "没有这句", "fault": "", "rewrite": ""}})


def test_a_turn_is_cut_after_its_sentences() -> None:
    assert sentences("哦。还有事吗？没有了！！好") == ("哦。", "还有事吗？", "没有了！！", "好")
    assert "".join(sentences("他说：“好。”然后走了。")) == "他说：“好。”然后走了。"
