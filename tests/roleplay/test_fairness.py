"""What must not change a judgement: how a line looks, 您 or 你, fillers, the customer's wording."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.roleplay.domain.bank import Example
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.engine import play
from app.roleplay.domain.scripts import read_moves
from app.roleplay.judging import shipped_judge
from tests.roleplay.test_scenarios import FILES, ScenarioSpec, value

MOST_CHANGED = 0.05
MARKS = "，。！？；：、…～,.!?"
CHANGES: dict[str, Callable[[str], str]] = {
    "no punctuation": lambda text: "".join(c for c in text if c not in MARKS),
    "spaces": lambda text: " ".join(text) if not text.isascii() else text,
    "no final mark": lambda text: text.rstrip(MARKS),
    "你": lambda text: text.replace("您", "你"),
    "您": lambda text: text.replace("你", "您"),
    "filler": lambda text: f"嗯，{text}",
    "emoji": lambda text: f"{text}🙏😊",
}


@pytest.mark.parametrize("name", CHANGES)
def test_looks_hardly_ever_change_a_label(name: str, examples: list[Example]) -> None:
    judge = shipped_judge()
    lines = [e for e in examples if not e.utterance.isascii()]
    changed = [
        example.id
        for example in lines
        if _labels(judge.judge(example.utterance, example.context))
        != _labels(judge.judge(CHANGES[name](example.utterance), example.context))
    ]
    assert len(changed) <= MOST_CHANGED * len(lines), changed


def _labels(judgement: object) -> tuple[object, ...]:
    return getattr(judgement, "acts", ()), getattr(judgement, "taboo", None)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_seed_never_moves_a_mark(file: object) -> None:
    spec = ScenarioSpec.model_validate(value(getattr(file, "stem", "")))
    built, judge = spec.build(), shipped_judge().judge
    moves = list(read_moves(built, spec.scripts.average))
    marks = {mark_scene(built, play(built, moves, judge, seed)).points for seed in range(6)}
    assert len(marks) == 1
