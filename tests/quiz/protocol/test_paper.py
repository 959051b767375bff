"""The paper docs/exam-protocol.md says what the server really answers, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.quiz.protocol.client import START, Candidate, digest_of, link_of

Come = Callable[[int, str], Candidate]
KINDS: dict[str, Any] = {"integer": int, "boolean": bool, "text": str, "time": str, "list": list}


@pytest.fixture(scope="module")
def paper(root: Path) -> str:
    return (root / "docs" / "exam-protocol.md").read_text(encoding="utf-8")


def fields_of(paper: str, name: str) -> dict[str, str]:
    """Names and types in the table under a mark."""
    table = paper.split(f"<!-- reply: {name} -->\n")[1].split("\n\n")[0]
    return dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", table, re.MULTILINE))


def examples(paper: str) -> list[tuple[str, Any]]:
    found = re.findall(r"<!-- example: ([a-z ]+) -->\n```json\n(.*?)```", paper, re.DOTALL)
    return [(name, json.loads(text)) for name, text in found]


def agree(fields: dict[str, str], reply: dict[str, Any]) -> None:
    assert set(reply) == set(fields)
    for name, kind in fields.items():
        allowed = tuple(KINDS[word] for word in kind.split(" or ") if word != "null")
        value = reply[name]
        assert (value is None and "null" in kind) or type(value) in allowed, (name, value)


@pytest.fixture(scope="module")
def replies(come: Come) -> list[tuple[str, dict[str, Any]]]:
    """One reply of each kind, from the server."""
    me = come(4, "paper-client-1")
    slot = next(iter(me.questions))
    saved = me.save(me.entry(slot, None)) if me.take_turn().status == 200 else None
    assert saved is not None
    return [
        ("turn", me.take_turn().json),
        ("save", saved.json),
        ("save.saves", saved.json["saves"][0]),
        ("refusal", me.save(me.entry(10**6, None)).json),
        ("refusal", me.save(me.entry(slot, "no such option")).json),
        ("refusal", me.save().json),
        ("state", me.state().json),
        ("pulse", me.beat().json),
    ]


def test_replies_have_the_fields_of_the_paper(
    paper: str, replies: list[tuple[str, dict[str, Any]]]
) -> None:
    assert {name for name, _ in replies} == set(re.findall(r"<!-- reply: ([\w.]+) -->", paper))
    for name, reply in replies:
        agree(fields_of(paper, name), reply)


def test_the_example_session_has_them_too(paper: str) -> None:
    found = [(name, reply) for name, reply in examples(paper) if not name.endswith("request")]
    assert {name for name, _ in found} == {"turn", "save", "refusal", "state"}
    for name, reply in found:
        agree(fields_of(paper, name), reply)
        for told in reply.get("saves", ()):
            agree(fields_of(paper, "save.saves"), told)


def test_digests_and_links_of_the_example_can_be_worked_out(paper: str) -> None:
    asked = [one for name, one in examples(paper) if name == "save request"]
    told = [one for name, one in examples(paper) if name == "save"]
    entries = [entry for one in asked for entry in one["saves"]]
    receipts = [receipt for one in told for receipt in one["saves"]]
    for entry, receipt in zip(entries, receipts, strict=False):
        assert digest_of(entry) == receipt["digest"]
    client = asked[0]["client"]
    links = [START, *(receipt["link"] for receipt in receipts)]
    for place in (0, 2):  # the one between is a choice
        made = link_of(links[place], place + 1, client, entries[place], receipts[place])
        assert made == receipts[place]["link"]


def test_the_types_and_attributes_of_the_paper_are_those_of_the_page(
    paper: str, come: Come
) -> None:
    me = come(4, "paper-client-2")
    said = re.findall(
        r"^\| `(\w+)` \| (?:radio|boxes|text inputs|a text area)", paper, re.MULTILINE
    )
    assert set(said) == {one.type for one in me.questions.values()}
    table = paper.split("| attribute | is |")[1].split("\n\n")[0]
    named = set(re.findall(r"`data-([a-z]+)`", table))
    assert named <= set(me.form.data)
    assert me.form.hidden["slots"] == ",".join(str(slot) for slot in me.questions)
