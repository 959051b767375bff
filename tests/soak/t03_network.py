"""Test 3: saves through a network that cuts, delays, doubles, reorders and goes away."""

from __future__ import annotations

import asyncio
from random import Random

from tests.soak.bench import (
    SEED,
    Bench,
    Figures,
    Result,
    deadline,
    everybody,
    leave,
    report,
    seat,
)
from tests.soak.candidate import Candidate
from tests.soak.check import examine
from tests.soak.proxy import FAULTS, Proxy
from tests.soak.world import build_hall

NUMBER, NAME = 3, "faulted saves"
SMOKE = {"students": 12, "items": 8, "saves": 30, "delay": 0.3, "outage": 1.0}
FULL = {"students": 100, "items": 20, "saves": 240, "delay": 5.0, "outage": 300.0}


async def run(
    bench: Bench, *, students: int, items: int, saves: int, delay: float, outage: float
) -> Result:
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items)
    patience = deadline(saves * (delay + 2) + outage + 300)
    node = bench.site()[0]
    proxy = Proxy(node.port, Random(SEED), longest_delay=delay)
    await proxy.start()
    candidates = seat(hall, [proxy.port], figures)
    for one in candidates:
        one.browser.timeout = delay + 3
    away = asyncio.create_task(_go_away(proxy, outage, students * saves))
    wrong = await everybody(candidates, lambda one: _sit(one, saves, patience), within=1)
    away.cancel()
    proxy.share = 0.0
    wrong += await everybody(candidates, lambda one: one.hand_in(deadline(120)))
    await leave(candidates)
    await proxy.stop()
    found = examine(place, hall, [one.ledger for one in candidates])
    faulted = sum(proxy.counts[fault] for fault in FAULTS) + proxy.counts["cut by an outage"]
    result.goals = {
        "nothing acknowledged is lost, stale or doubled; marks, chains and receipts agree": (
            not found.wrong
        ),
        "all that was sent is there in the end, once": found.saves
        == sum(len(one.ledger.sent) for one in candidates),
        "every candidate got through": not wrong,
        "every kind of fault happened": all(proxy.counts[fault] for fault in (*FAULTS, "outage")),
    }
    result.figures = {
        **found.told(),
        "faulted requests": faulted,
        "faults": dict(sorted(proxy.counts.items())),
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "save"),
    }
    return result


async def _go_away(proxy: Proxy, seconds: float, saves: int) -> None:
    """One long outage, after a quarter of the saves."""
    while proxy.counts["requests"] < saves / 4:
        await asyncio.sleep(0.05)
    await proxy.outage(seconds)


async def _sit(one: Candidate, saves: int, until: float) -> None:
    """Two saves on their way at once, now and then of the same question, so that the later one can
    overtake; now and then several in one request."""
    await one.start(until)
    second = one.second_window()
    left = saves
    while left > 0:
        first = one.compose()
        if one.chance.random() < 0.2:
            batch = [first, *(one.compose() for _ in range(3))]
            await one.save(until, batch)
            left -= len(batch)
            continue
        other = one.compose(first.slot if one.chance.random() < 0.5 else None)
        await asyncio.gather(one.save(until, [first]), one.save(until, [other], browser=second))
        left -= 2
    await second.close()
