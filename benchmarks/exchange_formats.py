"""Rates of reading and writing questions in every format, against `json.dumps` of the same data.

    python -m benchmarks.exchange_formats [COUNT]

COUNT questions (10,000 unless told) are made from the shipped bank. Prints one table: questions a
second, and how many times as long as the yardstick each took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from app.bank.content import content_kinds
from app.bank.exchange.formats.aiken import read_aiken
from app.bank.exchange.formats.csv_ import read_csv
from app.bank.exchange.formats.gift import read_gift
from app.bank.exchange.formats.jsonl import question_data, read_jsonl
from app.bank.exchange.formats.moodle import read_moodle
from app.bank.exchange.formats.qti2 import read_qti2
from app.bank.exchange.formats.xlsx import read_xlsx
from app.bank.exchange.formats.yaml_ import read_yaml
from app.bank.exchange.from_bank import question_of
from app.bank.exchange.questions import Found, Question, ReadError, Source, SourceKind
from app.bank.exchange.writing import FORMATS
from app.bank.load_plan import shipped_items
from app.content.library import load_library

T = TypeVar("T")
READERS: dict[str, Callable[[bytes, str], Found]] = {
    "xlsx": read_xlsx,
    "csv": read_csv,
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle": read_moodle,
    "qti2": read_qti2,
    "qti3": read_qti2,
    "jsonl": read_jsonl,
    "yaml": read_yaml,
}


def make(count: int) -> list[Question]:
    """So many questions out of the shipped bank, each with a stem of its own."""
    library = load_library(Path(__file__).parent.parent / "content", content_kinds(), check=False)
    shipped = [
        question_of(
            item.draft.face,
            item.draft.key,
            item.draft.labels.to_data(),
            source=Source(SourceKind.PATH, path=item.path),
            stimulus=item.draft.stimulus,
        )
        for item in shipped_items(library)
    ]
    made: list[Question] = []
    for number in range(count):
        one = shipped[number % len(shipped)]
        made.append(replace(one, stem=f"（{number}）{one.stem}"))
    return made


def timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    questions = make(count)
    data = [question_data(one) for one in questions]
    _, yard = timed(lambda: json.dumps(data, ensure_ascii=False))
    print(f"{count} questions; json.dumps of the same data: {yard:.3f} s")
    print(
        f"{'format':12} {'MB':>6} {'write s':>8} {'/s':>8} {'ratio':>6} {'read s':>8} {'/s':>8} {'ratio':>6}"
    )
    for name, format_ in FORMATS.items():
        written, took = timed(lambda write=format_.write: write(questions, title="题库"))
        row = f"{name:12} {len(written.data) / 1e6:6.1f} {took:8.2f} {count / took:8.0f} {took / yard:6.0f}"
        if name in READERS:
            row += _read(READERS[name], written.data, written.extension, yard)
        print(row, flush=True)


def _read(read: Callable[[bytes, str], Found], data: bytes, extension: str, yard: float) -> str:
    try:
        found, took = timed(lambda: read(data, f"x.{extension}"))
    except ReadError as error:
        return f"  {error}"
    return f" {took:8.2f} {len(found.questions) / took:8.0f} {took / yard:6.0f}"


if __name__ == "__main__":
    main()
