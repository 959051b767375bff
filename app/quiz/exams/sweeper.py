"""A thread that closes abandoned sittings, and makes late comers' papers, though nobody looks.

Every server process runs one: what two sweepers find at once is closed by one of them only.
"""

from __future__ import annotations

from functools import partial

from flask import Flask

from app.quiz.exams.closing import close_expired
from app.quiz.exams.preparing import prepare_late
from app.web.clock import now
from app.web.ticker import Ticker, attempt, start_ticker


def start_sweeper(app: Flask) -> Ticker | None:
    """Start this process's sweeper; None where `SWEEP_SECONDS` is 0."""
    return start_ticker("exam-sweeper", app.config["SWEEP_SECONDS"], partial(sweep, app))


def sweep(app: Flask) -> int:
    """Close what is over, then prepare papers; returns how many sittings were closed."""
    closed = attempt(app, lambda: close_expired(now()), "closing abandoned sittings failed")
    attempt(app, lambda: prepare_late(now()), "preparing papers failed")
    return closed
