"""Test 7: everybody presses “start” many times at once, on every node."""

from __future__ import annotations

import asyncio

from tests.soak.bench import Bench, Figures, Result, deadline, everybody, leave, report, seat
from tests.soak.candidate import Candidate, find_token, is_page
from tests.soak.check import examine
from tests.soak.wire import Browser
from tests.soak.world import build_hall

NUMBER, NAME = 7, "attempt race"
SMOKE = {"students": 8, "items": 4, "starts": 12}
FULL = {"students": 100, "items": 10, "starts": 50}
ALLOWED = 2


async def run(bench: Bench, *, students: int, items: int, starts: int) -> Result:
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items, attempts=ALLOWED)
    nodes = bench.site()
    ports = [node.port for node in nodes]
    candidates = seat(hall, ports, figures)
    found_by: list[set[str]] = []
    wrong: list[BaseException] = []
    for _round in range(ALLOWED + 1):
        wrong += await everybody(
            candidates, lambda one: _press(one, ports, starts, found_by), at_once=4
        )
        wrong += await everybody(candidates, lambda one: _finish(one), at_once=16)
    await leave(candidates)
    found = examine(place, hall, [one.ledger for one in candidates], attempts=ALLOWED)
    result.goals = {
        "exactly the allowed number of attempts, numbered without a gap": not found.wrong
        and found.sittings == ALLOWED * students,
        "all tabs of a candidate got the same paper": all(len(one) <= 1 for one in found_by),
        "no request failed": not wrong,
    }
    result.figures = {
        **found.told(),
        "starts pressed": students * starts * (ALLOWED + 1),
        "nodes": len(nodes),
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "start"),
    }
    return result


async def _press(one: Candidate, ports: list[int], starts: int, found_by: list[set[str]]) -> None:
    """The same person in many tabs, spread over the nodes; all press within one instant."""
    path, until = f"/exams/{one.hall.exam}", deadline(120)
    page = await one.insist("intro", lambda: one.browser.get(path), is_page, until)
    tokens, gate = find_token(page), asyncio.Event()
    papers: set[str] = set()

    async def press(number: int) -> None:
        tab = Browser(
            ports[number % len(ports)], one.browser.address, 60, dict(one.browser.cookies)
        )
        await gate.wait()
        try:
            reply = await one.ask(
                "start", lambda: tab.post_form(f"{path}/start", csrf_token=tokens)
            )
            where = reply.headers.get("location", "")
            if reply.status != 302:
                raise RuntimeError(f"start answered {reply.status}")
            if "/sittings/" in where:
                papers.add(where)
        finally:
            await tab.close()

    tabs = [asyncio.create_task(press(number)) for number in range(starts)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tabs)
    found_by.append(papers)
    one.ledger.sitting = papers.pop().rsplit("/", 1)[1] if len(papers) == 1 else None


async def _finish(one: Candidate) -> None:
    """Hand the attempt in, so that the next one may begin."""
    if one.ledger.sitting is None:
        return
    await one.open(deadline(60))
    await one.hand_in(deadline(60))
    one.ledger.sitting = None
