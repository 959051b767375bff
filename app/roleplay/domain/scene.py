"""The state of a conversation, and what each turn leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from app.roleplay.domain.acts import Judgement
from app.roleplay.domain.reactions import CONTENT, FURIOUS, Change
from app.roleplay.domain.scenario import Ending, Mood, Persona, Scenario, Slot, Sort


@dataclass(frozen=True, slots=True)
class Guest:
    """How one customer stands: mood, what was told, what is met, what has been done so far.

    `last` is the customer's last statement of substance: the opening, a fact or an objection.
    """

    who: str
    mood: Mood
    told: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    empathies: int = 0
    apologies: int = 0
    listens: int = 0
    commits: int = 0
    turns: int = 0
    last: str = ""
    spoken: tuple[str, ...] = ()
    ending: Ending | None = None

    @property
    def pending(self) -> tuple[str, ...]:
        """Objections that wait for an answer."""
        return tuple(one for one in self.raised if one not in self.answered)

    def has_all(self, persona: Persona) -> bool:
        return len(self.met) == len(persona.needs)

    def is_content(self, persona: Persona) -> bool:
        return self.has_all(persona) and self.mood.anger <= CONTENT

    def is_lost(self) -> bool:
        return self.mood.anger >= FURIOUS or self.mood.patience == 0


@dataclass(frozen=True, slots=True)
class Move:
    """What the learner says, and to which persona (empty: whoever was spoken to last)."""

    text: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn, complete: enough to show it, to mark it and to play it again.

    `context` is what of substance the customer had said before; `heard` is false where the customer took nothing in;
    `moods` are before and after. `corrected` tells that a person replaced the judgement.
    """

    number: int
    to: str
    text: str
    context: str
    judgement: Judgement
    corrected: bool
    changes: tuple[Change, ...]
    before: Mood
    after: Mood
    told: str
    met: tuple[str, ...]
    known: tuple[str, ...]
    restated: tuple[str, ...]
    answered: tuple[str, ...]
    limits: tuple[str, ...]
    heard: bool
    slot: Slot
    reply: str
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A conversation so far. `seed` chooses among replies that mean the same, nothing else."""

    seed: int
    guests: tuple[Guest, ...]
    turns: tuple[Turn, ...] = ()
    current: str = ""

    @property
    def is_over(self) -> bool:
        return all(guest.ending for guest in self.guests)

    def guest(self, who: str) -> Guest:
        return next(guest for guest in self.guests if guest.who == who)


def begin(scenario: Scenario, seed: int) -> Scene:
    """Before the first word of the learner; the customers have said their openings."""
    guests = tuple(Guest(p.id, p.mood, last=p.opening) for p in scenario.personas)
    return Scene(seed, guests, current=scenario.personas[0].id)


def ending_now(persona: Persona, guest: Guest, sort: Sort) -> Ending:
    """How it ends if the conversation stops here."""
    if guest.ending:
        return guest.ending
    if guest.is_content(persona):
        return Ending.RESOLVED
    if guest.is_lost():
        return Ending.LOST if sort is Sort.ACQUISITION else Ending.ESCALATED
    return Ending.PARTIAL if guest.met else Ending.LOST
