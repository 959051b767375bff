"""A thread that works through jobs, one in each server process: what two find is done by one of them."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from random import Random

from flask import Flask

from app.extensions import db
from app.jobs.service import drain
from app.web.clock import now


class Runner(threading.Thread):
    """Looks for jobs every `seconds` (a little more or less, so that processes do not march in step)."""

    def __init__(self, app: Flask, seconds: float) -> None:
        super().__init__(name="job-runner", daemon=True)
        self._app = app
        self._seconds = seconds
        self._stopped = threading.Event()
        self._chance = Random()
        self._owner = owner_name()

    def run(self) -> None:
        while not self._stopped.wait(self._seconds * self._chance.uniform(0.8, 1.2)):
            run_once(self._app, self._owner)

    def stop(self) -> None:
        """Ask the thread to end; it does so after the jobs it may be at."""
        self._stopped.set()


def owner_name() -> str:
    """A name that no other process or thread has: machine, process, chance."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


def start_runner(app: Flask) -> Runner | None:
    """Start this process's runner; None where `JOB_SECONDS` is 0.

    Call it after any fork: threads do not survive one.
    """
    seconds = app.config["JOB_SECONDS"]
    if seconds <= 0:
        return None
    runner = Runner(app, seconds)
    runner.start()
    return runner


def run_once(app: Flask, owner: str) -> int:
    """Work through what waits; trouble is logged and the next round tries again.

    A request context stands around it, because what handlers call may put sentences into the site's
    language.
    """
    with app.test_request_context():
        try:
            return drain(owner, now)
        except Exception:
            app.logger.exception("working through jobs failed")
            db.session.rollback()
            return 0
        finally:
            db.session.remove()
