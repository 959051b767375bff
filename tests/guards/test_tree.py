"""What the tree may hold: our own work only, with nothing of the machine it was written on."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_BYTES = 500_000
# A catalogue holds every text of the interface in one file.
MAX_CATALOGUE_BYTES = 2_000_000
TEXT = {
    "", ".c", ".cfg", ".conf", ".css", ".csv", ".example", ".html", ".ini", ".jinja", ".js", ".json",
    ".jsonl", ".mako", ".md", ".po", ".pot", ".py", ".pyi", ".service", ".sql", ".svg", ".timer",
    ".toml", ".txt", ".xml", ".yaml", ".yml",
}  # fmt: skip
# Pictures of the tour and small files for import tests are ours too.
BINARY = {".png": ("docs/", "app/static/"), ".xlsx": ("tests/",), ".docx": ("tests/",)}
LOCKS = ("requirements.txt", "requirements-dev.txt")
CODE = {".py", ".js", ".css", ".html", ".svg"}

VENDORED_NAME = re.compile(
    r"(^|/)(node_modules|vendor|third[-_]party|bower_components)/"
    r"|\.min\.(js|css)$|\.(map|whl|woff2?|ttf|otf|eot)$"
    r"|(^|/)(bootstrap|jquery|htmx|katex|mathjax|alpine|vue|react)[-.\d]*\.(js|css)$"
    r"|(^|/)(uv\.lock|poetry\.lock|Pipfile\.lock|package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$"
)
# Words that a file carries when it is somebody else's; our own licence stands at the root.
FOREIGN_LICENCE = re.compile(
    r"@license|@preserve|Licensed under|SPDX-License-Identifier|"
    r"Permission is hereby granted|All rights reserved",
    re.IGNORECASE,
)
# Folders that exist on one machine only. Examples in the manuals use /srv and /var.
MACHINE_PATH = re.compile(r"(?<![\w.)}\]:/-])/(?:home|root|work|opt|Users|mnt|farm)/\w")
PACKAGE_HOST = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|jsdelivr|unpkg|cdnjs|mirror|artifactory|nexus)"
    r"[\w.-]*",
    re.IGNORECASE,
)
THIS = Path(__file__).relative_to(ROOT).as_posix()


@cache
def tree() -> tuple[str, ...]:
    """The files that are the project: what git tracks, or all of an unpacked archive."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout.decode()
        names = (name for name in listed.split("\0") if name)
    else:
        names = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
        names = (name for name in names if not re.match(r"\.venv/|instance/", name))
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def texts() -> list[str]:
    return [name for name in tree() if Path(name).suffix in TEXT and name not in LOCKS]


def test_there_is_a_tree_to_look_at() -> None:
    assert {"run.py", "pyproject.toml", "LICENSE", THIS} <= set(tree())


def test_files_are_of_known_kinds_and_sizes() -> None:
    odd = [
        name
        for name in tree()
        if (suffix := Path(name).suffix) not in TEXT
        and not (suffix in BINARY and name.startswith(BINARY[suffix]))
    ]
    big = [
        name
        for name in tree()
        if (ROOT / name).stat().st_size
        > (MAX_CATALOGUE_BYTES if name.endswith(".po") else MAX_BYTES)
    ]
    assert odd == []
    assert big == []


def test_text_is_utf8_with_unix_line_ends() -> None:
    wrong = [
        name
        for name in texts()
        if b"\r\n" in (content := (ROOT / name).read_bytes()) or content.startswith(b"\xef\xbb\xbf")
    ]
    assert wrong == []
    assert all(text(name) is not None for name in texts())


def test_no_file_is_somebody_elses() -> None:
    named = [name for name in tree() if VENDORED_NAME.search(name)]
    licensed = [
        name
        for name in tree()
        if Path(name).suffix in CODE and name != THIS and FOREIGN_LICENCE.search(text(name))
    ]
    assert named == []
    assert licensed == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    found = [
        f"{name}: {hit.group()}"
        for name in texts()
        for hit in (MACHINE_PATH.search(text(name)),)
        if hit
    ]
    # This clone's own folder, unless it lies so near the root that its name is a common word.
    here = str(ROOT)
    if here.count(os.sep) > 1:
        found += [name for name in texts() if here in text(name)]
    assert found == []


def test_nothing_names_a_package_host() -> None:
    found = [
        f"{name}: {hit.group()}"
        for name in (*texts(), *LOCKS)
        for hit in (PACKAGE_HOST.search(text(name)),)
        if hit
    ]
    assert found == []


def test_locks_name_packages_and_hashes_only() -> None:
    for name in LOCKS:
        lines = text(name).splitlines()[1:]
        odd = [
            line
            for line in lines
            if not re.fullmatch(
                r"[a-z0-9-]+==[\w.+!]+( ; [\w .<>=!'()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?",
                line,
            )
        ]
        assert odd == []


@pytest.mark.parametrize(
    ("pattern", "line", "caught"),
    [
        (MACHINE_PATH, "see /home" + "/lin/zhike", True),
        (MACHINE_PATH, "in /Users" + "/lin", True),
        (MACHINE_PATH, "https://example.org/home-page/lin", False),
        (MACHINE_PATH, "/srv/zhike", False),
        (PACKAGE_HOST, "https://files.python" + "hosted.org/x", True),
        (PACKAGE_HOST, "https://www.python.org/", False),
        (VENDORED_NAME, "app/static/bootstrap-5.3.8.min.css", True),
        (VENDORED_NAME, "app/static/js/vendor/htmx.js", True),
        (VENDORED_NAME, "app/static/fonts/noto.woff2", True),
        (VENDORED_NAME, "uv.lock", True),
        (VENDORED_NAME, "app/static/js/autosave.js", False),
        (FOREIGN_LICENCE, "/*! @license MIT */", True),
    ],
)
def test_the_guard_sees_what_it_should(pattern: re.Pattern[str], line: str, caught: bool) -> None:
    assert bool(pattern.search(line)) is caught
