"""Good conversations in other words than the scenarios' own earn good marks all the same.

The lines in `natural/` were written without looking at the words of the scenarios, which were widened once
after they had been played. With free text the judge misses something now and then; what may not happen is
that only the model's wording counts.
"""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from app.roleplay.judging import shipped_judge
from app.roleplay.proofs import run, share
from app.roleplay.specs import ScenarioSpec
from tests.roleplay.test_scenarios import value

SCRIPTS = sorted((Path(__file__).parent / "natural").glob("*.txt"))
EACH_LEAST, MEAN_LEAST = 60, 78


def marked(script: Path) -> float:
    spec = ScenarioSpec.model_validate(value(script.stem))
    lines = script.read_text(encoding="utf-8").splitlines()
    assert not set(lines) & set(spec.scripts.model)
    built = spec.build()
    return share(built, run(built, lines, shipped_judge().judge))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_other_words_pass(script: Path) -> None:
    assert marked(script) >= EACH_LEAST


def test_other_words_earn_good_marks_on_average() -> None:
    assert len(SCRIPTS) >= 17
    assert mean(marked(script) for script in SCRIPTS) >= MEAN_LEAST
