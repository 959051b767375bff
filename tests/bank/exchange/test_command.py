from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.bank.exchange.questions import ReadFault
from app.cli.items import FAULTS, items_cli
from tests.bank.exchange.docx.documents import plain

TEXT = "一、单选题（每题2分）\n1. 核心是（B）。\nA. 产品\nB. 客户\n二、填空题\n1. 以____为中心。\n答案：客户"


def invoke(*args: str, data: bytes | None = None) -> Any:
    return CliRunner().invoke(items_cli, ["import", *args], input=data)


@pytest.fixture
def paper(tmp_path: Path) -> str:
    file = tmp_path / "试卷.txt"
    file.write_text(TEXT, encoding="gb18030")
    return str(file)


def test_an_array_of_questions(paper: str) -> None:
    result = invoke(paper, "--dry-run", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = json.loads(result.stdout)
    assert first == {
        "type": "single_choice",
        "stem": "核心是（　）。",
        "options": [{"label": "A", "text": "产品"}, {"label": "B", "text": "客户"}],
        "key": "B",
        "reference": None,
        "points": 2,
        "section": "单选题",
        "number": "1",
        "explanation": "",
        "confidence": 0.97,
        "problems": [],
        "source": {"line": 2, "last": 4},
    }
    assert (second["type"], second["key"]) == ("fill_blank", [["客户"]])


def test_standard_input_and_a_named_format(tmp_path: Path) -> None:
    result = invoke("-", "--dry-run", "--json", "--format", "text", data=TEXT.encode())
    assert len(json.loads(result.stdout)) == 2
    file = tmp_path / "a.docx"
    file.write_bytes(plain(TEXT.split("\n")))
    assert len(json.loads(invoke(str(file), "--dry-run", "--json").stdout)) == 2


def test_without_json_it_counts(paper: str) -> None:
    result = invoke(paper, "--dry-run")
    assert result.exit_code == 0
    assert "读出 2 道题" in result.stdout


def test_without_dry_run_it_refuses(paper: str) -> None:
    result = invoke(paper, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "--dry-run" in result.stderr


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 .docx"),
        (b"%PDF-1.7", "认不出文件的格式"),
        ("没有题目".encode(), "没有找到题目"),
    ],
)
def test_faults_are_told_in_chinese(data: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "旧卷.doc"
    file.write_bytes(data)
    result = invoke(str(file), "--dry-run", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert "旧卷.doc" in result.stderr


def test_every_fault_has_words() -> None:
    assert set(FAULTS) == set(ReadFault)


def test_lines_that_became_no_question_are_told_apart_from_the_array(tmp_path: Path) -> None:
    file = tmp_path / "试卷.txt"
    file.write_text(f"第 3 页 共 8 页\n{TEXT}", encoding="utf-8")
    result = invoke(str(file), "--dry-run", "--json")
    assert len(json.loads(result.stdout)) == 2
    assert result.stderr.splitlines() == [
        "有 1 行没有归入任何一道题：",
        "  第 1 行：第 3 页 共 8 页",
    ]


def test_a_knowledge_point_that_the_content_does_not_have_is_a_problem(app: Any) -> None:
    with app.app_context():
        result = invoke(
            "-", "--dry-run", "--json", "--format", "text", data=f"{TEXT}\n知识点：玄学".encode()
        )
    assert [one["problems"] for one in json.loads(result.stdout)] == [
        [],
        [{"kind": "unknown_knowledge", "line": 6, "detail": "玄学"}],
    ]
