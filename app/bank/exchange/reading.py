"""One way in for every format: `read` finds the reader and calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.bank.domain.types import ItemType
from app.bank.exchange.detect import Format, Sniff, detect, is_noise, is_old_word, sniff_text
from app.bank.exchange.docx import read_docx, sniff_docx
from app.bank.exchange.encoding import decode
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
from app.bank.exchange.questions import (
    Found,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
)
from app.bank.exchange.source_lines import with_lines
from app.bank.exchange.text import read_text

LARGEST_FILE = 20 * 1024 * 1024
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Reader:
    """How a format is read and known: `read(data, name)`, `sniff(name, data)`."""

    read: Callable[[bytes, str], Found]
    sniff: Sniff


def read_text_file(data: bytes, _name: str) -> Found:
    """Free text of a file; where its characters came out wrong, every question says so."""
    text, garbled = decode(data)
    found = read_text(text)
    if not garbled:
        return found
    marked = tuple(
        question.with_problems(Problem(ProblemKind.GARBLED, question.source.first))
        for question in found.questions
    )
    return replace(found, questions=marked)


# In the order in which they are asked whether a file is theirs; text takes what is left.
READERS: Mapping[Format, Reader] = {
    Format.DOCX: Reader(lambda data, _name: read_docx(data), sniff_docx),
    Format.XLSX: Reader(read_xlsx, sniff_xlsx),
    Format.CANVAS: Reader(read_canvas, sniff_canvas),
    Format.QTI: Reader(read_qti, sniff_qti),
    Format.MOODLE: Reader(read_moodle, sniff_moodle),
    Format.JSONL: Reader(read_jsonl, sniff_jsonl),
    Format.YAML: Reader(read_yaml, sniff_yaml),
    Format.REXAMS: Reader(read_rexams, sniff_rexams),
    Format.AIKEN: Reader(read_aiken, sniff_aiken),
    Format.GIFT: Reader(read_gift, sniff_gift),
    Format.CSV: Reader(read_csv, sniff_csv),
    Format.TEXT: Reader(read_text_file, sniff_text),
}
# Files of lines whose readers say where each question begins.
MARKED_UP = frozenset(
    {Format.QTI, Format.MOODLE, Format.YAML, Format.REXAMS, Format.AIKEN, Format.GIFT}
)


def read(name: str, data: bytes, format: str = AUTO) -> Found:  # noqa: A002 - the command's word
    """Read the questions of a file.

    `format` is `auto` or a `Format`. Raises `ReadError` for whatever cannot be read at all.
    """
    if len(data) > LARGEST_FILE:
        raise ReadError(ReadFault.TOO_BIG, name)
    if is_old_word(data):
        raise ReadError(ReadFault.OLD_WORD, name)
    sniffs = ((one, reader.sniff) for one, reader in READERS.items())
    known = detect(name, data, sniffs) if format == AUTO else _named(format)
    if known not in READERS:
        raise ReadError(ReadFault.UNKNOWN_FORMAT, format)
    if known not in (Format.DOCX, Format.XLSX) and is_noise(data):
        raise ReadError(ReadFault.BROKEN, name)
    found = READERS[known].read(data, name)
    if not found.questions:
        raise ReadError(ReadFault.NO_QUESTIONS, name)
    if known in MARKED_UP:
        found = with_lines(found, data)
    return replace(found, questions=tuple(map(_tell_all_right, found.questions)))


def _tell_all_right(question: Question) -> Question:
    """The question, with a remark where every option of a 多选 is right: whoever ticks all has it."""
    labels = {one.label for one in question.options}
    is_many = question.type is ItemType.MULTIPLE_RESPONSE and len(labels) > 1
    if not is_many or labels != set(question.correct or ()):
        return question
    if any(one.kind is ProblemKind.ALL_RIGHT for one in question.problems):
        return question
    return question.with_problems(Problem(ProblemKind.ALL_RIGHT, question.source.first))


def _named(format_: str) -> Format:
    try:
        return Format(format_)
    except ValueError:
        raise ReadError(ReadFault.UNKNOWN_FORMAT, format_) from None
