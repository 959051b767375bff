"""Playing: a move and its judgement in, the next scene out; the same values give the same scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.roleplay.domain.acts import Act, Judgement
from app.roleplay.domain.hearing import Heard, changes, hear
from app.roleplay.domain.reactions import MOST_CALMED, MOST_TRUST, Change
from app.roleplay.domain.replies import choose_slot, speak
from app.roleplay.domain.scenario import Ending, Mood, Persona, Scenario
from app.roleplay.domain.scene import Guest, Move, Scene, Turn, begin, ending_now

JudgeLine = Callable[[str, str], Judgement]
MOST_TURNS = 40


class SceneOver(ValueError):
    """The conversation has ended; nothing more can be said in it."""


class NoSuchPersona(ValueError):
    """Nobody of this name is there."""


def play(scenario: Scenario, moves: Sequence[Move], judge: JudgeLine, seed: int) -> Scene:
    """Play moves from the beginning until they or the customers' patience end.

    `judge` takes the learner's words and the customer's before them. What is said to a customer who has
    gone, while others are still there, is said to nobody.
    """
    scene = begin(scenario, seed)
    for move in moves:
        if scene.is_over or len(scene.turns) >= MOST_TURNS:
            break
        if not addressed(scenario, scene, move).ending:
            scene = say(scenario, scene, move, judge)
    return scene


def say(scenario: Scenario, scene: Scene, move: Move, judge: JudgeLine) -> Scene:
    """One move, judged against the words it answers."""
    guest = addressed(scenario, scene, move)
    return step(scenario, scene, move, judge(move.text, guest.last))


def addressed(scenario: Scenario, scene: Scene, move: Move) -> Guest:
    """Whom a move speaks to; raises NoSuchPersona."""
    persona = scenario.find_persona(move.to or scene.current)
    if persona is None:
        raise NoSuchPersona(f"没有叫“{move.to}”的人物")
    return scene.guest(persona.id)


def step(
    scenario: Scenario, scene: Scene, move: Move, judgement: Judgement, *, corrected: bool = False
) -> Scene:
    """The next scene; raises SceneOver if this customer has gone."""
    guest = addressed(scenario, scene, move)
    if guest.ending or len(scene.turns) >= MOST_TURNS:
        raise SceneOver("这段对话已经结束")
    persona = next(p for p in scenario.personas if p.id == guest.who)
    heard = hear(scenario, persona, guest, move.text, judgement)
    moved = tuple(changes(persona, guest, judgement, heard))
    after = _moved(guest.mood, moved)
    moved_on = _follow(guest, judgement, heard, after)
    ending = _ending(scenario, persona, moved_on, judgement)
    slot = choose_slot(judgement, heard, moved, ending)
    number = len(scene.turns) + 1
    raised, objection = _raise_objection(persona, moved_on, heard, ending, number)
    reply, spoken = speak(persona, raised, slot, heard.told, objection, scene.seed, number)
    # What was told, and not how it was worded, is what the next move answers: the seed never moves a mark.
    content = f"{heard.told.say if heard.told else ''}{objection}"
    final = replace(raised, last=content or guest.last, spoken=spoken, ending=ending)
    turn = Turn(
        number=number,
        to=persona.id,
        text=move.text,
        context=guest.last,
        judgement=judgement,
        corrected=corrected,
        changes=moved,
        before=guest.mood,
        after=after,
        told=heard.told.id if heard.told else "",
        met=heard.met,
        known=guest.told,
        restated=heard.restated,
        answered=heard.answered,
        limits=heard.limits,
        heard=heard.heard,
        slot=slot,
        reply=reply,
        ending=ending,
    )
    guests = tuple(final if one.who == final.who else one for one in scene.guests)
    return replace(scene, guests=guests, turns=(*scene.turns, turn), current=persona.id)


def rewind(scenario: Scenario, scene: Scene, turn: int) -> Scene:
    """The scene as it was before turn `turn`, to go on from there in another way."""
    return _again(scenario, scene, scene.turns[: turn - 1], {})


def recompute(scenario: Scenario, scene: Scene, corrections: Mapping[int, Judgement]) -> Scene:
    """The same conversation with the judgements of some turns replaced, by turn number.

    What was said stays, and so do all other judgements: labels are of words, and a correction must not
    change marks elsewhere but through what the customer would have felt. Turns that would then come
    after the customer has left are dropped.
    """
    return _again(scenario, scene, scene.turns, corrections)


def _again(
    scenario: Scenario, scene: Scene, turns: Sequence[Turn], corrections: Mapping[int, Judgement]
) -> Scene:
    fresh = begin(scenario, scene.seed)
    for turn in turns:
        if fresh.guest(turn.to).ending:
            continue
        judgement = corrections.get(turn.number, turn.judgement)
        corrected = turn.corrected or turn.number in corrections
        move = Move(turn.text, turn.to)
        fresh = step(scenario, fresh, move, judgement, corrected=corrected)
    return fresh


def _moved(mood: Mood, moved: Sequence[Change]) -> Mood:
    """Add up, holding gains within what one turn can bring."""
    anger = max(-MOST_CALMED, sum(one.anger for one in moved))
    trust = min(MOST_TRUST, sum(one.trust for one in moved))
    return mood.plus(anger, trust, sum(one.patience for one in moved))


def _follow(guest: Guest, judgement: Judgement, heard: Heard, mood: Mood) -> Guest:
    """The guest with everything of this turn noted."""
    return replace(
        guest,
        mood=mood,
        told=(*guest.told, *([heard.told.id] if heard.told else [])),
        met=(*guest.met, *heard.met),
        restated=(*guest.restated, *heard.restated),
        answered=(*guest.answered, *heard.answered),
        empathies=guest.empathies + judgement.has(Act.EMPATHY),
        apologies=guest.apologies + judgement.has(Act.APOLOGY),
        listens=guest.listens + judgement.has(Act.LISTEN),
        commits=guest.commits + judgement.has(Act.COMMIT),
        turns=guest.turns + 1,
    )


def _ending(
    scenario: Scenario, persona: Persona, guest: Guest, judgement: Judgement
) -> Ending | None:
    """A customer leaves in anger, or when both sides are through."""
    if guest.is_lost():
        return ending_now(persona, guest, scenario.sort)
    if judgement.has(Act.CLOSE) and guest.is_content(persona):
        return Ending.RESOLVED
    return None


def _raise_objection(
    persona: Persona, guest: Guest, heard: Heard, ending: Ending | None, number: int
) -> tuple[Guest, str]:
    """The next objection that is due, unless the customer is busy telling something."""
    if ending or heard.told or guest.pending:
        return guest, ""
    due = (one for one in persona.objections if one.id not in guest.raised and number >= one.turn)
    for one in due:
        return replace(guest, raised=(*guest.raised, one.id)), one.say
    return guest, ""
