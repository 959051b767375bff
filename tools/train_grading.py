"""Train the trees of the written-answer engine from the labelled answers in the repository.

    .venv/bin/python tools/train_grading.py            # weights and word frequencies
    .venv/bin/python tools/train_grading.py --check    # trains and says whether the weights are those shipped
    .venv/bin/python tools/train_grading.py MORE.jsonl # with further labelled answers

Reads `benchmarks/grading/*.jsonl`, which the engine was developed on, and `content/grading/answers/*.jsonl`. A
quarter of the *items* of the latter, chosen by a hash of their id, is held back and never trained on. Standard
library only, no chance, sums in a fixed order, numbers rounded: the same input gives the same file. It
takes one to five minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.bank.answers.align import read_answer  # noqa: E402
from app.bank.answers.conflicts import ONLY_DENIED, conflicts  # noqa: E402
from app.bank.answers.features import NAMES, evidence  # noqa: E402
from app.bank.answers.grader import Grader  # noqa: E402
from app.bank.answers.guards import guard  # noqa: E402
from app.bank.answers.heap import SHAPE  # noqa: E402
from app.bank.answers.item import grams_of  # noqa: E402
from app.bank.answers.lines import question_of  # noqa: E402
from app.bank.answers.model import Model, Trees  # noqa: E402
from app.bank.answers.statistics import Statistics  # noqa: E402
from app.bank.answers.text import normalise  # noqa: E402
from app.bank.lexicon import read_lexicon  # noqa: E402
from tools.boosting import Example, Tree, boost  # noqa: E402
from tools.made_heaps import made_heaps  # noqa: E402
from tools.made_mixtures import made_mixtures  # noqa: E402

DEVELOPED = "benchmarks/grading"
LABELLED = (DEVELOPED, "content/grading/answers")
HELD_BACK = 4
# Expected credit from which a key point counts half and full; chosen once by cross-validation over the
# items that are trained on. Between 0.35 and 0.6 the figures change little.
HALF_FROM = 0.38
FULL_FROM = 0.58
HEAPS = ("stuffed", "copied")
HEAP_ROUNDS = 60
MADE_WEIGHT = 0.15
# What made talk counts beside an answer that somebody wrote and somebody marked.
MIXED_WEIGHT = 0.1
_RAREST = 2


@dataclass(frozen=True)
class Row:
    """One key point of one labelled answer: features, credit (0, 0.5, 1), its weight, its item."""

    values: tuple[float, ...]
    credit: float
    weight: float
    item: str
    refused: bool


def every_answer(root: Path = ROOT, more: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """All labelled answers, in the order of files and lines; `developed` are those that the engine
    was developed on and that therefore measure nothing."""
    found: list[dict[str, Any]] = []
    paths = [path for folder in LABELLED for path in sorted((root / folder).glob("*.jsonl"))]
    for path in (*paths, *more):
        developed = path.parent == root / DEVELOPED
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                found.append({**json.loads(line), "developed": developed})
    return found


def is_blank(line: Mapping[str, Any]) -> bool:
    """Whether a labelled answer belongs to a 填空, which no weights decide."""
    return line["type"] in ("填空", "fill_blank")


def held_back(line: Mapping[str, Any]) -> bool:
    """Whether an answer's item belongs to the quarter that is only ever measured on."""
    own_quarter = sha256(line["item"].encode()).digest()[0] % HELD_BACK == 0
    return own_quarter and not line.get("developed")


def rows_of(lines: Iterable[dict[str, Any]], grader: Grader, counts: float = 1.0) -> list[Row]:
    """The training rows of labelled answers; what a guard refuses teaches nothing."""
    rows: list[Row] = []
    for line in lines:
        question = question_of(line)
        item = grader.item(question)
        reading = read_answer(item, line["answer"])
        guarded = guard(item, reading)
        if guarded.blank or guarded.stuffed or guarded.copied:
            continue
        hits, halves = set(line["hit_key_points"]), set(line["half_key_points"])
        for found in evidence(item, reading, guarded):
            point = question.key_points[found.point]
            credit = 1.0 if point.id in hits else 0.5 if point.id in halves else 0.0
            share = point.points * len(question.key_points) / question.max
            weight = counts * min(2.0, max(0.5, share))
            # A mere denial teaches: where the trees believe it little, it is one of something else.
            refused = bool(conflicts(item, found) - ONLY_DENIED)
            rows.append(Row(tuple(found.values), credit, weight, line["item"], refused))
    return rows


def heaps_of(lines: Iterable[dict[str, Any]], grader: Grader) -> list[Example]:
    """The shapes of labelled answers, and which of them are heaps or copies that earned nothing."""
    examples: list[Example] = []
    for line in lines:
        item = grader.item(question_of(line))
        shape = guard(item, read_answer(item, line["answer"])).shape
        if shape:
            heap = line["kind"] in HEAPS and not line["score"]
            # A list that answers the question looks most like a heap and must pass.
            weight = 2.0 if heap or line["kind"] == "list" else 1.0
            examples.append(Example(shape, heap, weight, line["item"]))
    return examples


def made_of(lines: Iterable[dict[str, Any]], grader: Grader) -> list[Example]:
    """The shapes of heaps made of each question, of less weight than those of people."""
    examples: list[Example] = []
    for item_id, line in {line["item"]: line for line in lines}.items():
        item = grader.item(question_of(line))
        for answer in made_heaps(line):
            shape = guard(item, read_answer(item, answer)).shape
            if shape:
                examples.append(Example(shape, True, MADE_WEIGHT, item_id))
    return examples


def train(rows: Sequence[Row], heaps: Sequence[Example] = ()) -> dict[str, Any]:
    """Trees by feature name, and the thresholds of the decision."""
    kept = [row for row in rows if not row.refused]
    return {
        "some": _fitted(kept, 0.5),
        "full": _fitted(kept, 1.0),
        **({"heap": _named(*boost(heaps, HEAP_ROUNDS), SHAPE)} if heaps else {}),
        "half_from": HALF_FROM,
        "full_from": FULL_FROM,
    }


def _fitted(rows: Sequence[Row], target: float) -> dict[str, Any]:
    """P(credit ≥ target)."""
    examples = [Example(row.values, row.credit >= target, row.weight, row.item) for row in rows]
    return _named(*boost(examples), NAMES)


def _named(base: float, trees: Sequence[Tree], names: Sequence[str]) -> dict[str, Any]:
    return {
        "base": base,
        "trees": [
            [
                [names[index] for index in tree.features],
                [None if math.isinf(cut) else cut for cut in tree.cuts],
                tree.leaves,
            ]
            for tree in trees
        ],
    }


# ── word frequencies ────────────────────────────────────────────────────────────────────────────


def frequencies(root: Path = ROOT) -> dict[str, Any]:
    """In how many paragraphs of the chapters each word of the lexicon and each n-gram occurs."""
    lexicon = read_lexicon(root / "content")
    counts: Counter[str] = Counter()
    paragraphs = 0
    for path in sorted((root / "content" / "chapters").glob("*.md")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            norm = normalise(block).norm
            if len(norm) < 20:
                continue
            paragraphs += 1
            own = {word for _, _, word in lexicon.scan(norm, 0, len(norm))}
            own.update(grams_of(norm))
            counts.update(own)
    words = {word: n for word, n in sorted(counts.items()) if n >= _RAREST * 2 and len(word) <= 8}
    return {"paragraphs": paragraphs, "words": words}


def _write(path: Path, data: object, indent: int | None = 0) -> None:
    path.write_text(
        json.dumps(data, ensure_ascii=False, indent=indent, sort_keys=True) + "\n",
        encoding="utf-8",
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare with the shipped weights")
    parser.add_argument("more", nargs="*", type=Path, help="further labelled files")
    given = parser.parse_args()
    counted = frequencies()
    counts = Statistics(counted["paragraphs"], counted["words"])
    grader = Grader(read_lexicon(ROOT / "content"), counts, Model(Trees(0), Trees(0), 1, 1))
    lines = [
        line for line in every_answer(more=given.more) if not is_blank(line) and not held_back(line)
    ]
    rows = rows_of(lines, grader) + rows_of(made_mixtures(lines), grader, MIXED_WEIGHT)
    data = train(rows, [*heaps_of(lines, grader), *made_of(lines, grader)])
    weights = ROOT / "app/bank/answers/data/weights.json"
    print(f"{len(lines)} answers, {len(rows)} key points, held back: a quarter of the items")
    if given.check:
        same = json.loads(weights.read_text(encoding="utf-8")) == data
        print("the shipped weights are these" if same else "the shipped weights are others")
        return 0 if same else 1
    _write(ROOT / "app/bank/answers/data/frequencies.json", counted)
    _write(weights, data, None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
