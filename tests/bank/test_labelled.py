"""Labelled answers as the benchmarks read them: what cannot be measured is named, line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.labelled import read_lines

GOOD = {
    "id": "a1", "type": "简答", "question": "为什么？", "reference": "因为。", "max": 2, "kind": "full",
    "key_points": [{"id": "k1", "text": "因为", "points": 2}],
    "answer": "因为\u2028所以", "score": 2, "hit_key_points": ["k1"], "half_key_points": [],
}  # fmt: skip


def written(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_an_answer_may_hold_any_sign(tmp_path: Path) -> None:
    line = json.dumps(GOOD, ensure_ascii=False)  # with a line separator that is no end of a line
    assert read_lines([written(tmp_path, line, "", line)]) == [GOOD, GOOD]


def test_what_a_file_may_leave_out(tmp_path: Path) -> None:
    short = {name: GOOD[name] for name in GOOD if name not in ("kind", "half_key_points")}
    (line,) = read_lines([written(tmp_path, json.dumps(short))])
    assert (line["kind"], line["half_key_points"]) == ("", [])


def test_what_is_wrong_with_a_file_is_said_line_by_line(tmp_path: Path) -> None:
    line = json.dumps(GOOD)
    less = json.dumps({name: GOOD[name] for name in GOOD if name not in ("score", "answer")})
    name = written(tmp_path, line, "{oops", less, "[]")
    with pytest.raises(SystemExit) as refused:
        read_lines([name])
    told = str(refused.value).splitlines()
    assert told == [
        f"{name}:2: no JSON object",
        f"{name}:3: without answer, score",
        f"{name}:4: no JSON object",
    ]


def test_a_file_that_is_not_there_or_empty_is_said(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.jsonl")
    with pytest.raises(SystemExit, match=r"none\.jsonl: cannot be read"):
        read_lines([missing])
    with pytest.raises(SystemExit, match="no labelled answers"):
        read_lines([written(tmp_path, "", "")])
