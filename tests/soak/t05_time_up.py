"""Test 5: saves, hand-ins and sweepers of all nodes around the instant at which time is up."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.soak.bench import (
    Bench,
    Figures,
    Result,
    deadline,
    everybody,
    leave,
    report,
    seat,
)
from tests.soak.candidate import Candidate, Refused
from tests.soak.check import GRACE, examine, execute, instant_of, query
from tests.soak.world import Hall, Place, build_hall

NUMBER, NAME = 5, "time-up race"
SMOKE = {"students": 30, "items": 6, "start_within": 0.5, "spread": 1.0}
FULL = {"students": 1000, "items": 10, "start_within": 40.0, "spread": 2.0}


async def run(
    bench: Bench, *, students: int, items: int, start_within: float, spread: float
) -> Result:
    """`spread`: saves and hand-ins arrive within so many seconds of the end of grace."""
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items)
    nodes = bench.site()
    candidates = seat(hall, [node.port for node in nodes], figures)
    wrong = await everybody(candidates, lambda one: _begin(one, deadline(120)), within=start_within)
    over = _end_soon(place, hall, spread + 1.0)
    wrong += await everybody(candidates, lambda one: _race(one, over, spread))
    closed = await asyncio.to_thread(_wait_until_closed, place, hall, over)
    await leave(candidates)
    found = examine(place, hall, [one.ledger for one in candidates])
    late = sum(said.late for one in candidates for said in one.ledger.kept.values())
    by = Counter(
        row["closed_by"]
        for row in query(place, "SELECT closed_by FROM sitting WHERE exam_id = ?", [hall.exam_id])
    )
    result.goals = {
        "each sitting closed exactly once; in-grace saves count and later ones do not": (
            not found.wrong
        ),
        "every paper is closed within 30 s of the grace, read by nobody": closed <= 30,
        "every candidate has exactly one sitting": found.sittings == students,
        "no request failed otherwise": not wrong,
    }
    result.figures = {
        **found.told(),
        "saves kept as late": late,
        "closed by": dict(by),
        "last closed after the grace, s": round(closed, 1),
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "save", "hand-in"),
    }
    return result


async def _begin(one: Candidate, until: float) -> None:
    await one.start(until)
    await one.save(until)


def _end_soon(place: Place, hall: Hall, seconds: float) -> float:
    """Move all deadlines so that their grace ends in `seconds`; the instant by our own counter."""
    at: Any = datetime.now(UTC)
    over = time.monotonic() + seconds
    if place.engine == "postgresql":
        (row,) = query(place, "SELECT clock_timestamp() AS at")
        at, over = instant_of(row["at"]), time.monotonic() + seconds
    at += timedelta(seconds=seconds - GRACE)
    if place.engine == "sqlite":
        at = at.replace(tzinfo=None).isoformat(" ")
    execute(place, "UPDATE sitting SET deadline = ? WHERE exam_id = ?", [at, hall.exam_id])
    return over


async def _race(one: Candidate, over: float, spread: float) -> None:
    """A save just before the end, one just after; half of the candidates hand in in between."""
    moments = sorted(over + one.chance.uniform(-spread, spread) for _ in range(3))
    hands_in = one.chance.random() < 0.5
    for place, moment in enumerate(moments):
        await asyncio.sleep(max(0, moment - time.monotonic()))
        if hands_in and place == 1:
            await asyncio.gather(one.hand_in(deadline(60)), _save(one))
        else:
            await _save(one)


async def _save(one: Candidate) -> None:
    """Stored, or refused because the candidate has handed in: nothing else may happen."""
    browser = one.second_window()
    try:
        await one.save(deadline(60), browser=browser)
    except Refused as refused:
        if refused.status != 409:
            raise
    finally:
        await browser.close()


def _wait_until_closed(place: Place, hall: Hall, over: float) -> float:
    """Seconds from the end of grace until no sitting is open; nobody reads a page meanwhile."""
    sql = "SELECT count(*) AS n FROM sitting WHERE exam_id = ? AND state = 'open'"
    until = over + 60
    while time.monotonic() < until:
        if query(place, sql, [hall.exam_id])[0]["n"] == 0:
            return max(0.0, time.monotonic() - over)
        time.sleep(0.2)
    return 60.0
