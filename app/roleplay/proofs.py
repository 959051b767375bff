"""What `content check` proves of a scenario by playing it.

Every fact opens to its question, every need is met by its model line, every objection answered by its
own; the endings can be reached; scripts are worth what they should be, those that cheat included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.roleplay.domain.acts import Judgement
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.engine import JudgeLine, play, say
from app.roleplay.domain.hearing import hear
from app.roleplay.domain.scenario import Ending, Persona, Scenario
from app.roleplay.domain.scene import Guest, Move, Scene, begin, ending_now
from app.roleplay.domain.scripts import read_moves
from app.roleplay.specs import ScenarioSpec

Finding = tuple[tuple[str | int, ...], str]
SEED = 1
MODEL_LEAST, TABOO_MOST, EXPLOIT_MOST = 90, 10, 40
_SPAM = 9
_SORRY = "非常抱歉，实在对不起。"
_FEELING = "我非常理解您的心情，换成谁都会着急。"
_LONGEST_TURN = 500


def prove(spec: ScenarioSpec, judge: JudgeLine) -> Iterator[Finding]:
    """Yield (place in the file, what cannot be proved)."""
    scenario = spec.build()
    for at, persona in enumerate(scenario.personas):
        for place, message in _reachable(scenario, persona, judge):
            yield ("personas", at, *place), message
    yield from _scripts(spec, scenario, judge)
    yield from _exploits(spec, scenario, judge)


def share(scenario: Scenario, scene: Scene) -> float:
    """The mark in percent of what the engine can give."""
    marks = mark_scene(scenario, scene)
    return 100 * marks.points / marks.most if marks.most else 0.0


def run(scenario: Scenario, lines: Sequence[str], judge: JudgeLine) -> Scene:
    return play(scenario, list(read_moves(scenario, lines)), judge, SEED)


# ── facts, needs, objections


def _reachable(scenario: Scenario, persona: Persona, judge: JudgeLine) -> Iterator[Finding]:
    fresh = Guest(persona.id, persona.mood, last=persona.opening)
    knowing = Guest(
        persona.id,
        persona.mood,
        told=tuple(fact.id for fact in persona.facts),
        raised=tuple(one.id for one in persona.objections),
        last=persona.opening,
    )
    for at, fact in enumerate(persona.facts):
        judgement = judge(fact.question, persona.opening)
        told = hear(scenario, persona, fresh, fact.question, judgement).told
        if told is None or told.id != fact.id:
            found = f"问出的是“{told.name}”" if told else f"什么也没问出来（{_acts(judgement)}）"
            yield ("facts", at, "question"), f"这句应问出“{fact.name}”，现在{found}"
    for at, need in enumerate(persona.needs):
        judgement = judge(need.model, persona.opening)
        if need.id not in hear(scenario, persona, knowing, need.model, judgement).met:
            yield ("needs", at, "model"), f"这句没有满足“{need.name}”（{_acts(judgement)}）"
    for at, one in enumerate(persona.objections):
        judgement = judge(one.model, one.say)
        if one.id not in hear(scenario, persona, knowing, one.model, judgement).answered:
            yield ("objections", at, "model"), f"这句没有回应顾虑（{_acts(judgement)}）"


def _acts(judgement: Judgement) -> str:
    found = [act.chinese for act in judgement.acts]
    found += [judgement.taboo.value] if judgement.taboo else []
    return f"判为{'、'.join(found)}" if found else "没有判出任何行为"


# ── scripts


def _scripts(spec: ScenarioSpec, scenario: Scenario, judge: JudgeLine) -> Iterator[Finding]:
    scenes = {
        name: run(scenario, getattr(spec.scripts, name), judge)
        for name in ("model", "average", "taboo")
    }
    marks = {name: share(scenario, scene) for name, scene in scenes.items()}
    if marks["model"] < MODEL_LEAST:
        missed = [
            one.check.name
            for one in mark_scene(scenario, scenes["model"]).results
            if one.met is False
        ]
        told = f"{marks['model']:.0f}，没做到：{'；'.join(missed) or '有扣分'}"
        yield ("scripts", "model"), f"示范应不低于 {MODEL_LEAST} 分，现在 {told}"
    if marks["taboo"] > TABOO_MOST:
        told = f"{marks['taboo']:.0f}"
        yield ("scripts", "taboo"), f"禁忌脚本应不高于 {TABOO_MOST} 分，现在 {told}"
    if not marks["model"] > marks["average"] > marks["taboo"]:
        order = "、".join(f"{name} {value:.0f}" for name, value in marks.items())
        yield ("scripts", "average"), f"得分应是示范高于一般、一般高于禁忌，现在 {order}"
    yield from _endings(spec, scenario, scenes, judge)


def _endings(
    spec: ScenarioSpec, scenario: Scenario, scenes: Mapping[str, Scene], judge: JudgeLine
) -> Iterator[Finding]:
    ends = {name: _ends(scenario, scene) for name, scene in scenes.items()}
    if set(ends["model"]) != {Ending.RESOLVED}:
        yield ("scripts", "model"), f"示范应圆满结束，现在是{_told(ends['model'])}"
    if set(ends["taboo"]) & {Ending.RESOLVED, Ending.PARTIAL}:
        yield ("scripts", "taboo"), f"禁忌脚本应以升级或失去客户结束，现在是{_told(ends['taboo'])}"
    if sum(len(persona.needs) for persona in scenario.personas) > 1:
        lines = spec.scripts.model
        partial = any(
            Ending.PARTIAL in _ends(scenario, run(scenario, lines[:count], judge))
            for count in range(1, len(lines))
        )
        if not partial:
            yield ("scripts", "model"), "没有一处停下来会是部分解决：需要全在一轮里满足了"


def _ends(scenario: Scenario, scene: Scene) -> list[Ending]:
    return [
        ending_now(persona, scene.guest(persona.id), scenario.sort) for persona in scenario.personas
    ]


def _told(ends: Sequence[Ending]) -> str:
    return "、".join(end.chinese for end in ends)


# ── ways to cheat


def _exploits(spec: ScenarioSpec, scenario: Scenario, judge: JudgeLine) -> Iterator[Finding]:
    for name, lines in spec.scripts.exploits.items():
        yield from _too_good(
            ("scripts", "exploits", name), name, scenario, run(scenario, lines, judge)
        )
    for name, lines in standard_exploits(spec).items():
        yield from _too_good(("scripts",), name, scenario, run(scenario, lines, judge))
    yield from _too_good(("scripts",), "鹦鹉学舌", scenario, parrot(scenario, judge))


def _too_good(
    place: tuple[str | int, ...], name: str, scenario: Scenario, scene: Scene
) -> Iterator[Finding]:
    if (value := share(scenario, scene)) > EXPLOIT_MOST:
        yield place, f"取巧的说法“{name}”应不高于 {EXPLOIT_MOST} 分，现在 {value:.0f}"


def standard_exploits(spec: ScenarioSpec) -> dict[str, list[str]]:
    """What is tried on every scenario: apologies or sympathy alone, everything at once, remedies first."""
    needs = [need.model for persona in spec.personas for need in persona.needs]
    return {
        "一味道歉": [_SORRY] * _SPAM,
        "一味共情": [_FEELING] * _SPAM,
        "一口气说完": ["".join(spec.scripts.model)[:_LONGEST_TURN]],
        "先给好处": needs,
    }


def parrot(scenario: Scenario, judge: JudgeLine) -> Scene:
    """Say back to the customers whatever they say."""
    scene = begin(scenario, SEED)
    for _ in range(_SPAM):
        if scene.is_over:
            break
        guest = next(guest for guest in scene.guests if not guest.ending)
        scene = say(scenario, scene, Move(f"您是说{guest.last}对吗？", guest.who), judge)
    return scene
