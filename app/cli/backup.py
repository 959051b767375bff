"""`flask backup …`: one file with everything, checked; and the way back."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app import __version__
from app.backup.archive import BackupError, Manifest
from app.backup.service import (
    KEY_ELSEWHERE,
    Checked,
    default_target,
    make_backup,
    restore_backup,
    verify_backup,
)
from app.cli.guard import needs_database
from app.cli.prepare import StartError, migrate_database

backup_cli = AppGroup("backup", help="备份：制作、检查、恢复（考试进行中也可以制作）。")
FILE = click.Path(dir_okay=False, path_type=Path)


@backup_cli.command("make")
@click.argument("file", required=False, type=FILE)
@needs_database
def make(file: Path | None) -> None:
    """把数据库和密钥备份到 FILE（默认放在实例文件夹的 backups 中）。网站不用停。"""
    try:
        target = file or default_target()
        manifest = make_backup(target, __version__)
    except BackupError as error:
        raise _refusal(error) from None
    size = target.stat().st_size / 1e6
    _say(f"已备份到 {target}（{size:.1f} MB）。", f"Backed up to {target} ({size:.1f} MB).")
    _tell(manifest)
    _tell_key(manifest)


@backup_cli.command("verify")
@click.argument("file", type=FILE)
def verify(file: Path) -> None:
    """检查备份 FILE 是否完好，不改动任何数据；有问题时以 1 退出。"""
    try:
        found = verify_backup(file)
    except BackupError as error:
        raise _refusal(error) from None
    _tell(found.manifest)
    _tell_key(found.manifest)
    _conclude(found)


@backup_cli.command("restore")
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="这里已有数据也恢复；原有数据另存。")
def restore(file: Path, force: bool) -> None:
    """把备份 FILE 恢复到这里，然后逐条核对。先停止网站。"""

    try:
        found = restore_backup(file, force=force, upgrade=migrate_database)
    except BackupError as error:
        raise _refusal(error) from None
    except StartError as error:
        raise click.ClickException(f"{error.chinese}\n{error.english}") from None
    _say(f"已从 {file} 恢复。", f"Restored from {file}.")
    for kept in found.kept:
        _say(f"原有数据另存为 {kept}", f"The data so far are kept as {kept}")
    _tell(found.manifest)
    _conclude(found)


def _tell(manifest: Manifest) -> None:
    rows = sum(manifest.counts.values())
    saves = sum(saves for _name, saves, _head in manifest.chains)
    _say(
        f"{manifest.made_at}，{manifest.engine}，版本 {manifest.version}，"
        f"{rows} 行，其中 {len(manifest.chains)} 份答卷有 {saves} 次保存。",
        f"{manifest.made_at}, {manifest.engine}, version {manifest.version}, "
        f"{rows} rows, among them {saves} saves of {len(manifest.chains)} papers.",
    )


def _tell_key(manifest: Manifest) -> None:
    if manifest.has_key:
        _say(
            "文件里有本站的密钥、题目答案和学生作答：请像保管数据库一样保管它。",
            "The file holds this site's secret key, the exams' keys and the answers: "
            "guard it like the database itself.",
        )
    elif KEY_ELSEWHERE in manifest.notes:
        _say(
            "密钥由 ZHIKE_SECRET_KEY 设置，不在文件里：请另外保存。",
            "The secret key is set by ZHIKE_SECRET_KEY and is not in the file: keep it apart.",
        )


def _conclude(found: Checked) -> None:
    """Say whether everything holds; leave with 1 where it does not."""
    if found.faults:
        for fault in found.faults[:20]:
            click.echo(f"  {fault}", err=True)
        _say("核对没有通过，见上。", "The check failed, see above.", err=True)
        sys.exit(1)
    if found.proof is None:
        _say(
            "文件完好。答卷和回执要在恢复以后才能逐条核对。",
            "The file is sound. Papers and receipts can be checked one by one once it is restored.",
        )
        return
    proof = found.proof
    _say(
        f"全部核对一致：{proof.sittings} 份答卷、{proof.saves} 次保存、{proof.receipts} 张回执。",
        f"Everything holds: {proof.sittings} papers, {proof.saves} saves, "
        f"{proof.receipts} receipts.",
    )


def _say(chinese: str, english: str, *, err: bool = False) -> None:
    click.echo(chinese, err=err)
    click.echo(english, err=err)


def _refusal(error: BackupError) -> click.ClickException:
    return click.ClickException(f"{error.chinese}\n{error.english}")
