from __future__ import annotations

import io
import zipfile
from random import Random

import pytest

from app.bank.exchange.detect import Format, detect, sniff_text
from app.bank.exchange.docx import sniff_docx
from app.bank.exchange.questions import ReadError, ReadFault
from app.bank.exchange.reading import READERS, read
from tests.bank.exchange.docx.documents import plain

SNIFFS = [(Format.DOCX, sniff_docx), (Format.TEXT, sniff_text)]
WORD = plain(["1. 什么是客户？"])
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def fault_of(name: str, data: bytes, format_: str = "auto") -> ReadFault:
    with pytest.raises(ReadError) as caught:
        read(name, data, format_)
    return caught.value.fault


@pytest.mark.parametrize("name", ["a.docx", "a.txt", "a", "a.doc"])
def test_the_bytes_decide_and_not_the_name(name: str) -> None:
    assert detect(name, WORD, SNIFFS) is Format.DOCX
    assert detect(name, "1. 题".encode(), SNIFFS) is Format.TEXT


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.txt"])
@pytest.mark.parametrize("format_", ["auto", "docx", "text"])
def test_an_old_word_file_is_asked_for_anew(name: str, format_: str) -> None:
    assert fault_of(name, OLD, format_) is ReadFault.OLD_WORD


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 x",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x05\x06" + b"\x00" * 18,
        b"\x00\x01\x02",
        b"{\\rtf1 x}",
    ],
)
def test_what_nobody_reads(data: bytes) -> None:
    assert fault_of("a.txt", data) is ReadFault.UNKNOWN_FORMAT


def test_a_package_that_cannot_be_opened_is_called_broken_or_too_big() -> None:
    assert fault_of("a.docx", b"PK\x03\x04 cut off") is ReadFault.BROKEN
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 150_000_000)
    assert fault_of("a.xlsx", stream.getvalue()) is ReadFault.TOO_BIG


def test_a_format_that_is_named() -> None:
    assert read("a.bin", WORD, "docx").questions[0].stem == "什么是客户？"
    assert fault_of("a.docx", "1. 题".encode(), "docx") is ReadFault.WRONG_FORMAT
    assert fault_of("a.docx", WORD, "nonsense") is ReadFault.UNKNOWN_FORMAT


def test_a_file_without_questions() -> None:
    assert fault_of("a.txt", "今天天气很好。".encode()) is ReadFault.NO_QUESTIONS
    assert fault_of("a.txt", b"") is ReadFault.NO_QUESTIONS


def test_text_takes_what_no_other_reader_wants() -> None:
    assert list(READERS)[-1] is Format.TEXT


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_no_question(seed: int) -> None:
    noise = Random(seed).randbytes(3_000)
    assert fault_of("a.txt", noise) is ReadFault.UNKNOWN_FORMAT
    assert fault_of("a.txt", noise, "gift") is ReadFault.BROKEN
    assert fault_of("a.txt", noise, "text") is ReadFault.BROKEN


def test_a_text_of_lost_characters_is_no_question() -> None:
    lost = "::t:: \ufffd\ufffd\ufffd { =\ufffd\ufffd ~\ufffd }\n".encode()
    assert fault_of("a.txt", lost) is ReadFault.UNKNOWN_FORMAT


def test_a_stray_control_character_does_not_spoil_a_text() -> None:
    text = f"一、单选题\n1. {'客户' * 20}（A）。\x0c\nA. 甲\x01\nB. 乙\n".encode()
    assert len(read("a.txt", text).questions) == 1
