"""`flask --app run jobs …`: long work by hand."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app.extensions import db
from app.jobs.models import Job
from app.jobs.runner import owner_name, work_off
from app.jobs.service import try_again
from app.web.clock import now

jobs_cli = AppGroup("jobs", help="后台任务：改分等要做一阵子的事。")


@click.command("run", help="把排队的任务做完再退出；服务器里的线程平时自己会做。")
def run_command() -> None:
    """Work through everything that waits; exits with status 1 if any job is set aside as failed."""
    with current_app.test_request_context():
        ended = work_off(owner_name())
        failed = list(db.session.scalars(select(Job).where(Job.state == "failed").order_by(Job.id)))
    click.echo(f"做完 {ended} 项。")
    for job in failed:
        click.echo(
            f"没有做成：{job.id}（{job.kind}，{job.done} / {job.total}）{job.error}", err=True
        )
    if failed:
        raise click.exceptions.Exit(1)


@click.command("retry", help="把没有做成的任务 JOB 放回队列，从停下的地方接着做。")
@click.argument("job", type=int)
def retry_command(job: int) -> None:
    """Put a failed job back into the queue."""
    if not try_again(job, now()):
        raise click.ClickException("没有这项没有做成的任务。")
    click.echo("已放回队列。")


jobs_cli.add_command(run_command)
jobs_cli.add_command(retry_command)
