"""Questions out of the database's bank: what was loaded comes out, in a few statements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.bank.exchange.formats.jsonl import read_jsonl
from app.bank.exchange.writing import write
from app.bank.load_plan import shipped_items
from app.bank.queries import ItemFilter
from app.bank.taking_out import questions_matching
from app.content.library import Library

ALL = ItemFilter(states=())


@pytest.mark.both_engines
def test_what_was_loaded_comes_out(loaded: Any, small: Library):
    found = {one.labels["id"]: one for one in questions_matching(ALL)}
    items = {item.content_id: item.draft for item in shipped_items(small)}
    assert found.keys() == items.keys()
    for identity, draft in items.items():
        question = found[identity]
        assert (question.type, question.stem) == (draft.face.type, draft.face.stem)
        assert question.explanation == draft.key.explanation
        assert question.labels["knowledge"] == " ".join(draft.labels.knowledge)
        assert question.material == draft.stimulus


def test_five_statements_whatever_the_bank_holds(loaded: Any, count_sql: Any):
    with count_sql() as statements:
        assert questions_matching(ALL)
    assert len(statements) <= 5


def test_a_filter_narrows(loaded: Any):
    types = {one.type for one in questions_matching(ALL)}
    only = next(iter(types))
    assert only is not None
    assert {one.type for one in questions_matching(ItemFilter(types=(only.value,)))} == {only}
    assert questions_matching(ItemFilter(chapters=("ch99",))) == []


def test_an_archive_of_the_bank(loaded: Any):
    written = write("jsonl", questions_matching(ALL), "题库")
    assert json.loads(written.data.split(b"\n")[0])["title"] == "题库"
    assert [q.stem for q in read_jsonl(written.data, "a").questions] == [
        q.stem for q in questions_matching(ALL)
    ]


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["items", "export", *arguments])


def test_the_command(app: Flask, loaded: Any, tmp_path: Path):
    out = tmp_path / "bank.gift"
    result = run(app, "--format", "gift", "--out", str(out), "--title", "小题库")
    assert result.exit_code == 0
    assert "已写入" in result.output
    assert "小题库" in out.read_text(encoding="utf-8")
    assert "未能写入：points" in result.stderr


def test_the_command_refuses_unknown_formats_and_places(app: Flask, loaded: Any, tmp_path: Path):
    assert run(app, "--format", "odt", "--out", str(tmp_path / "a")).exit_code == 2
    result = run(app, "--format", "csv", "--out", str(tmp_path / "none" / "a.csv"))
    assert result.exit_code == 1
    assert "无法写入" in result.output
