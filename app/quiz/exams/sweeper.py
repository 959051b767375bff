"""A thread that closes abandoned sittings, and makes late comers' papers, though nobody looks.

Every server process runs one: what two sweepers find at once is closed by one of them only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from random import Random

from flask import Flask

from app.extensions import db
from app.quiz.exams.closing import close_expired
from app.quiz.exams.preparing import prepare_late
from app.web.clock import now


class Sweeper(threading.Thread):
    """Sweeps every `seconds` (a little more or less, so that processes do not march in step)."""

    def __init__(self, app: Flask, seconds: float) -> None:
        super().__init__(name="exam-sweeper", daemon=True)
        self._app = app
        self._seconds = seconds
        self._stopped = threading.Event()
        self._chance = Random()

    def run(self) -> None:
        while not self._stopped.wait(self._seconds * self._chance.uniform(0.8, 1.2)):
            sweep(self._app)

    def stop(self) -> None:
        """Ask the thread to end; it does so after the sweep it may be in."""
        self._stopped.set()


def start_sweeper(app: Flask) -> Sweeper | None:
    """Start this process's sweeper; None where `SWEEP_SECONDS` is 0.

    Call it after any fork: threads do not survive one.
    """
    seconds = app.config["SWEEP_SECONDS"]
    if seconds <= 0:
        return None
    sweeper = Sweeper(app, seconds)
    sweeper.start()
    return sweeper


def sweep(app: Flask) -> int:
    """Close what is over, then prepare papers; returns how many sittings were closed."""
    closed = _try(app, close_expired, "closing abandoned sittings failed")
    _try(app, prepare_late, "preparing papers failed")
    return closed


def _try(app: Flask, work: Callable[[datetime], int], trouble: str) -> int:
    """Do one thing once; trouble is logged and the next sweep tries again."""
    with app.app_context():
        try:
            return work(now())
        except Exception:
            app.logger.exception(trouble)
            db.session.rollback()
            return 0
        finally:
            db.session.remove()
