"""Marking: yes/no checks, each of which cites the turns that decide it.

A check is met by the turns that it names and by nothing else, so that a learner can look them up. What
is said in a turn with misconduct earns nothing in it. Marks are whole points, 100 in all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.roleplay.domain.acts import Act, Taboo
from app.roleplay.domain.scenario import Ending, Persona, Scenario
from app.roleplay.domain.scene import Guest, Scene, Turn, ending_now

PENALTY = 5
MOST_OF_A_CLASS = 2
MOST_PENALTY = 40


@dataclass(frozen=True, slots=True)
class Evidence:
    """A conversation as checks look at it. `fair` are the turns without misconduct."""

    scenario: Scenario
    scene: Scene

    @property
    def fair(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.scene.turns if not turn.judgement.is_misconduct)

    @property
    def pairs(self) -> Iterator[tuple[Persona, Guest]]:
        for persona in self.scenario.personas:
            yield persona, self.scene.guest(persona.id)

    def did(self, *acts: Act) -> list[int]:
        """Numbers of the fair turns with one of `acts`."""
        return [turn.number for turn in self.fair if turn.judgement.has(*acts)]

    def ending(self, persona: Persona) -> Ending:
        return ending_now(persona, self.scene.guest(persona.id), self.scenario.sort)

    def first(self, *acts: Act) -> int:
        """The first fair turn with one of `acts`; beyond the end if there is none."""
        return min(self.did(*acts), default=len(self.scene.turns) + 1)


# The turns that meet a check; `None` where it is not met. An empty list is met by the whole.
Test = Callable[[Evidence], Sequence[int] | None]


@dataclass(frozen=True, slots=True)
class Check:
    """A yes/no question worth `points`. `axis` groups checks in the debrief; `advice` says what to do
    next time. A `test` of None leaves it to the instructor."""

    id: str
    group: str
    axis: str
    name: str
    points: int
    advice: str
    test: Test | None


@dataclass(frozen=True, slots=True)
class Result:
    """A check's outcome: `met` is None while the instructor has to say."""

    check: Check
    met: bool | None
    turns: tuple[int, ...]

    @property
    def points(self) -> int:
        return self.check.points if self.met else 0


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken for misconduct of one class, with the turns in which it happened."""

    name: str
    points: int
    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of 0–100. `most` is what the engine could give; the instructor gives the rest."""

    results: tuple[Result, ...]
    penalties: tuple[Penalty, ...]
    most: int

    @property
    def earned(self) -> int:
        return sum(result.points for result in self.results)

    @property
    def taken(self) -> int:
        return min(MOST_PENALTY, sum(penalty.points for penalty in self.penalties))

    @property
    def points(self) -> int:
        return max(0, self.earned - self.taken)


def mark(evidence: Evidence, checks: Sequence[Check]) -> Mark:
    """Run every check; take points for misconduct."""
    results = tuple(_result(check, evidence) for check in checks)
    most = sum(check.points for check in checks if check.test is not None)
    return Mark(results, tuple(_penalties(evidence)), most)


def _result(check: Check, evidence: Evidence) -> Result:
    if check.test is None:
        return Result(check, None, ())
    found = check.test(evidence)
    return Result(check, found is not None, tuple(found or ()))


def _penalties(evidence: Evidence) -> Iterator[Penalty]:
    """Five points each, at most twice a class; shifted blame and quarrels without a taboo phrase count
    under the class that they belong to."""
    turns: dict[str, list[int]] = {}
    for turn in evidence.scene.turns:
        if turn.judgement.is_misconduct:
            turns.setdefault(_class_of(turn), []).append(turn.number)
        if turn.limits:
            turns.setdefault("许诺越权", []).append(turn.number)
    for name, numbers in turns.items():
        yield Penalty(name, PENALTY * min(MOST_OF_A_CLASS, len(numbers)), tuple(numbers))


def _class_of(turn: Turn) -> str:
    if turn.judgement.taboo is not None:
        return turn.judgement.taboo.value
    return (Taboo.SHIRK if turn.judgement.has(Act.BLAME) else Taboo.CHALLENGE).value


def spread(points: int, count: int) -> list[int]:
    """`points` over `count` checks in whole points, the first ones getting what is left over."""
    each, rest = divmod(points, count)
    return [each + (at < rest) for at in range(count)]
