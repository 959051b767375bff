"""Keep the two requirements files in step with pyproject.toml.

`python tools/lock.py` compiles both again with uv, keeping versions that still satisfy;
`--upgrade` moves every package to its newest version; `--check` only compares and needs no uv.

Each file's first line carries a digest of the dependency tables it was compiled from. The hashes
cover the files of every platform. No index address is written down: whoever installs uses their own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN, TEST = "requirements.txt", "requirements-dev.txt"
HEADER = "# Compiled from pyproject.toml by tools/lock.py; dependencies sha256:"


def dependency_digest(name: str, root: Path = ROOT) -> str:
    """Return the digest of the tables of pyproject.toml that decide the contents of file `name`."""
    with (root / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    tables = {
        "python": project["project"]["requires-python"],
        "run": sorted(project["project"]["dependencies"]),
    }
    if name == TEST:
        tables["test"] = sorted(project["dependency-groups"]["dev"])
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


def find_stale(root: Path = ROOT) -> list[str]:
    """Return the names of requirements files compiled from other dependencies than today's."""
    return [
        name
        for name in (RUN, TEST)
        if not (root / name).is_file()
        or (root / name).read_text(encoding="utf-8").split("\n", 1)[0]
        != HEADER + dependency_digest(name, root)
    ]


def compile_lock(name: str, *, upgrade: bool) -> None:
    command = [
        "uv", "pip", "compile", "pyproject.toml", "--output-file", name, "--quiet",
        "--no-config", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
    ]  # fmt: skip
    if upgrade:
        command.append("--upgrade")
    if name == TEST:
        # The test set contains the running set at the very same versions.
        command += ["--group", "dev", "--constraint", RUN]
    # Wheels that lie on this machine must not decide which files are locked.
    local = ("UV_FIND_LINKS", "UV_INDEX", "UV_EXTRA_INDEX_URL")
    environment = {name: value for name, value in os.environ.items() if name not in local}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    path = ROOT / name
    pins = path.read_text(encoding="utf-8")
    path.write_text(f"{HEADER}{dependency_digest(name)}\n{pins}", encoding="utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit 1 if a file is out of step")
    parser.add_argument("--upgrade", action="store_true", help="move to the newest versions")
    options = parser.parse_args()
    if options.check:
        stale = find_stale()
        for name in stale:
            print(f"{name} is out of step with pyproject.toml: run python tools/lock.py")
        return 1 if stale else 0
    for name in (RUN, TEST):
        compile_lock(name, upgrade=options.upgrade)
    return 0


if __name__ == "__main__":
    sys.exit(main())
