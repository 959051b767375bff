"""`items grade` reads a file or standard input and says by its status whether all lines were sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.items import items_cli

GOOD = '{"id": "甲", "type": "判断", "key": "对", "response": "√", "points": 2}'
MARK = {"id": "甲", "score": 2, "max": 2, "correctness": 1, "detail": "正确"}


def run(*arguments: str, data: bytes | None = None) -> tuple[int, list[dict[str, object]]]:
    result = CliRunner().invoke(items_cli, ["grade", *arguments], input=data)
    lines = result.stdout_bytes.decode("utf-8").splitlines()
    return result.exit_code, [json.loads(line) for line in lines]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_file(tmp_path: Path, newline: str, mark: str):
    path = tmp_path / "answers.jsonl"
    path.write_bytes((mark + newline.join([GOOD, "", GOOD])).encode())
    assert run(str(path)) == (0, [MARK, MARK])


def test_standard_input_and_text_as_it_is():
    result = CliRunner().invoke(items_cli, ["grade", "-"], input=GOOD.encode())
    assert result.exit_code == 0
    assert '"甲"' in result.stdout_bytes.decode("utf-8")


def test_an_error_shows_in_the_status_and_the_rest_is_marked():
    data = b"\n".join([b"\xff\xfe", GOOD.encode(), b"{"])
    status, results = run("-", data=data)
    assert status == 1
    assert [result.get("line") for result in results] == [1, None, 3]
    assert results[1] == MARK


def test_half_a_character_in_an_id_leaves_as_it_came():
    result = CliRunner().invoke(
        items_cli, ["grade", "-"], input=rb'{"id":"\ud800","type":"T","key":1,"response":1}'
    )
    assert result.exit_code == 1
    assert rb'"\ud800"' in result.stdout_bytes


def test_a_file_that_is_not_there():
    assert CliRunner().invoke(items_cli, ["grade", "nowhere.jsonl"]).exit_code == 2
