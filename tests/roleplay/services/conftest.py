"""A shipped scenario, a class that plays it, and somebody who says the model's lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.accounts.models import User
from app.content.yaml import load_yaml
from app.courses.models import CourseClass
from app.gradebook.service import get_scheme
from app.roleplay.domain.scripts import read_moves
from app.roleplay.models import PlayAssignment, PlayRun, PlayScript
from app.roleplay.services import assigning, runs
from app.roleplay.services.played import Played, load_played
from app.roleplay.services.runs import CannotSay, Saying
from app.roleplay.services.scripts import ensure_script, open_script
from app.roleplay.specs import ScenarioSpec
from tests.builders import Builders
from tests.conftest import Clock

SLUG = "sc-play-complaint"


@pytest.fixture(scope="session")
def spec(root: Path) -> ScenarioSpec:
    text = (root / "content" / "scenarios" / f"{SLUG}.yml").read_text(encoding="utf-8")
    return ScenarioSpec.model_validate(load_yaml(text).value)


@pytest.fixture
def script(db: Any, spec: ScenarioSpec, clock: Clock) -> PlayScript:
    del db
    return ensure_script(spec, clock())


@pytest.fixture
def here(make: Builders) -> CourseClass:
    return make.class_()


@pytest.fixture
def teacher(make: Builders, here: CourseClass) -> User:
    return make.instructor(here)


@pytest.fixture
def set_work(
    here: CourseClass, teacher: User, script: PlayScript, clock: Clock
) -> Callable[..., PlayAssignment]:
    """Return a function that sets the scenario, or another `script`, to the class."""
    usual = script

    def set_(script: PlayScript = usual, **values: Any) -> PlayAssignment:
        training = get_scheme(here.id).categories[0]
        settings = {
            "title": "姚女士要退卡",
            "note": "",
            "opens_at": clock(),
            "closes_at": clock() + timedelta(days=7),
            "attempts": 2,
            "mode": "text",
            "counts": "best",
            "debrief": "after_run",
            "weight": Decimal(4),
            "category_id": training.id,
        } | values
        return assigning.save(
            here, None, script, assigning.Settings(**settings), teacher.id, clock()
        )

    return set_


@pytest.fixture
def speak(clock: Clock) -> Callable[[PlayRun, Sequence[str]], Played]:
    """Return a function that says lines, one a turn, until the customer goes."""

    def say(run: PlayRun, lines: Sequence[str]) -> Played:
        scenario = open_script(run.script).scenario
        number = load_played(run).last
        for move in read_moves(scenario, lines):
            number += 1
            try:
                runs.say(run, Saying(number=number, text=move.text, to=move.to), clock())
            except CannotSay:
                break
        return load_played(run)

    return say


@pytest.fixture
def begin(script: PlayScript, clock: Clock) -> Callable[..., PlayRun]:
    """Return a function that begins a practice conversation."""

    def start(user: User, mode: str = "text", seed: int = 3) -> PlayRun:
        return runs.start_run(user.id, script, mode, seed, clock())

    return start


def later(at: datetime, **delta: float) -> datetime:
    return at + timedelta(**delta)
