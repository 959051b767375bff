"""In which order several processes run the suite: what takes long first, and never side by side.

Each process begins with an equal stretch of the list and helps the others with the ends of theirs
when it has done its own (`--dist worksteal`). A test of minutes at such an end leaves one process
alone with it; two browsers at once wait for one another.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

# The longest of those that drive a browser, and those that start whole sites.
PAGES = "tests/browser/test_pages.py"
SITES = ("tests/soak/", "tests/cli/test_serve.py")


def arrange(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Reorder the tests of one of several processes; in each of them alike."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    if workers > 1:
        items[:] = deal(items, workers)


def deal(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in equal stretches, browsers at the head of one, sites at the head of another."""
    browsers = [item for item in items if item.get_closest_marker("browser")]
    browsers.sort(key=lambda item: not item.nodeid.startswith(PAGES))
    sites = [item for item in items if item.nodeid.startswith(SITES)]
    heads = [browsers, sites]
    long = {id(item) for head in heads for item in head}
    short = [item for item in items if id(item) not in long]
    dealt: list[pytest.Item] = []
    for worker in range(workers):
        for head in heads[worker::workers]:
            dealt += head
        room = max(0, len(items) * (worker + 1) // workers - len(dealt))
        dealt += short[:room]
        del short[:room]
    return dealt
