"""What is to be learnt from a conversation, as plain data for pages and for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.roleplay.domain.acts import Judgement
from app.roleplay.domain.rubric import Evidence, Mark, mark
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.scenario import Mood, Scenario
from app.roleplay.domain.scene import Scene, Turn

_WEAK = 0.6


def mark_scene(scenario: Scenario, scene: Scene) -> Mark:
    """The mark of a conversation under the scenario's rubric."""
    return mark(Evidence(scenario, scene), checks_of(scenario))


def tell_run(scenario: Scenario, scene: Scene) -> dict[str, Any]:
    """Everything of a run: transcript, moods, endings, marks and debrief."""
    marks = mark_scene(scenario, scene)
    evidence = Evidence(scenario, scene)
    return {
        "scenario": scenario.id,
        "seed": scene.seed,
        "transcript": list(_transcript(scenario, scene)),
        "states": list(_states(scenario, scene)),
        "end": {persona.id: evidence.ending(persona).value for persona in scenario.personas},
        "marks": tell_mark(marks),
        "debrief": tell_debrief(scenario, scene, marks),
    }


def tell_mark(marks: Mark) -> dict[str, Any]:
    return {
        "points": marks.points,
        "earned": marks.earned,
        "taken": marks.taken,
        "most": marks.most,
        "checks": [
            {
                "id": one.check.id,
                "group": one.check.group,
                "name": one.check.name,
                "max": one.check.points,
                "points": one.points,
                "met": one.met,
                "turns": list(one.turns),
            }
            for one in marks.results
        ],
        "penalties": [
            {"name": one.name, "points": one.points, "turns": list(one.turns)}
            for one in marks.penalties
        ],
    }


def tell_debrief(scenario: Scenario, scene: Scene, marks: Mark) -> dict[str, Any]:
    """The mood curve, each turn explained, what was missed, and what to train next."""
    axes = dict(_axes(marks))
    return {
        "curve": [{"turn": 0, "to": p.id, **_mood(p.mood)} for p in scenario.personas]
        + [{"turn": turn.number, "to": turn.to, **_mood(turn.after)} for turn in scene.turns],
        "turns": [_turn(turn) for turn in scene.turns],
        "missed_facts": list(_missed_facts(scenario, scene)),
        "missed_needs": list(_missed_needs(scenario, scene)),
        "axes": axes,
        "train_next": [
            axis for axis, one in axes.items() if one["max"] and one["points"] / one["max"] < _WEAK
        ],
        "advice": [one.check.advice for one in marks.results if one.met is False],
        "model": list(scenario.models),
    }


def tell_judgement(judgement: Judgement) -> dict[str, Any]:
    """Acts, taboo, confidence and the reasons as readable lines."""
    return {
        "acts": [act.value for act in judgement.acts],
        "taboo": judgement.taboo.value if judgement.taboo else False,
        "confidence": judgement.confidence,
        "why": [_reason(r.label, r.words, r.grams) for r in judgement.why],
        "unsure": judgement.unsure,
    }


def _reason(label: str, words: tuple[str, ...], grams: tuple[str, ...]) -> str:
    told = [f"“{'”“'.join(words)}”"] if words else []
    told += [f"字词 {'、'.join(gram.strip() for gram in grams)}"] if grams else []
    return f"{label}：{'；'.join(told) or '整句'}"


def _mood(mood: Mood) -> dict[str, int]:
    return {"anger": mood.anger, "trust": mood.trust, "patience": mood.patience}


def _transcript(scenario: Scenario, scene: Scene) -> Iterator[dict[str, Any]]:
    for persona in scenario.personas:
        yield {"turn": 0, "who": persona.id, "text": persona.opening}
    for turn in scene.turns:
        yield {"turn": turn.number, "who": "agent", "to": turn.to, "text": turn.text}
        yield {"turn": turn.number, "who": turn.to, "text": turn.reply}


def _states(scenario: Scenario, scene: Scene) -> Iterator[dict[str, Any]]:
    for persona in scenario.personas:
        yield {"turn": 0, "to": persona.id, **_mood(persona.mood), "told": [], "met": []}
    told: dict[str, list[str]] = {persona.id: [] for persona in scenario.personas}
    met: dict[str, list[str]] = {persona.id: [] for persona in scenario.personas}
    for turn in scene.turns:
        told[turn.to] += [turn.told] if turn.told else []
        met[turn.to] += turn.met
        yield {
            "turn": turn.number,
            "to": turn.to,
            **_mood(turn.after),
            "told": list(told[turn.to]),
            "met": list(met[turn.to]),
        }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "turn": turn.number,
        "to": turn.to,
        "text": turn.text,
        **tell_judgement(turn.judgement),
        "corrected": turn.corrected,
        "changes": [
            {
                "rule": one.rule,
                "words": one.words,
                "anger": round(one.anger, 2),
                "trust": round(one.trust, 2),
                "patience": round(one.patience, 2),
            }
            for one in turn.changes
        ],
        "before": _mood(turn.before),
        "after": _mood(turn.after),
        "told": turn.told,
        "met": list(turn.met),
        "limits": list(turn.limits),
    }


def _missed_facts(scenario: Scenario, scene: Scene) -> Iterator[dict[str, str]]:
    for persona in scenario.personas:
        told = scene.guest(persona.id).told
        for fact in persona.facts:
            if fact.id not in told:
                yield {
                    "who": persona.id,
                    "id": fact.id,
                    "name": fact.name,
                    "would_say": fact.say,
                    "question": fact.question,
                }


def _missed_needs(scenario: Scenario, scene: Scene) -> Iterator[dict[str, str]]:
    for persona in scenario.personas:
        met = scene.guest(persona.id).met
        for need in persona.needs:
            if need.id not in met:
                yield {"who": persona.id, "id": need.id, "name": need.name, "model": need.model}


def _axes(marks: Mark) -> Iterator[tuple[str, dict[str, int]]]:
    """Points by axis, in the order of the rubric; what the instructor decides is left out."""
    axes = dict.fromkeys(one.check.axis for one in marks.results if one.met is not None)
    for axis in axes:
        own = [one for one in marks.results if one.check.axis == axis and one.met is not None]
        yield (
            axis,
            {"points": sum(one.points for one in own), "max": sum(o.check.points for o in own)},
        )
