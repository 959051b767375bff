"""Which kinds of jobs exist: features register their handlers, so that jobs import none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.jobs.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one step did. `cursor` is where the next one begins; `done` counts the things of this one."""

    cursor: Mapping[str, Any] = field(default_factory=dict[str, Any])
    done: int = 0
    finished: bool = False


# A handler works through one bounded batch. It is called inside `writing()`, in the transaction that
# also stores the cursor: what it writes and where it stands are kept together or not at all.
Handler = Callable[[Job, datetime], Step]

_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Add a kind of job; the factory calls this once for each."""
    _handlers[kind] = handler


def find_handler(kind: str) -> Handler | None:
    return _handlers.get(kind)
