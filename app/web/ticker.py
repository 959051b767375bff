"""Threads that do something every few seconds, one of each in every server process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random

from flask import Flask

from app.extensions import db


class Ticker(threading.Thread):
    """Works every `seconds` (a little more or less, so that processes do not march in step)."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self._seconds = seconds
        self._work = work
        self._stopped = threading.Event()
        self._chance = Random()

    def run(self) -> None:
        while not self._stopped.wait(self._seconds * self._chance.uniform(0.8, 1.2)):
            self._work()

    def stop(self) -> None:
        """Ask the thread to end; it does so after the work it may be at."""
        self._stopped.set()


def start_ticker(name: str, seconds: float, work: Callable[[], object]) -> Ticker | None:
    """Start a thread of this process; None where `seconds` is 0.

    Call it after any fork: threads do not survive one.
    """
    if seconds <= 0:
        return None
    ticker = Ticker(name, seconds, work)
    ticker.start()
    return ticker


def attempt(app: Flask, work: Callable[[], int], trouble: str) -> int:
    """Do one thing once; trouble is logged, 0 returned, and the next round tries again.

    A request context stands around it, because work may put sentences into the site's language.
    """
    with app.test_request_context():
        try:
            return work()
        except Exception:
            app.logger.exception(trouble)
            db.session.rollback()
            return 0
        finally:
            db.session.remove()
