"""`flask roleplay judge` and `flask roleplay play`: from files, without a row in the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

COMPLAINT = "sc-play-complaint"


def run(app: Flask, *arguments: str, text: bytes = b"") -> Result:
    return app.test_cli_runner().invoke(args=["roleplay", *arguments], input=text)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_line_is_judged(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "said.jsonl"
    file.write_text(
        '{"id": "a", "context": "发错了", "utterance": "非常抱歉，给您添麻烦了"}\n\n'
        '{"id": 2, "utterance": "你有病吧，滚"}\n',
        encoding="utf-8",
    )
    result = run(app, "judge", str(file))
    assert result.exit_code == 0
    first, second = lines(result)
    assert set(first) == {"id", "acts", "taboo", "confidence", "why", "unsure"}
    assert (first["id"], first["taboo"], "apology" in first["acts"]) == ("a", False, True)
    assert (second["id"], second["taboo"]) == (2, "脏话")
    assert second["why"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "第 2 行：不是一行完整的 JSON"),
        (b"[]", "第 2 行：这一行应是一个 JSON 对象"),
        (b'{"utterance": "x"}', "第 2 行：缺少 id"),
        (b'{"id": "b"}', "第 2 行：缺少 utterance"),
        (b'{"id": "b", "utterance": 3}', "第 2 行：utterance 应为文字"),
        (b'{"id": "b", "utterance": "x", "context": []}', "第 2 行：context 应为文字"),
        (b'{"id": true, "utterance": "x"}', "第 2 行：缺少 id"),
        (b"\xff\xfe", "第 2 行：不是 UTF-8 文字"),
        (b"[" * 2000, "第 2 行：不是一行完整的 JSON"),
    ],
)
def test_a_wrong_line_spoils_itself_alone(app: Flask, line: bytes, reason: str) -> None:
    good = '{"id": "a", "utterance": "您好"}\n'.encode()
    result = run(app, "judge", "-", text=good + line + b"\n" + good)
    assert result.exit_code == 1
    first, wrong, last = lines(result)
    assert first == last
    assert wrong["error"].startswith(reason)
    assert wrong["line"] == 2


def play(app: Flask, tmp_path: Path, script: str, *more: str) -> Result:
    file = tmp_path / "script.txt"
    file.write_text(script, encoding="utf-8")
    return run(app, "play", COMPLAINT, "--script", str(file), *more)


def test_a_script_is_played_to_a_mark_and_a_debrief(app: Flask, tmp_path: Path) -> None:
    script = "姚女士您好，我是受理员小林，您先说。\n\n换人之前有没有提前通知您？\n"
    result = play(app, tmp_path, script)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert {"transcript", "states", "end", "marks", "debrief", "ends", "questions"} <= set(answer)
    assert len(answer["transcript"]) == 5
    assert answer["states"][-1]["told"] == ["surprise"]
    assert answer["marks"]["points"] > 0
    assert play(app, tmp_path, script).stdout == result.stdout


def test_another_seed_changes_words_only(app: Flask, tmp_path: Path) -> None:
    script = "您好，您先说。\n真是让您受委屈了。\n非常抱歉。\n"
    answers = [
        json.loads(play(app, tmp_path, script, "--seed", seed).stdout) for seed in ("1", "2", "3")
    ]
    assert len({json.dumps(answer["marks"]) for answer in answers}) == 1
    assert len({json.dumps(answer["transcript"]) for answer in answers}) > 1


@pytest.mark.parametrize(
    "said",
    ["好" * 5000, "<b>您好</b><script>alert(1)</script>", "😀😀😀", "Je ne comprends pas", "0"],
)
def test_odd_input_gets_an_answer_and_no_points_for_nothing(
    app: Flask, tmp_path: Path, said: str
) -> None:
    answer = json.loads(play(app, tmp_path, said).stdout)
    assert answer["transcript"][-1]["text"]
    assert answer["marks"]["points"] <= 10


def test_what_comes_after_the_end_is_counted_and_not_played(app: Flask, tmp_path: Path) -> None:
    answer = json.loads(play(app, tmp_path, "你有病吧，滚。\n" * 6).stdout)
    assert answer["end"] == {"yao": "escalated"}
    assert answer["unspoken"] > 0


@pytest.mark.parametrize(
    ("scenario", "script", "told"),
    [
        ("nobody", b"x", "没有情景“nobody”。现有：sc-aircon"),
        (COMPLAINT, b"\n \n", "脚本里没有一句话"),
        (COMPLAINT, "您好\n".encode() + b"\xff\n", "脚本第 2 行：不是 UTF-8 文字"),
    ],
)
def test_what_cannot_be_played_is_told_in_chinese(
    app: Flask, scenario: str, script: bytes, told: str
) -> None:
    result = run(app, "play", scenario, "--script", "-", text=script)
    assert result.exit_code == 1
    assert told in result.stderr
