"""A thread that works through jobs, one in each server process: what two find is done by one of them."""

from __future__ import annotations

import os
import secrets
import socket
from functools import partial

from flask import Flask, current_app

from app.jobs.service import drain
from app.web.clock import read_clock
from app.web.ticker import Ticker, attempt, start_ticker


def start_runner(app: Flask) -> Ticker | None:
    """Start this process's runner; None where `JOB_SECONDS` is 0."""
    work = partial(run_once, app, owner_name())
    return start_ticker("job-runner", app.config["JOB_SECONDS"], work)


def owner_name() -> str:
    """A name that no other process or thread has: machine, process, chance."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


def run_once(app: Flask, owner: str) -> int:
    """Work through what waits; returns how many jobs ended well, 0 after trouble, which is logged."""
    return attempt(app, partial(work_off, owner), "working through jobs failed")


def work_off(owner: str) -> int:
    """Work through what waits, in the application at hand; trouble is raised.

    The clock runs on meanwhile, as that of a request does not: leases are renewed by it.
    """
    return drain(owner, lambda: read_clock(current_app))
