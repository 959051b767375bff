"""Test 8: the disk fills up in the middle of an exam, and is emptied again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.soak.bench import Bench, Figures, Result, deadline, everybody, leave, report, seat
from tests.soak.candidate import Candidate
from tests.soak.check import examine, query
from tests.soak.nodes import Node
from tests.soak.postgres import Postgres
from tests.soak.wire import Lost
from tests.soak.world import Place, build_hall, migrate

NUMBER, NAME = 8, "disk full"
SMOKE = {"students": 6, "tries": 15}
FULL = {"students": 50, "tries": 60}
SIZES = {"sqlite": "24m", "postgresql": "220m"}


async def run(bench: Bench, *, students: int, tries: int) -> Result:
    result = Result(NUMBER, NAME, bench.engine)
    with _small_disk(bench.folder / "small", SIZES[bench.engine]) as disk:
        if disk is None:
            result.skipped = "a small disk is mounted by root on Linux only"
            return result
        server = None
        try:
            if bench.engine == "sqlite":
                place = Place(f"sqlite:///{disk / 'zhike.db'}", disk)
            else:
                server = Postgres(disk / "postgres")
                server.make()
                server.start()
                place = Place(server.add(), bench.folder / "small-instance")
                place.instance.mkdir()
            migrate(place)
            await _sit(bench, place, disk, server, result, students, tries)
        finally:
            if server is not None:
                server.stop()
    return result


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path | None]:
    """A memory file system of a few megabytes; None where it cannot be mounted."""
    folder.mkdir(exist_ok=True)
    allowed = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)]
    if not allowed or subprocess.run(command, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


async def _sit(
    bench: Bench,
    place: Place,
    disk: Path,
    server: Postgres | None,
    result: Result,
    students: int,
    tries: int,
) -> None:
    hall = build_hall(place, students=students, items=4)
    figures = Figures()
    node = Node(place, bench.folder)
    filler = disk / "filler"
    try:
        node.start()
        candidates = seat(hall, [node.port], figures)
        wrong = await everybody(candidates, lambda one: one.start(deadline(60)))
        wrong += await everybody(candidates, lambda one: one.save(deadline(60)))
        _fill(filler)
        refused = Figures()
        await everybody(candidates, lambda one: _try(one, refused, tries))
        filler.unlink()
        if server is not None and not server.is_up():
            server.stop()
            server.start()
        node.wait_until_ready()
        again = await everybody(candidates, lambda one: _send_the_rest(one))
        again += await everybody(candidates, lambda one: one.hand_in(deadline(60)))
        await leave(candidates)
    finally:
        node.stop()
    found = examine(place, hall, [one.ledger for one in candidates])
    failed = sum(n for name, n in refused.statuses.items() if not name.endswith(" 200"))
    result.goals = {
        "the disk was full: saves were refused": failed > 0,
        "no save was acknowledged that is not there": not found.wrong,
        "all went on by itself once there was room, and nothing had been lost": not wrong + again,
        "the database is sound": _is_sound(place),
    }
    result.figures = {
        **found.told(),
        "answers while full": dict(refused.statuses),
        "errors": [repr(error) for error in (wrong + again)[:3]],
        **report(figures, "save"),
    }


def _fill(filler: Path) -> None:
    """Take all the room there is."""
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


async def _try(one: Candidate, refused: Figures, tries: int) -> None:
    """Write on; what is not acknowledged stays in the page's queue, as in a real one."""
    for _ in range(tries):
        sent = one.compose()
        path = f"/sittings/{one.ledger.sitting}/answers"
        try:
            reply = await one.browser.post_json(path, one.body_of([sent]), one.token)
        except Lost:
            refused.note("save", "lost", 0)
            continue
        refused.note("save", reply.status, 0)
        if reply.status == 200:
            for row in reply.json()["saves"]:
                one.ledger.acknowledge(row, 0)


async def _send_the_rest(one: Candidate) -> None:
    waiting = [sent for name, sent in one.ledger.sent.items() if name not in one.ledger.kept]
    for start in range(0, len(waiting), 20):
        await one.save(deadline(90), waiting[start : start + 20])


def _is_sound(place: Place) -> bool:
    if place.engine == "sqlite":
        return query(place, "PRAGMA integrity_check")[0]["integrity_check"] == "ok"
    return bool(query(place, "SELECT count(*) AS n FROM response_log")[0]["n"])
