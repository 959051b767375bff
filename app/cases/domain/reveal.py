"""Commit before reveal: which parts of a case a reader may see, and where answers can still change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.cases.domain.case import Opens, Part


class State(StrEnum):
    """Where a reader stands with a part."""

    SHUT = "shut"  # not to be seen yet, nor anything of it
    OPEN = "open"  # read and answered
    LOCKED = "locked"  # read; the answer is final


@dataclass(frozen=True, slots=True)
class Rule:
    """When a part opens. `at` is the set time (DATE), or when the instructor opened it (STAFF)."""

    opens: Opens
    at: datetime | None = None

    def opens_for_all(self, now: datetime) -> bool:
        """Whether time or the instructor has opened the part, whatever a reader answered."""
        by_clock = self.opens in (Opens.DATE, Opens.STAFF)
        return by_clock and self.at is not None and self.at <= now


def part_states(
    parts: Sequence[Part],
    rules: Mapping[str, Rule],
    committed: Collection[str],
    now: datetime,
    *,
    closed: bool = False,
) -> dict[str, State]:
    """The state of each part, by id.

    A part is shown only after all before it; and before it is shown, the answer to the one before
    is final: because it was handed in, or because time or the instructor opened this one, which
    takes what had been saved as it was. `closed`: nothing can be answered any more.
    """
    states: dict[str, State] = {}
    seen = True
    for at, part in enumerate(parts):
        seen = seen and (at == 0 or _shown(parts[at - 1], part, rules, committed, now))
        if not seen:
            states[part.id] = State.SHUT
            continue
        following = parts[at + 1] if at + 1 < len(parts) else None
        ended = following is not None and _rule(following, rules).opens_for_all(now)
        final = closed or part.id in committed or ended
        states[part.id] = State.LOCKED if final else State.OPEN
    return states


def _rule(part: Part, rules: Mapping[str, Rule]) -> Rule:
    return rules.get(part.id) or Rule(part.opens)


def _shown(
    before: Part,
    part: Part,
    rules: Mapping[str, Rule],
    committed: Collection[str],
    now: datetime,
) -> bool:
    rule = _rule(part, rules)
    if rule.opens in (Opens.DATE, Opens.STAFF):
        return rule.opens_for_all(now)
    return before.id in committed or not before.questions
