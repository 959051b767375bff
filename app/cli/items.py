"""`flask --app run items …`: marking in bulk, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click
from flask.cli import AppGroup

from app.bank.grading_lines import grade_lines
from app.cli.items_export import export_command

items_cli = AppGroup("items", help="题目：按行判分。")


@click.command("grade", help="按行判分：FILE 每行一个 JSON 对象，“-”表示标准输入。")
@click.argument("file", type=click.File("rb"))
def grade_command(file: BinaryIO) -> None:
    """Mark the answers of FILE (JSON lines, "-" for standard input), one result line each.

    Exits with status 1 if any line was malformed; all other lines are marked nevertheless.
    """
    out = sys.stdout.buffer
    failed = False
    for result in grade_lines(_lines(file)):
        failed = failed or "error" in result
        # A lone surrogate in an id leaves as the JSON escape it came as.
        text = json.dumps(result, ensure_ascii=False)
        out.write(text.encode("utf-8", "backslashreplace") + b"\n")
        out.flush()
    if failed:
        raise click.exceptions.Exit(1)


items_cli.add_command(grade_command)
items_cli.add_command(export_command)


def _lines(file: BinaryIO) -> Iterator[str]:
    """Lines end at a line feed only; bytes that are not UTF-8 spoil their own line alone."""
    for line in file:
        yield line.decode("utf-8", "surrogateescape")
