"""What the benchmarks of the written-answer engine share: the labelled answers, the graders, the measures."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import rjieba

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.bank.answers.grader import Grader  # noqa: E402
from app.bank.answers.lines import question_of  # noqa: E402
from tools.train_grading import every_answer, held_back, is_blank  # noqa: E402

Line = dict[str, Any]
NEEDED = ("type", "question", "reference", "max", "key_points", "answer", "score", "hit_key_points")
# What a file may leave out.
USUAL: Line = {"kind": "", "half_key_points": []}
# (share of the maximum, key points found or half found, confidence)
Prediction = tuple[float, set[str], float]


def read_lines(names: Sequence[str]) -> list[Line]:
    """The labelled answers of the files, or the held-back quarter of the repository's own.

    Raises SystemExit, with what is wrong in which line, where a file cannot be measured.
    """
    if not names:
        return [line for line in every_answer() if held_back(line)]
    faults: list[str] = []
    lines = [line for name in names for line in _lines_of(name, faults)]
    if faults or not lines:
        raise SystemExit("\n".join(faults) or f"{', '.join(names)}: no labelled answers")
    return lines


def _lines_of(name: str, faults: list[str]) -> list[Line]:
    """The labelled answers of one file; what cannot be measured is put down in `faults`."""
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{name}: cannot be read ({error})")
        return []
    found: list[Line] = []
    # An answer may hold separators that other ways of splitting take for the end of a line.
    for number, row in enumerate(text.split("\n"), 1):
        if row.strip():
            found += _line(row, f"{name}:{number}", faults)
    return found


def _line(row: str, place: str, faults: list[str]) -> list[Line]:
    try:
        line = json.loads(row)
    except ValueError:
        line = None
    if not isinstance(line, dict):
        faults.append(f"{place}: no JSON object")
        return []
    missing = [name for name in NEEDED if name not in line]
    if missing:
        faults.append(f"{place}: without {', '.join(missing)}")
        return []
    return [{**USUAL, **cast("Line", line)}]


def by_engine(line: Line, grader: Grader) -> Prediction:
    """The proposal of the engine."""
    question = question_of(line)
    if is_blank(line):
        marked = grader.grade_blank(question, line["answer"], line.get("exchangeable") is True)
    else:
        marked = grader.grade(question, line["answer"])
    return marked.score / question.max, {*marked.hits, *marked.halves}, marked.confidence


def by_keywords(line: Line) -> Prediction:
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


def qwk(one: Sequence[float], other: Sequence[float]) -> float:
    """Quadratic weighted kappa of shares rounded to tenths."""
    a, b = [round(x * 10) for x in one], [round(min(1.0, x) * 10) for x in other]
    counts_a, counts_b = Counter(a), Counter(b)
    seen = sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
    by_chance = sum(
        counts_a[x] * counts_b[y] * (x - y) ** 2 for x in counts_a for y in counts_b
    ) / len(a)
    return 1 - seen / by_chance if by_chance else 1.0


def f1_of(rows: list[tuple[Line, Prediction]]) -> float:
    """F1 of key points that earned something."""
    both = said = gold = 0
    for line, (_, found, _) in rows:
        right = {*line["hit_key_points"], *line["half_key_points"]}
        both, said, gold = both + len(right & found), said + len(found), gold + len(right)
    return 2 * both / (said + gold) if said + gold else 0.0
