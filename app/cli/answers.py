"""`flask --app run answers …`: written answers marked in bulk, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.bank.answers.grader import Grader
from app.bank.answers.lines import grade_lines
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
    print_results(grade_lines(read_lines(file), grader))


answers_cli.add_command(grade_command)
