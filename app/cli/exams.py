"""`flask --app run exams …`: an exam as a file, and such a file checked without a database."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import __version__
from app.cli.guard import needs_database
from app.extensions import db
from app.quiz.domain.archive import PERSONAL
from app.quiz.domain.archive_check import Report, verify
from app.quiz.exams.archiving import ArchiveRefused, make_archive
from app.quiz.models import Exam
from app.web.clock import now

exams_cli = AppGroup("exams", help="考试：存档与核对存档。")
NAMES = {
    "parts": "文件各部分",
    "saves": "保存的链",
    "receipts": "回执",
    "acts": "老师操作的链",
    "seals": "回执的封存",
    "marks": "给分记录",
    "looks": "复核申请",
}
MOST_TOLD = 20


@exams_cli.command("archive")
@click.argument("exam")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@needs_database
def archive(exam: str, file: Path | None) -> None:
    """把考试 EXAM（网址里的编号）存成一个文件 FILE；成绩公布以后才行。"""
    found = db.session.execute(select(Exam.id).where(Exam.public_id == exam)).scalar()
    if found is None:
        raise click.ClickException("没有这场考试。编号是考试网址里 /exams/ 后面的那一段。")
    target = file or Path(f"exam-{exam}.zip")
    if target.exists():
        raise click.ClickException(f"{target} 已经存在，没有覆盖它。")
    try:
        with current_app.test_request_context():
            data = make_archive(found, now(), __version__)
    except ArchiveRefused as refused:
        raise click.ClickException(refused.message) from None
    target.touch(0o600, exist_ok=False)  # names, answers and keys: for its owner only
    target.write_bytes(data)
    click.echo(f"{target}（{len(data):,} 字节）")
    click.echo(f"SHA-256 {hashlib.sha256(data).hexdigest()}")
    click.echo("里面有全部答案和个人信息：" + "、".join(PERSONAL))


@click.command("verify-archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_archive(file: Path) -> None:
    """核对存档 FILE：不连数据库；有任何不符就列出来并以 1 退出。"""
    data = file.read_bytes()
    report = verify(data)
    click.echo(f"{file}  SHA-256 {hashlib.sha256(data).hexdigest()}")
    if not report.manifest:
        click.echo(
            f"这不是考试的存档，或者它的清单坏了：{'；'.join(report.checks[0].faults)}", err=True
        )
        raise SystemExit(1)
    title, made_at = report.manifest.get("title"), report.manifest.get("made_at")
    click.echo(f"{title or '（没有名称）'}  {made_at or ''}")
    _table(report)
    if not report.holds:
        click.echo(f"有 {len(report.faults)} 处不符。", err=True)
        raise SystemExit(1)
    click.echo("全部相符。")


exams_cli.add_command(verify_archive)


def _table(report: Report) -> None:
    for check in report.checks:
        state = f"不符 {len(check.faults)}" if check.faults else "相符"
        click.echo(f"{check.count:>8}  {state:<8}  {NAMES[check.name]} ({check.name})")
        for fault in check.faults[:MOST_TOLD]:
            click.echo(f"          - {fault}")
        if len(check.faults) > MOST_TOLD:
            click.echo(f"          - …… 还有 {len(check.faults) - MOST_TOLD} 处")
    for note in report.notes:
        click.echo(f"          * {note}")
