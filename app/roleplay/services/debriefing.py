"""What is to be learnt from a conversation, as its debrief shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from app.roleplay.domain.acts import Act
from app.roleplay.domain.choices import offer
from app.roleplay.domain.curve import Curve, curves_of
from app.roleplay.domain.debrief import mark_scene, tell_debrief
from app.roleplay.domain.groups import GroupMark, mark_groups
from app.roleplay.domain.manner import Manner, manner_of
from app.roleplay.domain.rubric import Mark
from app.roleplay.domain.scenario import Ending, Fact, Need, Persona, Scenario
from app.roleplay.domain.scene import Scene
from app.roleplay.domain.spans import Piece, pieces_of
from app.roleplay.services.played import Line, Played
from app.roleplay.services.runs import ending_of

# From this many points of anger up a turn stands out; with twice as many down, as a good one.
_KEY = 6


@dataclass(frozen=True, slots=True)
class Told:
    """One turn of the debrief. `answers` is what the customer had said, `better` what a skilled agent
    might have said instead, "" where it was well said."""

    line: Line
    number: int
    who: str
    answers: str
    pieces: tuple[Piece, ...]
    acts: tuple[Act, ...]
    manner: Manner
    fact: str
    needs: tuple[str, ...]
    better: str
    is_key: bool
    is_good: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """Points on one side of the work (结果公平, 程序公平, 互动公平 …)."""

    name: str
    points: int
    most: int


class Debrief:
    """The debrief of a run: each part is worked out when a page asks for it."""

    def __init__(self, played: Played) -> None:
        self.played = played
        self.scenario: Scenario = played.script.scenario
        self.scene: Scene = played.scene

    @cached_property
    def marks(self) -> Mark:
        return mark_scene(self.scenario, self.scene)

    @cached_property
    def groups(self) -> tuple[GroupMark, ...]:
        return mark_groups(self.played.script.groups, self.marks)

    @cached_property
    def ending(self) -> Ending:
        return ending_of(self.played.script, self.scene)

    @property
    def outcome(self) -> str:
        """What becomes of it, in the scenario's words."""
        ends = self.played.script.spec.ends
        if self.ending is Ending.RESOLVED:
            return ends.good
        return ends.fair if self.ending is Ending.PARTIAL else ends.bad

    @cached_property
    def curves(self) -> tuple[Curve, ...]:
        return curves_of(self.scenario.personas, self.scene)

    @cached_property
    def turns(self) -> tuple[Told, ...]:
        return tuple(self._tell())

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        axes = self._told["axes"]
        return tuple(Axis(name, one["points"], one["max"]) for name, one in axes.items())

    @property
    def weak(self) -> Sequence[str]:
        """The axes to train next, weakest first."""
        open_ = [axis for axis in self.axes if axis.name in self._told["train_next"]]
        return [axis.name for axis in sorted(open_, key=lambda one: one.points / one.most)]

    @property
    def missed_facts(self) -> list[tuple[Persona, Fact]]:
        return [
            (persona, fact)
            for persona in self.scenario.personas
            for fact in persona.facts
            if fact.id not in self.scene.guest(persona.id).told
        ]

    @property
    def missed_needs(self) -> list[tuple[Persona, Need]]:
        return [
            (persona, need)
            for persona in self.scenario.personas
            for need in persona.needs
            if need.id not in self.scene.guest(persona.id).met
        ]

    @property
    def worst(self) -> Told | None:
        """The turn from which to try again: the one that cost most."""
        key = [told for told in self.turns if told.is_key]
        return min(
            key,
            key=lambda one: one.line.turn.before.anger - one.line.turn.after.anger,
            default=None,
        )

    @property
    def slips(self) -> int:
        """In how many turns there was misconduct."""
        return sum(line.turn.judgement.is_misconduct for line in self.played.lines)

    @cached_property
    def _told(self) -> dict:
        return tell_debrief(self.scenario, self.scene, self.marks)

    def _tell(self) -> Iterator[Told]:
        said = {persona.id: persona.opening for persona in self.scenario.personas}
        shown: set[str] = set()
        for line in self.played.lines:
            persona = self.scenario.find_persona(line.turn.to) or self.scenario.personas[0]
            told = self._tell_turn(line, persona, said[persona.id], shown)
            shown.add(told.better)
            said[persona.id] = line.reply
            yield told

    def _tell_turn(self, line: Line, persona: Persona, answers: str, shown: Set[str]) -> Told:
        turn = line.turn
        fact = next((fact.name for fact in persona.facts if fact.id == turn.told), "")
        needs = tuple(need.name for need in persona.needs if need.id in turn.met)
        risen = turn.after.anger - turn.before.anger
        is_key = turn.judgement.is_misconduct or risen >= _KEY or bool(turn.limits)
        moved_on = turn.told or turn.met or turn.answered or turn.restated
        content = turn.ending is Ending.RESOLVED or not turn.before.anger
        gained = risen < 0 or moved_on or content
        return Told(
            line=line,
            number=line.row.number,
            who=persona.name,
            answers=answers,
            pieces=pieces_of(turn.text, turn.judgement),
            acts=turn.judgement.acts,
            manner=manner_of(turn),
            fact=fact,
            needs=needs,
            better="" if gained and not is_key else self._better(line, persona, shown),
            is_key=is_key,
            is_good=not is_key and risen <= -_KEY * 2,
        )

    def _better(self, line: Line, persona: Persona, shown: Set[str]) -> str:
        """A line that fits the moment: one of those that may be chosen, else what is still to be asked
        or promised. What an earlier turn `shown` already comes again only when nothing else is left."""
        fitting = [
            one.say
            for one in offer(self.scenario, line.before, self.played.run.seed)
            if one.good and one.to == persona.id and one.say != line.turn.text
        ]
        found = [*fitting, *self._next_steps(line, persona)]
        return next((say for say in found if say not in shown), found[0] if found else "")

    def _next_steps(self, line: Line, persona: Persona) -> Iterator[str]:
        guest = line.before.guest(persona.id)
        yield from (fact.question for fact in persona.facts if fact.id not in guest.told)
        if guest.told:
            yield from (need.model for need in persona.needs if need.id not in guest.met)
