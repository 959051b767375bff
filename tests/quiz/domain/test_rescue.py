"""A rescue file opens with the server's key and with no other, and shows every change."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.quiz.domain.rescue import (
    LARGEST,
    Envelope,
    RescueError,
    Wrong,
    make_envelope,
    open_rescue,
    rescued_name,
    seal_file,
)

SECRET = "the server's key, long enough for anybody"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SITTING = "a" * 32
SAVE = {"client": "client-0001", "seq": 3, "slot": 7, "response": "一段“作答”😀", "flagged": True}
CONTENT: dict[str, Any] = {"client": "client-0002", "at": AT.timestamp() * 1000, "saves": [SAVE]}


@pytest.fixture
def envelope() -> Envelope:
    return make_envelope(SITTING, SECRET, AT, page="page-1")


def test_a_file_gives_back_what_was_sealed(envelope: Envelope) -> None:
    found = open_rescue(seal_file(envelope, CONTENT), SECRET)
    assert (found.sitting, found.page) == (SITTING, "page-1")
    assert (found.given_at, found.written_at) == (AT, AT)
    [save] = found.saves
    assert (save.client, save.seq, save.slot_id, save.response, save.flagged) == (
        "client-0001", 3, 7, "一段“作答”😀", True,
    )  # fmt: skip


def test_the_file_shows_nothing_of_the_answers(envelope: Envelope) -> None:
    plain = CONTENT | {"saves": [SAVE | {"response": "secret words " * 40}]}
    one, other = seal_file(envelope, plain), seal_file(envelope, plain)
    assert one != other  # another nonce
    for text in (one, other):
        assert "secret" not in text
        assert envelope.key not in text


def test_another_sites_file_is_not_ours(envelope: Envelope) -> None:
    forged = make_envelope(SITTING, "some other server's key", AT)
    for text, secret in (
        (seal_file(forged, CONTENT), SECRET),
        (seal_file(envelope, CONTENT), "the key has been changed since"),
    ):
        with pytest.raises(RescueError) as caught:
            open_rescue(text, secret)
        assert caught.value.wrong is Wrong.NOT_OURS


def test_the_key_of_one_page_does_not_open_anothers(envelope: Envelope) -> None:
    other = make_envelope(SITTING, SECRET, AT, page="page-2")
    assert other.key != envelope.key
    swapped = seal_file(Envelope(key=other.key, envelope=envelope.envelope), CONTENT)
    with pytest.raises(RescueError) as caught:
        open_rescue(swapped, SECRET)
    assert caught.value.wrong is Wrong.CHANGED


def test_another_exams_file_is_told(envelope: Envelope) -> None:
    text = seal_file(envelope, CONTENT)
    assert open_rescue(text, SECRET, frozenset({SITTING})).sitting == SITTING
    with pytest.raises(RescueError) as caught:
        open_rescue(text, SECRET, frozenset({"b" * 32}))
    assert caught.value.wrong is Wrong.OTHER_EXAM


@pytest.mark.parametrize("name", ["envelope", "nonce", "body", "mac"])
def test_every_changed_sign_is_seen(envelope: Envelope, name: str) -> None:
    text = seal_file(envelope, CONTENT)
    whole = json.loads(text)
    seen = set()
    for place in range(len(whole[name])):
        sign = whole[name][place]
        changed = dict(whole)
        changed[name] = (
            whole[name][:place] + ("0" if sign != "0" else "1") + whole[name][place + 1 :]
        )
        try:
            open_rescue(json.dumps(changed), SECRET)
        except RescueError as error:
            seen.add(error.wrong)
        else:
            # The last sign of base64 has bits that say nothing: what it decodes to is the same.
            assert (name, place) == ("envelope", len(whole[name]) - 1)
    assert seen <= {Wrong.CHANGED, Wrong.NOT_OURS, Wrong.UNREADABLE}
    assert seen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 100_000,
        "\0\xff",
        '{"zhike":"rescue","v":1}',
        '{"zhike":"rescue","v":2,"envelope":"a.b","nonce":"00","body":"","mac":""}',
        '{"zhike":"rescue","v":1,"envelope":5,"nonce":"00","body":"","mac":""}',
        '{"zhike":"rescue","v":1,"envelope":"a.b","nonce":"zz","body":"","mac":""}',
        '{"zhike":"rescue","v":1,"envelope":"a.b","nonce":"00","body":"","mac":""}',
        "x" * (LARGEST + 1),
    ],
)
def test_what_is_no_file_is_unreadable(text: str) -> None:
    with pytest.raises(RescueError) as caught:
        open_rescue(text, SECRET)
    assert caught.value.wrong is Wrong.UNREADABLE


def test_a_file_cut_off_is_unreadable(envelope: Envelope) -> None:
    text = seal_file(envelope, CONTENT)
    for end in (len(text) // 2, len(text) - 1):
        with pytest.raises(RescueError) as caught:
            open_rescue(text[:end], SECRET)
        assert caught.value.wrong is Wrong.UNREADABLE


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"saves": "x"},
        {"client": "client-0001", "saves": [{}]},
        {"client": "client-0001", "saves": [SAVE | {"seq": 0}]},
        {"client": "client-0001", "saves": [SAVE] * 201},
        {"saves": [{"seq": 1, "slot": 1, "response": "x"}]},
    ],
)
def test_authentic_nonsense_is_told_apart(envelope: Envelope, content: Any) -> None:
    with pytest.raises(RescueError) as caught:
        open_rescue(seal_file(envelope, content), SECRET)
    assert caught.value.wrong is Wrong.CONTENT


def test_a_file_without_answers_and_with_an_odd_time_opens(envelope: Envelope) -> None:
    for at in (None, "gestern", True, 1e300):
        found = open_rescue(seal_file(envelope, {"saves": [], "at": at}), SECRET)
        assert (found.saves, found.written_at) == ((), None)


@given(st.text(max_size=300), st.binary(min_size=16, max_size=16))
def test_any_text_comes_back(answer: str, nonce: bytes) -> None:
    given_ = make_envelope(SITTING, SECRET, AT, page="p")
    clean = answer.encode("utf-8", "replace").decode().replace("\0", "")
    content = CONTENT | {"saves": [SAVE | {"response": clean}]}
    assert open_rescue(seal_file(given_, content, nonce), SECRET).saves[0].response == clean


def test_a_rescued_saves_name_is_a_clients_name() -> None:
    name = rescued_name("client-0001")
    assert name == rescued_name("client-0001") != rescued_name("client-0002")
    assert name.startswith("rescue-")
    assert len(name) <= 32


@pytest.mark.parametrize(
    ("said", "at"),
    [
        (1_795_828_200_500, datetime(2026, 11, 28, 1, 10, 0, 500_000, UTC)),
        ("2026-11-28T01:10:00.500Z", datetime(2026, 11, 28, 1, 10, 0, 500_000, UTC)),
        ("2026-11-28T09:10:00+08:00", datetime(2026, 11, 28, 1, 10, tzinfo=UTC)),
        ("2026-11-28T09:10:00", None),
        ("昨天", None),
        ("9999-12-31T23:59:59-14:00", None),
    ],
)
def test_the_time_the_page_names_is_read(
    envelope: Envelope, said: object, at: datetime | None
) -> None:
    found = open_rescue(seal_file(envelope, {"saves": [], "at": said}), SECRET)
    assert found.written_at == at
