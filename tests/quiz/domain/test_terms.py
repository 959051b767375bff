"""What holds for one person: own window, minutes, attempts, and the deadline that follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.quiz.domain.terms import Grant, Terms, terms_for

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN, HALF_MORE = Decimal(1), Decimal("1.5")


def terms(grant: Grant | None = None) -> Terms:
    return terms_for(opens_at=NOON, closes_at=NOON + 2 * HOUR, minutes=60, attempts=1, grant=grant)


def test_without_an_arrangement_the_exams_rules_hold() -> None:
    own = terms()
    assert (own.opens_at, own.closes_at, own.ends_at) == (NOON, NOON + 2 * HOUR, NOON + 2 * HOUR)
    assert (own.minutes, own.attempts, own.own_window, own.waives) == (60, 1, False, frozenset())
    assert own.deadline(NOON + HOUR, HALF_MORE) == NOON + 2.5 * HOUR


def test_a_make_up_has_its_own_window_and_end() -> None:
    day = timedelta(days=5)
    own = terms(Grant(opens_at=NOON + day, closes_at=NOON + day + 2 * HOUR, attempts=2))
    assert own.own_window
    assert own.attempts == 2
    assert own.deadline(NOON + day, PLAIN) == NOON + day + HOUR
    assert own.deadline(NOON + day + 1.5 * HOUR, PLAIN) == NOON + day + 2 * HOUR
    # Extra time moves the end of the person's own window by the same grant.
    assert own.deadline(NOON + day + 1.5 * HOUR, HALF_MORE) == NOON + day + 2.5 * HOUR


def test_more_minutes_move_everybodys_end_for_this_person() -> None:
    own = terms(Grant(minutes=90))
    assert own.closes_at == NOON + 2 * HOUR
    assert own.deadline(NOON, PLAIN) == NOON + 1.5 * HOUR
    assert own.deadline(NOON + 1.5 * HOUR, PLAIN) == NOON + 2.5 * HOUR


def test_fewer_minutes_do_not_bring_the_end_forward() -> None:
    own = terms(Grant(minutes=30))
    assert own.ends_at == NOON + 2 * HOUR
    assert own.limit(HALF_MORE) == timedelta(minutes=45)
