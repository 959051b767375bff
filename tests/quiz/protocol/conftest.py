"""A site in a process of its own, started once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quiz.protocol.client import Candidate


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[dict[str, str]]:
    """What a candidate is told: name1 …, password, exam, port."""
    folder = tmp_path_factory.mktemp("protocol")
    command = [sys.executable, "-m", "tests.quiz.protocol.site", str(folder)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


@pytest.fixture(scope="session")
def come(site: dict[str, str]):
    """Return a function that gives a candidate (by number) with the paper before them."""

    def come(number: int, client: str) -> Candidate:
        candidate = Candidate(int(site["port"]), site[f"name{number}"], site["password"], client)
        assert candidate.sign_in().status == 302
        assert candidate.start(site["exam"]).startswith("/sittings/")
        candidate.read_paper()
        return candidate

    return come
