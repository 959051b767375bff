"""Who may come in: rules read strictly, ranges of addresses, refusals, what tightens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.domain.access import (
    AccessError,
    AccessFacts,
    AccessRules,
    SebRules,
    Typed,
    Waiver,
    find_changed,
    find_place_refusals,
    find_refusals,
    find_tightened,
    plain_address,
    read_keys,
)
from app.quiz.domain.networks import FaultyLine, LineFault, holds, read_networks
from app.quiz.domain.starting import Refusal

KEY, OTHER = "a1" * 32, "b2" * 32
ROOM = AccessRules(
    password="ke-301",
    networks=("192.168.3.0/24",),
    seat_code=True,
    seb=SebRules(required=True),
)
INSIDE = AccessFacts(
    address="192.168.3.17", from_seb=True, seat_code="CDF349", typed=Typed("ke-301", "CDF349")
)


# --- as stored


def test_no_rules_are_stored_as_nothing_and_let_everybody_in() -> None:
    rules = AccessRules.from_json({})
    assert rules == AccessRules()
    assert rules.to_json() == {}
    assert find_refusals(rules, AccessFacts(address="", typed=Typed())) == []


@given(
    st.builds(
        AccessRules,
        password=st.text(max_size=8),
        networks=st.sampled_from([(), ("10.0.0.0/8", "2001:db8::/32"), ("10.1.2.3-10.1.2.9",)]),
        seat_code=st.booleans(),
        leaving=st.booleans(),
        seb=st.builds(
            SebRules,
            required=st.booleans(),
            config_keys=st.sampled_from([(), (KEY,), (KEY, OTHER)]),
            exam_keys=st.sampled_from([(), (OTHER,)]),
            quit_password=st.text(max_size=4),
            only_exam=st.booleans(),
        ),
    )
)
def test_rules_come_back_as_they_were_stored(rules: AccessRules) -> None:
    assert AccessRules.from_json(rules.to_json()) == rules


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"pasword": "x"},
        {"password": 7},
        {"seat_code": 1},
        {"networks": "10.0.0.0/8"},
        {"networks": ["10.0.0.300"]},
        {"networks": [8]},
        {"seb": []},
        {"seb": {"needed": True}},
        {"seb": {"config_keys": ["short"]}},
        {"leaving": None},
    ],
)
def test_what_is_not_understood_lets_nobody_in_by_a_guess(data: Any) -> None:
    with pytest.raises(AccessError):
        AccessRules.from_json(data)


# --- ranges of addresses


def test_ranges_are_read_line_by_line() -> None:
    text = " 192.168.3.0/24 \n\n１０.0.0.7/32\n2001:DB8::/32\n10.1.2.3 - 10.1.2.9\n10.0.0.7"
    assert read_networks(text) == (
        ("192.168.3.0/24", "10.0.0.7", "2001:db8::/32", "10.1.2.3-10.1.2.9"),
        [],
    )


def test_a_wrong_line_is_named_with_what_may_have_been_meant() -> None:
    text = "192.168.3.17/24\n301 机房\n10.0.0.9-10.0.0.1\n10.0.0.1-fe80::1\n10.0.0.1"
    found, faults = read_networks(text)
    assert found == ("10.0.0.1",)
    assert [(one.line, one.fault) for one in faults] == [
        (1, LineFault.HOST_BITS),
        (2, LineFault.UNREADABLE),
        (3, LineFault.BACKWARDS),
        (4, LineFault.UNREADABLE),
    ]
    assert faults[0].meant == "192.168.3.0/24"


def test_too_many_ranges_are_told_once() -> None:
    found, faults = read_networks("\n".join(f"10.0.{n}.1" for n in range(60)))
    assert len(found) == 50
    assert faults == [FaultyLine(line=51, text="10.0.50.1", fault=LineFault.TOO_MANY)]


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("192.168.3.255", True),
        ("192.168.4.0", False),
        ("::ffff:192.168.3.9", True),
        ("2001:db8::7", True),
        ("2001:db9::7", False),
        ("10.1.2.3", True),
        ("10.1.2.9", True),
        ("10.1.2.10", False),
        ("", False),
        ("unknown", False),
    ],
)
def test_which_addresses_a_room_holds(address: str, inside: bool) -> None:
    assert holds(["192.168.3.0/24", "2001:db8::/32", "10.1.2.3-10.1.2.9"], address) is inside


def test_addresses_are_written_one_way() -> None:
    assert plain_address("::ffff:10.0.0.7") == "10.0.0.7"
    assert plain_address("2001:DB8:0::1") == "2001:db8::1"
    assert plain_address("a name") == ""


# --- refusals


def test_who_has_everything_comes_in() -> None:
    assert find_refusals(ROOM, INSIDE) == []


def test_place_and_browser_are_told_together_and_nothing_is_compared_meanwhile() -> None:
    facts = replace(INSIDE, address="10.0.0.1", from_seb=False, typed=Typed("wrong", "wrong"))
    assert find_refusals(ROOM, facts) == [Refusal.WRONG_NETWORK, Refusal.NOT_SEB]
    assert find_place_refusals(ROOM, facts) == [Refusal.WRONG_NETWORK, Refusal.NOT_SEB]


def test_a_candidate_without_a_seat_is_told_so() -> None:
    assert find_refusals(ROOM, replace(INSIDE, seat_code=None)) == [Refusal.NO_SEAT]
    assert find_place_refusals(ROOM, replace(INSIDE, seat_code=None)) == []


def test_nothing_is_asked_before_it_is_typed() -> None:
    assert find_refusals(ROOM, replace(INSIDE, typed=None)) == []


@pytest.mark.parametrize(
    ("password", "code", "refusals"),
    [
        ("", "", [Refusal.NO_PASSWORD, Refusal.NO_SEAT_CODE]),
        ("ke-301", "", [Refusal.NO_SEAT_CODE]),
        ("wrong", "", [Refusal.NO_SEAT_CODE]),
        ("  ", "CDF349", [Refusal.NO_PASSWORD]),
        ("wrong", "CDF349", [Refusal.WRONG_ENTRY]),
        ("ke-301", "wrong", [Refusal.WRONG_ENTRY]),
        ("wrong", "wrong", [Refusal.WRONG_ENTRY]),
        (" ＫＥ-301 ", "cdf 349", []),
    ],
)
def test_nobody_is_told_which_part_was_wrong(
    password: str, code: str, refusals: list[Refusal]
) -> None:
    assert find_refusals(ROOM, replace(INSIDE, typed=Typed(password, code))) == refusals


def test_each_waiver_lifts_its_own_rule_only() -> None:
    facts = AccessFacts(address="10.0.0.1", typed=Typed())
    for waiver, gone in [
        (Waiver.NETWORK, Refusal.WRONG_NETWORK),
        (Waiver.SEB, Refusal.NOT_SEB),
        (Waiver.SEAT, Refusal.NO_SEAT),
    ]:
        every = find_refusals(ROOM, facts)
        assert set(every) - {gone} == set(
            find_refusals(ROOM, replace(facts, waives=frozenset({waiver})))
        )
    all_but_line = frozenset(Waiver) - {Waiver.LINE}
    assert find_refusals(ROOM, replace(facts, waives=all_but_line)) == []
    inside = replace(INSIDE, typed=Typed("", "CDF349"), waives=frozenset({Waiver.PASSWORD}))
    assert find_refusals(ROOM, inside) == []


# --- changes after the opening


@pytest.mark.parametrize(
    ("changes", "tightened"),
    [
        ({}, []),
        ({"password": "another"}, []),
        ({"password": ""}, []),
        ({"networks": ()}, []),
        ({"networks": ("192.168.3.0/24", "10.0.0.1")}, []),
        ({"networks": ("192.168.0.0/16",)}, []),
        ({"networks": ("192.168.3.0/25", "192.168.3.128/25")}, []),
        ({"networks": ("192.168.3.0/25",)}, ["networks"]),
        ({"seat_code": False}, []),
        ({"seb": SebRules()}, []),
        ({"seb": SebRules(required=True, quit_password="x")}, ["seb"]),
        ({"seb": SebRules(required=True, config_keys=(KEY,))}, ["seb"]),
        ({"leaving": False}, []),
    ],
)
def test_what_tightens(changes: dict[str, Any], tightened: list[str]) -> None:
    assert find_tightened(ROOM, replace(ROOM, **changes)) == tightened


def test_from_nothing_every_rule_tightens() -> None:
    quiet = AccessRules(leaving=False)
    assert find_tightened(quiet, replace(ROOM, leaving=True)) == [
        "password", "networks", "seat_code", "seb", "leaving",
    ]  # fmt: skip
    assert find_changed(ROOM, replace(ROOM, password="x")) == ["password"]


def test_keys_may_be_added_and_not_taken_away() -> None:
    one = AccessRules(seb=SebRules(required=True, config_keys=(KEY,)))
    two = AccessRules(seb=SebRules(required=True, config_keys=(KEY, OTHER)))
    assert find_tightened(one, two) == []
    assert find_tightened(two, one) == ["seb"]


def test_keys_are_read_line_by_line() -> None:
    assert read_keys(f"{KEY.upper()}\n\n {KEY} \n123\n{OTHER}") == ((KEY, OTHER), [(4, "123")])
