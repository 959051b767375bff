"""Safe Exam Browser's file and keys, against vectors worked out here by other means."""

from __future__ import annotations

import hashlib
import json
import plistlib
from datetime import UTC, datetime

import pytest

from app.quiz.domain.access import SebRules
from app.quiz.domain.seb import (
    config_key,
    matches,
    request_hash,
    seb_json,
    settings_for,
    to_plist,
)

START = "https://exam.example.cn/exams/0af3"
QUIT = "https://exam.example.cn/exams/0af3/left"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_known_string_has_a_known_key() -> None:
    # Written out by hand from the published rules: order whatever the case, no spaces, no
    # originatorVersion, no empty dictionary; empty lists stay.
    settings = {
        "startURL": "https://a.cn/x",
        "URLFilterRules": [{"regex": False, "action": 1, "active": True, "expression": "a.cn/*"}],
        "urlFilterRegex": True,
        "originatorVersion": "SEB_OSX_2.1.5_1",
        "URLFilterEnable": True,
        "allowQuit": False,
        "allowedDisplaysMaxNumber": 1,
        "allowDownUploads": False,
        "proxies": {},
        "permittedProcesses": [],
    }
    by_hand = (
        '{"allowDownUploads":false,"allowedDisplaysMaxNumber":1,"allowQuit":false,'
        '"permittedProcesses":[],"startURL":"https://a.cn/x","URLFilterEnable":true,'
        '"urlFilterRegex":true,'
        '"URLFilterRules":[{"action":1,"active":true,"expression":"a.cn/*","regex":false}]}'
    )
    assert config_key(settings) == sha256(by_hand)


def test_strings_are_not_escaped_data_is_base64_dates_are_iso() -> None:
    assert seb_json({"a": r"ws:\localhost", "b": "http://客户"}) == (
        r'{"a":"ws:\localhost","b":"http://客户"}'
    )
    assert seb_json({"salt": b"\x00\xff", "at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)}) == (
        '{"at":"2026-01-02T03:04:05+00:00","salt":"AP8="}'
    )
    assert seb_json({"allowWLAN": 1, "allowWlan": 2}) == '{"allowWlan":2,"allowWLAN":1}'


@pytest.mark.parametrize(
    "rules",
    [SebRules(), SebRules(quit_password="yilu-ping'an"), SebRules(only_exam=False)],
)
def test_the_key_is_that_of_the_file_as_somebody_else_reads_it(rules: SebRules) -> None:
    read = plistlib.loads(to_plist(settings_for(rules, start_url=START, quit_url=QUIT)))
    del read["originatorVersion"]

    def ordered(value: object) -> object:
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in sorted(value, key=str.lower)}
        return [ordered(one) for one in value] if isinstance(value, list) else value

    text = json.dumps(ordered(read), separators=(",", ":"), ensure_ascii=False)
    assert config_key(settings_for(rules, start_url=START, quit_url=QUIT)) == sha256(text)


def test_the_file_says_what_an_exam_needs() -> None:
    rules = SebRules(quit_password="2580")
    data = to_plist(settings_for(rules, start_url=START, quit_url=QUIT))
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    read = plistlib.loads(data)
    assert (read["startURL"], read["quitURL"], read["sebConfigPurpose"]) == (START, QUIT, 0)
    assert read["sendBrowserExamKey"] is True
    assert read["hashedQuitPassword"] == sha256("2580")
    assert b"2580<" not in data
    assert "exam.example.cn/exams/*" in [rule["expression"] for rule in read["URLFilterRules"]]
    assert "exam.example.cn/learn" not in str(read["URLFilterRules"])


def test_no_two_keys_differ_in_case_alone_and_nothing_needs_an_escape() -> None:
    settings = settings_for(SebRules(quit_password='"\\'), start_url=START, quit_url=QUIT)
    assert len({name.lower() for name in settings}) == len(settings)
    assert "\\" not in seb_json(settings)


def test_a_request_proves_the_key_for_its_own_address_only() -> None:
    key = "c3" * 32
    sent = sha256(START + key)
    assert request_hash(START, key) == sent
    assert matches(START, ["d4" * 32, key], sent.upper())
    assert matches(f"{START}#part2", [key], sent)
    assert not matches(f"{START}?x=1", [key], sent)
    assert not matches(START, ["d4" * 32], sent)
    assert not matches(START, [], sent)
    assert not matches(START, [key], "")
