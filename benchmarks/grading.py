"""What the written-answer engine is worth and what it costs, against baselines of the same run.

    .venv/bin/python benchmarks/grading.py [FILE.jsonl …]

Quality is measured on FILE, by default on the held-back quarter of the labelled answers in the
repository (`tools/train_grading.py` says which items these are). Costs are processor seconds of one
core; the yardstick is the same number of answers compared to the model answer with tf-idf.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import rjieba

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.bank.answers.grader import Grader  # noqa: E402
from app.bank.answers.lines import question_of  # noqa: E402
from app.bank.lexicon import read_lexicon  # noqa: E402
from tools.train_grading import every_answer, held_back, is_blank  # noqa: E402

Line = dict[str, Any]
# (share of the maximum, key points found or half found, confidence)
Prediction = tuple[float, set[str], float]
ATTACKS = frozenset({"stuffed", "negated", "copied", "swapped"})
TRIVIAL = frozenset({"stuffed", "copied", "empty"})
ESSAY = 500


def main() -> None:
    lines = _lines(sys.argv[1:])
    grader = Grader(read_lexicon(ROOT / "content"))
    _quality(lines, grader)
    _cost(lines, grader)


def _lines(names: Sequence[str]) -> list[Line]:
    if not names:
        return [line for line in every_answer() if held_back(line)]
    texts = [Path(name).read_text(encoding="utf-8") for name in names]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


# ── quality ─────────────────────────────────────────────────────────────────────────────────────


def _quality(lines: list[Line], grader: Grader) -> None:
    graders: dict[str, Callable[[Line], Prediction]] = {
        "engine": lambda line: _engine(line, grader),
        "key words": _keywords,
        "tf-idf": Similarity(lines),
    }
    print(
        f"{'':10s} {'':22s} {'n':>5s} {'QWK':>6s} {'exact':>6s} {'MAE':>6s} {'gross':>6s} {'F1':>6s}"
    )
    for name, grade in graders.items():
        rows = [(line, grade(line)) for line in lines]
        for label, chosen in _groups(rows):
            _print_row(name, label, chosen)
        if name == "engine":
            _print_special(rows)


def _engine(line: Line, grader: Grader) -> Prediction:
    question = question_of(line)
    grade = grader.grade_blank if is_blank(line) else grader.grade
    marked = grade(question, line["answer"])
    return marked.score / question.max, {*marked.hits, *marked.halves}, marked.confidence


def _keywords(line: Line) -> Prediction:
    """A key point counts if half of its words stand in the answer."""
    said = set(rjieba.cut(line["answer"], False))
    found = {
        point["id"]
        for point in line["key_points"]
        if 2 * len(said & set(rjieba.cut(point["text"], False)))
        >= len(set(rjieba.cut(point["text"], False)))
    }
    points = sum(point["points"] for point in line["key_points"] if point["id"] in found)
    return min(1.0, points / line["max"]), found, 0.5


class Similarity:
    """tf-idf cosine between an answer and the model answer, taken for the mark."""

    def __init__(self, lines: list[Line]) -> None:
        counts: Counter[str] = Counter()
        for line in lines:
            counts.update(set(rjieba.cut(line["answer"], False)))
        self.weights = {word: math.log(len(lines) / n) + 1 for word, n in counts.items()}

    def __call__(self, line: Line) -> Prediction:
        one, other = self._vector(line["answer"]), self._vector(line["reference"])
        dot = sum(weight * other.get(word, 0.0) for word, weight in one.items())
        size = math.hypot(*one.values()) * math.hypot(*other.values())
        return (dot / size if size else 0.0), set(), 0.5

    def _vector(self, text: str) -> dict[str, float]:
        words = Counter(rjieba.cut(text, False))
        return {word: n * self.weights.get(word, 1.0) for word, n in words.items()}


def _groups(rows: list[tuple[Line, Prediction]]) -> list[tuple[str, list[tuple[Line, Prediction]]]]:
    opened = [row for row in rows if not is_blank(row[0])]
    return [
        ("all", rows),
        ("open", opened),
        ("open, natural", [row for row in opened if row[0]["kind"] not in ATTACKS]),
        ("open, attacks", [row for row in opened if row[0]["kind"] in ATTACKS]),
        ("blanks", [row for row in rows if is_blank(row[0])]),
    ]


def _print_row(name: str, label: str, rows: list[tuple[Line, Prediction]]) -> None:
    if not rows:
        return
    gold = [line["score"] / line["max"] for line, _ in rows]
    said = [prediction[0] for _, prediction in rows]
    errors = [abs(a - b) for a, b in zip(gold, said, strict=True)]
    n = len(rows)
    exact, gross = sum(e < 0.01 for e in errors) / n, sum(e > 0.25 for e in errors) / n
    print(
        f"{name:10s} {label:22s} {n:5d} {qwk(gold, said):6.3f} {exact:6.3f} {sum(errors) / n:6.3f} "
        f"{gross:6.3f} {_f1(rows):6.3f}"
    )


def _print_special(rows: list[tuple[Line, Prediction]]) -> None:
    zero = [(a, p) for a, p in rows if a["kind"] in ("stuffed", "copied") and a["score"] == 0]
    if zero:
        print(
            f"engine     stuffed and copied given 0: {sum(p[0] == 0 for _, p in zero) / len(zero):.3f}"
        )
    turned = [(a, p) for a, p in rows if a["kind"] == "swapped"]
    if turned:
        over = sum(max(0.0, p[0] - a["score"] / a["max"]) for a, p in turned) / len(turned)
        print(f"engine     swapped over-credited: {over:.3f}")
    kept = [row for row in rows if not is_blank(row[0]) and row[0]["kind"] not in TRIVIAL]
    kept.sort(key=lambda row: -row[1][2])
    for share in (0.8, 0.6, 0.4):
        _print_row("engine", f"surest {share:.0%}", kept[: int(share * len(kept))])


def qwk(one: Sequence[float], other: Sequence[float]) -> float:
    """Quadratic weighted kappa of shares rounded to tenths."""
    a, b = [round(x * 10) for x in one], [round(min(1.0, x) * 10) for x in other]
    counts_a, counts_b = Counter(a), Counter(b)
    seen = sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
    by_chance = sum(
        counts_a[x] * counts_b[y] * (x - y) ** 2 for x in counts_a for y in counts_b
    ) / len(a)
    return 1 - seen / by_chance if by_chance else 1.0


def _f1(rows: list[tuple[Line, Prediction]]) -> float:
    both = said = gold = 0
    for line, (_, found, _) in rows:
        right = {*line["hit_key_points"], *line["half_key_points"]}
        both, said, gold = both + len(right & found), said + len(found), gold + len(right)
    return 2 * both / (said + gold) if said + gold else 0.0


# ── cost ────────────────────────────────────────────────────────────────────────────────────────


def _cost(lines: list[Line], grader: Grader) -> None:
    short = [line for line in lines if not is_blank(line) and len(line["answer"]) <= 200]
    blanks = [line for line in lines if is_blank(line)]
    base = Similarity(lines)
    yardstick = _rate(short, base)
    print(f"\nyardstick  tf-idf to the model answer      {yardstick:9.0f} answers/s")
    for label, chosen in (("blanks", blanks), ("short answers", short)):
        if chosen:
            rate = _rate(chosen, lambda line: _engine(line, grader))
            print(
                f"engine     {label:30s} {rate:9.0f} answers/s   {rate / yardstick:.2f} of the yardstick"
            )
    for length in (100, ESSAY, 1000, 2000):
        chosen = [{**line, "answer": _stretched(line["answer"], length)} for line in short[:120]]
        rate = _rate(chosen, lambda line: _engine(line, grader))
        print(
            f"engine     {length:5d} characters              {rate:9.0f} answers/s   {1e6 / rate / length:.2f} µs a character"
        )
    fresh = Grader(grader.lexicon)
    tracemalloc.start()
    for line in short:
        _engine(line, fresh)
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
