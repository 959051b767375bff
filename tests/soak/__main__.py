"""`python3 run.py soak`: runs the programme, prints a table, writes results as JSON."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.soak.bench import Result
from tests.soak.postgres import is_there
from tests.soak.programme import ENGINES, find, run_all


def main(arguments: list[str]) -> int:
    options = _read(arguments)
    try:
        modules = find([int(n) for n in options.only.split(",")] if options.only else None)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    engines = [options.engine] if options.engine else list(ENGINES)
    if "postgresql" in engines and not is_there():
        print("没有 PostgreSQL 的软件包，只测 SQLite。 No PostgreSQL package: SQLite only.")
        engines.remove("postgresql")
    results: list[Result] = []
    target = Path(options.json)
    for result in run_all(modules, engines, full=options.full):
        results.append(result)
        _print(result)
        _write(target, results, full=options.full)
    failed = [one for one in results if not one.ok]
    print(f"\n{len(results) - len(failed)} / {len(results)}  →  {target}")
    return 1 if failed else 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py soak", description="考场长测 / The soak programme of the exam hall."
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="完整规模，数小时 / full sizes, hours")
    size.add_argument("--smoke", action="store_true", help="小规模（默认） / small (the default)")
    parser.add_argument("--only", metavar="N,…", help="只做这些编号 / only these numbers")
    parser.add_argument("--engine", choices=ENGINES, help="只用一种数据库 / one engine only")
    parser.add_argument(
        "--json", default="soak-results.json", metavar="FILE", help="结果文件 / where results go"
    )
    return parser.parse_args(arguments)


def _print(result: Result) -> None:
    word = "skipped" if result.skipped else "ok" if result.ok else "FAILED"
    print(
        f"{result.number:3d}  {result.name:16} {result.engine:11} {word:8} {result.seconds:7.1f} s",
        flush=True,
    )
    if result.skipped:
        print(f"       {result.skipped}")
    for goal, met in result.goals.items():
        if not met:
            print(f"       missed: {goal}")
    if not result.ok:
        print(f"       {json.dumps(result.figures, ensure_ascii=False)[:1500]}", flush=True)


def _write(target: Path, results: list[Result], *, full: bool) -> None:
    """After each test, so that a run that is broken off leaves what it found."""
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": "full" if full else "smoke",
        "python": platform.python_version(),
        "system": platform.platform(),
        "results": [result.told() for result in results],
    }
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
