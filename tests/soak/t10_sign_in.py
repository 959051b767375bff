"""Test 10: everybody signs in by name and password within a minute, apart from the exam."""

from __future__ import annotations

import time

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
from tests.soak.world import build_hall

NUMBER, NAME = 10, "login herd"
SMOKE = {"students": 16, "within": 1.0}
FULL = {"students": 500, "within": 20.0}


async def run(bench: Bench, *, students: int, within: float) -> Result:
    """Passwords are hashed as on any site; rooms of 25 share an address, and limits are on."""
    result = Result(NUMBER, NAME, bench.engine)
    figures = Figures()
    hall = build_hall(bench.place(), students=students, items=2, signed_in=False)
    candidates = seat(hall, [node.port for node in bench.site()], figures)
    begun = time.monotonic()
    wrong = await everybody(candidates, lambda one: one.sign_in(deadline(120)), within=within)
    seconds = time.monotonic() - begun
    await leave(candidates)
    result.goals = {"everybody is in, without an error": not wrong and not server_errors(figures)}
    result.figures = {
        "all signed in after, s": round(seconds, 1),
        "errors": [repr(error) for error in wrong[:3]],
        **report(figures, "sign-in page", "sign-in"),
    }
    return result
