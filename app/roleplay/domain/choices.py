"""What a learner may choose to say: one or two lines that fit now, and wrong ones beside them.

Pure and deterministic: the same scenario, scene and seed give the same options in the same order. Which
of them are good is for the server alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.roleplay.domain.acts import Act, Judgement
from app.roleplay.domain.engine import JudgeLine
from app.roleplay.domain.matching import mentions
from app.roleplay.domain.scenario import ChoiceLine, Moment, Persona, Scenario, Sort
from app.roleplay.domain.scene import Guest, Scene
from app.roleplay.domain.text import bare

MOST_OPTIONS = 4
# A second good line stands beside the first in one offer of so many.
_SECOND_IN = 3
# From this anger on, feelings come before facts and remedies.
_UPSET = 55
_ORDER = {moment: at for at, moment in enumerate(Moment)}


@dataclass(frozen=True, slots=True)
class Choice:
    """An option: what to `say`, to which persona (its id), and for afterwards whether it was good and why."""

    say: str
    to: str
    when: Moment
    good: bool
    why: str = ""


def offer(scenario: Scenario, scene: Scene, seed: int) -> tuple[Choice, ...]:
    """Four options for the present state (three if there are few lines); none if the scenario has no choices or is over.

    What was said before is offered again only when nothing else is left, and wrong turns take their turns:
    the same set never comes twice in a row.
    """
    if scene.is_over or not scenario.choices:
        return ()
    persona = _next_to_speak_to(scenario, scene)
    moves = list(islice(_good_moves(scenario, scene, persona), 2))
    number = len(scene.turns) + 1
    good = moves[:2] if _rank(seed, number, persona.id) % _SECOND_IN == 0 else moves[:1]
    wrong = _wrong_turns(scenario, scene, persona, good[0].when, seed, MOST_OPTIONS - len(good))
    return tuple(sorted((*good, *wrong), key=lambda one: _rank(seed, number, one.to + one.say)))


def choosing_judge(scenario: Scenario, judge: JudgeLine) -> JudgeLine:
    """The judge for lines that were chosen.

    What the author wrote of a line decides. Questions of facts and models are taken for what they are
    meant to be where `judge` sees something else in them; all other lines are left to it.
    """
    written = {line.say: line.judgement for line in scenario.choices if line.judgement}
    meant = dict(_meanings(scenario))

    def judge_choice(said: str, context: str) -> Judgement:
        if said in written:
            return written[said]
        judgement, acts = judge(said, context), meant.get(said, ())
        if acts and (judgement.is_misconduct or not judgement.has(*acts)):
            return Judgement(acts[:1])
        return judgement

    return judge_choice


def _meanings(scenario: Scenario) -> Iterator[tuple[str, tuple[Act, ...]]]:
    for persona in scenario.personas:
        yield from ((fact.question, (Act.ASK,)) for fact in persona.facts)
        yield from ((need.model, need.acts) for need in persona.needs)
        yield from ((one.model, one.acts) for one in persona.objections)


def _next_to_speak_to(scenario: Scenario, scene: Scene) -> Persona:
    """Whoever has not been greeted yet; then one after the other, each until the end."""
    here = [p for p in scenario.personas if not scene.guest(p.id).ending]
    waiting = [p for p in here if scene.guest(p.id).turns == 0]
    present = [p for p in here if p.id == scene.current and scene.guest(p.id).turns > 1]
    return (waiting or present or here)[0]


# ── what fits now


def _good_moves(scenario: Scenario, scene: Scene, persona: Persona) -> Iterator[Choice]:
    """Good lines, the most fitting first, and the close when no other is left; never empty."""
    guest = scene.guest(persona.id)
    said = {turn.text for turn in scene.turns}
    found = False
    for choice in _by_need(scenario, persona, guest):
        if choice.say not in said:
            found = True
            yield choice
    if not found:
        yield from _authored(scenario, persona, Moment.CLOSING)


def _by_need(scenario: Scenario, persona: Persona, guest: Guest) -> Iterator[Choice]:
    if guest.turns == 0:
        yield from _authored(scenario, persona, Moment.OPENING)
        return
    for one in persona.objections:
        if one.id in guest.pending:
            yield Choice(one.model, persona.id, Moment.SOLVING, good=True, why="回应了对方的顾虑")
    if _is_feeling_due(scenario, guest):
        yield from _authored(scenario, persona, Moment.FEELING)
    yield from _facts(scenario, persona, guest)
    yield from _remedies(scenario, persona, guest)
    if guest.has_all(persona) and not guest.is_content(persona):
        yield from _authored(scenario, persona, Moment.FEELING)


def _is_feeling_due(scenario: Scenario, guest: Guest) -> bool:
    unsaid = guest.apologies == 0 and scenario.sort is not Sort.ACQUISITION
    return guest.mood.anger >= _UPSET or guest.empathies == 0 or unsaid


def _facts(scenario: Scenario, persona: Persona, guest: Guest) -> Iterator[Choice]:
    """Saying back what is known by now, then asking for what is not."""
    for choice in _authored(scenario, persona, Moment.FACT):
        text = bare(choice.say)
        spoken_of = {fact.id for fact in persona.facts if mentions(text, fact.words)}
        if spoken_of <= set(guest.told) and not spoken_of <= set(guest.restated):
            yield choice
    for fact in persona.facts:
        if fact.id not in guest.told:
            why = f"问的是“{fact.name}”"
            yield Choice(fact.question, persona.id, Moment.FACT, good=True, why=why)


def _remedies(scenario: Scenario, persona: Persona, guest: Guest) -> Iterator[Choice]:
    """Needs of which enough is known; once all are met, what else was promised."""
    for need in persona.needs:
        if need.id not in guest.met and guest.told and set(need.after) <= set(guest.told):
            why = f"满足的是“{need.name}”"
            yield Choice(need.model, persona.id, Moment.SOLVING, good=True, why=why)
    if guest.has_all(persona):
        yield from _authored(scenario, persona, Moment.SOLVING)


def _authored(scenario: Scenario, persona: Persona, when: Moment) -> Iterator[Choice]:
    for line in scenario.choices:
        if line.good and line.when is when and line.who in ("", persona.id):
            yield _choice(line, persona)


# ── what does not


def _wrong_turns(
    scenario: Scenario, scene: Scene, persona: Persona, when: Moment, seed: int, most: int
) -> list[Choice]:
    """`most` wrong turns, of this moment if there are more that were not said, else with one from near by.

    One is always left out of those to choose from, and another one each turn. What speaks of something
    that the customer has not told waits until then.
    """
    number = len(scene.turns) + 1
    said = [turn.text for turn in scene.turns]
    lines = [
        line
        for line in scenario.choices
        if not line.good and line.who in ("", persona.id) and line.say not in said[-1:]
    ]
    told = scene.guest(persona.id).told
    secrets = [word for fact in persona.facts if fact.id not in told for word in fact.words]
    late = {line.say for line in lines if mentions(bare(line.say), secrets)} | set(said)
    lines.sort(
        key=lambda line: (line.say in late, _distance(line.when, when), _rank(seed, 0, line.say))
    )
    near = [line for line in lines if line.when is when and line.say not in late]
    if len(near) > most:
        chosen = _window(near, number, most)
    else:
        kept = _window(near, number, most - 1) if near else []
        missing = most - len(kept)
        others = [line for line in lines if line not in near]
        chosen = [*kept, *_window(others[: 2 * missing + 1], number, missing)]
    return [_choice(line, persona) for line in chosen]


def _window(lines: Sequence[ChoiceLine], number: int, count: int) -> list[ChoiceLine]:
    """`count` of `lines`, going round from turn to turn."""
    start = number * count
    return [lines[(start + at) % len(lines)] for at in range(min(count, len(lines)))]


def _distance(line: Moment, now: Moment) -> int:
    """How far a line's moment is from the present one; an opening fits nowhere else."""
    if line is Moment.OPENING and now is not line:
        return len(_ORDER)
    return abs(_ORDER[line] - _ORDER[now])


def _choice(line: ChoiceLine, persona: Persona) -> Choice:
    return Choice(line.say, persona.id, line.when, line.good, line.why)


def _rank(seed: int, number: int, text: str) -> int:
    digest = hashlib.sha256(f"{seed}|{number}|{text}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
