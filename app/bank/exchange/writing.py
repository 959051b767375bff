"""The table of writers: which formats questions can be taken out in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.bank.exchange import word_out
from app.bank.exchange.formats import (
    aiken,
    csv_,
    gift_out,
    jsonl,
    moodle_out,
    qti_out,
    xlsx_out,
    yaml_,
)
from app.bank.exchange.loss import MARKED_UP, Carries
from app.bank.exchange.questions import Question
from app.bank.exchange.written import Written


class Writer(Protocol):
    def __call__(self, questions: Sequence[Question], *, title: str) -> Written: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format to write. `carries` is None where nothing is lost."""

    write: Writer
    extension: str
    carries: Carries | None


FORMATS: dict[str, Format] = {
    "xlsx": Format(xlsx_out.write_xlsx, "xlsx", xlsx_out.CARRIES),
    "csv": Format(csv_.write_csv, "csv", csv_.CARRIES),
    "docx": Format(word_out.write_docx, "docx", word_out.WITH_KEY),
    "docx-paper": Format(word_out.write_docx_paper, "docx", word_out.PAPER),
    "docx-sheet": Format(word_out.write_docx_sheet, "docx", word_out.SHEET),
    "docx-scheme": Format(word_out.write_docx_scheme, "docx", word_out.SCHEME),
    "gift": Format(gift_out.write_gift, "gift", gift_out.CARRIES),
    "aiken": Format(aiken.write_aiken, "txt", aiken.CARRIES),
    "moodle": Format(moodle_out.write_moodle, "xml", MARKED_UP),
    "qti2": Format(qti_out.write_qti2, "zip", MARKED_UP),
    "qti3": Format(qti_out.write_qti3, "zip", MARKED_UP),
    "jsonl": Format(jsonl.write_jsonl, "jsonl", None),
    "yaml": Format(yaml_.write_yaml, "yml", yaml_.CARRIES),
}


def write(format_: str, questions: Sequence[Question], title: str) -> Written:
    """Write questions in a format of `FORMATS`; `KeyError` for any other name."""
    return FORMATS[format_].write(questions, title=title)
