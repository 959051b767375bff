"""Numbering seats, drawing lots, reading a pasted plan."""

from __future__ import annotations

from app.quiz.domain.seats import SeatFault, draw_order, in_order, read_plan, seat_names

KNOWN = {"0230101": 1, "0230102": 2, "ab-7": 3}


def test_seats_are_equally_long() -> None:
    assert seat_names(3, first=8, prefix="301-") == ["301-08", "301-09", "301-10"]
    assert seat_names(0) == []


def test_a_lot_can_be_drawn_again_and_moves_people() -> None:
    people = [f"person{n}" for n in range(40)]
    drawn = draw_order(people, 7)
    assert draw_order(list(reversed(people)), 7) == drawn
    assert sorted(drawn) == sorted(people)
    assert drawn != people
    assert draw_order(people, 8) != drawn


def test_a_plan_is_read_with_its_heading_and_wide_signs() -> None:
    text = "学号\t座位\n0230101\tA01\n\n０２３０１０２，A02\nAB-7 B1\n"
    assert read_plan(text, KNOWN) == ([(1, "A01"), (2, "A02"), (3, "B1")], [])


def test_every_wrong_line_is_named() -> None:
    text = "0230101 A1\n999 A2\n0230102\n0230101 A3\nAB-7 A1\nAB-7 " + "长" * 13
    seats, faults = read_plan(text, KNOWN)
    assert seats == [(1, "A1")]
    assert [(one.line, one.fault, one.other) for one in faults] == [
        (2, SeatFault.UNKNOWN, 0),
        (3, SeatFault.NOT_TWO, 0),
        (4, SeatFault.PERSON_TWICE, 1),
        (5, SeatFault.SEAT_TWICE, 1),
        (6, SeatFault.LONG_SEAT, 0),
    ]


def test_seats_sort_as_people_count() -> None:
    assert sorted(["A10", "B1", "A2", "7"], key=in_order) == ["7", "A2", "A10", "B1"]
