"""What `content check` proves of a scenario's choices by playing them.

Choosing well is worth a good mark and choosing badly a bad one; and neither length nor politeness tells
which option is good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from app.roleplay.domain.choices import Choice, choosing_judge, offer
from app.roleplay.domain.engine import MOST_TURNS, JudgeLine, say, step
from app.roleplay.domain.scenario import Scenario
from app.roleplay.domain.scene import Move, Scene, begin
from app.roleplay.domain.scripts import read_moves
from app.roleplay.proofs import Finding, share
from app.roleplay.specs import ScenarioSpec

SEEDS = (1, 2, 3)
GOOD_LEAST, WRONG_MOST = 85, 20
LONGEST_MOST, POLITE_MOST = 0.45, 0.50
_POLITE = re.compile(r"您|请|谢谢|抱歉|麻烦")
Pick = Callable[[Sequence[Choice]], Choice]


def prove_choices(spec: ScenarioSpec, judge: JudgeLine) -> Iterator[Finding]:
    """Yield (place in the file, what cannot be proved); nothing for a scenario without choices."""
    if spec.choices is None:
        return
    scenario = spec.build()
    judge = lru_cache(maxsize=None)(choosing_judge(scenario, judge))
    good = [run for seed in SEEDS for run in _runs(scenario, judge, seed, good=True)]
    wrong = [run for seed in SEEDS for run in _runs(scenario, judge, seed, good=False)]
    if (least := min(share(scenario, scene) for scene in good)) < GOOD_LEAST:
        yield ("choices", "good"), f"总选好的应不低于 {GOOD_LEAST} 分，现在 {least:.0f}"
    if (most := max(share(scenario, scene) for scene in wrong)) > WRONG_MOST:
        yield ("choices", "wrong"), f"总选错的应不高于 {WRONG_MOST} 分，现在 {most:.0f}"
    offers = [*_offers(scenario, [*good, *wrong]), *_scripted(spec, scenario, judge)]
    for name, by, most_share in TELLS:
        if (value := tell(offers, by)) > most_share:
            yield (
                ("choices", "wrong"),
                f"选{name}的一项不应超过 {most_share:.0%} 选对，现在 {value:.0%}",
            )


def choose_through(scenario: Scenario, judge: JudgeLine, seed: int, pick: Pick) -> Scene:
    """A conversation in which `pick` chooses every line."""
    scene = begin(scenario, seed)
    while len(scene.turns) < MOST_TURNS and (options := offer(scenario, scene, seed)):
        chosen = pick(options)
        scene = say(scenario, scene, Move(chosen.say, chosen.to), judge)
    return scene


def tell(offers: Iterable[Sequence[Choice]], by: Callable[[Choice], int]) -> float:
    """How often the option with the highest `by` is a good one; equal ones are drawn by lot."""
    hits = 0.0
    count = 0
    for options in offers:
        highest = max(by(one) for one in options)
        drawn = [one for one in options if by(one) == highest]
        hits += sum(one.good for one in drawn) / len(drawn)
        count += 1
    return hits / count if count else 0.0


def politeness(choice: Choice) -> int:
    return len(_POLITE.findall(choice.say))


TELLS: tuple[tuple[str, Callable[[Choice], int], float], ...] = (
    ("最长", lambda one: len(one.say), LONGEST_MOST),
    ("最短", lambda one: -len(one.say), LONGEST_MOST),
    ("客气字眼最多", politeness, POLITE_MOST),
)


def _runs(scenario: Scenario, judge: JudgeLine, seed: int, *, good: bool) -> Iterator[Scene]:
    """Always a good one, or always a wrong one: the first of them, and the last."""
    for at in (0, -1):

        def pick(options: Sequence[Choice], at: int = at) -> Choice:
            return [one for one in options if one.good is good][at]

        yield choose_through(scenario, judge, seed, pick)


def _offers(scenario: Scenario, scenes: Iterable[Scene]) -> Iterator[tuple[Choice, ...]]:
    """The options that were offered on the way through `scenes`."""
    for scene in scenes:
        fresh = begin(scenario, scene.seed)
        for turn in scene.turns:
            yield offer(scenario, fresh, scene.seed)
            fresh = step(scenario, fresh, Move(turn.text, turn.to), turn.judgement)


def _scripted(
    spec: ScenarioSpec, scenario: Scenario, judge: JudgeLine
) -> Iterator[tuple[Choice, ...]]:
    """The options in every state that the scripts pass through."""
    scripts = (spec.scripts.model, spec.scripts.average, spec.scripts.taboo)
    for lines in (*scripts, *spec.scripts.exploits.values()):
        for seed in SEEDS:
            scene = begin(scenario, seed)
            for move in read_moves(scenario, lines):
                if not (options := offer(scenario, scene, seed)):
                    break
                yield options
                scene = say(scenario, scene, move, judge)
