"""Guessing is slowed down, per address and without keeping it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from app.extensions import limiter


def test_wrong_addresses_run_out(make_app: Callable[..., Flask]) -> None:
    app = make_app("sqlite", RATE_LIMITS=True)
    client = app.test_client()
    try:
        answers = [client.get(f"/s/guess{n}").status_code for n in range(202)]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert answers[:200] == [404] * 200
    assert answers[-1] == 429
