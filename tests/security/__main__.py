"""The programme's tests of security at full size: `python -m tests.security --full --only 13,15,26`.

Without `--full` the sizes of the everyday suite. Ends with one line of JSON per test: its number, what
was run, how it ended, and how long it took.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = {
    12: ("authorisation matrix", ["tests/test_access.py"]),
    13: ("key secrecy, twin worlds", ["tests/security/test_13_key_secrecy.py"]),
    14: ("mass assignment", ["tests/security/test_14_mass_assignment.py"]),
    15: ("grading", ["tests/security/test_15_grading.py"]),
    17: ("hostile texts", ["tests/browser/test_17_hostile_texts.py"]),
    21: ("headers, tokens, sign-ins, nodes", ["tests/security/test_21_requests.py"]),
    26: ("audit chain", ["tests/security/test_26_audit_chain.py"]),
    27: ("keyboard and axe", ["tests/browser/test_27_exam_by_keys.py", "tests/browser/test_pages.py"]),
}  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.security", description=__doc__)
    parser.add_argument("--full", action="store_true", help="the sizes of a night")
    parser.add_argument("--only", default="", help="numbers with commas")
    options = parser.parse_args(arguments)
    chosen = [int(number) for number in options.only.split(",") if number] or sorted(TESTS)
    unknown = [number for number in chosen if number not in TESTS]
    if unknown:
        parser.error(f"there is no test {unknown[0]}; there are {sorted(TESTS)}")
    environ = os.environ | ({"ZHIKE_SECURITY": "full"} if options.full else {})
    results = []
    for number in chosen:
        name, paths = TESTS[number]
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", *paths]
        code = subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
        results.append(
            {
                "test": number, "name": name, "ok": code == 0, "full": options.full,
                "seconds": round(time.monotonic() - began, 1),
            }
        )  # fmt: skip
    for result in results:
        sys.stdout.write(json.dumps(result) + "\n")
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
