"""What the machine gives for a survey, criterion by criterion, with its reasons (pure).

The rubric of the coursework: 设计 3 (half by rules, half by a person), 收集质量 2, 计算 2, 解读建议 2, 规范 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

from app.workshop.survey.domain.figures import SMALL, Alpha, Csi, Nps
from app.workshop.survey.domain.grid import Grid, Quadrant
from app.workshop.survey.domain.lint import Finding


class Part(IntEnum):
    """Numbers of the criteria in the ledger; they never change."""

    DESIGN_RULES = 1
    DESIGN = 2
    COLLECTING = 3
    FIGURES = 4
    READING = 5
    CARE = 6


WORTH: Mapping[Part, Decimal] = {
    Part.DESIGN_RULES: Decimal("1.5"),
    Part.DESIGN: Decimal("1.5"),
    Part.COLLECTING: Decimal(2),
    Part.FIGURES: Decimal(2),
    Part.READING: Decimal(2),
    Part.CARE: Decimal(1),
}
GRAVE_COSTS, LIGHT_COSTS = Decimal("0.5"), Decimal("0.2")
FEWEST_PILOT = 3
GOOD_COMPLETENESS = 0.9
_CENT = Decimal("0.01")


def _round(value: Decimal | float) -> Decimal:
    return Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. `name` is a word of `words.py`; `ok` None where it is only told."""

    name: str
    own: str = ""
    expected: str = ""
    tolerance: str = ""
    ok: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Points for a criterion, and the checks behind them."""

    points: Decimal
    checks: tuple[Check, ...] = ()


def mark_design(findings: Sequence[Finding]) -> Given:
    """Full marks less 0.5 for each kind of grave fault and 0.2 for each kind of weakness, not below
    nothing. A kind counts once however often it occurs: it is one thing to learn."""
    rules = dict.fromkeys(finding.rule for finding in findings)
    grave = {finding.rule for finding in findings if finding.grave}
    cost = sum((GRAVE_COSTS if rule in grave else LIGHT_COSTS for rule in rules), Decimal(0))
    checks = tuple(
        Check(
            name=f"lint:{rule}",
            own=str(sum(1 for one in findings if one.rule == rule)),
            expected="0",
            ok=False,
        )
        for rule in rules
    )
    return Given(points=max(Decimal(0), WORTH[Part.DESIGN_RULES] - cost), checks=checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """How the collecting went. `kept` counts what goes into the analysis."""

    kept: int
    pilot: int
    flagged: int
    undecided: int
    completeness: float | None


def mark_collecting(found: Collected) -> Given:
    """1 for 30 kept responses (in proportion below), 0.4 for a pilot of three, 0.3 for deciding on every
    response the screen pointed out, 0.3 for closed questions at least 90 % answered."""
    size = Decimal(min(found.kept, SMALL)) / SMALL
    decided = found.kept > 0 and found.undecided == 0
    whole = (found.completeness or 0) >= GOOD_COMPLETENESS
    points = size + Decimal("0.4") * min(found.pilot, FEWEST_PILOT) / FEWEST_PILOT
    points += Decimal("0.3") * decided + Decimal("0.3") * whole
    share = "—" if found.completeness is None else f"{100 * found.completeness:.0f}%"
    return Given(
        points=_round(points),
        checks=(
            Check(name="kept", own=str(found.kept), expected=f"≥ {SMALL}", ok=found.kept >= SMALL),
            Check(
                name="pilot",
                own=str(found.pilot),
                expected=f"≥ {FEWEST_PILOT}",
                ok=found.pilot >= FEWEST_PILOT,
            ),
            Check(
                name="decided",
                own=f"{found.flagged - found.undecided} / {found.flagged}",
                expected=f"{found.flagged} / {found.flagged}",
                ok=decided,
            ),
            Check(
                name="completeness",
                own=share,
                expected=f"≥ {100 * GOOD_COMPLETENESS:.0f}%",
                ok=whole,
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the student worked out. None where they left it empty; fields of the grid by dimension."""

    csi: Decimal | None = None
    nps: Decimal | None = None
    alpha: Decimal | None = None
    quadrants: Mapping[str, Quadrant] = field(default_factory=dict[str, Quadrant])


TOLERANCE = {"csi": Decimal("0.5"), "nps": Decimal(1), "alpha": Decimal("0.01")}
_EACH = Decimal("0.5")


def mark_figures(claims: Claims, index: Csi, score: Nps, whole: Alpha, grid: Grid) -> Given:
    """0.5 each for CSI (± 0.5), NPS (± 1), α of all items (± 0.01), and for the fields of the grid by stated
    importance, in proportion. What this survey cannot give earns nothing: its questions were one's own."""
    points = Decimal(0)
    checks: list[Check] = []
    for name, own, value in (
        ("csi", claims.csi, index.value),
        ("nps", claims.nps, score.value),
        ("alpha", claims.alpha, whole.value),
    ):
        tolerance = TOLERANCE[name]
        right = value is not None and own is not None and is_near(own, value, tolerance)
        points += _EACH * right
        places = 3 if name == "alpha" else 1
        checks.append(
            Check(
                name=name,
                own="—" if own is None else f"{own:f}",
                expected="—" if value is None else f"{value:.{places}f}",
                tolerance=f"± {tolerance}",
                ok=right,
            )
        )
    placed = [spot for spot in grid.spots if spot.quadrant is not None]
    right_ones = sum(1 for spot in placed if claims.quadrants.get(spot.name) == spot.quadrant)
    if placed:
        points += _EACH * right_ones / len(placed)
    checks.append(
        Check(
            name="quadrants",
            own=f"{right_ones} / {len(placed)}",
            expected=f"{len(placed)} / {len(placed)}" if placed else "—",
            ok=bool(placed) and right_ones == len(placed),
        )
    )
    return Given(points=_round(points), checks=tuple(checks))


def is_near(own: Decimal, value: float, tolerance: Decimal) -> bool:
    """Whether a figure is right within the tolerance, however far it was rounded (a hair is forgiven)."""
    return abs(own - Decimal(str(value))) <= tolerance + Decimal("0.000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What good practice asks to be said: by facts about the survey and its report."""

    privacy_said: bool
    nothing_personal: bool
    method_said: bool
    limits_said: bool


def mark_care(found: Care) -> Given:
    """A quarter each: anonymity promised in the introduction, nothing personal asked, the report says how
    and whom it asked, and what it cannot say."""
    told = (
        ("privacy_said", found.privacy_said),
        ("nothing_personal", found.nothing_personal),
        ("method_said", found.method_said),
        ("limits_said", found.limits_said),
    )
    points = Decimal("0.25") * sum(1 for _name, ok in told if ok)
    return Given(points=points, checks=tuple(Check(name=name, ok=ok) for name, ok in told))
