"""Fixtures of the account tests: applications with the protections that other tests switch off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.extensions import limiter


@pytest.fixture
def limited_app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application that counts requests."""
    yield make_app(RATE_LIMITS=True)
    # The counter belongs to the process: other applications must not be counted.
    limiter.reset()
    limiter.enabled = False
