"""`flask --app run answers …`: written answers marked in bulk, without a database."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.bank.answers.grader import Grader
from app.bank.answers.lines import grade_lines, question_of
from app.bank.assistant import Endpoint, note_for
from app.bank.lexicon import read_lexicon
from app.cli.json_lines import print_results, read_lines

answers_cli = AppGroup("answers", help="主观题：按行评阅名词解释、简答、论述与填空。")


@click.command("grade", help="按行评阅：FILE 每行一个 JSON 对象，“-”表示标准输入。")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def grade_command(file: BinaryIO) -> None:
    """Mark the answers of FILE (JSON lines, "-" for standard input), one result line each.

    Exits with status 1 if any line was malformed; all other lines are marked nevertheless.
    """
    grader = Grader(read_lexicon(Path(current_app.config["CONTENT"])))
    lines, kept = itertools.tee(read_lines(file))
    results = grade_lines(lines, grader)
    config = current_app.config
    if config["ASSISTANT_URL"]:
        endpoint = Endpoint(
            config["ASSISTANT_URL"], config["ASSISTANT_KEY"], config["ASSISTANT_MODEL"]
        )
        asked = (line for line in kept if line.strip())
        results = (
            _with_note(result, line, endpoint) for result, line in zip(results, asked, strict=False)
        )
    print_results(results)


def _with_note(result: dict[str, Any], line: str, endpoint: Endpoint) -> dict[str, Any]:
    """The result as it is, and a second opinion beside it where the engine asks for review."""
    if not result.get("needs_review"):
        return result
    data = json.loads(line.lstrip("\ufeff"))
    proposed = dict.fromkeys(result["half_key_points"], 0.5) | dict.fromkeys(
        result["hit_key_points"], 1.0
    )
    return {
        **result,
        "assistant": note_for(endpoint, question_of(data), str(data["answer"] or ""), proposed),
    }


answers_cli.add_command(grade_command)
