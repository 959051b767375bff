"""The requirements files are compiled from today's pyproject.toml, with hashes for everything."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools import lock

PIN = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)


def pins(root: Path, name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((root / name).read_text(encoding="utf-8")))


def test_the_locks_are_in_step() -> None:
    assert lock.find_stale() == []


def test_the_test_packages_contain_the_running_ones_at_the_same_versions(root: Path) -> None:
    running = pins(root, lock.RUN)
    assert running
    assert running <= pins(root, lock.TEST)


@pytest.mark.parametrize("name", [lock.RUN, lock.TEST])
def test_every_package_has_hashes(root: Path, name: str) -> None:
    source = (root / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9-]+==)", source, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PIN.findall(source))
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize(
    ("before", "after", "stale"),
    [
        ('"flask>=3.1",', '"flask>=3.1",\n  "requests",', [lock.RUN, lock.TEST]),
        ('"ruff>=0.17",', '"ruff>=0.16",', [lock.TEST]),
        ("[tool.ruff]", "[tool.ruff]\npreview = true", []),
    ],
)
def test_a_changed_dependency_is_noticed(
    root: Path, tmp_path: Path, before: str, after: str, stale: list[str]
) -> None:
    for name in ("pyproject.toml", lock.RUN, lock.TEST):
        shutil.copy(root / name, tmp_path / name)
    project = tmp_path / "pyproject.toml"
    source = project.read_text(encoding="utf-8")
    assert before in source
    project.write_text(source.replace(before, after, 1), encoding="utf-8")
    assert lock.find_stale(tmp_path) == stale


def test_a_missing_lock_is_noticed(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "pyproject.toml", tmp_path)
    assert lock.find_stale(tmp_path) == [lock.RUN, lock.TEST]
