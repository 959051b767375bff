"""Test 9: all arrive within seconds, all press “start” within seconds, all hand in within seconds.

Candidates wait on the page of the exam before it begins: opening that page is a herd of its own. What
counts at the beginning is how long after pressing “start” a candidate has the paper.
"""

from __future__ import annotations

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
from tests.soak.check import examine
from tests.soak.world import build_hall

NUMBER, NAME = 9, "herd"
SMOKE = {"students": 30, "items": 12, "within": 1.0}
FULL = {"students": 500, "items": 60, "within": 5.0}
STEPS = ("intro", "start", "paper", "turn", "hand-in", "receipt")


async def run(bench: Bench, *, students: int, items: int, within: float) -> Result:
    result = Result(NUMBER, NAME, bench.engine)
    place, figures = bench.place(), Figures()
    hall = build_hall(place, students=students, items=items)
    candidates = seat(hall, [node.port for node in bench.site()], figures)
    wrong = await everybody(candidates, lambda one: one.arrive(deadline(60)), within=within)
    wrong += await everybody(candidates, lambda one: one.press_start(deadline(60)), within=within)
    short = [one for one in candidates if one.questions != items]
    wrong += await everybody(candidates, lambda one: one.save(deadline(60)), within=within)
    wrong += await everybody(candidates, lambda one: one.hand_in(deadline(60)), within=within)
    await leave(candidates)
    found = examine(place, hall, [one.ledger for one in candidates])
    result.goals = {
        "no paper is short of a question": not short,
        "no errors": not wrong and server_errors(figures) == 0,
        "everything agrees afterwards": not found.wrong and found.sittings == students,
    }
    result.figures = {
        **found.told(),
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "paper ready", *STEPS),
    }
    return result
