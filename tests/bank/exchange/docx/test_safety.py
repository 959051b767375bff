"""Files that want to do harm, and files that came apart.

ZHIKE_FUZZ=200000 mutates that many documents instead of the everyday number.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
from random import Random

import pytest

from app.bank.exchange.docx import package as package_module
from app.bank.exchange.docx import read_docx
from app.bank.exchange.questions import ReadError, ReadFault
from tests.bank.exchange.docx.documents import RELATIONS, packed, paragraph, plain, run

SIZE = int(os.environ.get("ZHIKE_FUZZ", "2000"))
GOOD = packed(
    "".join(
        paragraph(run(text))
        for text in (
            "一、单选题（每题2分）",
            "1. 核心是（B）。",
            "A. 产品",
            "B. 客户",
            "二、简答题",
            "2. 什么是忠诚？",
            "答：（1）甲；（2）乙。",
        )
    )
    + f"<w:tbl><w:tr><w:tc>{paragraph(run('题号'))}</w:tc><w:tc>{paragraph(run('1'))}</w:tc></w:tr></w:tbl>",
    {
        "word/numbering.xml": '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    },
)


def fault_of(data: bytes) -> ReadFault:
    with pytest.raises(ReadError) as caught:
        read_docx(data)
    return caught.value.fault


def rebuilt(**parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_what_is_no_word_document() -> None:
    assert fault_of(b"") is ReadFault.WRONG_FORMAT
    assert fault_of(b"1. text") is ReadFault.WRONG_FORMAT
    assert fault_of(rebuilt(**{"a.txt": "x"})) is ReadFault.WRONG_FORMAT
    assert fault_of(GOOD[: len(GOOD) // 2]) is ReadFault.BROKEN
    assert (
        fault_of(rebuilt(**{"_rels/.rels": RELATIONS, "word/document.xml": "<a>"}))
        is ReadFault.BROKEN
    )


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = packed("", {"word/media/zeros.bin": b"\x00" * (101 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert fault_of(bomb) is ReadFault.TOO_BIG


def test_a_directory_that_lies_about_sizes_is_no_way_in() -> None:
    """The part says it is small; what comes out is cut off where it said, and that is no XML."""
    data = bytearray(packed(paragraph(run("1. 什么是客户？") * 2000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(signature)
        while place >= 0:
            if b"word/document.xml" in data[place : place + 80]:
                data[place + offset : place + offset + 4] = struct.pack("<I", 100)
            place = data.find(signature, place + 4)
    assert fault_of(bytes(data)) is ReadFault.BROKEN


def test_too_many_entries() -> None:
    assert fault_of(packed("", {f"x{n}": "" for n in range(2001)})) is ReadFault.TOO_MANY


def test_too_large_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "LARGEST_FILE", len(GOOD) - 1)
    assert fault_of(GOOD) is ReadFault.TOO_BIG


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "word\\..\\x", "C:/x", "a/../../b"])
def test_paths_that_lead_outside(name: str) -> None:
    assert fault_of(packed("", {name: "x"})) is ReadFault.UNSAFE


def test_a_part_with_a_wrong_sum() -> None:
    data = bytearray(GOOD)
    place = data.find(b"PK\x01\x02")
    while b"word/document.xml" not in data[place : place + 80]:
        place = data.find(b"PK\x01\x02", place + 4)
    data[place + 16] ^= 0xFF
    assert fault_of(bytes(data)) is ReadFault.BROKEN


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
def test_document_types_and_entities_are_refused(head: str) -> None:
    document = f"{head}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body/></w:document>"
    data = rebuilt(**{"_rels/.rels": RELATIONS, "word/document.xml": document})
    assert fault_of(data) is ReadFault.UNSAFE


def test_an_encrypted_part() -> None:
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    assert fault_of(bytes(data)) is ReadFault.BROKEN


def test_deep_nesting_ends() -> None:
    table = paragraph(run("1. 什么是客户？"))
    for _level in range(30):
        table = f"<w:tbl><w:tr><w:tc>{table}</w:tc></w:tr></w:tbl>"
    assert read_docx(packed(table)).questions == ()
    assert fault_of(packed("<w:sdt>" * 5000 + "</w:sdt>" * 5000)) is ReadFault.BROKEN


def test_a_picture_outside_the_package_is_not_fetched() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r5" Type="image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/></Relationships>'
    )
    body = paragraph(
        run("1. 解释下图？") + '<w:r><w:drawing><a:blip r:embed="r5"/></w:drawing></w:r>'
    )
    found = read_docx(packed(body, {"word/_rels/document.xml.rels": relations}))
    assert found.questions[0].pictures == ()


def mutated(data: bytes, rng: Random) -> bytes:
    """A document with some of its bytes changed, cut out, doubled or put in."""
    changed = bytearray(data)
    for _n in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(changed))
        kind = rng.randrange(5)
        if kind == 0:
            changed[at] = rng.randrange(256)
        elif kind == 1:
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 2:
            del changed[at : at + rng.randrange(1, 40)]
        elif kind == 3:
            changed[at:at] = changed[at : at + rng.randrange(1, 40)]
        else:
            changed[at:at] = rng.randbytes(rng.randrange(1, 8))
        if not changed:
            break
    return bytes(changed)


def mutated_part(rng: Random) -> bytes:
    """A sound zip around a part whose XML was changed."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(parts))
    return rebuilt(**(parts | {name: mutated(parts[name], rng)}))


@pytest.mark.parametrize("chunk", range(4))
def test_broken_documents_give_questions_or_a_fault(chunk: int) -> None:
    rng = Random(chunk)
    faults = 0
    sample = [GOOD, plain(["1. 什么是客户？", "2. 什么是忠诚？"])]
    for n in range(SIZE // 4):
        data = mutated_part(rng) if n % 2 else mutated(sample[n % 4 // 2], rng)
        try:
            read_docx(data)
        except ReadError:
            faults += 1
    assert 0 < faults <= SIZE // 4
