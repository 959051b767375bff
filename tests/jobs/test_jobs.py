"""Long work: claimed by one, done in steps, resumed where it stood, put aside when it keeps failing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import writing
from app.extensions import db as database
from app.jobs import handlers
from app.jobs.handlers import Step
from app.jobs.models import Job
from app.jobs.runner import run_once, start_runner
from app.jobs.service import (
    LEASE,
    MOST_FAILURES,
    LeaseLostError,
    claim,
    drain,
    enqueue,
    run_step,
    try_again,
)
from app.learning.models import LessonNote
from tests.conftest import START, Clock

pytestmark = pytest.mark.both_engines
KIND = "count"


class Counter:
    """A handler that writes a row per number, ten numbers a step; `breaks` names steps that fail."""

    def __init__(self, user_id: int, size: int = 25) -> None:
        self.user_id = user_id
        self.size = size
        self.breaks: set[int] = set()
        self.calls = 0

    def __call__(self, job: Job, at: datetime) -> Step:
        self.calls += 1
        first = int(job.cursor.get("next", 0))
        last = min(first + 10, self.size)
        for number in range(first, last):
            database.session.add(
                LessonNote(
                    user_id=self.user_id, chapter_id="ch01", anchor="s1", text=str(number),
                    created_at=at, updated_at=at,
                )
            )  # fmt: skip
        database.session.flush()
        if self.calls in self.breaks:
            raise RuntimeError("broken on purpose")
        return Step(cursor={"next": last}, done=last - first, finished=last == self.size)


@pytest.fixture
def registered() -> Iterator[None]:
    before = dict(handlers._handlers)
    yield
    handlers._handlers.clear()
    handlers._handlers.update(before)


@pytest.fixture
def counter(make: Any, registered: None) -> Counter:
    handler = Counter(make.user().id)
    handlers.register(KIND, handler)
    return handler


def put(at: datetime, total: int = 25) -> int:
    with writing():
        return enqueue(KIND, {}, at, total=total, author_id=None).id


def job(job_id: int) -> Job:
    return database.session.get_one(Job, job_id, populate_existing=True)


def numbers() -> list[int]:
    return sorted(int(text) for text in database.session.scalars(select(LessonNote.text)))


def test_a_job_is_done_in_steps_from_the_queue(counter: Counter, clock: Clock) -> None:
    job_id = put(clock())
    assert drain("me", clock) == 1
    done = job(job_id)
    assert (done.state, done.done, done.total, done.owner) == ("done", 25, 25, None)
    assert (counter.calls, numbers()) == (3, list(range(25)))
    assert drain("me", clock) == 0


def test_a_step_that_fails_leaves_nothing_and_is_tried_again_later(
    counter: Counter, clock: Clock
) -> None:
    counter.breaks = {2}
    job_id = put(clock())
    assert drain("me", clock) == 0
    held = job(job_id)
    assert (held.state, held.done, held.failures) == ("queued", 10, 1)
    assert "broken on purpose" in held.error
    assert numbers() == list(range(10))
    assert drain("me", clock) == 0  # not before the pause is over
    clock.move(seconds=10)
    assert drain("me", clock) == 1
    assert numbers() == list(range(25))
    assert (job(job_id).failures, job(job_id).error) == (0, "")


def test_a_job_that_keeps_failing_is_put_aside_and_can_be_taken_up_again(
    counter: Counter, clock: Clock
) -> None:
    counter.breaks = set(range(2, 2 + MOST_FAILURES))
    job_id = put(clock())
    for _try in range(MOST_FAILURES):
        drain("me", clock)
        clock.move(minutes=5)
    assert job(job_id).state == "failed"
    assert drain("me", clock) == 0
    assert try_again(job_id, clock())
    assert not try_again(job_id, clock())
    assert drain("me", clock) == 1
    assert numbers() == list(range(25))


def test_whoever_falls_silent_loses_the_job_and_whoever_comes_goes_on_where_it_stood(
    counter: Counter, clock: Clock
) -> None:
    job_id = put(clock())
    assert claim("first", clock()) == job_id
    assert run_step(job_id, "first", clock())
    assert claim("second", clock()) is None  # the lease holds
    clock.move(seconds=LEASE.total_seconds() + 1)
    assert claim("second", clock()) == job_id
    with pytest.raises(LeaseLostError):
        run_step(job_id, "first", clock())
    assert numbers() == list(range(10))
    assert run_step(job_id, "second", clock())
    assert not run_step(job_id, "second", clock())
    assert numbers() == list(range(25))


def test_a_heartbeat_keeps_the_lease(counter: Counter, clock: Clock) -> None:
    job_id = put(clock())
    claim("first", clock())
    for _step in range(2):
        clock.move(seconds=LEASE.total_seconds() * 0.9)
        assert claim("second", clock()) is None
        run_step(job_id, "first", clock())
    assert job(job_id).beat_at == clock()


def test_a_job_without_a_handler_is_told(db: Any, clock: Clock) -> None:
    with writing():
        job_id = enqueue("nobody", {}, clock(), total=1, author_id=None).id
    drain("me", clock)
    assert "no handler" in job(job_id).error


def test_a_job_exists_exactly_if_its_cause_does(db: Any, clock: Clock) -> None:
    def cause() -> None:
        with writing():
            enqueue(KIND, {}, clock(), total=1, author_id=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cause()
    assert database.session.scalars(select(Job)).all() == []


def test_statements_of_a_step_do_not_grow(counter: Counter, clock: Clock, count_sql: Any) -> None:
    put(clock())
    counts = []
    for _step in range(2):
        with count_sql() as statements:
            job_id = claim("me", clock()) or 1
            clock.move(seconds=LEASE.total_seconds() + 1)
        counts.append(len(statements))
        del job_id
    assert counts[0] == counts[1]


def test_a_runner_stands_in_each_server_process_unless_it_is_turned_off(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert start_runner(app) is None
    monkeypatch.setitem(app.config, "JOB_SECONDS", 3600)
    runner = start_runner(app)
    assert runner is not None
    assert runner.is_alive()
    runner.stop()
    runner.join(timeout=5)
    assert not runner.is_alive()


def test_the_runner_works_through_what_waits(app: Flask, counter: Counter, clock: Clock) -> None:
    job_id = put(clock())
    assert run_once(app, "thread") == 1
    assert job(job_id).state == "done"


def test_a_lease_is_renewed_by_a_clock_that_runs_on(
    app: Flask, counter: Counter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a job longer than a lease would be taken from the runner that is busy with it."""
    job_id = put(clock())
    beats: list[datetime] = []

    def step(row: Job, at: datetime) -> Step:
        beats.append(at)
        clock.move(seconds=40)
        return counter(row, at)

    monkeypatch.setitem(handlers._handlers, KIND, step)
    begun = clock()
    assert run_once(app, "thread") == 1
    assert beats == [begun + timedelta(seconds=40 * n) for n in range(3)]
    assert job(job_id).finished_at == beats[-1]


def test_the_command_drains_by_hand(app: Flask, counter: Counter, clock: Clock) -> None:
    put(clock())
    result = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert result.exit_code == 0, result.output
    assert "做完 1 项" in result.output
    assert numbers() == list(range(25))


# --- several at once, on real connections


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str, registered: None) -> Iterator[Flask]:
    app = make_app(engine)
    app.config["CLOCK"] = lambda: START
    yield app
    app.config["CLOCK"] = None


def test_of_several_runners_each_job_is_done_by_one_and_no_step_twice(site: Flask) -> None:
    from app.accounts.models import User

    with site.app_context():
        user = User(name="x", created_at=START, last_seen_at=START)
        database.session.add(user)
        database.session.commit()
        handlers.register(KIND, Counter(user.id, size=40))
        for _job in range(4):
            put(START, total=40)
        database.session.remove()
    ended: list[int] = []
    gate = threading.Barrier(4)

    def run(owner: str) -> None:
        gate.wait()
        ended.append(run_once(site, owner))

    threads = [threading.Thread(target=run, args=(f"runner-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with site.app_context():
        jobs = database.session.scalars(select(Job)).all()
        assert [one.state for one in jobs] == ["done"] * 4
        assert sum(ended) == 4
        assert numbers() == sorted(list(range(40)) * 4)
        database.session.remove()


def test_a_process_that_dies_in_the_middle_leaves_what_was_committed(site: Flask) -> None:
    from app.accounts.models import User

    class Killed(BaseException):
        """What a process that is killed does: nothing more."""

    with site.app_context():
        user = User(name="x", created_at=START, last_seen_at=START)
        database.session.add(user)
        database.session.commit()
        counter = Counter(user.id)

        def dies(job: Job, at: datetime) -> Step:
            step = counter(job, at)
            if counter.calls == 2:
                raise Killed
            return step

        handlers.register(KIND, dies)
        job_id = put(START)
        with pytest.raises(Killed):
            drain("dead", lambda: START)
        database.session.remove()
        assert numbers() == list(range(10))
        assert job(job_id).state == "running"
        database.session.remove()
        later = START + LEASE + timedelta(seconds=1)
        assert drain("alive", lambda: later) == 1
        assert numbers() == list(range(25))
        database.session.remove()
