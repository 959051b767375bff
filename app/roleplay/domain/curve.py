"""The mood curve of one customer: points to draw, and where the conversation turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.roleplay.domain.scenario import Mood, Persona
from app.roleplay.domain.scene import Scene, Turn

WORSE = 6
BETTER = -10
_MOST_TURNINGS = 3
WIDTH, HEIGHT = 640, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 616, 20, 176


@dataclass(frozen=True, slots=True)
class Point:
    """A turn's mood and where it stands in the picture; number 0 is the opening."""

    number: int
    mood: Mood
    x: float
    anger_y: float
    trust_y: float


@dataclass(frozen=True, slots=True)
class Turning:
    """A turn in which the mood moved much; `rule` names what moved it most."""

    number: int
    worse: bool
    before: int
    after: int
    rule: str


@dataclass(frozen=True, slots=True)
class Curve:
    """One customer's moods in order, the opening first."""

    who: str
    name: str
    points: tuple[Point, ...]
    turnings: tuple[Turning, ...]

    @property
    def anger(self) -> str:
        """The `d` of the line of anger."""
        return _path([(point.x, point.anger_y) for point in self.points])

    @property
    def trust(self) -> str:
        return _path([(point.x, point.trust_y) for point in self.points])


def curves_of(personas: Sequence[Persona], scene: Scene) -> tuple[Curve, ...]:
    """A curve for every customer; those never spoken to have the opening alone."""
    return tuple(curve_of(persona, scene) for persona in personas)


def curve_of(persona: Persona, scene: Scene) -> Curve:
    turns = [turn for turn in scene.turns if turn.to == persona.id]
    moods = [(0, persona.mood), *((turn.number, turn.after) for turn in turns)]
    gap = (_RIGHT - _LEFT) / max(1, len(moods) - 1)
    points = tuple(
        Point(number, mood, round(_LEFT + at * gap, 1), _y(mood.anger), _y(mood.trust))
        for at, (number, mood) in enumerate(moods)
    )
    return Curve(persona.id, persona.name, points, _turnings(turns))


def _turnings(turns: Sequence[Turn]) -> tuple[Turning, ...]:
    """The turns that moved anger most, in the order in which they came."""
    moved = [turn for turn in turns if not BETTER < turn.after.anger - turn.before.anger < WORSE]
    moved.sort(key=lambda turn: -abs(turn.after.anger - turn.before.anger))
    chosen = sorted(moved[:_MOST_TURNINGS], key=lambda turn: turn.number)
    return tuple(_turning(turn) for turn in chosen)


def _turning(turn: Turn) -> Turning:
    worse = turn.after.anger > turn.before.anger
    sign = 1 if worse else -1
    most = max(turn.changes, key=lambda one: sign * one.anger)
    return Turning(turn.number, worse, turn.before.anger, turn.after.anger, most.rule)


def _y(value: int) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * value / 100, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(points))
