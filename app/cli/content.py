"""`flask content …`: check the course's text, compare it with others, load it into the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.bank.content import content_kinds
from app.bank.loading import load_content
from app.cli.guard import check_database
from app.content.library import Library, load_library
from app.content.overlap import RUN, compare
from app.content.report import counts, report
from app.web.clock import now

content_cli = AppGroup("content", help="课程内容：检查、比较与载入。")


@content_cli.command("check")
@click.argument("path", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出数量与问题。")
def check(path: Path | None, as_json: bool) -> None:
    """检查内容文件夹 PATH（默认是本课程的），有错误时以 1 退出。"""
    library = load_library(path or Path(current_app.config["CONTENT"]), content_kinds())
    if as_json:
        click.echo(json.dumps(report(library), ensure_ascii=False, indent=2))
    else:
        _print(library)
    if not library.ok:
        raise SystemExit(1)


@content_cli.command("overlap")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--run", default=RUN, show_default=True, type=click.IntRange(6, 200), help="连续多少字。"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def overlap(folder: Path, run: int, as_json: bool) -> None:
    """找出课程与 FOLDER 里的文本相同的整段文字，有则以 1 退出。"""
    library = load_library(Path(current_app.config["CONTENT"]), content_kinds(), check=False)
    found = compare(library, folder, run)
    if as_json:
        answer = {"ok": not found.shared, "run": run, **asdict(found)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for shared in found.shared:
            click.echo(shared)
        click.echo(
            f"与 {found.sources} 个文件比较：{len(found.shared)} 处相同，"
            f"另有 {found.left_out} 处只是名称或列举。"
        )
    if found.shared:
        raise SystemExit(1)


@content_cli.command("load")
def load() -> None:
    """检查内容并载入数据库；有错误时不载入。"""
    library = load_library(Path(current_app.config["CONTENT"]), content_kinds())
    if not library.ok:
        _print(library)
        raise SystemExit(1)
    check_database()
    loaded = load_content(library, now())
    for problem in loaded.problems:
        click.echo(f"错误  {problem}")
    if not loaded.ok:
        click.echo("什么也没有载入。")
        raise SystemExit(1)
    click.echo(_summary(library))
    click.echo(
        f"新增 {loaded.added} 道题，更新 {loaded.changed} 道，等待选择 {loaded.pending} 道，"
        f"停用 {loaded.retired} 道，恢复 {loaded.returned} 道，未变 {loaded.unchanged} 道。"
    )


def _print(library: Library) -> None:
    for problem in library.problems:
        click.echo(f"{'错误' if problem.is_error else '提醒'}  {problem}")
    errors = sum(problem.is_error for problem in library.problems)
    click.echo(_summary(library))
    click.echo(f"{errors} 处错误，{len(library.problems) - errors} 处提醒。")


def _summary(library: Library) -> str:
    kinds = counts(library)["kinds"]
    return (
        f"{kinds['chapters']} 章课文，{kinds['knowledge']} 个知识点，{kinds['items']} 道题，"
        f"{kinds['figures']} 幅图，{kinds['terms']} 条术语。"
    )
