"""Test 11: an ordinary exam: a save every 15 seconds each, and now and then all at once."""

from __future__ import annotations

import asyncio
import time

from tests.soak.bench import (
    Bench,
    Figures,
    Result,
    deadline,
    everybody,
    leave,
    report,
    seat,
    server_errors,
)
from tests.soak.candidate import Candidate
from tests.soak.check import examine
from tests.soak.world import build_hall

NUMBER, NAME = 11, "steady"
SMOKE = {"students": 20, "items": 12, "seconds": 4, "pause": 1.0, "burst": 20, "bursts": 1}
FULL = {"students": 500, "items": 60, "seconds": 600, "pause": 15, "burst": 200, "bursts": 10}


async def run(
    bench: Bench,
    *,
    students: int,
    items: int,
    seconds: float,
    pause: float,
    burst: int,
    bursts: int,
) -> Result:
    """`burst`: so many candidates save within one second, `bursts` times."""
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items)
    nodes = bench.site()
    candidates = seat(hall, [node.port for node in nodes], figures)
    wrong = await everybody(candidates, lambda one: one.start(deadline(120)), within=seconds / 20)
    end = time.monotonic() + seconds
    before = sum(node.memory() for node in nodes)
    extra = asyncio.create_task(_bursts(candidates[:burst], end, bursts))
    wrong += await everybody(candidates, lambda one: _write(one, end, pause), within=pause)
    wrong += await extra
    after = sum(node.memory() for node in nodes)
    wrong += await everybody(
        candidates, lambda one: one.hand_in(deadline(120)), within=seconds / 20
    )
    await leave(candidates)
    found = examine(place, hall, [one.ledger for one in candidates])
    result.goals = {
        "no server error": server_errors(figures) == 0 and not wrong,
        "everything agrees afterwards": not found.wrong,
    }
    result.figures = {
        **found.told(),
        "memory of the workers before and after, MB": [before // 2**20, after // 2**20],
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "save"),
    }
    return result


async def _write(one: Candidate, end: float, pause: float) -> None:
    while time.monotonic() < end:
        await one.save(deadline(60))
        await asyncio.sleep(pause * one.chance.uniform(0.5, 1.5))


async def _bursts(some: list[Candidate], end: float, times: int) -> list[BaseException]:
    """All of `some` save within a second, by a second connection."""
    wrong: list[BaseException] = []
    gap = (end - time.monotonic()) / (times + 1)
    for _ in range(times):
        await asyncio.sleep(gap)
        wrong += await everybody(some, _once_more, within=1)
    return wrong


async def _once_more(one: Candidate) -> None:
    browser = one.second_window()
    try:
        await one.save(deadline(60), browser=browser)
    finally:
        await browser.close()
