"""A scenario as the engine plays it: who comes, what they know and need, what may be promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.roleplay.domain.acts import Act, Judgement


class Ending(StrEnum):
    """How a conversation ends."""

    RESOLVED = "resolved"
    PARTIAL = "partial"
    LOST = "lost"
    ESCALATED = "escalated"

    @property
    def chinese(self) -> str:
        return {
            "resolved": "圆满",
            "partial": "部分解决",
            "lost": "失去客户",
            "escalated": "事情闹大",
        }[self.value]


class Slot(StrEnum):
    """What a reply is for. Every persona has lines for each, by mood where that matters."""

    REVEAL = "reveal"  # leads in what the customer now tells
    EASE = "ease"  # feels understood
    MET = "met"  # gets what was needed
    PRESS = "press"  # nothing moved on: what now?
    HURT = "hurt"  # after misconduct
    TIRED = "tired"  # after repetition, or too much at once
    REFUSED = "refused"  # after a refusal
    UNSURE = "unsure"  # did not understand
    HAPPY_END = "happy_end"
    OPEN_END = "open_end"


class Band(StrEnum):
    """Mood as replies know it: anger from 55 up, from 35 up, below."""

    HOT = "hot"
    WARM = "warm"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Mood:
    """Each 0–100. Where a customer is won rather than calmed, `anger` is reserve."""

    anger: int
    trust: int
    patience: int

    def plus(self, anger: float, trust: float, patience: float) -> Mood:
        """Rounded and held within 0–100."""
        return Mood(
            _within(self.anger + anger),
            _within(self.trust + trust),
            _within(self.patience + patience),
        )

    @property
    def band(self) -> Band:
        return Band.HOT if self.anger >= 55 else Band.WARM if self.anger >= 35 else Band.CALM


def _within(value: float) -> int:
    return max(0, min(100, round(value)))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the customer tells when asked for it.

    `ask` are words one of which the question must hold; none means that any question will do. `say` is
    how the customer tells it, `words` show that it is played back, `question` is a question that opens it.
    """

    id: str
    name: str
    ask: tuple[str, ...]
    say: str
    words: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Need:
    """What the customer came for: met by one of `acts` with one of `any` in it.

    `after` are facts without which it cannot honestly be met; `model` is a line that meets it.
    """

    id: str
    name: str
    acts: tuple[Act, ...]
    any: tuple[str, ...]
    after: tuple[str, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What the customer raises from turn `turn` on; answered by one of `acts`, with a word of `any` if told."""

    id: str
    turn: int
    say: str
    acts: tuple[Act, ...]
    any: tuple[str, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A promise that is not the agent's to make: these words, in an offer, a commitment or a benefit."""

    id: str
    name: str
    any: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Persona:
    """One customer. `lines` has at least three replies for every slot and band."""

    id: str
    name: str
    profile: str
    style: str
    mood: Mood
    opening: str
    facts: tuple[Fact, ...]
    needs: tuple[Need, ...]
    objections: tuple[Objection, ...]
    lines: Mapping[Slot, Mapping[Band, tuple[str, ...]]] = field(repr=False)


class Sort(StrEnum):
    """Which of the default rubrics fits, and what escalation looks like."""

    COMPLAINT = "complaint"
    ACQUISITION = "acquisition"
    PLAY = "play"


class Condition(StrEnum):
    """What an own check of a scenario looks for."""

    ACT = "act"  # one of `acts`, with one of `any` if told, before `by` if told
    FACT = "fact"  # a fact was told
    NEED = "need"  # a need was met
    RESTATED = "restated"  # something known was played back
    OBJECTION = "objection"  # an objection was answered
    KEPT = "kept"  # no limit was broken, in at least `least` turns with an offer
    ANGER = "anger"  # the anger at the end is at most `most`
    ENDING = "ending"  # one of the endings
    TEACHER = "teacher"  # the instructor decides


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A yes/no check of a scenario. `who` is a persona's id, empty for any."""

    id: str
    name: str
    points: int
    axis: str
    condition: Condition
    acts: tuple[Act, ...] = ()
    any: tuple[str, ...] = ()
    ref: str = ""
    who: str = ""
    by: int = 0
    least: int = 1
    most: int = 100


class Moment(StrEnum):
    """When in a conversation a line to choose belongs."""

    OPENING = "opening"
    FEELING = "feeling"
    FACT = "fact"
    SOLVING = "solving"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A line that a learner may choose: a good one, or a common wrong turn and `why` it is one.

    `who` is the persona it is said to, empty for any. `judgement` is what the line does by its author's
    word; None leaves it to the judge. Questions of facts and models of needs and objections are good
    choices as well and not written again.
    """

    when: Moment
    say: str
    good: bool
    why: str = ""
    who: str = ""
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything the engine needs. `rubric` is `complaint-v1`, `acquisition-v1` or `own`."""

    id: str
    title: str
    sort: Sort
    personas: tuple[Persona, ...]
    limits: tuple[Limit, ...]
    rubric: str
    checks: tuple[OwnCheck, ...] = ()
    models: tuple[str, ...] = ()
    choices: tuple[ChoiceLine, ...] = ()

    def find_persona(self, who: str) -> Persona | None:
        """The persona of this id or name; the first one for an empty `who`."""
        if not who:
            return self.personas[0]
        return next((p for p in self.personas if who in (p.id, p.name)), None)
