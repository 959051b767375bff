"""Test 4: servers and candidates whose clocks are wrong, and days on which the clock is odd.

A small library put in front of the system's shifts a server's time of day. On SQLite the server's
clock is the clock: whatever it says, time limits are kept by it to the second. On PostgreSQL nodes
whose clocks are an hour off work side by side, and the database's clock is the only one that counts.
Candidates tell the server times that are a day off, which nobody asks about.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.soak.bench import Bench, Figures, Result, deadline, everybody, leave, seat
from tests.soak.candidate import Candidate
from tests.soak.check import examine, execute, instant_of, query
from tests.soak.nodes import Node, stop
from tests.soak.world import Hall, Place, build_hall

NUMBER, NAME = 4, "clock"
SMOKE: dict[str, Any] = {"students": 3, "dates": 1}
FULL: dict[str, Any] = {"students": 12, "dates": 4}
MINUTES = 40
EXTRA = (Decimal("1"), Decimal("1.25"), Decimal("1.5"))
SHIFTS = (-3600, 3600)
# (zone, an instant shortly before its clock is moved, or before the end of 29 February)
DATES = (
    ("Asia/Shanghai", datetime(2028, 2, 29, 15, 45, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2027, 3, 28, 0, 45, tzinfo=UTC)),
    ("America/New_York", datetime(2027, 11, 7, 5, 45, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 4, 3, 14, 45, tzinfo=UTC)),
)
_CLOSING = re.compile(r"(\d\d:\d\d) 收卷")
SOURCE = Path(__file__).with_name("clockshift.c")


async def run(bench: Bench, *, students: int, dates: int) -> Result:
    result = Result(NUMBER, NAME, bench.engine)
    library = _compile(bench.folder)
    if library is None:
        result.skipped = "no C compiler, or not Linux: nothing shifts a server's clock here"
        return result
    if bench.engine == "postgresql":
        await _side_by_side(bench, result, library, students)
        return result
    template = bench.fresh("clock")
    hall = _open_for_years(template, students)
    cases = [(f"{shift:+d} s", "Asia/Shanghai", shift) for shift in SHIFTS]
    for zone, at in DATES[:dates]:
        shift = int((at - datetime.now(UTC)).total_seconds())
        cases.append((f"{zone} {at:%Y-%m-%d}", zone, shift))
    found = await asyncio.gather(
        *(_alone(bench, template, hall, library, n, *case) for n, case in enumerate(cases))
    )
    worst = max(error for error, _early, _shown in found)
    result.goals = {
        "deadlines are right to the second": worst <= 1,
        "no paper was closed early": not any(early for _error, early, _shown in found),
        "the page names the closing time of its zone": all(shown for _e, _c, shown in found),
    }
    result.figures = {"cases": [case[0] for case in cases], "largest error of a deadline, s": worst}
    return result


def _compile(folder: Path) -> Path | None:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    target = folder / "clockshift.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(target), str(SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return target if done.returncode == 0 else None


def _open_for_years(place: Place, students: int) -> Hall:
    """An exam whose window is so wide that only the limits count."""
    hall = build_hall(
        place,
        students=students,
        items=4,
        signed_in=False,
        minutes=MINUTES,
        closes_in=timedelta(days=1500),
        extra_time=EXTRA,
    )
    before: Any = datetime.now(UTC) - timedelta(days=3)
    if place.engine == "sqlite":
        before = before.replace(tzinfo=None).isoformat(" ")
    execute(place, "UPDATE exam SET opens_at = ? WHERE id = ?", [before, hall.exam_id])
    return hall


def _shifted(library: Path, shift: int, **more: str) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(library),
        "SOAK_CLOCK_SHIFT": str(shift),
        "ZHIKE_SWEEP_SECONDS": "1",
        **more,
    }


async def _alone(
    bench: Bench,
    template: Place,
    hall: Hall,
    library: Path,
    number: int,
    _name: str,
    zone: str,
    shift: int,
) -> tuple[float, int, bool]:
    """One server with a shifted clock: (error of deadlines in s, closed early, shown rightly)."""
    instance = bench.folder / f"clock-{number}"
    shutil.copytree(template.instance, instance)
    place = Place(f"sqlite:///{instance / 'zhike.db'}", instance)
    node = Node(place, bench.folder, 1, _shifted(library, shift, ZHIKE_TIME_ZONE=zone))
    try:
        await asyncio.to_thread(node.start)
        candidates, pages = await _write(hall, [node.port])
        await asyncio.sleep(2.5)  # two sweeps at least
        rows = query(place, "SELECT * FROM sitting WHERE exam_id = ?", [hall.exam_id])
        early = sum(row["state"] != "open" for row in rows)
        error = _error(rows, hall, datetime.now(UTC) + timedelta(seconds=shift))
        shown = all(
            _CLOSING.findall(pages[row["user_id"]])[0]
            == instant_of(row["deadline"]).astimezone(ZoneInfo(zone)).strftime("%H:%M")
            for row in rows
        )
        await leave(candidates)
    finally:
        node.stop()
    return error, early, shown


async def _write(hall: Hall, ports: list[int]) -> tuple[list[Candidate], dict[int, str]]:
    """All sign in, start, save once; the pages of their papers by person."""
    candidates, pages = seat(hall, ports, Figures()), {}

    async def sit(one: Candidate) -> None:
        day = 24 * 3600 * one.chance.choice([-1, 1])
        one.pretend(day)
        until = deadline(60)
        await one.sign_in(until)
        await one.start(until)
        await one.save(until)
        page = await one.browser.get(f"/sittings/{one.ledger.sitting}")
        pages[one.student.user_id] = page.text

    wrong = await everybody(candidates, sit)
    if wrong:
        raise wrong[0]
    return candidates, pages


def _error(rows: list[dict[str, Any]], hall: Hall, now: datetime) -> float:
    """The largest error of a start (against the clock that counts) or of a deadline, in seconds."""
    extra = {one.user_id: EXTRA[n % len(EXTRA)] for n, one in enumerate(hall.students)}
    errors = [0.0]
    for row in rows:
        start, end = instant_of(row["started_at"]), instant_of(row["deadline"])
        allowed = MINUTES * 60 * float(extra[row["user_id"]])
        errors.append(abs((end - start).total_seconds() - allowed))
        if not timedelta(0) <= now - start <= timedelta(seconds=60):
            errors.append(abs((now - start).total_seconds()))
    return round(max(errors), 3)


async def _side_by_side(bench: Bench, result: Result, library: Path, students: int) -> None:
    """Three nodes on one database, two of them an hour off."""
    place = bench.fresh("clock")
    hall = _open_for_years(place, students)
    nodes = [Node(place, bench.folder, 1, _shifted(library, shift)) for shift in (*SHIFTS, 0)]
    try:
        for node in nodes:
            node.start(wait=False)
        for node in nodes:
            await asyncio.to_thread(node.wait_until_ready)
        (clock,) = query(place, "SELECT clock_timestamp() AS at")
        candidates, _pages = await _write(hall, [node.port for node in nodes])
        await asyncio.sleep(2.5)
        rows = query(place, "SELECT * FROM sitting WHERE exam_id = ?", [hall.exam_id])
        (after,) = query(place, "SELECT clock_timestamp() AS at")
        await leave(candidates)
    finally:
        stop(nodes)
    second = timedelta(seconds=1)
    found = examine(place, hall, [one.ledger for one in candidates])
    result.goals = {
        "deadlines are right to the second": _error(rows, hall, after["at"]) <= 1,
        "every start was told by the database's clock": all(
            clock["at"] - second <= instant_of(row["started_at"]) <= after["at"] + second
            for row in rows
        ),
        "no paper was closed early": all(row["state"] == "open" for row in rows),
        "everything agrees afterwards": not found.wrong,
    }
    result.figures = {
        "cases": [f"nodes at {SHIFTS[0]:+d}, {SHIFTS[1]:+d} and 0 s, one database"],
        "largest error of a deadline, s": _error(rows, hall, after["at"]),
    }
