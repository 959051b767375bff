from __future__ import annotations

import pytest

from app.bank.exchange.encoding import decode
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.reading import read

TEXT = "一、单选题\n1. 客户关系管理的核心是（B）。\nA. 产品\nB. 客户\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "gb2312"])
def test_the_usual_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, False)


def test_both_ends_of_utf_16() -> None:
    assert decode(b"\xff\xfe" + TEXT.encode("utf-16-le")) == (TEXT, False)
    assert decode(b"\xfe\xff" + TEXT.encode("utf-16-be")) == (TEXT, False)


def test_a_rare_character_of_gb18030() -> None:
    assert decode("㐀客户的姓名".encode("gb18030")) == ("㐀客户的姓名", False)


def test_garbled_text_is_flagged() -> None:
    spoilt = TEXT.encode().decode("latin-1").encode()
    text, garbled = decode(spoilt)
    assert garbled
    assert text
    found = read("x.txt", ("1. 什么是客户" + "锟斤拷" * 5 + "？").encode())
    assert ProblemKind.GARBLED in {problem.kind for problem in found.questions[0].problems}


def test_a_few_spoilt_bytes_lose_only_themselves() -> None:
    text, _garbled = decode(TEXT.encode().replace("产".encode(), b"\xe4\xba"))
    assert "客户关系管理的核心" in text


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\x80\x81\xff"]
)
def test_scraps_do_not_crash(data: bytes) -> None:
    assert isinstance(decode(data)[0], str)
