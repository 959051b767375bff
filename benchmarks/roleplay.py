"""How quickly utterances are judged, beside a yardstick: python benchmarks/roleplay.py

The yardstick does to the same lines what any reader of them must: parse the JSON, normalise the text
and look up every 1–3-gram in a dictionary as large as the weights. Interleaved, several rounds, medians.
Both run on one core.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.roleplay.judging import judge_lines, shipped_judge  # noqa: E402

LINES = ROOT / "tests" / "roleplay" / "lines.jsonl"


def yardstick(lines: list[str], table: dict[str, int]) -> int:
    """Look up the n-grams of every line; returns how many were found."""
    found = 0
    for line in lines:
        data = json.loads(line)
        text = unicodedata.normalize("NFKC", data["context"] + data["utterance"]).casefold()
        for length in (1, 2, 3):
            for at in range(len(text) - length + 1):
                found += text[at : at + length] in table
    return found


def rate(work: Callable[[], object], lines: int) -> float:
    """Lines a second of processor time, which other programs on the machine do not slow down."""
    started = time.process_time()
    work()
    return lines / (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description="Utterances judged in a second, on one core.")
    parser.add_argument("bank", nargs="?", type=Path, default=LINES, help="JSON lines to judge")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--lines", type=int, default=2000)
    arguments = parser.parse_args()
    own = arguments.bank.read_text(encoding="utf-8").splitlines()
    lines = [own[at % len(own)] for at in range(arguments.lines)]
    judge = shipped_judge()
    table = dict.fromkeys(judge.weights.table, 1)
    pairs = [
        (
            rate(lambda: sum(1 for _ in judge_lines(lines, judge)), len(lines)),
            rate(lambda: yardstick(lines, table), len(lines)),
        )
        for _ in range(arguments.rounds)
    ]
    judged = statistics.median(pair[0] for pair in pairs)
    looked_up = statistics.median(pair[1] for pair in pairs)
    print(f"{'':<24}{'median':>10}{'least':>10}{'most':>10}")
    for name, at in (("judged a second", 0), ("yardstick a second", 1)):
        values = [pair[at] for pair in pairs]
        middle = statistics.median(values)
        print(f"{name:<24}{middle:>10,.0f}{min(values):>10,.0f}{max(values):>10,.0f}")
    print(f"{'yardstick / judged':<24}{looked_up / judged:>10.1f}")


if __name__ == "__main__":
    main()
