"""Test 2: nothing is acknowledged before it is on the disk, and a power cut takes none of it away.

`kill -9` cannot show this: the system keeps what a dead process has written. So the server runs under
strace, which writes down in which order it writes, syncs and answers. From that record the disk is
built as a power cut at a given instant would leave it (only what had been synced, and of the rest any
part), and every answer that had been sent by then must be in it.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psutil

from tests.soak.bench import SEED, Bench, Figures, Result, deadline, everybody, leave, seat
from tests.soak.check import query
from tests.soak.nodes import Node
from tests.soak.world import Hall, Place, build_hall

NUMBER, NAME = 2, "durability"
SMOKE = {"students": 4, "saves": 8, "cuts": 20}
FULL = {"students": 20, "saves": 30, "cuts": 200}

_CALLS = "write,pwrite64,ftruncate,fsync,fdatasync,sendto"
_LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+= (-?\w+)")
_UNFINISHED = re.compile(r"^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+= (-?\w+)")
_WRITE = re.compile(r'^(\d+)<([^>]*)>, "((?:\\x[0-9a-f]{2})*)", \d+(?:, (\d+))?')
_SYNC = re.compile(r"^(\d+)<([^>]*)>")
_SEND = re.compile(r'^\d+<[^>]*>, "((?:\\x[0-9a-f]{2})*)"')
_ACK = re.compile(rb'"number":\s*(\d+)')


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the server did, in order: a write, a sync or an answer."""

    kind: str  # write, sync, ack, truncate
    path: str = ""
    offset: int = 0
    data: bytes = b""
    numbers: tuple[int, ...] = ()


async def run(bench: Bench, *, students: int, saves: int, cuts: int) -> Result:
    result = Result(NUMBER, NAME, bench.engine)
    place = bench.fresh("durability")
    result.goals["the settings that make commits durable are in force"] = _settings(place)
    if shutil.which("strace") is None:
        result.skipped = "strace is not installed: settings were checked, the order was not"
        return result
    if bench.engine == "sqlite":
        await _on_sqlite(bench, place, result, students, saves, cuts)
    else:
        await _on_postgresql(bench, place, result, students, saves)
    return result


def _settings(place: Place) -> bool:
    """Read by the application's own engine; what would not keep is refused at the connection."""
    from sqlalchemy import text

    from app.extensions import db
    from tests.soak.world import opened

    def one(sql: str) -> Any:
        return db.session.execute(text(sql)).scalar()

    with opened(place):
        if place.engine == "sqlite":
            return one("PRAGMA journal_mode") == "wal" and one("PRAGMA synchronous") == 2
        names = ("fsync", "full_page_writes", "synchronous_commit")
        return all(one(f"SHOW {name}") == "on" for name in names)


async def _write(node: Node, hall: Hall, saves: int) -> list[Any]:
    candidates = seat(hall, [node.port], Figures())

    async def sit(one: Any) -> None:
        await one.start(deadline(60))
        for _ in range(saves):
            await one.save(deadline(60))

    wrong = await everybody(candidates, sit)
    await leave(candidates)
    if wrong:
        raise wrong[0]
    return candidates


async def _on_sqlite(
    bench: Bench, place: Place, result: Result, students: int, saves: int, cuts: int
) -> None:
    # Before the record begins: rows made by this process would not stand in it.
    hall = build_hall(place, students=students, items=4)
    record = bench.folder / "strace.txt"
    start = bench.folder / "disk"
    shutil.copytree(place.instance, start, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    node = Node(place, bench.folder)
    tracer = None
    try:
        node.start()
        tracer = _attach(record, node.worker_pids(), "-xx", "-s", "1000000", calls=_CALLS)
        candidates = await _write(node, hall, saves)
    finally:
        if tracer is not None:
            tracer.terminate()
            tracer.wait(timeout=20)
        node.stop()
    events = list(_events(record, place.file.name))
    record.unlink()
    acknowledged = sum(len(one.ledger.kept) for one in candidates)
    acks = [event for event in events if event.kind == "ack"]
    early = _acks_before_sync(events, start, place.file.name)
    lost, broken = _cut_power(events, start, place.file.name, cuts)
    careless = [event for event in events if event.kind != "sync"]
    seen, _broken = _cut_power(careless, start, place.file.name, min(cuts, 20))
    result.goals |= {
        "the record holds every acknowledgement": len(acks) == acknowledged,
        "no acknowledgement before its sync": early == 0,
        "no acknowledged save is lost at any cut": lost == 0,
        "the database is sound after every cut": broken == 0,
        "had nothing been synced, every acknowledgement would be seen as early": (
            _acks_before_sync(careless, start, place.file.name) == len(acks) > 0
        ),
        "had nothing been synced, the same cuts would have lost saves": seen > 0,
    }
    result.figures = {
        "acknowledged saves": acknowledged,
        "syncs": sum(event.kind == "sync" for event in events),
        "writes": sum(event.kind == "write" for event in events),
        "power cuts": cuts,
        "lost": lost,
        "acknowledged before the sync": early,
    }


def _events(record: Path, name: str) -> Iterator[Event]:
    """What concerns the database's files, and the answers that name saves, in order."""
    pending: dict[tuple[str, str], str] = {}
    with record.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if found := _UNFINISHED.match(line):
                pending[found.group(1), found.group(2)] = found.group(3)
                if found.group(2) == "sendto":
                    # What is being sent may arrive from now on.
                    yield from _event(found.group(2), found.group(3), name)
                continue
            if found := _RESUMED.match(line):
                call, rest = found.group(2), found.group(3)
                whole = pending.pop((found.group(1), call), "") + rest
                if call != "sendto":
                    yield from _event(call, whole, name)
            elif found := _LINE.match(line):
                yield from _event(found.group(2), found.group(3), name)


def _event(call: str, arguments: str, name: str) -> Iterator[Event]:
    if call in ("write", "pwrite64") and (found := _WRITE.match(arguments)):
        path = _text(found.group(2))
        if Path(path).name.startswith(name) and not path.endswith("-shm"):
            offset = int(found.group(4) or 0)
            yield Event("write", Path(path).name, offset, _bytes(found.group(3)))
    elif call in ("fsync", "fdatasync") and (found := _SYNC.match(arguments)):
        path = Path(_text(found.group(2))).name
        if path.startswith(name):
            yield Event("sync", path)
    elif call == "ftruncate" and (found := re.match(r"^(\d+)<([^>]*)>, (\d+)", arguments)):
        path = Path(_text(found.group(2))).name
        if path.startswith(name) and not path.endswith("-shm"):
            yield Event("truncate", path, int(found.group(3)))
    elif call == "sendto" and (found := _SEND.match(arguments)):
        numbers = tuple(int(n) for n in _ACK.findall(_bytes(found.group(1))))
        if numbers:
            yield Event("ack", numbers=numbers)


def _text(path: str) -> str:
    """With -xx the names of files are written in hexadecimal as well."""
    return _bytes(path).decode("utf-8", "replace") if path.startswith("\\x") else path


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _acks_before_sync(events: list[Event], start: Path, name: str) -> int:
    """Answers whose saves are not all in what had been synced by then, with all the rest taken away.

    One sync may serve several saves; so it is looked up in the file what each of them had kept.
    """
    kept, seen = start.parent / "kept", start.parent / "seen"
    shutil.copytree(start, kept)
    early, waiting = 0, dict[str, list[Event]]()
    for event in events:
        if event.kind == "sync":
            _apply(waiting.pop(event.path, []), kept)
        elif event.kind != "ack":
            waiting.setdefault(event.path, []).append(event)
        else:
            shutil.copytree(kept, seen)
            with closing(sqlite3.connect(seen / name)) as connection:
                have = {row[0] for row in connection.execute("SELECT id FROM response_log")}
            shutil.rmtree(seen)
            early += not have.issuperset(event.numbers)
    shutil.rmtree(kept)
    return early


def _cut_power(events: list[Event], start: Path, name: str, cuts: int) -> tuple[int, int]:
    """(saves lost, databases broken) over cuts spread evenly over the record."""
    chance, lost, broken = Random(SEED), 0, 0
    acks = [place for place, event in enumerate(events) if event.kind == "ack"]
    chosen = [acks[int(n * len(acks) / cuts)] + 1 for n in range(cuts)] if acks else []
    folder = start.parent / "cut"
    for cut in chosen:
        _disk_after(events[:cut], start, folder, chance)
        promised = {n for event in events[:cut] if event.kind == "ack" for n in event.numbers}
        with closing(sqlite3.connect(folder / name)) as connection:
            try:
                sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                have = {row[0] for row in connection.execute("SELECT id FROM response_log")}
            except sqlite3.DatabaseError:
                sound, have = False, set()
        broken += not sound
        lost += len(promised - have)
    shutil.rmtree(folder, ignore_errors=True)
    return lost, broken


def _disk_after(events: list[Event], start: Path, folder: Path, chance: Random) -> None:
    """The files as a power cut leaves them: all that was synced, and of the rest a part by chance."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(start, folder)
    last = {event.path: place for place, event in enumerate(events) if event.kind == "sync"}
    kept = [
        event
        for place, event in enumerate(events)
        # What was not synced may still have been in the system's memory.
        if event.kind in ("write", "truncate")
        and (place <= last.get(event.path, -1) or chance.random() >= 0.5)
    ]
    _apply(kept, folder)


def _apply(events: list[Event], folder: Path) -> None:
    """Do to the files of a folder what writes and truncations did."""
    for event in events:
        target = folder / event.path
        target.touch()
        with target.open("r+b") as file:
            if event.kind == "truncate":
                file.truncate(event.offset)
            else:
                file.seek(event.offset)
                file.write(event.data)


async def _on_postgresql(
    bench: Bench, place: Place, result: Result, students: int, saves: int
) -> None:
    """The order inside the database's own processes: its log is synced before it answers COMMIT."""
    assert bench.postgres is not None
    hall = build_hall(place, students=students, items=4)
    record = bench.folder / "strace-postgres.txt"
    pids = [bench.postgres.pid]
    pids += [child.pid for child in psutil.Process(bench.postgres.pid).children()]
    tracer = _attach(record, pids, calls="fsync,fdatasync")
    node = Node(place, bench.folder)
    try:
        node.start()
        candidates = await _write(node, hall, saves)
    finally:
        node.stop()
        tracer.terminate()
        tracer.wait(timeout=20)
    syncs = sum(
        "pg_wal" in line and ("fdatasync(" in line or "fsync(" in line)
        for line in record.read_text("ascii", "replace").splitlines()
    )
    stored = query(place, "SELECT count(*) AS n FROM response_log")[0]["n"]
    acknowledged = sum(len(one.ledger.kept) for one in candidates)
    result.goals |= {
        "everything acknowledged is stored": stored == acknowledged,
        # One sync may serve saves that meet, at most one of each candidate.
        "the log was synced for every save": syncs * students >= acknowledged > 0,
    }
    result.figures = {
        "acknowledged saves": acknowledged,
        "syncs of the log": syncs,
        "not covered": "cuts of power: PostgreSQL's own recovery is taken as given",
    }


def _attach(record: Path, pids: list[int], *options: str, calls: str) -> Any:
    """strace on running processes and all their threads."""
    command = ["strace", "-f", "-y", *options, "-e", f"trace={calls}", "-o", str(record)]
    for pid in pids:
        command += ["-p", str(pid)]
    tracer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    return tracer
