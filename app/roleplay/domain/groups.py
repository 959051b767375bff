"""The checks of a rubric as criteria, and the points that the engine proposes for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.roleplay.domain.rubric import Check, Mark, Penalty, Result


@dataclass(frozen=True, slots=True)
class Group:
    """Checks that are marked together. `number` counts from 1 and follows from the scenario alone.

    What the instructor decides stands by itself (`by_machine` false).
    """

    number: int
    name: str
    checks: tuple[Check, ...]
    by_machine: bool

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)


@dataclass(frozen=True, slots=True)
class Taken:
    """Points taken from a group for misconduct."""

    penalty: Penalty
    points: int


@dataclass(frozen=True, slots=True)
class GroupMark:
    """What a group earned by its checks, less what misconduct took from it."""

    group: Group
    results: tuple[Result, ...]
    taken: tuple[Taken, ...] = field(default=())

    @property
    def earned(self) -> int:
        return sum(result.points for result in self.results)

    @property
    def points(self) -> int:
        return self.earned - sum(one.points for one in self.taken)

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns that its met checks cite."""
        return tuple(sorted({turn for result in self.results for turn in result.turns}))


def group_checks(checks: Sequence[Check]) -> tuple[Group, ...]:
    """Criteria in the order of the rubric."""
    named: dict[str, list[Check]] = {}
    alone: list[Check] = []
    for check in checks:
        if check.test is None:
            alone.append(check)
        else:
            named.setdefault(check.group, []).append(check)
    found = [(name, tuple(own), True) for name, own in named.items()]
    found += [(check.name, (check,), False) for check in alone]
    return tuple(Group(at, name, own, by) for at, (name, own, by) in enumerate(found, 1))


def mark_groups(groups: Sequence[Group], mark: Mark) -> tuple[GroupMark, ...]:
    """The points of each criterion; over those the engine marks they add up to `mark.points`.

    Penalties are taken from the criteria in their order, as far as these have points.
    """
    by_check = {result.check.id: result for result in mark.results}
    left = list(_owed(mark))
    marked: list[GroupMark] = []
    for group in groups:
        results = tuple(by_check[check.id] for check in group.checks)
        room = sum(result.points for result in results) if group.by_machine else 0
        taken, left = _take(left, room)
        marked.append(GroupMark(group, results, taken))
    return tuple(marked)


def _owed(mark: Mark) -> Iterator[tuple[Penalty, int]]:
    """The penalties as far as they count: `mark.taken` in all."""
    rest = mark.taken
    for penalty in mark.penalties:
        points = min(rest, penalty.points)
        rest -= points
        if points:
            yield penalty, points


def _take(
    owed: list[tuple[Penalty, int]], room: int
) -> tuple[tuple[Taken, ...], list[tuple[Penalty, int]]]:
    """What is taken from a criterion with `room` points, and what is owed then."""
    taken: list[Taken] = []
    left: list[tuple[Penalty, int]] = []
    for penalty, points in owed:
        part = min(points, room)
        room -= part
        if part:
            taken.append(Taken(penalty, part))
        if points > part:
            left.append((penalty, points - part))
    return tuple(taken), left
