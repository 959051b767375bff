"""Putting jobs into the queue, claiming them, and working through them step by step.

The same on SQLite and PostgreSQL, in one process or many: a conditional update decides who works on a
job, and a step is one transaction that holds the job's row from its first statement to its commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import and_, or_, select, update

from app.database import writing
from app.extensions import db
from app.jobs.handlers import Step, find_handler
from app.jobs.models import Job

# Much longer than a step takes, short enough that people wait for a dead process only a moment.
LEASE = timedelta(seconds=60)
MOST_FAILURES = 5
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_ERROR = 500


class LeaseLostError(Exception):
    """Somebody else works on the job by now; whatever this step did was rolled back."""


def enqueue(
    kind: str, payload: Mapping[str, Any], at: datetime, *, total: int, author_id: int | None
) -> Job:
    """Add a job; belongs inside the caller's `writing()`, so that it exists exactly if its cause does."""
    job = Job(
        kind=kind,
        payload=dict(payload),
        total=total,
        author_id=author_id,
        not_before=at,
        created_at=at,
    )
    db.session.add(job)
    db.session.flush()
    return job


def claim(owner: str, at: datetime) -> int | None:
    """Take the oldest job that waits or whose owner fell silent; returns its id. Two statements.

    Of several that try at once each gets another job, or none.
    """
    free = or_(
        and_(Job.state == "queued", Job.not_before <= at),
        and_(Job.state == "running", Job.lease_until < at),
    )
    if db.session.scalar(select(Job.id).where(free).limit(1)) is None:
        db.session.rollback()
        return None
    with writing():
        first = select(Job.id).where(free).order_by(Job.id).limit(1)
        candidate = db.session.scalar(first.with_for_update(skip_locked=True))
        if candidate is None:
            return None
        return db.session.scalar(
            update(Job)
            .where(Job.id == candidate, free)
            .values(state="running", owner=owner, lease_until=at + LEASE, beat_at=at)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )


def run_step(job_id: int, owner: str, at: datetime) -> bool:
    """Do one step; returns whether more are to come. Raises LeaseLostError, and what the handler raises."""
    with writing():
        job = _beat(job_id, owner, at)
        handler = find_handler(job.kind)
        if handler is None:
            raise LookupError(f"no handler for jobs of kind {job.kind}")
        step = handler(job, at)
        _advance(job, step, at)
        return not step.finished


def run_job(job_id: int, owner: str, clock: Callable[[], datetime]) -> bool:
    """Work through a claimed job to its end, or until somebody else has it; returns whether it ended.

    A step that fails is tried again later, from where the last good one stood, and a job that fails
    again and again is put aside with what was said.
    """
    try:
        while run_step(job_id, owner, clock()):
            db.session.remove()
    except LeaseLostError:
        return False
    except Exception as error:
        db.session.rollback()
        current_app.logger.exception("a step of job %s failed", job_id)
        note_failure(job_id, owner, error, clock())
        return False
    return True


def drain(owner: str, clock: Callable[[], datetime]) -> int:
    """Work through everything that can be worked on now; returns how many jobs ended well."""
    ended = 0
    while (job_id := claim(owner, clock())) is not None:
        ended += run_job(job_id, owner, clock)
        db.session.remove()
    return ended


def note_failure(job_id: int, owner: str, error: Exception, at: datetime) -> None:
    """Write down that a step failed, and when to try again: sooner the first time, later each time."""
    with writing():
        job = db.session.get(Job, job_id, populate_existing=True, with_for_update=True)
        if job is None or job.owner != owner or job.state != "running":
            return
        job.failures += 1
        job.error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        job.state = "failed" if job.failures >= MOST_FAILURES else "queued"
        job.owner = job.lease_until = None
        job.not_before = at + FIRST_PAUSE * 2 ** (job.failures - 1)


def try_again(job_id: int, at: datetime) -> bool:
    """Put a job that was set aside back into the queue, from where it stood; False if it was not."""
    with writing():
        found = db.session.scalar(
            update(Job)
            .where(Job.id == job_id, Job.state == "failed")
            .values(state="queued", failures=0, error="", not_before=at)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )
        return found is not None


def _beat(job_id: int, owner: str, at: datetime) -> Job:
    """Renew the lease and hold the row; whoever lost it in the meantime is told."""
    held = db.session.scalar(
        update(Job)
        .where(Job.id == job_id, Job.owner == owner, Job.state == "running")
        .values(lease_until=at + LEASE, beat_at=at)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if held is None:
        raise LeaseLostError
    return db.session.get_one(Job, job_id, populate_existing=True)


def _advance(job: Job, step: Step, at: datetime) -> None:
    job.cursor = dict(step.cursor)
    job.done += step.done
    job.failures, job.error = 0, ""
    if step.finished:
        job.state, job.finished_at = "done", at
        job.owner = job.lease_until = None
        job.total = job.done
