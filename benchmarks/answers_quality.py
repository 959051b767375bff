"""What the proposals of the written-answer engine are worth, beside two baselines.

    .venv/bin/python benchmarks/answers_quality.py [FILE.jsonl …]

Measured on FILE, by default on the held-back quarter of the labelled answers in the repository
(`tools/train_grading.py` says which items these are): agreement, exact marks, mean error as a share of the
maximum, errors over a quarter of it, F1 of key points; by type, by kind, and for the surest answers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.bank.answers.grader import Grader  # noqa: E402
from app.bank.lexicon import read_lexicon  # noqa: E402
from benchmarks.labelled import (  # noqa: E402
    Line,
    Prediction,
    Similarity,
    by_engine,
    by_keywords,
    f1_of,
    is_blank,
    qwk,
    read_lines,
)

Rows = list[tuple[Line, Prediction]]
ATTACKS = frozenset({"stuffed", "negated", "copied", "swapped"})
TRIVIAL = frozenset({"stuffed", "copied", "empty"})
FEWEST = 5  # a kind with fewer answers gets no row


def main() -> None:
    lines = read_lines(sys.argv[1:])
    grader = Grader(read_lexicon(ROOT / "content"))
    graders: dict[str, Callable[[Line], Prediction]] = {
        "engine": lambda line: by_engine(line, grader),
        "key words": by_keywords,
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
            for label, chosen in [*_by("type", rows), *_by("kind", rows)]:
                _print_row(name, label, chosen)
            _print_special(rows)


def _by(field: str, rows: Rows) -> list[tuple[str, Rows]]:
    names = sorted({line[field] for line, _ in rows})
    found = [(f"{field} {name}", [row for row in rows if row[0][field] == name]) for name in names]
    return [(label, chosen) for label, chosen in found if len(chosen) >= FEWEST]


def _groups(rows: Rows) -> list[tuple[str, Rows]]:
    opened = [row for row in rows if not is_blank(row[0])]
    return [
        ("all", rows),
        ("open", opened),
        ("open, natural", [row for row in opened if row[0]["kind"] not in ATTACKS]),
        ("open, attacks", [row for row in opened if row[0]["kind"] in ATTACKS]),
        ("blanks", [row for row in rows if is_blank(row[0])]),
    ]


def _print_row(name: str, label: str, rows: Rows) -> None:
    if not rows:
        return
    gold = [line["score"] / line["max"] for line, _ in rows]
    said = [prediction[0] for _, prediction in rows]
    errors = [abs(a - b) for a, b in zip(gold, said, strict=True)]
    n = len(rows)
    exact, gross = sum(e < 0.01 for e in errors) / n, sum(e > 0.25 for e in errors) / n
    print(
        f"{name:10s} {label:22s} {n:5d} {qwk(gold, said):6.3f} {exact:6.3f} {sum(errors) / n:6.3f} "
        f"{gross:6.3f} {f1_of(rows):6.3f}"
    )


def _print_special(rows: Rows) -> None:
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
    for share in (1.0, 0.8, 0.6, 0.4, 0.2):
        _print_row("engine", f"surest {share:.0%}", kept[: int(share * len(kept))])


if __name__ == "__main__":
    main()
