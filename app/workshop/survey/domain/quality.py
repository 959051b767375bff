"""Which responses look as if nobody had thought about them (pure). A person decides what follows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from app.workshop.survey.domain.questionnaire import (
    Kind,
    Questionnaire,
    Response,
)


class Flag(StrEnum):
    """Why a response is pointed out."""

    SPEED = "speed"
    STRAIGHT = "straight"
    DUPLICATE = "duplicate"
    EMPTY = "empty"


# Of the median time. Studies of speeders cut between 30 and 50 per cent of it (Greszki, Meyer & Schoen 2015).
SPEED_SHARE = 0.4
FEWEST_TIMES = 5
STRAIGHT_ITEMS = 5
DUPLICATE_ANSWERS = 8
EMPTY_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Flags by response id, and what they were measured by."""

    flags: dict[str, tuple[Flag, ...]]
    median_seconds: float | None
    limit_seconds: float | None
    completeness: float | None


def screen(questionnaire: Questionnaire, responses: Sequence[Response]) -> Screen:
    """Speeders (below 0.4 of the median), straight-liners (at least five rated items, all with the very
    same raw rating), contents that occur twice (at least eight answers; all but the first by id), and
    responses that are more than half empty."""
    times = [r.seconds for r in responses if r.seconds is not None]
    middle = median(times) if len(times) >= FEWEST_TIMES else None
    limit = SPEED_SHARE * middle if middle is not None else None
    seen: set[str] = set()
    found: dict[str, tuple[Flag, ...]] = {}
    for response in sorted(responses, key=lambda one: one.id):
        flags: list[Flag] = []
        if limit is not None and response.seconds is not None and response.seconds < limit:
            flags.append(Flag.SPEED)
        if is_straight(questionnaire, response):
            flags.append(Flag.STRAIGHT)
        content = json.dumps(response.answers, sort_keys=True, ensure_ascii=False)
        if len(response.answers) >= DUPLICATE_ANSWERS and content in seen:
            flags.append(Flag.DUPLICATE)
        seen.add(content)
        if answered_share(questionnaire, response) < EMPTY_SHARE:
            flags.append(Flag.EMPTY)
        if flags:
            found[response.id] = tuple(flags)
    shares = [answered_share(questionnaire, one) for one in responses]
    return Screen(
        flags=found,
        median_seconds=middle,
        limit_seconds=limit,
        completeness=sum(shares) / len(shares) if shares else None,
    )


def is_straight(questionnaire: Questionnaire, response: Response) -> bool:
    """Whether every matrix row and scale got the same raw rating, reverse items included."""
    given = [
        value
        for question in questionnaire.questions
        for item in question.items
        if isinstance(value := response.answers.get(item.id), int)
    ]
    return len(given) >= STRAIGHT_ITEMS and len(set(given)) == 1


def answered_share(questionnaire: Questionnaire, response: Response) -> float:
    """The share of closed parts that were answered (“不适用” is an answer); open questions may be skipped."""
    parts = [
        part
        for question in questionnaire.questions
        if question.kind is not Kind.OPEN
        for part in question.parts
    ]
    if not parts:
        return 1.0
    return sum(1 for part in parts if part in response.answers) / len(parts)
