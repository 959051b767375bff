"""The bench on which every test of the programme stands: a database, its nodes, its candidates."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from tests.soak.candidate import Candidate, Figures
from tests.soak.nodes import Node, stop
from tests.soak.postgres import Postgres
from tests.soak.world import Hall, Place, migrate

SEED = 20261126
T = TypeVar("T")
SWEEP = 2  # seconds between two sweeps of the shared nodes


@dataclass(slots=True)
class Result:
    """What one test found. `goals` are what has to hold; `figures` are only reported."""

    number: int
    name: str
    engine: str
    goals: dict[str, bool] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    skipped: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return all(self.goals.values())

    def told(self) -> dict[str, Any]:
        return {
            "test": self.number,
            "name": self.name,
            "engine": self.engine,
            "ok": self.ok,
            "skipped": self.skipped,
            "seconds": round(self.seconds, 1),
            "goals": self.goals,
            "figures": self.figures,
        }


@dataclass(slots=True)
class Bench:
    """One engine and one folder, with a database and nodes that tests share."""

    engine: str
    folder: Path
    postgres: Postgres | None = None
    _place: Place | None = None
    _site: list[Node] = field(default_factory=list)

    def place(self) -> Place:
        """The database that tests share: each has an exam of its own in it."""
        if self._place is None:
            self._place = self.fresh("shared")
        return self._place

    def fresh(self, name: str) -> Place:
        """An empty database with all tables."""
        place = self.empty(name)
        migrate(place)
        return place

    def empty(self, name: str) -> Place:
        """A database without tables, and a folder beside it."""
        instance = self.folder / name
        instance.mkdir(exist_ok=True)
        if self.engine == "sqlite":
            return Place(f"sqlite:///{instance / 'zhike.db'}", instance)
        assert self.postgres is not None
        return Place(self.postgres.add(), instance)

    def site(self) -> list[Node]:
        """The nodes that tests share, on the shared database; started once.

        One on SQLite, as every SQLite site has; three on PostgreSQL.
        """
        if not self._site:
            place = self.place()
            count = 1 if self.engine == "sqlite" else 3
            environment = {"ZHIKE_SWEEP_SECONDS": str(SWEEP)}
            self._site = [Node(place, self.folder, 1, environment) for _ in range(count)]
            for node in self._site:
                node.start(wait=False)
        for node in self._site:
            node.wait_until_ready()
        return self._site

    def close(self) -> None:
        stop(self._site)
        self._site = []


@contextmanager
def bench(engine: str) -> Iterator[Bench]:
    """A bench with everything it needs, taken down at the end."""
    folder = Path(tempfile.mkdtemp(prefix="zhike-soak-"))
    server = made = None
    try:
        if engine == "postgresql":
            server = Postgres(folder / "postgres")
            server.make()
            server.start()
        made = Bench(engine, folder, server)
        yield made
    finally:
        if made is not None:
            made.close()
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def seat(hall: Hall, ports: Sequence[int], figures: Figures, seed: int = SEED) -> list[Candidate]:
    """A candidate per student, spread over the nodes."""
    return [
        Candidate(student, hall, ports[n % len(ports)], Random(seed * 10_007 + n), figures)
        for n, student in enumerate(hall.students)
    ]


def run_loop(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What `work` comes to, in an event loop of its own.

    In a thread of its own, too: browser tests of the same run keep a loop in the main thread.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


async def everybody(
    candidates: Sequence[Candidate],
    work: Callable[[Candidate], Awaitable[Any]],
    *,
    within: float = 0.0,
    at_once: int = 10_000,
) -> list[BaseException]:
    """Let all do something, beginning spread over `within` seconds; what went wrong."""
    gate = asyncio.Semaphore(at_once)

    async def one(candidate: Candidate, wait: float) -> None:
        await asyncio.sleep(wait)
        async with gate:
            await work(candidate)

    chance = Random(SEED)
    tasks = [one(c, chance.uniform(0, within)) for c in candidates]
    done = await asyncio.gather(*tasks, return_exceptions=True)
    return [error for error in done if isinstance(error, BaseException)]


async def leave(candidates: Sequence[Candidate]) -> None:
    for candidate in candidates:
        await candidate.close()


def times_of(values: Sequence[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    if not values:
        return {"n": 0}
    ordered = sorted(values)

    def at(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    return {
        "n": len(ordered),
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
        "max": round(1000 * ordered[-1], 1),
    }


def report(figures: Figures, *names: str) -> dict[str, Any]:
    told: dict[str, Any] = {f"{name} ms": times_of(figures.times.get(name, ())) for name in names}
    told["answers"] = dict(sorted(figures.statuses.items()))
    return told


def server_errors(figures: Figures) -> int:
    return sum(
        count for name, count in figures.statuses.items() if name.rsplit(" ", 1)[1].startswith("5")
    )


def deadline(seconds: float) -> float:
    return time.monotonic() + seconds
