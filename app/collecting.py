"""When Python need not search for garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Put the search for garbage off: among 100,000 rows just read, or among all modules just imported,
    it finds none, and takes long. What is dropped goes at once all the same, as it is in no cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
