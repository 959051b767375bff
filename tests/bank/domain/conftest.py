"""The domain is pure: its tests start no application, and their properties are not timed."""

from __future__ import annotations

import pytest
from hypothesis import settings

# On a busy machine a deadline would fail at random.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def own_content() -> None:
    """Take the place of the fixture that points an application at the small course."""
