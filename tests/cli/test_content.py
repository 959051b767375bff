"""`flask content check`: exit status, words and JSON; it needs no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from app.cli.content import content_cli
from tests.content.samples import SMALL, copy_small, replace


@pytest.fixture
def run():
    """Run the command in an application that has no database at all."""
    application = Flask("content")
    application.cli.add_command(content_cli)
    runner = application.test_cli_runner()

    def invoke(*words: str, content: Path = SMALL):
        application.config["CONTENT"] = str(content)
        return runner.invoke(args=["content", *words])

    return invoke


def test_good_folder(run):
    result = run("check")
    assert result.exit_code == 0
    assert "1 章课文，2 个知识点，3 道题，1 幅图，1 条术语。" in result.output
    assert "0 处错误，" in result.output


def test_bad_folder(run, tmp_path):
    root = copy_small(tmp_path)
    replace(root, "course.yml", "title: 小课程\n", "titel: 小课程\n")
    result = run("check", str(root))
    assert result.exit_code == 1
    assert "错误  course.yml › titel（small，第 2 行）: 没有这个字段，请检查拼写" in result.output
    assert "2 处错误，" in result.output


def test_json(run, tmp_path):
    result = run("check", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.output)
    assert set(answer) == {"ok", "digest", "counts", "problems"}
    assert {"kinds", "chapters", "types", "points", "uses", "cognitive"} < set(answer["counts"])
    assert answer["counts"]["types"] == {
        "single_choice": 1,
        "multiple_response": 0,
        "true_false": 1,
        "fill_blank": 1,
        "term": 0,
        "short_answer": 0,
        "essay": 0,
    }
    assert answer["counts"]["chapters"]["ch01"]["items"] == 3
    assert {row["severity"] for row in answer["problems"]} <= {"warning"}

    root = copy_small(tmp_path)
    replace(root, "glossary/ch01.yml", "definition:", "meaning:")
    result = run("check", str(root), "--json")
    assert result.exit_code == 1
    answer = json.loads(result.output)
    assert answer["ok"] is False
    assert [row["path"] for row in answer["problems"] if row["severity"] == "error"] == [
        "glossary/ch01.yml",
        "glossary/ch01.yml",
    ]


def test_no_such_folder(run, tmp_path):
    result = run("check", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "没有这个内容文件夹" in result.output


def test_nothing_is_loaded_from_a_bad_folder(run, tmp_path):
    root = copy_small(tmp_path)
    replace(root, "course.yml", "no: 2", "no: 3")
    result = run("load", content=root)
    assert result.exit_code == 1
    assert "各章的 no 应从 1 起依次相连" in result.output


def test_overlap(run, tmp_path):
    assert run("overlap", str(tmp_path)).output == (
        "与 0 个文件比较：0 处相同，另有 0 处只是名称或列举。\n"
    )
    (tmp_path / "a.txt").write_text("来得少的人，卡片翻到最后一页也看得出是从哪个月起疏远的")
    result = run("overlap", str(tmp_path))
    assert result.exit_code == 1
    assert "chapters/ch01.md › 第 " in result.output
    assert "1 处相同" in result.output
    result = run("overlap", str(tmp_path), "--run", "60", "--json")
    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "ok": True, "run": 60, "shared": [], "left_out": 0, "sources": 1,
    }  # fmt: skip
