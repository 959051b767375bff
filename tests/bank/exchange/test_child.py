from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from app.bank.exchange import child
from app.bank.exchange.child import read_in_child
from app.bank.exchange.questions import Found, Picture, ReadError, ReadFault
from app.bank.exchange.reading import read
from tests.bank.exchange.docx.documents import plain

TEXT = "一、单选题\n1. 核心是（B）。\nA. 产品\nB. 客户\n二、简答题\n2. 简述。\n答：（1）甲；（2）乙。".encode()
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")


def fault_of(*args: Any, **limits: int) -> ReadFault:
    with pytest.raises(ReadError) as caught:
        read_in_child(*args, **limits)
    return caught.value.fault


def test_the_child_finds_what_reading_finds() -> None:
    assert read_in_child("a.txt", TEXT) == read("a.txt", TEXT)
    word = plain(["1. 什么是客户？", "2. 什么是忠诚？"])
    assert read_in_child("甲 乙.docx", word) == read("甲 乙.docx", word)


def test_pictures_travel() -> None:
    found = Found((), (), ())
    question = read("a.txt", TEXT).questions[0]
    object.__setattr__(question, "pictures", (Picture("p1.png", bytes(range(256))),))
    sent = child.answers().dump_json(("found", Found((question,), found.loose, ("行",))))
    assert child.answers().validate_json(sent) == ("found", Found((question,), (), ("行",)))


def test_faults_of_the_reader_come_through() -> None:
    assert fault_of("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") is ReadFault.OLD_WORD
    assert fault_of("a.txt", "没有题".encode()) is ReadFault.NO_QUESTIONS
    assert fault_of("a.txt", TEXT, "nonsense") is ReadFault.UNKNOWN_FORMAT


def test_too_large_a_file_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LARGEST_FILE", 10)
    monkeypatch.setattr(subprocess, "run", None)
    assert fault_of("a.txt", TEXT) is ReadFault.TOO_BIG


def test_a_child_that_takes_too_long_is_stopped() -> None:
    slow = ("1. 客户（A）。\nA. 甲\nB. 乙\n" * 200_000).encode()
    assert fault_of("a.txt", slow, seconds=1, memory_mb=2048) is ReadFault.TOO_LONG


@LINUX
def test_a_child_that_wants_too_much_memory_is_stopped() -> None:
    large = ("1. 客户（A）。\nA. 甲\nB. 乙\n" * 200_000).encode()
    assert fault_of("a.txt", large, seconds=60, memory_mb=120) in (
        ReadFault.TOO_BIG,
        ReadFault.BROKEN,
    )


@LINUX
@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", ReadFault.TOO_LONG),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ReadFault.TOO_BIG),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", ReadFault.BROKEN),
        ("import sys; sys.exit(1)", ReadFault.BROKEN),
        ("print('no json')", ReadFault.BROKEN),
        ("pass", ReadFault.BROKEN),
        ('print(\'["error", "no such fault", "", 0, 1]\')', ReadFault.BROKEN),
    ],
)
def test_every_way_of_dying_is_a_fault(
    code: str, fault: ReadFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_BOOT", code)
    assert fault_of("a.txt", TEXT) is fault


@LINUX
def test_too_long_an_answer_is_cut_off_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    boot = child._BOOT.replace(
        "from app.bank.exchange.child_main",
        "import app.bank.exchange.child as c; c._LARGEST_ANSWER = 100\nfrom app.bank.exchange.child_main",
    )
    monkeypatch.setattr(child, "_BOOT", boot)
    assert fault_of("a.txt", TEXT) in (ReadFault.TOO_BIG, ReadFault.BROKEN)


def test_the_child_has_no_web_framework_and_no_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    told = tmp_path / "told.json"
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    boot = child._BOOT.replace(
        "sys.exit(main(sys.argv[2:]))",
        f"import json, os; json.dump([sorted(sys.modules), dict(os.environ)], open({str(told)!r}, 'w'))",
    )
    monkeypatch.setattr(child, "_BOOT", boot)
    assert fault_of("a.txt", TEXT) is ReadFault.BROKEN
    modules, environment = json.loads(told.read_text())
    assert not {"flask", "sqlalchemy", "wtforms", "werkzeug"} & set(modules)
    assert "SECRET_KEY" not in environment
