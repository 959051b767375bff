"""A room in which people play with each other: its state follows from its events alone.

The engine listens along: it plays the scenario with the agent's lines in a scene of its own, so that its
checks can be set beside those of the people who watched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.roleplay.domain.acts import Judgement
from app.roleplay.domain.agreement import weighted_kappa
from app.roleplay.domain.debrief import mark_scene
from app.roleplay.domain.engine import MOST_TURNS, step
from app.roleplay.domain.rubric import Check
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.scenario import Mood, Scenario
from app.roleplay.domain.scene import Move, Scene, begin

MOODS = ("anger", "trust", "patience")
STEPS = (-10, -5, 5, 10)


class Seat(StrEnum):
    """What a person in a room does."""

    AGENT = "agent"
    CUSTOMER = "customer"
    OBSERVER = "observer"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `data` depends on `kind`:

    say {text, judgement}, answer {text}, mood {what, by}, rate {check, value}, whisper {to, text}, rotate
    {seats: {person: seat}}, join {seat}; pause, resume, end and reopen have none.
    """

    number: int
    kind: str
    round: int
    author: int
    seat: Seat
    data: Mapping[str, object]
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said in a round, with the mood after it."""

    number: int
    by_agent: bool
    author: int
    text: str
    mood: Mood


@dataclass(frozen=True, slots=True)
class Room:
    """How a room stands. `ratings` are those of this round, by person: check id to 0, 1 or 2."""

    round: int
    mood: Mood
    paused: bool = False
    ended: bool = False
    spoken: tuple[Spoken, ...] = ()
    moods: tuple[Mood, ...] = ()
    ratings: Mapping[int, Mapping[str, int]] = field(default_factory=dict[int, Mapping[str, int]])
    raters: Mapping[int, Seat] = field(default_factory=dict[int, Seat])
    scene: Scene | None = None
    last: int = 0

    @property
    def agent(self) -> int | None:
        """Who served in this round, None where nothing was said."""
        return next((one.author for one in self.spoken if one.by_agent), None)

    @property
    def context(self) -> str:
        """What the customer said last, which the agent's next line answers."""
        return next((one.text for one in reversed(self.spoken) if not one.by_agent), "")


def fold(scenario: Scenario, seed: int, events: Iterable[Event]) -> tuple[Room, ...]:
    """Every round as these events, which are in order, left it; the newest one comes last."""
    rounds = [_fresh(scenario, seed, 1)]
    for event in events:
        if event.kind == "rotate":
            rounds.append(_fresh(scenario, seed, event.round))
        rounds[-1] = replace(_take(scenario, rounds[-1], event), last=event.number)
    return tuple(rounds)


def rotated(seats: Sequence[tuple[int, Seat]]) -> dict[int, Seat]:
    """Who does what in the next round: the customer serves, an observer becomes the customer, the agent
    watches; of two people each takes the other's part. Leaders lead on. In order of arrival."""
    playing = [person for person, seat in seats if seat is not Seat.LEADER]
    order = {Seat.CUSTOMER: 0, Seat.OBSERVER: 1, Seat.AGENT: 2}
    by_seat = dict(seats)
    queue = sorted(playing, key=lambda person: order[by_seat[person]])
    roles = (Seat.AGENT, Seat.CUSTOMER)
    changed = {
        person: roles[at] if at < len(roles) else Seat.OBSERVER for at, person in enumerate(queue)
    }
    return by_seat | changed


def free_seat(taken: Iterable[Seat]) -> Seat:
    """What somebody who comes in does: serve, else be the customer, else watch."""
    held = set(taken)
    return next((one for one in (Seat.AGENT, Seat.CUSTOMER) if one not in held), Seat.OBSERVER)


# ── marks of a round


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's word on every check, 0 to 2, with the points that it comes to."""

    name: str
    seat: Seat | None
    values: Mapping[str, int]
    points: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Raters side by side. `agreement` is (first, second, weighted κ) over the checks both rated."""

    checks: tuple[Check, ...]
    ratings: tuple[Rating, ...]
    agreement: tuple[tuple[str, str, float | None], ...]
    final: float


def compare(scenario: Scenario, room: Room, names: Mapping[int, str], engine: str) -> Comparison:
    """The engine's, the observers' and the leader's marks of this round.

    What counts in the end is the leader's word on a check, else the observers' mean, else the engine's;
    what the engine took for misconduct stays taken.
    """
    checks = checks_of(scenario)
    marks = mark_scene(scenario, room.scene or begin(scenario, 0))
    own = {one.check.id: 2 if one.met else 0 for one in marks.results if one.met is not None}
    ratings = [Rating(engine, None, own, float(marks.points))]
    for person, values in room.ratings.items():
        seat = room.raters.get(person, Seat.OBSERVER)
        ratings.append(Rating(names.get(person, ""), seat, values, _points(checks, values)))
    final = {check.id: _final(check.id, ratings) for check in checks}
    total = max(0.0, _points(checks, final) - marks.taken)
    return Comparison(checks, tuple(ratings), tuple(_agreements(ratings)), round(total, 1))


def _agreements(ratings: Sequence[Rating]) -> Iterable[tuple[str, str, float | None]]:
    for at, one in enumerate(ratings):
        for other in ratings[at + 1 :]:
            both = [check for check in one.values if check in other.values]
            kappa = weighted_kappa(
                [one.values[check] for check in both], [other.values[check] for check in both]
            )
            yield one.name, other.name, kappa


def _final(check: str, ratings: Sequence[Rating]) -> float:
    for seat in (Seat.LEADER, Seat.OBSERVER, None):
        given = [one.values[check] for one in ratings if one.seat is seat and check in one.values]
        if given:
            return sum(given) / len(given)
    return 0.0


def _points(checks: Sequence[Check], values: Mapping[str, float]) -> float:
    return round(sum(check.points * values.get(check.id, 0) / 2 for check in checks), 1)


# ── events


def _fresh(scenario: Scenario, seed: int, number: int) -> Room:
    mood = scenario.personas[0].mood
    return Room(number, mood, moods=(mood,), scene=begin(scenario, seed))


def _take(scenario: Scenario, room: Room, event: Event) -> Room:
    if event.kind in ("say", "answer"):
        return _speak(scenario, room, event)
    if event.kind == "mood":
        mood = _moved(room.mood, str(event.data["what"]), event.data["by"])
        return replace(room, mood=mood, moods=(*room.moods, mood))
    if event.kind == "rate":
        return _rate(room, event)
    if event.kind in ("pause", "resume"):
        return replace(room, paused=event.kind == "pause")
    if event.kind in ("end", "reopen"):
        return replace(room, ended=event.kind == "end", paused=False)
    return room


def _speak(scenario: Scenario, room: Room, event: Event) -> Room:
    by_agent = event.kind == "say"
    line = Spoken(event.number, by_agent, event.author, str(event.data["text"]), room.mood)
    scene = room.scene
    if by_agent and event.judgement is not None and scene and not _over(scene):
        scene = step(scenario, scene, Move(line.text), event.judgement)
    return replace(room, spoken=(*room.spoken, line), scene=scene)


def _over(scene: Scene) -> bool:
    return scene.is_over or len(scene.turns) >= MOST_TURNS


def _rate(room: Room, event: Event) -> Room:
    own = dict(room.ratings.get(event.author, {}))
    value = event.data["value"]
    if isinstance(value, int):
        own[str(event.data["check"])] = value
    ratings = {**room.ratings, event.author: own}
    return replace(room, ratings=ratings, raters={**room.raters, event.author: event.seat})


def _moved(mood: Mood, what: str, by: object) -> Mood:
    amount = by if isinstance(by, int) else 0
    return mood.plus(
        amount if what == "anger" else 0,
        amount if what == "trust" else 0,
        amount if what == "patience" else 0,
    )
