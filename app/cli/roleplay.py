"""`flask --app run roleplay …`: judging and playing from files, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.json_lines import print_results, read_lines
from app.roleplay.content import ScenarioProblem, find_scenario
from app.roleplay.domain.debrief import tell_run
from app.roleplay.domain.engine import play
from app.roleplay.domain.scene import Move
from app.roleplay.domain.scripts import read_moves
from app.roleplay.judging import judge_lines, shipped_judge
from app.roleplay.services.labels import accepted_corrections

roleplay_cli = AppGroup("roleplay", help="情景：按行判断话语，按脚本演一遍。")


@roleplay_cli.command(
    "judge", help="判断每句话做了什么：FILE 每行一个 JSON 对象，“-”表示标准输入。"
)
@click.argument("file", type=click.File("rb"))
def judge_command(file: BinaryIO) -> None:
    """Judge the utterances of FILE (JSON lines, "-" for standard input), one result line each.

    Exits with status 1 if any line was malformed; all other lines are judged nevertheless.
    """
    print_results(judge_lines(read_lines(file), shipped_judge()))


@roleplay_cli.command(
    "play", help="按脚本演一遍情景 SCENARIO，以 JSON 给出对话、心情、分数与复盘。"
)
@click.argument("scenario")
@click.option("--script", "file", required=True, type=click.File("rb"), help="每行一句学员的话。")
@click.option("--seed", default=0, show_default=True, help="换一个数，客户换一种说法。")
def play_command(scenario: str, file: BinaryIO, seed: int) -> None:
    """Play the learner's lines of a file; the result is one JSON object on standard output."""
    try:
        spec = find_scenario(Path(current_app.config["CONTENT"]), scenario)
    except ScenarioProblem as problem:
        raise click.ClickException(str(problem)) from None
    built = spec.build()
    moves: list[Move] = list(read_moves(built, _script(file)))
    if not moves:
        raise click.ClickException("脚本里没有一句话：每行写一句学员的话")
    scene = play(built, moves, shipped_judge().judge, seed)
    answer: dict[str, Any] = {
        **tell_run(built, scene),
        "unspoken": len(moves) - len(scene.turns),
        "ends": spec.ends.model_dump(),
        "questions": spec.questions,
    }
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@roleplay_cli.command(
    "corrections", help="老师改定的标签，每行一个 JSON 对象，格式同例句库，可以直接添进去。"
)
def corrections_command() -> None:
    """Print accepted corrections as lines of the example bank; look through them before training."""
    print_results(accepted_corrections())


def _script(file: BinaryIO) -> Iterator[str]:
    """The lines of a script; raises ClickException naming the first line that is no text."""
    for number, line in enumerate(file, 1):
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise click.ClickException(f"脚本第 {number} 行：不是 UTF-8 文字") from None


def _write(result: dict[str, Any]) -> None:
    text = json.dumps(result, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()
