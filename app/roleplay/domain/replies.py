"""What the customer answers: the persona's own lines, chosen by a hash, repeated only when used up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from app.roleplay.domain.acts import Judgement
from app.roleplay.domain.hearing import Heard
from app.roleplay.domain.reactions import Change
from app.roleplay.domain.scenario import Ending, Fact, Persona, Slot
from app.roleplay.domain.scene import Guest

_TIRING = frozenset({"apology.more", "repeat", "flood"})
_EASING = frozenset({"empathy", "apology", "restate", "answered", "listen"})


def choose_slot(
    judgement: Judgement,
    heard: Heard,
    moved: Sequence[Change],
    ending: Ending | None,
) -> Slot:
    """What the reply is about: the worst first, then what helped most."""
    rules = {one.rule for one in moved}
    if ending:
        return Slot.HAPPY_END if ending is Ending.RESOLVED else Slot.OPEN_END
    if judgement.is_misconduct:
        return Slot.HURT
    if judgement.unsure:
        return Slot.UNSURE
    if heard.told:
        return Slot.REVEAL
    if heard.met:
        return Slot.MET
    if rules & _TIRING:
        return Slot.TIRED
    if "refuse" in rules:
        return Slot.REFUSED
    return Slot.EASE if rules & _EASING else Slot.PRESS


def speak(
    persona: Persona,
    guest: Guest,
    slot: Slot,
    told: Fact | None,
    objection: str,
    seed: int,
    number: int,
) -> tuple[str, tuple[str, ...]]:
    """The reply, and the lines used so far."""
    lines = persona.lines[slot][guest.mood.band]
    fresh = [line for line in lines if line not in guest.spoken] or list(lines)
    line = fresh[_hash(seed, number, guest, slot) % len(fresh)]
    parts = [line, told.say if told and slot is Slot.REVEAL else "", objection]
    return _join(parts), (*guest.spoken, line)


def _join(parts: Sequence[str]) -> str:
    """One after the other; after a mark of Latin text comes a space."""
    said = ""
    for part in parts:
        gap = " " if said and part and said[-1].isascii() else ""
        said += gap + part
    return said


def _hash(seed: int, number: int, guest: Guest, slot: Slot) -> int:
    """Over seed, turn and state, so that equal conversations sound equal."""
    mood = guest.mood
    state = f"{seed}|{number}|{guest.who}|{slot}|{mood.anger},{mood.trust},{mood.patience}"
    state += f"|{','.join(guest.told)}|{','.join(guest.met)}"
    return int.from_bytes(hashlib.sha256(state.encode()).digest()[:8], "big")
