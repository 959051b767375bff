"""Mutated files: only `Found` or `ReadError` come out of a reader.

Everyday 2,000 inputs for each reader; `ZHIKE_FUZZ=200000` runs the full size, which takes an hour and more.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

import pytest

from app.bank.exchange.formats.aiken import read_aiken, sniff_aiken
from app.bank.exchange.formats.csv_ import read_csv, sniff_csv
from app.bank.exchange.formats.gift import read_gift, sniff_gift
from app.bank.exchange.formats.jsonl import read_jsonl, sniff_jsonl
from app.bank.exchange.formats.moodle import read_moodle, sniff_moodle
from app.bank.exchange.formats.qti import read_qti, sniff_qti
from app.bank.exchange.formats.qti12 import read_canvas, sniff_canvas
from app.bank.exchange.formats.rexams import read_rexams, sniff_rexams
from app.bank.exchange.formats.xlsx import read_xlsx, sniff_xlsx
from app.bank.exchange.formats.yaml_ import read_yaml, sniff_yaml
from app.bank.exchange.formats.zipped import is_zip, open_zip, write_zip
from app.bank.exchange.questions import Found, ReadError
from tests.bank.exchange.formats.foreign import foreign

Read = Callable[[bytes, str], Found]
Sniff = Callable[[str, bytes], bool]
READERS: dict[str, tuple[Read, Sniff]] = {
    "aiken": (read_aiken, sniff_aiken),
    "canvas": (read_canvas, sniff_canvas),
    "csv": (read_csv, sniff_csv),
    "gift": (read_gift, sniff_gift),
    "jsonl": (read_jsonl, sniff_jsonl),
    "moodle": (read_moodle, sniff_moodle),
    "qti12": (read_qti, sniff_qti),
    "qti2": (read_qti, sniff_qti),
    "qti22": (read_qti, sniff_qti),
    "qti3": (read_qti, sniff_qti),
    "qti30": (read_qti, sniff_qti),
    "rmd": (read_rexams, sniff_rexams),
    "rnw": (read_rexams, sniff_rexams),
    "table": (read_csv, sniff_csv),
    "xlsx": (read_xlsx, sniff_xlsx),
    "yaml": (read_yaml, sniff_yaml),
}
SAMPLES = foreign()
COUNT = int(os.environ.get("ZHIKE_FUZZ", "2000"))
_TOKENS = (
    *(b"<", b">", b"&", b"\0", b"\xff", b'"', b"{", b"}", b"~", b"=", b"#", b"\\", b"%", b"-1"),
    *(b"\n", b"\n\n", b"]]>", b"<!--", b"&#0;", b"1e999", b"NaN", b"null", b"[]", b"9" * 30),
    *("（）".encode(), b"\xe5", b"____", b"```", b"<p>", b"</p>", b"<math>", b"{1:SA:=", b"'"),
)


def mutate(data: bytes, rng: Random) -> bytes:
    """Change, take out, put in, double or cut a few bytes."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        place = rng.randrange(len(changed) + 1)
        end = min(place + rng.choice((1, 1, 4, 40, 400)), len(changed))
        match rng.randrange(6):
            case 0:
                changed[place:end] = bytes(rng.randrange(256) for _ in range(end - place))
            case 1:
                del changed[place:end]
            case 2:
                changed[place:place] = rng.choice(_TOKENS)
            case 3:
                changed[place:place] = changed[place:end]
            case 4:
                changed[place:end] = rng.choice(_TOKENS)
            case _:
                if rng.random() < 0.1:
                    del changed[place:]
    return bytes(changed)


def mutate_inside(data: bytes, rng: Random) -> bytes:
    """A package with one file mutated, so that the checksum does not stop everything at the door."""
    package = open_zip(data)
    names = list(package.names)
    victim = rng.choice(names)
    return write_zip(
        (name, mutate(package.read(name), rng) if name == victim else package.read(name))
        for name in names
    )


@pytest.mark.parametrize("format_", READERS)
def test_only_questions_or_a_fault_come_out(format_: str):
    read, sniff = READERS[format_]
    sample, rng = SAMPLES[format_], Random(format_)
    assert sniff(f"a.{format_}", sample)
    assert read(sample, "a").questions
    read_whole = 0
    for number in range(COUNT):
        inside = is_zip(sample) and number % 4
        data = mutate_inside(sample, rng) if inside else mutate(sample, rng)
        sniff("a", data)
        try:
            found = read(data, "a")
        except ReadError:
            continue
        read_whole += 1
        assert found.questions
        for question in found.questions:
            question.to_json()
    assert read_whole > 0
