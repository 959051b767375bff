"""A rehearsal of an exam room: what is tried on purpose, and whether it held.

The faults are played in the page itself (`exam-rehearsal.js`), so that a room can be tried at any
hour and nothing outside is touched. What a page reports is bounded and read strictly here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

_LONGEST = 3600
_MOST = 10_000


class Step(StrEnum):
    """What is played, in this order."""

    OFFLINE = "offline"  # the network is lost
    SILENT = "silent"  # the server does not answer
    RELOAD = "reload"  # the page is loaded again with answers unsent
    TAKEOVER = "takeover"  # a second tab takes the paper up
    TIME_UP = "time_up"  # time is over


# Reported by the page; that time-up held shows in the receipt.
REPORTED = (Step.OFFLINE, Step.SILENT, Step.RELOAD, Step.TAKEOVER)


class ReportError(ValueError):
    """What came is no report; the message names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a step went: for how many seconds it lasted, how many changes were made and arrived."""

    step: Step
    held: bool
    seconds: int = 0
    changes: int = 0

    def to_text(self) -> str:
        """The outcome as it is stored."""
        body = {"step": self.step.value, "held": self.held, "changes": self.changes}
        return json.dumps(body, separators=(",", ":"))


def read_report(data: object) -> Outcome:
    """Read what a page reports of one step. Raises `ReportError`."""
    if not isinstance(data, dict):
        raise ReportError("body")
    body = cast("Mapping[str, Any]", data)
    step, held = body.get("step"), body.get("held")
    if step not in [one.value for one in REPORTED]:
        raise ReportError("step")
    if not isinstance(held, bool):
        raise ReportError("held")
    return Outcome(
        step=Step(step),
        held=held,
        seconds=_whole(body.get("seconds", 0), "seconds", _LONGEST),
        changes=_whole(body.get("changes", 0), "changes", _MOST),
    )


def stored_outcome(text: str, seconds: int | None) -> Outcome | None:
    """An outcome as `to_text` wrote it; None for anything else."""
    try:
        return read_report({**json.loads(text), "seconds": seconds or 0})
    except (ValueError, TypeError):
        return None


def latest(outcomes: Iterable[Outcome]) -> dict[Step, Outcome]:
    """The last outcome of each step, in the order of the steps: a step may be tried again."""
    found = {outcome.step: outcome for outcome in outcomes}
    return {step: found[step] for step in Step if step in found}


def passed(outcomes: Mapping[Step, Outcome]) -> bool:
    """Whether a machine stood everything that is played."""
    return all(step in outcomes and outcomes[step].held for step in Step)


def _whole(value: object, field: str, largest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= largest:
        raise ReportError(field)
    return int(value)
