"""Fixtures for commands."""

from __future__ import annotations

import pytest


class Said(list[tuple[str, str]]):
    """Collects what would be printed."""

    def __call__(self, chinese: str, english: str) -> None:
        self.append((chinese, english))


@pytest.fixture
def said() -> Said:
    return Said()
