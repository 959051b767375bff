"""Bombs, entities, paths that lead outside and packages beyond the limits are refused unopened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from app.bank.exchange.formats.from_html import from_html
from app.bank.exchange.formats.moodle import read_moodle
from app.bank.exchange.formats.qti import read_qti
from app.bank.exchange.formats.qti2 import read_qti2
from app.bank.exchange.formats.xlsx import read_xlsx
from app.bank.exchange.formats.xml import parse_xml
from app.bank.exchange.formats.yaml_ import read_yaml
from app.bank.exchange.formats.zipped import MAX_ENTRIES, open_zip, resolve, write_zip
from app.bank.exchange.questions import Found, ReadError, ReadFault

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "entity": '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "laughs": f'<!DOCTYPE quiz [<!ENTITY l0 "lol">{LAUGHS}]><quiz>&l9;</quiz>',
    "foreign": '<!DOCTYPE quiz SYSTEM "http://e.example/a.dtd"><quiz/>',
    "plain": "<!DOCTYPE quiz><quiz/>",
}


def fault_of(read: Callable[[], object]) -> ReadFault:
    with pytest.raises(ReadError) as caught:
        read()
    return caught.value.fault


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_any_doctype_is_refused(name: str, encoding: str):
    head = (
        '<?xml version="1.0"?>'
        if encoding == "utf-8"
        else f'<?xml version="1.0" encoding="{encoding}"?>'
    )
    data = (head + HOSTILE[name]).encode(encoding)
    assert fault_of(lambda: parse_xml(data)) in (ReadFault.UNSAFE, ReadFault.BROKEN)


@pytest.mark.parametrize("read", [read_moodle, read_qti])
def test_readers_refuse_entities(read: Callable[[bytes, str], Found]):
    assert fault_of(lambda: read(HOSTILE["entity"].encode(), "a.xml")) is ReadFault.UNSAFE


def test_deep_nesting_is_refused():
    data = b"<quiz>" + b"<a>" * 250 + b"</a>" * 250 + b"</quiz>"
    assert fault_of(lambda: parse_xml(data)) in (ReadFault.UNSAFE, ReadFault.BROKEN)
    assert "x" in from_html("<div>" * 150 + "x")


def test_deep_html_ends_in_text_or_in_a_fault():
    assert fault_or_text("<b>" * 20_000 + "x") in ("", "x", ReadFault.UNSAFE)


def fault_or_text(html: str) -> object:
    try:
        return from_html(html)
    except ReadError as error:
        return error.fault


def package(names: dict[str, bytes]) -> bytes:
    return write_zip(names.items())


@pytest.mark.parametrize(
    "name", ["../a.xml", "/etc/passwd", "a/../../b", "a\\b", "C:/a", "..", "a/.."]
)
def test_paths_that_lead_outside(name: str):
    assert fault_of(lambda: open_zip(package({name: b"x"}))) is ReadFault.UNSAFE


def test_a_file_without_a_name_is_refused_and_no_crash():
    """`ZipInfo.is_dir` looks at the last sign of a name that has none."""
    data = bytearray(write_zip([("a", b"x")]))
    for mark, length, name in ((b"PK\x03\x04", 26, 30), (b"PK\x01\x02", 28, 46)):
        place = data.find(mark)
        data[place + length : place + length + 2] = bytes(2)
        del data[place + name]
    end = data.find(b"PK\x05\x06")
    size, start = (int.from_bytes(data[end + n : end + n + 4], "little") for n in (12, 16))
    data[end + 12 : end + 20] = (size - 1).to_bytes(4, "little") + (start - 1).to_bytes(4, "little")
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == [""]
    assert fault_of(lambda: open_zip(bytes(data))) is ReadFault.UNSAFE


def test_the_same_name_twice():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = write_zip([("a", b"1"), ("a", b"2")])
    assert fault_of(lambda: open_zip(data)) is ReadFault.UNSAFE


def test_too_many_entries_too_large_and_bombs():
    many = package({f"{n}": b"" for n in range(MAX_ENTRIES + 1)})
    assert fault_of(lambda: open_zip(many)) is ReadFault.TOO_MANY
    bomb = package({f"{n}.xml": b"\0" * 10_000_001 for n in range(10)})
    assert len(bomb) < 200_000
    for read in (read_qti, read_qti2, read_xlsx, read_yaml):
        assert fault_of(lambda read=read: read(bomb, "a.zip")) in (
            ReadFault.TOO_BIG,
            ReadFault.WRONG_FORMAT,
        )
    assert fault_of(lambda: open_zip(bomb)) is ReadFault.TOO_BIG
    assert fault_of(lambda: open_zip(b"PK\x03\x04" + b"0" * 20_000_001)) is ReadFault.TOO_BIG


def test_a_directory_that_understates_a_size():
    """The reader stops at the stated size, and the checksum then fails."""
    data = bytearray(package({"a": b"\0" * 1_000_000}))
    size = (1_000_000).to_bytes(4, "little")
    for place in [n for n in range(len(data)) if data[n : n + 4] == size]:
        data[place : place + 4] = (10).to_bytes(4, "little")
    assert fault_of(lambda: open_zip(bytes(data)).read("a")) is ReadFault.BROKEN


def test_a_wrong_checksum_and_an_encrypted_entry():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", b"<quiz/>")
    broken = bytearray(out.getvalue())
    place = broken.index(b"<quiz/>")
    broken[place] ^= 1
    assert fault_of(lambda: open_zip(bytes(broken)).read("a.xml")) is ReadFault.BROKEN
    locked = bytearray(out.getvalue())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert fault_of(lambda: open_zip(bytes(locked))) is ReadFault.UNSAFE


@pytest.mark.parametrize(
    ("base", "target", "path"),
    [
        ("a/b.xml", "../c.png", "c.png"),
        ("a/b.xml", "c.png", "a/c.png"),
        ("a.xml", "../c.png", ""),
        ("a.xml", "/c.png", ""),
        ("a.xml", "http://e.example/c.png", ""),
        ("a.xml", "", ""),
    ],
)
def test_references_inside_a_package(base: str, target: str, path: str):
    assert resolve(base, target) == path


@pytest.mark.parametrize("bomb", ["a: &a [1]\nb: *a\n", "chapter: ch01\nitems: " + "[" * 5000])
def test_yaml_bombs(bomb: str):
    assert fault_of(lambda: read_yaml(bomb.encode(), "a.yml")) is ReadFault.BROKEN


@pytest.mark.parametrize("far", ["XFD1048576", "A1048576", "XFD9"])
def test_a_cell_at_the_end_of_a_sheet_asks_for_no_room(far: str):
    """The library would make room for all cells up to it, and end the process where there is none."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("题")
    for row in range(400):
        sheet.write_row(row, 0, ["题干", "答案", "选项A"] if row == 0 else ["甲", "A", "乙"])
    sheet.write(far, "远")
    made.close()
    found = fault_of(lambda: read_xlsx(out.getvalue(), "a.xlsx"))
    assert found is ReadFault.TOO_MANY


def test_a_wide_sheet_of_a_usual_length_is_read():
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("题")
    sheet.write_row(0, 0, ["题干", "答案"])
    sheet.write_row(1, 0, ["客户是（　）。", "A"])
    sheet.write(0, 200, "备注")
    made.close()
    assert read_xlsx(out.getvalue(), "a.xlsx").questions


def test_a_place_that_no_sheet_has_asks_for_no_room_either():
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("题")
    sheet.write_column(0, 0, ["题干", "甲", "乙"])
    made.close()
    package = open_zip(out.getvalue())
    name = "xl/worksheets/sheet1.xml"
    far = package.read(name).replace(b'r="A3"', b'r="A9999999999999999999999999999996"')
    assert far != package.read(name)
    data = write_zip((one, far if one == name else package.read(one)) for one in package.names)
    assert fault_of(lambda: read_xlsx(data, "a.xlsx")) is ReadFault.TOO_MANY
