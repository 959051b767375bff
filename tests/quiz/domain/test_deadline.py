"""Deadlines: limit and window, extra time, grace, instants without time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.domain.deadline import (
    GRACE,
    allowed_time,
    deadline_for,
    extended_close,
    is_over,
    last_over,
    time_left,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=30)

multipliers = st.decimals(Decimal(1), Decimal(5), places=2)
minutes = st.integers(1, 600)
offsets = st.integers(0, 100_000).map(lambda seconds: timedelta(seconds=seconds))


def test_limit_decides_inside_a_long_window() -> None:
    assert deadline_for(
        NOON, minutes=90, extra_time=Decimal(1), closes_at=LATER
    ) == NOON + timedelta(minutes=90)


def test_end_of_window_decides_for_whoever_comes_late() -> None:
    close = NOON + timedelta(minutes=20)
    assert deadline_for(NOON, minutes=90, extra_time=Decimal(1), closes_at=close) == close


def test_extra_time_lengthens_limit_and_window_by_the_same_grant() -> None:
    half = Decimal("1.5")
    assert allowed_time(90, half) == timedelta(minutes=135)
    close = NOON + timedelta(minutes=90)
    assert extended_close(close, 90, half) == close + timedelta(minutes=45)
    # Started with the window: the whole personal limit is there.
    assert deadline_for(NOON, minutes=90, extra_time=half, closes_at=close) == NOON + timedelta(
        minutes=135
    )


def test_extra_time_is_rounded_up_to_whole_seconds() -> None:
    assert allowed_time(1, Decimal("1.01")) == timedelta(seconds=61)


def test_grace_includes_its_last_instant() -> None:
    assert not is_over(NOON, NOON + GRACE)
    assert is_over(NOON, NOON + GRACE + timedelta(microseconds=1))
    assert last_over(NOON + GRACE + timedelta(microseconds=1)) > NOON


def test_time_left_never_falls_below_zero() -> None:
    assert time_left(NOON, NOON - timedelta(minutes=3)) == timedelta(minutes=3)
    assert time_left(NOON, NOON + timedelta(hours=1)) == timedelta(0)


def test_an_instant_without_time_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        deadline_for(naive, minutes=9, extra_time=Decimal(1), closes_at=LATER)
    with pytest.raises(ValueError, match="time zone"):
        deadline_for(NOON, minutes=9, extra_time=Decimal(1), closes_at=naive)


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 29, 0, 59, tzinfo=UTC),  # summer time begins in Europe
        datetime(2026, 11, 1, 5, 59, tzinfo=UTC),  # and ends in New York
        datetime(2028, 2, 28, 23, 30, tzinfo=UTC),  # before a 29 February
        datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=8))),
    ],
)
def test_ninety_minutes_are_ninety_minutes_on_every_day(start: datetime) -> None:
    end = deadline_for(
        start, minutes=90, extra_time=Decimal(1), closes_at=start + timedelta(days=3)
    )
    assert (end - start).total_seconds() == 90 * 60


@given(minutes, multipliers, offsets, offsets)
def test_deadline_lies_within_both_bounds(
    limit: int, extra: Decimal, begun: timedelta, window: timedelta
) -> None:
    start, close = NOON + begun, NOON + window
    end = deadline_for(start, minutes=limit, extra_time=extra, closes_at=close)
    assert end <= start + allowed_time(limit, extra)
    assert end <= extended_close(close, limit, extra)
    assert end in (start + allowed_time(limit, extra), extended_close(close, limit, extra))


@given(minutes, multipliers, multipliers, offsets)
def test_more_extra_time_never_shortens(
    limit: int, one: Decimal, other: Decimal, window: timedelta
) -> None:
    less, more = sorted((one, other))
    close = NOON + window
    assert deadline_for(NOON, minutes=limit, extra_time=less, closes_at=close) <= deadline_for(
        NOON, minutes=limit, extra_time=more, closes_at=close
    )
