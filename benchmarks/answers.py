"""What the written-answer engine costs: answers per second on one core, growth, memory, start.

    .venv/bin/python benchmarks/answers.py [FILE.jsonl …]

Costs are processor seconds of one core; the yardstick is the same number of answers compared to the model
answer with tf-idf. The answers are those of FILE, by default the held-back ones of the repository.
"""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.bank.answers.grader import Grader  # noqa: E402
from app.bank.lexicon import read_lexicon  # noqa: E402
from benchmarks.labelled import Line, Similarity, by_engine, is_blank, read_lines  # noqa: E402

ESSAY = 500


def main() -> None:
    _cost(read_lines(sys.argv[1:]), Grader(read_lexicon(ROOT / "content")))


def _cost(lines: list[Line], grader: Grader) -> None:
    short = [line for line in lines if not is_blank(line) and len(line["answer"]) <= 200]
    blanks = [line for line in lines if is_blank(line)]
    base = Similarity(lines)
    yardstick = _rate(short, base)
    print(f"yardstick  tf-idf to the model answer      {yardstick:9.0f} answers/s")
    for label, chosen in (("blanks", blanks), ("short answers", short)):
        if chosen:
            rate = _rate(chosen, lambda line: by_engine(line, grader))
            print(
                f"engine     {label:30s} {rate:9.0f} answers/s   {rate / yardstick:.2f} of the yardstick"
            )
    for length in (100, ESSAY, 1000, 2000):
        chosen = [{**line, "answer": _stretched(line["answer"], length)} for line in short[:120]]
        rate = _rate(chosen, lambda line: by_engine(line, grader))
        print(
            f"engine     {length:5d} characters              {rate:9.0f} answers/s   {1e6 / rate / length:.2f} µs a character"
        )
    fresh = Grader(grader.lexicon)
    tracemalloc.start()
    for line in short:
        by_engine(line, fresh)
    print(
        f"engine     memory for all questions, at most  {tracemalloc.get_traced_memory()[1] / 1e6:6.1f} MB"
    )
    tracemalloc.stop()
    print(f"engine     import and lexicon, first time    {_start_time():6.2f} s")


def _stretched(text: str, length: int) -> str:
    return (text * (length // max(1, len(text)) + 1))[:length]


def _rate(lines: list[Line], grade: Callable[[Line], object]) -> float:
    """Answers per processor second; the questions have been met before, as in a real class."""
    for line in lines:
        grade(line)
    start = time.process_time()
    rounds = 0
    while time.process_time() - start < 1.0:
        for line in lines:
            grade(line)
        rounds += 1
    return rounds * len(lines) / (time.process_time() - start)


def _start_time() -> float:
    code = (
        "import time; t = time.process_time(); from pathlib import Path;"
        "from app.bank.answers.grader import Grader; from app.bank.lexicon import read_lexicon;"
        "Grader(read_lexicon(Path('content'))); print(time.process_time() - t)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
