"""What an exam's author decides, as one value between the form and the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from app.marking.domain.looks import DEFAULT_DAYS
from app.marking.domain.plans import GradingPlan
from app.quiz.domain.access import AccessRules
from app.quiz.domain.showing import normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamSettings:
    """What the settings page holds; instants in UTC, `review` by phase.

    Each field is a column of `Exam`.
    """

    title: str
    instructions: str
    opens_at: datetime
    closes_at: datetime
    minutes: int
    attempts: int
    shuffle_items: bool
    shuffle_options: bool
    rule: str
    category_id: int | None
    needs_eligibility: bool
    review: Mapping[str, Sequence[str]]
    access: AccessRules = field(default_factory=AccessRules)
    look_days: int = DEFAULT_DAYS
    written: GradingPlan = field(default_factory=GradingPlan)

    def to_columns(self) -> dict[str, Any]:
        """What the row holds, by column."""
        return {name: getattr(self, name) for name in SETTINGS} | {
            "review": normalised(self.review),
            "access": self.access.to_json(),
            "written": self.written.to_json(),
        }


# The columns of an exam that the settings page may change.
SETTINGS = tuple(one.name for one in fields(ExamSettings))
