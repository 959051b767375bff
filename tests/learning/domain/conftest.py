"""Pure functions need no application."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_content() -> None:
    """The course is not read here."""
