"""Test 1: candidates write while workers, masters and the database are killed (`kill -9`)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from datetime import timedelta
from random import Random
from statistics import median

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
from tests.soak.nodes import Node
from tests.soak.world import build_hall

NUMBER, NAME = 1, "ledger soak"
SMOKE = {"students": 24, "items": 12, "seconds": 7, "pause": 0.7, "kill": 1.3, "heavy": 1}
FULL = {"students": 500, "items": 60, "seconds": 1800, "pause": 15, "kill": 2.5, "heavy": 10}


async def run(
    bench: Bench,
    *,
    students: int,
    items: int,
    seconds: float,
    pause: float,
    kill: float,
    heavy: int,
) -> Result:
    """`heavy`: how often a master, and on PostgreSQL the whole database, is killed."""
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items, closes_in=timedelta(hours=9))
    nodes = bench.site()
    candidates = seat(hall, [node.port for node in nodes], figures)
    end = time.monotonic() + seconds
    chaos = asyncio.create_task(_kill(bench, nodes, end, kill, heavy))
    late = end + 120
    wrong = await everybody(
        candidates, lambda one: _sit(one, end, pause, late), within=min(seconds / 6, 60)
    )
    kills, outages = await chaos
    wrong += await everybody(candidates, lambda one: one.hand_in(deadline(120)), within=2)
    await leave(candidates)
    found = examine(place, hall, [one.ledger for one in candidates])
    result.goals = {
        "nothing acknowledged is lost, stale or doubled; marks, chains and receipts agree": (
            not found.wrong
        ),
        "every candidate has exactly one sitting": found.sittings == students,
        "every candidate got through and holds a receipt": not wrong
        and all(one.ledger.receipt for one in candidates),
    }
    result.figures = {
        **found.told(),
        "kills": dict(kills),
        "seconds without an answer after a kill": {
            kind: {"half": round(median(times), 2), "longest": round(max(times), 2)}
            for kind, times in sorted(outages.items())
        },
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "save", "paper", "hand-in"),
    }
    return result


async def _sit(one: Candidate, end: float, pause: float, late: float) -> None:
    await one.start(late)
    while time.monotonic() < end:
        await one.save(late)
        await asyncio.sleep(pause * one.chance.uniform(0.5, 1.5))


async def _kill(
    bench: Bench, nodes: list[Node], end: float, every: float, heavy: int
) -> tuple[Counter[str], dict[str, list[float]]]:
    """Kill now a worker, now a master, now the database; measure until every node answers again."""
    chance, kills = Random(SEED), Counter[str]()
    outages: dict[str, list[float]] = defaultdict(list)
    begun = time.monotonic()
    big = [begun + (end - begun) * (n + 0.5) / max(heavy, 1) for n in range(heavy)]
    what = ["master", "database"] if bench.postgres else ["master"]
    while (now := time.monotonic()) < end - 1:
        await asyncio.sleep(min(every * chance.uniform(0.7, 1.3), max(0, end - 1 - now)))
        if big and time.monotonic() > big[0]:
            big.pop(0)
            for kind in what:
                kills[kind] += 1
                took = await asyncio.to_thread(_fell, kind, bench, chance.choice(nodes))
                outages[kind].append(took)
        elif chance.choice(nodes).kill_worker(chance):
            kills["worker"] += 1
            outages["worker"].append(await asyncio.to_thread(_until_all_answer, nodes))
    return kills, outages


def _fell(kind: str, bench: Bench, node: Node) -> float:
    begun = time.monotonic()
    if kind == "master":
        node.kill()
        node.start(wait=False)  # what the service unit does: Restart=always
    else:
        assert bench.postgres is not None
        bench.postgres.kill()
        bench.postgres.start()
    node.wait_until_ready()
    return time.monotonic() - begun


def _until_all_answer(nodes: list[Node]) -> float:
    begun = time.monotonic()
    for node in nodes:
        node.wait_until_ready()
    return time.monotonic() - begun
