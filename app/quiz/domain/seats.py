"""Seats of a room: numbering by 学号 or by lot, and a plan pasted out of a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.quiz.domain.orders import rank

LONGEST_SEAT = 12
MOST_LINES = 2000
# No sign that looks or sounds like another, and no vowel, so no words.
CODE_SIGNS = "CDFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 6
_SPLIT = re.compile(r"[\t,;，；、]+|\s{1,}")


class SeatFault(StrEnum):
    """Why a line of a plan cannot be taken; the interface has the words."""

    NOT_TWO = "not_two"
    UNKNOWN = "unknown"
    LONG_SEAT = "long_seat"
    PERSON_TWICE = "person_twice"
    SEAT_TWICE = "seat_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultySeat:
    """A line (from 1) of a plan as pasted, and what is wrong; `other` is the line it collides with."""

    line: int
    text: str
    fault: SeatFault
    other: int = 0


def draw_order(people: Sequence[str], seed: int) -> list[str]:
    """The people in the order of a lot: anybody who has the seed can draw it again."""
    return sorted(people, key=lambda person: rank(seed, "seat", person))


def seat_names(count: int, *, first: int = 1, prefix: str = "") -> list[str]:
    """`count` seats from `first` on, all equally long so that they sort as they stand."""
    width = len(str(first + count - 1))
    return [f"{prefix}{number:0{width}d}" for number in range(first, first + count)]


def read_plan(text: str, known: dict[str, int]) -> tuple[list[tuple[int, str]], list[FaultySeat]]:
    """Read lines of 学号 and seat; gives (person's id, seat) in order, and what cannot be taken.

    `known` maps normalised 学号 to ids. A first line without a known 学号 and without a digit is a
    heading and passed over.
    """
    found: dict[int, tuple[str, int]] = {}
    seats: dict[str, int] = {}
    faults: list[FaultySeat] = []
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        plain = unicodedata.normalize("NFKC", line).strip()
        if not plain or (number == 1 and not any(sign.isdigit() for sign in plain)):
            continue
        fault = _take(number, plain, known, found, seats)
        if fault is not None:
            faults.append(fault)
    return [(person, seat) for person, (seat, _line) in found.items()], faults


def in_order(seat: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts seats as people count them: A2 before A10."""
    return tuple(
        (0, int(part)) if part.isdecimal() else (1, part)
        for part in re.split(r"(\d+)", seat)
        if part
    )


def _take(
    number: int,
    plain: str,
    known: dict[str, int],
    found: dict[int, tuple[str, int]],
    seats: dict[str, int],
) -> FaultySeat | None:
    """Take one line, or say what is wrong with it."""

    def fault(kind: SeatFault, other: int = 0) -> FaultySeat:
        return FaultySeat(line=number, text=plain[:60], fault=kind, other=other)

    parts = [part for part in _SPLIT.split(plain) if part]
    if len(parts) != 2:
        return fault(SeatFault.NOT_TWO)
    student_no, seat = parts
    person = known.get(student_no.casefold())
    if person is None:
        return fault(SeatFault.UNKNOWN)
    if len(seat) > LONGEST_SEAT:
        return fault(SeatFault.LONG_SEAT)
    if person in found:
        return fault(SeatFault.PERSON_TWICE, found[person][1])
    if seat in seats:
        return fault(SeatFault.SEAT_TWICE, seats[seat])
    found[person] = (seat, number)
    seats[seat] = number
    return None
