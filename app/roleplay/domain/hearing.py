"""What a turn comes to: what was told, met, played back, promised; and by which rules it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.roleplay.domain.acts import Act, Judgement
from app.roleplay.domain.matching import holds, mentions
from app.roleplay.domain.reactions import (
    HOT,
    LONGEST,
    MOST_ACTS,
    READY,
    WEAK,
    Change,
    change,
)
from app.roleplay.domain.scenario import Fact, Persona, Scenario
from app.roleplay.domain.scene import Guest
from app.roleplay.domain.text import bare

_PROMISES = frozenset({Act.OFFER, Act.COMMIT, Act.BENEFIT, Act.ADVANCE})
_MOST_NEEDS = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """What happened in a turn, before any number is reckoned with."""

    heard: bool
    told: Fact | None
    asked_again: bool
    met: tuple[str, ...]
    restated: tuple[str, ...]
    answered: tuple[str, ...]
    limits: tuple[str, ...]


def hear(
    scenario: Scenario, persona: Persona, guest: Guest, said: str, judgement: Judgement
) -> Heard:
    """Take in what was said; pure, and the same for the same values."""
    text = bare(said)
    heard = len(said) <= LONGEST and len(judgement.acts) <= MOST_ACTS
    told, again = _asked(persona, guest, text, judgement)
    return Heard(
        heard=heard,
        told=told,
        asked_again=again,
        met=_met(persona, guest, text, judgement) if heard else (),
        restated=_restated(persona, guest, text, judgement),
        answered=_answered(persona, guest, text, judgement),
        limits=tuple(
            limit.id
            for limit in scenario.limits
            if judgement.has(*_PROMISES) and holds(text, limit.any)
        ),
    )


def _asked(
    persona: Persona, guest: Guest, text: str, judgement: Judgement
) -> tuple[Fact | None, bool]:
    """The one fact that this question opens, and whether it asked for one told before instead.

    A question that names what it is about comes before one that would open anything.
    """
    if not judgement.has(Act.ASK) or judgement.is_misconduct:
        return None, False
    fresh = [fact for fact in persona.facts if fact.id not in guest.told]
    named = [fact for fact in fresh if fact.ask and mentions(text, fact.ask)]
    if named:
        return named[0], False
    known = [fact for fact in persona.facts if fact.id in guest.told]
    if any(mentions(text, fact.ask) for fact in known):
        return None, not judgement.has(Act.RESTATE)
    open_to_any = [fact for fact in fresh if not fact.ask]
    return (open_to_any[0] if open_to_any else None), False


def _met(persona: Persona, guest: Guest, text: str, judgement: Judgement) -> tuple[str, ...]:
    """At most two needs a turn; a customer who is being insulted takes nothing."""
    if judgement.is_misconduct:
        return ()
    found = [
        need.id
        for need in persona.needs
        if need.id not in guest.met and judgement.has(*need.acts) and holds(text, need.any)
    ]
    return tuple(found[:_MOST_NEEDS])


def _restated(persona: Persona, guest: Guest, text: str, judgement: Judgement) -> tuple[str, ...]:
    """The facts played back for the first time after they were told."""
    if not judgement.has(Act.RESTATE):
        return ()
    return tuple(
        fact.id
        for fact in persona.facts
        if fact.id in guest.told and fact.id not in guest.restated and mentions(text, fact.words)
    )


def _answered(persona: Persona, guest: Guest, text: str, judgement: Judgement) -> tuple[str, ...]:
    if judgement.is_misconduct:
        return ()
    return tuple(
        one.id
        for one in persona.objections
        if one.id in guest.pending and judgement.has(*one.acts) and holds(text, one.any)
    )


def changes(persona: Persona, guest: Guest, judgement: Judgement, heard: Heard) -> Iterator[Change]:
    """The lines of the table that apply, in the order of the table."""
    yield change("clock")
    yield from _manners(guest, judgement)
    yield from _talk(guest, judgement, heard)
    yield from _remedies(persona, guest, judgement, heard)
    if judgement.has(Act.BLAME):
        yield change("blame")
    if judgement.has(Act.ARGUE):
        yield change("argue")
    if judgement.taboo is not None:
        yield change("taboo")
    if heard.limits:
        yield change("limit")
    if not heard.heard:
        yield change("flood")
    if judgement.unsure:
        yield change("unsure")


def _manners(guest: Guest, judgement: Judgement) -> Iterator[Change]:
    if judgement.has(Act.GREET) and guest.turns == 0:
        yield change("greet")
    if judgement.has(Act.LISTEN) and guest.listens < 2:
        yield change("listen")
    if judgement.has(Act.EMPATHY) and not judgement.is_misconduct and guest.empathies < 4:
        yield change("empathy", 0.5**guest.empathies)
    if judgement.has(Act.APOLOGY):
        rules = ("apology", "apology.second")
        yield change(rules[guest.apologies] if guest.apologies < 2 else "apology.more")


def _talk(guest: Guest, judgement: Judgement, heard: Heard) -> Iterator[Change]:
    if heard.restated:
        yield change("restate")
    if heard.told is not None:
        yield change("reveal")
    elif heard.asked_again:
        yield change("repeat")
    elif judgement.acts == (Act.ASK,) and not guest.pending:
        yield change("off")
    if heard.answered:
        yield change("answered")
    elif guest.pending and not judgement.unsure:
        yield change("evaded")


def _remedies(
    persona: Persona, guest: Guest, judgement: Judgement, heard: Heard
) -> Iterator[Change]:
    weak = guest.mood.anger >= HOT or not guest.told
    for _need in heard.met:
        yield change("met", WEAK if weak else 1.0)
    if not heard.met and not heard.answered and not guest.has_all(persona):
        yield from _misses(guest, judgement)
    if judgement.has(Act.COMMIT) and guest.commits < 2:
        yield change("commit")
    if judgement.has(Act.REFUSE) and not judgement.is_misconduct:
        softened = judgement.has(Act.OFFER, Act.EXPLAIN, Act.APOLOGY, Act.ADVANCE)
        yield change("refuse.kindly" if softened else "refuse")
    if judgement.has(Act.CLOSE) and not guest.has_all(persona) and not heard.met:
        yield change("leave")


def _misses(guest: Guest, judgement: Judgement) -> Iterator[Change]:
    """Offers that no need waited for."""
    if judgement.has(Act.ADVANCE) and guest.mood.trust < READY:
        yield change("push")
    elif judgement.has(Act.BENEFIT) and not guest.told:
        yield change("pitch")
    elif judgement.has(Act.OFFER) and not judgement.has(
        Act.ASK, Act.RESTATE, Act.COMMIT, Act.EMPATHY
    ):
        yield change("empty")
