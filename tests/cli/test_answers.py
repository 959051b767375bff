"""`answers grade` reads a file or standard input and says by its status whether all lines were sound."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask

LINE = json.dumps(
    {
        "id": "甲",
        "type": "简答",
        "question": "老客户有什么意义？",
        "reference": "老客户会重复购买。",
        "max": 2,
        "key_points": [{"id": "k1", "text": "老客户会重复购买", "points": 2}],
        "answer": "老客户会反复购买",
    },
    ensure_ascii=False,
)


def run(
    app: Flask, *arguments: str, data: bytes | None = None
) -> tuple[int, list[dict[str, object]]]:
    result = app.test_cli_runner().invoke(args=["answers", "grade", *arguments], input=data)
    lines = result.stdout_bytes.decode("utf-8").splitlines()
    return result.exit_code, [json.loads(line) for line in lines]


def test_file(app: Flask, tmp_path: Path):
    path = tmp_path / "answers.jsonl"
    path.write_text(f"\ufeff{LINE}\n\n{LINE}", encoding="utf-8")
    status, results = run(app, str(path))
    assert (status, [result["score"] for result in results]) == (0, [2, 2])


def test_an_error_shows_in_the_status_and_the_rest_is_marked(app: Flask):
    status, results = run(app, "-", data=b"\xff\n" + LINE.encode() + b"\n{")
    assert status == 1
    assert [result.get("line") for result in results] == [1, None, 3]
    assert results[1]["score"] == 2


def test_a_file_that_is_not_there(app: Flask):
    assert run(app, "nowhere.jsonl")[0] == 2
