"""The tests of the programme that are built here, in the order of their numbers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from tests.soak import (
    t01_ledger,
    t02_durability,
    t03_network,
    t04_clock,
    t05_time_up,
    t07_attempts,
    t08_disk_full,
    t09_herd,
    t10_sign_in,
    t11_steady,
    t22_migrations,
    t23_backup,
)
from tests.soak.bench import Bench, Result, bench, run_loop

MODULES: tuple[ModuleType, ...] = (
    t01_ledger,
    t02_durability,
    t03_network,
    t04_clock,
    t05_time_up,
    t07_attempts,
    t08_disk_full,
    t09_herd,
    t10_sign_in,
    t11_steady,
    t22_migrations,
    t23_backup,
)
ENGINES = ("sqlite", "postgresql")


def find(numbers: Iterable[int] | None) -> list[ModuleType]:
    """The modules with these numbers; all without. Raises ValueError for an unknown one."""
    if numbers is None:
        return list(MODULES)
    known = {module.NUMBER: module for module in MODULES}
    missing = [number for number in numbers if number not in known]
    if missing:
        raise ValueError(f"there is no test {missing[0]}; there are {sorted(known)}")
    return [known[number] for number in sorted(set(numbers))]


def run_one(module: ModuleType, bench: Bench, size: dict[str, Any]) -> Result:
    """One test at one size; what breaks it off counts as a goal that was missed."""
    begun = time.monotonic()
    try:
        result: Result = run_loop(lambda: module.run(bench, **size))
    except Exception as error:
        result = Result(module.NUMBER, module.NAME, bench.engine)
        result.goals = {"the test came to its end": False}
        result.figures = {"broken off by": repr(error)}
    result.seconds = time.monotonic() - begun
    return result


def run_all(modules: list[ModuleType], engines: Iterable[str], *, full: bool) -> Iterator[Result]:
    """Results as they come; each engine has its bench for all of its tests."""
    for engine in engines:
        with bench(engine) as made:
            for module in modules:
                yield run_one(module, made, module.FULL if full else module.SMOKE)
