"""A rubric: criteria that a work is marked by, some worked out by the machine, some judged by a person (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of a criterion: what a work must show to earn `points`."""

    points: Decimal
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One line of a rubric. `number` (from 1) names it in the ledger and never changes.

    `by_machine`: the platform proposes its points; a person may override them with a reason.
    """

    number: int
    name: str
    points: Decimal
    by_machine: bool = False
    hint: str = ""
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """Criteria in the order they are shown; numbers are unique."""

    criteria: tuple[Criterion, ...]

    def __post_init__(self) -> None:
        numbers = [one.number for one in self.criteria]
        if len(set(numbers)) < len(numbers):
            raise ValueError(f"criteria share a number: {numbers}")

    @property
    def full(self) -> Decimal:
        """The marks of a perfect work."""
        return sum((one.points for one in self.criteria), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that the machine looked at: the learner's value, the expected one, and the tolerance.

    Texts as they are shown; `ok` None where the value is only told, not judged.
    """

    name: str
    own: str = ""
    expected: str = ""
    tolerance: str = ""
    ok: bool | None = None

    def to_data(self) -> dict[str, object]:
        """As the ledger's `detail` keeps it."""
        return {
            "name": self.name,
            "own": self.own,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "ok": self.ok,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Fact:
        ok = data.get("ok")
        return cls(
            name=str(data.get("name", "")),
            own=str(data.get("own", "")),
            expected=str(data.get("expected", "")),
            tolerance=str(data.get("tolerance", "")),
            ok=ok if isinstance(ok, bool) else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the machine gives for a criterion, and why."""

    points: Decimal
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A criterion with the mark that holds. `mark` None: nobody judged it yet.

    `by_hand`: a person gave or confirmed it; `seen` is the number of its newest event (0: none).
    """

    criterion: Criterion
    mark: Decimal | None = None
    by_hand: bool = False
    facts: tuple[Fact, ...] = ()
    proposed: Decimal | None = None
    reason: str = ""
    comment: str = ""
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A work's rubric filled in."""

    lines: tuple[Line, ...]

    @property
    def earned(self) -> Decimal:
        """The marks so far; lines that wait count as nothing."""
        return sum((line.mark or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def full(self) -> Decimal:
        return sum((line.criterion.points for line in self.lines), Decimal(0))

    @property
    def complete(self) -> bool:
        """Whether every criterion has a mark."""
        return all(line.mark is not None for line in self.lines)

    @property
    def provisional(self) -> bool:
        """Whether a person has still to judge or to confirm something (暂定分)."""
        return not all(line.by_hand for line in self.lines)
