"""What `content check` proves of a scenario's choices by playing them.

Choosing well is worth a good mark and choosing badly a bad one; and neither length nor politeness tells
which option is good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from statistics import median

from app.roleplay.domain.choices import Choice, choosing_judge, offer
from app.roleplay.domain.engine import MOST_TURNS, JudgeLine, addressed, say
from app.roleplay.domain.scenario import Scenario
from app.roleplay.domain.scene import Move, Scene, begin
from app.roleplay.domain.scripts import read_moves
from app.roleplay.proofs import Finding, share
from app.roleplay.specs import ScenarioSpec

SEEDS = (1, 2, 3)
GOOD_LEAST, WRONG_MOST = 85, 20
LONGEST_MOST, MIDDLE_MOST, POLITE_MOST = 0.45, 0.50, 0.50
_POLITE = re.compile(r"您|请|谢谢|抱歉|麻烦")
Offer = tuple[Choice, ...]
Pick = Callable[[Offer], Choice]
Score = Callable[[Offer], Sequence[float]]


def prove_choices(spec: ScenarioSpec, judge: JudgeLine) -> Iterator[Finding]:
    """Yield (place in the file, what cannot be proved); nothing for a scenario without choices."""
    if spec.choices is None:
        return
    scenario = spec.build()
    judge = lru_cache(maxsize=None)(choosing_judge(scenario, judge))
    good = list(_runs(scenario, judge, good=True))
    wrong = list(_runs(scenario, judge, good=False))
    if (least := min(share(scenario, scene) for scene, _offers in good)) < GOOD_LEAST:
        yield ("choices", "good"), f"总选好的应不低于 {GOOD_LEAST} 分，现在 {least:.0f}"
    if (most := max(share(scenario, scene) for scene, _offers in wrong)) > WRONG_MOST:
        yield ("choices", "wrong"), f"总选错的应不高于 {WRONG_MOST} 分，现在 {most:.0f}"
    offers = [one for _scene, own in (*good, *wrong) for one in own]
    offers += _scripted(spec, scenario, judge)
    for name, score, most_share in TELLS:
        if (value := tell(offers, score)) > most_share:
            yield (
                ("choices", "wrong"),
                f"选{name}的一项不应超过 {most_share:.0%} 选对，现在 {value:.0%}",
            )


def choose_through(
    scenario: Scenario, judge: JudgeLine, seed: int, pick: Pick
) -> tuple[Scene, list[Offer]]:
    """A conversation in which `pick` chooses every line, and what it was chosen from."""
    scene, offers = begin(scenario, seed), list[Offer]()
    while len(scene.turns) < MOST_TURNS and (options := offer(scenario, scene, seed)):
        offers.append(options)
        chosen = pick(options)
        scene = say(scenario, scene, Move(chosen.say, chosen.to), judge)
    return scene, offers


def tell(offers: Iterable[Offer], score: Score) -> float:
    """How often the option with the highest score is a good one; equal ones are drawn by lot."""
    hits, count = 0.0, 0
    for options in offers:
        scores = score(options)
        drawn = [one for one, value in zip(options, scores, strict=True) if value == max(scores)]
        hits += sum(one.good for one in drawn) / len(drawn)
        count += 1
    return hits / count if count else 0.0


def _each(by: Callable[[str], int]) -> Score:
    return lambda options: [by(one.say) for one in options]


def _middling(options: Offer) -> list[float]:
    middle = median(len(one.say) for one in options)
    return [-abs(len(one.say) - middle) for one in options]


def politeness(said: str) -> int:
    return len(_POLITE.findall(said))


# What somebody could choose by who does not know: in words, the score, the largest share that is right.
TELLS: tuple[tuple[str, Score, float], ...] = (
    ("最长", _each(len), LONGEST_MOST),
    ("最短", _each(lambda said: -len(said)), LONGEST_MOST),
    ("不长不短", _middling, MIDDLE_MOST),
    ("客气字眼最多", _each(politeness), POLITE_MOST),
    ("客气字眼最少", _each(lambda said: -politeness(said)), POLITE_MOST),
)


def _runs(
    scenario: Scenario, judge: JudgeLine, *, good: bool
) -> Iterator[tuple[Scene, list[Offer]]]:
    """Always a good one, or always a wrong one: the first of them, and the last."""
    for seed in SEEDS:
        for at in (0, -1):

            def pick(options: Offer, at: int = at) -> Choice:
                return [one for one in options if one.good is good][at]

            yield choose_through(scenario, judge, seed, pick)


def _scripted(spec: ScenarioSpec, scenario: Scenario, judge: JudgeLine) -> Iterator[Offer]:
    """The options in every state that the scripts pass through."""
    scripts = (spec.scripts.model, spec.scripts.average, spec.scripts.taboo)
    for lines in (*scripts, *spec.scripts.exploits.values()):
        for seed in SEEDS:
            scene = begin(scenario, seed)
            for move in read_moves(scenario, lines):
                if not (options := offer(scenario, scene, seed)):
                    break
                yield options
                if not addressed(scenario, scene, move).ending:
                    scene = say(scenario, scene, move, judge)
