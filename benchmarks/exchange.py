"""How long it takes to read old questions: python benchmarks/exchange.py

Free text of 10,000 questions, a Word document of 1,000, alone and in the child process, each several
times, medians; and whether twice the text takes twice the time. Then the shipped questions, repeated up
to 10,000, out to the formats and back, once each.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from docx import Document

from app.bank.exchange.child import read_in_child
from app.bank.exchange.docx import read_docx
from app.bank.exchange.formats.gift import read_gift
from app.bank.exchange.formats.moodle import read_moodle
from app.bank.exchange.formats.qti import read_qti
from app.bank.exchange.formats.xlsx import read_xlsx
from app.bank.exchange.questions import Found
from app.bank.exchange.text import read_text
from app.bank.exchange.writing import write
from tests.bank.exchange.formats.samples import shipped
from tests.bank.exchange.text import papers as rendered
from tests.bank.exchange.text.papers import POOL, TYPES, random_style

ROUNDS = 3
MANY = 10_000
READERS: dict[str, Callable[[bytes], Found]] = {
    "qti2": lambda data: read_qti(data, "a.zip"),
    "qti3": lambda data: read_qti(data, "a.zip"),
    "moodle": lambda data: read_moodle(data, "a.xml"),
    "gift": lambda data: read_gift(data, "a.gift"),
    "xlsx": lambda data: read_xlsx(data, "a.xlsx"),
    "docx": read_docx,
}


def papers(count: int) -> str:
    """So many questions in papers of every style."""
    parts: list[str] = []
    written = seed = 0
    while written < count:
        rng = Random(seed)
        counts = {kind: min(9, len(POOL[kind]), count) for kind in TYPES}
        text, truth = rendered.write(
            random_style(rng), rng, counts, title=f"模拟试题（{seed % 9 + 1}）"
        )
        parts.append(text)
        written += len(truth)
        seed += 1
    return "".join(parts)


def word_file(count: int) -> bytes:
    document = Document()
    document.add_paragraph("一、单项选择题")
    for number in range(1, count + 1):
        document.add_paragraph(f"{number}. 下列关于第 {number} 类客户的说法，正确的是（ B ）。")
        for label in "ABCD":
            document.add_paragraph(f"{label}. 说法{label}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def median(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    seconds: list[float] = []
    for _n in range(ROUNDS):
        start = clock()
        work()
        seconds.append(clock() - start)
    return statistics.median(seconds)


def main() -> None:
    half, whole, word = papers(5_000), papers(10_000), word_file(1_000)
    rows = [
        ("text, 5,000 questions", median(lambda: read_text(half))),
        ("text, 10,000 questions (target 10 s)", median(lambda: read_text(whole))),
        ("docx, 1,000 questions (target 5 s)", median(lambda: read_docx(word))),
        ("docx, 1,000, in the child", median(lambda: read_in_child("a.docx", word))),
        (
            "text, 1 question, in the child",
            median(lambda: read_in_child("a.txt", "1. 客户（√）".encode())),
        ),
    ]
    for name, seconds in rows:
        print(f"{name:<40} {seconds:8.2f} s")
    cpu = [median(partial(read_text, text), time.process_time) for text in (half, whole)]
    print(f"{'twice the text, processor time':<40} {cpu[1] / cpu[0]:8.2f} ×")
    there_and_back()


def there_and_back() -> None:
    """Write and read 10,000 real questions in each format."""
    base = list(shipped())
    questions = [
        replace(one, labels={**one.labels, "id": f"q{n}"})
        for n, one in zip(range(MANY), cycle(base), strict=False)
    ]
    for name, reader in READERS.items():
        start = time.perf_counter()
        data = write(name, questions, "题库").data
        written = time.perf_counter()
        found = reader(data).questions
        read = time.perf_counter()
        print(
            f"{name:<8} {MANY:,} written {written - start:6.1f} s, {len(found):6,} read {read - written:6.1f} s"
        )


if __name__ == "__main__":
    main()
