"""Test 23: a backup in the middle of an exam, restored elsewhere by one command."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time

from tests.soak.bench import Bench, Figures, Result, deadline, everybody, leave, report, seat
from tests.soak.candidate import Candidate
from tests.soak.check import Findings, examine, query
from tests.soak.nodes import ROOT
from tests.soak.postgres import programs
from tests.soak.world import Hall, Place, build_hall

NUMBER, NAME = 23, "backup under load"
SMOKE = {"students": 10, "items": 8, "lead": 1.0, "pause": 0.2}
FULL = {"students": 200, "items": 60, "lead": 120.0, "pause": 2.0}


async def run(bench: Bench, *, students: int, items: int, lead: float, pause: float) -> Result:
    """`lead`: for so many seconds people write before the backup begins."""
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items)
    candidates = seat(hall, [node.port for node in bench.site()], figures)
    wrong = await everybody(candidates, lambda one: one.start(deadline(60)))
    done = asyncio.Event()
    writing = asyncio.create_task(everybody(candidates, lambda one: _write(one, done, pause)))
    await asyncio.sleep(lead)
    file = bench.folder / f"backup-{bench.engine}-{time.monotonic_ns()}.zip"
    promised = {
        one.ledger.sitting: {said.number for said in one.ledger.kept.values()} for one in candidates
    }
    begun = time.monotonic()
    made = await asyncio.to_thread(flask, place, "backup", "make", str(file))
    took = time.monotonic() - begun
    done.set()
    wrong += await writing
    await leave(candidates)
    target = bench.empty("restored")
    begun = time.monotonic()
    restored = await asyncio.to_thread(flask, target, "backup", "restore", str(file))
    back = time.monotonic() - begun
    again = await asyncio.to_thread(flask, target, "backup", "restore", str(file))
    have = _stored(target, hall)
    missing = sum(len(numbers - have.get(name or "", set())) for name, numbers in promised.items())
    found = _examine(target, hall, candidates)
    result.goals = {
        "backup and restore said that all is well": made.returncode == restored.returncode == 0,
        "nothing acknowledged before the backup began is missing": missing == 0,
        "what was restored holds together": not found.wrong,
        "a second restore is refused, for there are data now": again.returncode != 0,
        "nobody was kept from writing": not wrong,
    }
    result.figures = {
        "acknowledged before the backup": sum(map(len, promised.values())),
        "saves restored": sum(map(len, have.values())),
        "size of the file, MB": round(file.stat().st_size / 1e6, 2) if file.exists() else None,
        "backup, s": round(took, 1),
        "restore with all checks, s": round(back, 1),
        "said": (made.stdout + made.stderr + restored.stdout + restored.stderr)[-600:],
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "save"),
    }
    file.unlink(missing_ok=True)
    return result


def flask(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the site's, in a process of its own."""
    path = (
        os.pathsep.join((str(programs()), os.environ["PATH"]))
        if (place.engine == "postgresql")
        else os.environ["PATH"]
    )
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", *words],
        cwd=ROOT,
        env=place.environment(PATH=path, PYTHONIOENCODING="utf-8"),
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )


async def _write(one: Candidate, done: asyncio.Event, pause: float) -> None:
    while not done.is_set():
        await one.save(deadline(60))
        await asyncio.sleep(pause * one.chance.uniform(0.5, 1.5))


def _stored(place: Place, hall: Hall) -> dict[str, set[int]]:
    rows = query(
        place,
        "SELECT s.public_id, r.id FROM response_log r JOIN sitting s ON s.id = r.sitting_id "
        "WHERE s.exam_id = ?",
        [hall.exam_id],
    )
    stored: dict[str, set[int]] = {}
    for row in rows:
        stored.setdefault(row["public_id"], set()).add(row["id"])
    return stored


def _examine(place: Place, hall: Hall, candidates: list[Candidate]) -> Findings:
    """As always, but for what was acknowledged after the backup had begun."""
    have = {
        (row["public_id"], row["client"], row["seq"])
        for row in query(
            place,
            "SELECT s.public_id, r.client, r.seq FROM response_log r "
            "JOIN sitting s ON s.id = r.sitting_id WHERE s.exam_id = ?",
            [hall.exam_id],
        )
    }
    for one in candidates:
        for name in list(one.ledger.kept):
            if (one.ledger.sitting, *name) not in have:
                del one.ledger.kept[name]
    return examine(place, hall, [one.ledger for one in candidates])
