"""The library of scenarios as a learner sees it: what there is, own best marks, what to play next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.bank.content import get_library
from app.roleplay.domain.rubrics import checks_of
from app.roleplay.domain.training_next import Candidate, choose_next
from app.roleplay.services.scripts import shipped_specs
from app.roleplay.specs import ScenarioSpec

PLAYS = ("识别客户", "留住客户", "开发客户需求", "客户满意", "客户忠诚", "客户投诉")
# 情景剧 by the hours of practice that the course gives them.
WEIGHTS: Mapping[str, int] = dict(zip(PLAYS, (6, 4, 4, 2, 2, 4), strict=True))


@dataclass(frozen=True, slots=True)
class Card:
    """A scenario in the list. `best` is the own best mark in percent."""

    spec: ScenarioSpec
    chapters: tuple[str, ...]
    best: int | None
    is_next: bool
    choices: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; "" means all."""

    play: str = ""
    kind: str = ""
    chapter: str = ""
    minutes: int = 0


def list_cards(wanted: Wanted, best: Mapping[str, int], weak: Sequence[str] = ()) -> list[Card]:
    """The scenarios that fit, the one to play next first."""
    specs = shipped_specs()
    following = next_slug(best, weak)
    titles = chapter_titles()
    cards = [
        Card(
            spec=spec,
            chapters=tuple(titles.get(one, one) for one in spec.chapters),
            best=best.get(spec.id),
            is_next=spec.id == following,
            choices=spec.choices is not None,
        )
        for spec in specs
        if _fits(spec, wanted)
    ]
    return sorted(cards, key=lambda card: not card.is_next)


def next_slug(best: Mapping[str, int], weak: Sequence[str] = (), but: str = "") -> str | None:
    """The scenario to play next."""
    candidates = [
        Candidate(spec.id, place, axes_of(spec)) for place, spec in enumerate(shipped_specs())
    ]
    return choose_next(candidates, weak, best, but)


def axes_of(spec: ScenarioSpec) -> dict[str, int]:
    """A scenario's points by axis."""
    axes: dict[str, int] = {}
    for check in checks_of(spec.build()):
        axes[check.axis] = axes.get(check.axis, 0) + check.points
    return axes


def chapter_titles() -> dict[str, str]:
    """Titles of chapters and extension lessons by id, last the extension lessons as a whole."""
    course = get_library().course
    plans = {plan.id: plan.title for plan in course.plans} if course else {}
    return plans | {"ext": gettext("拓展")}


def chapter_choices() -> list[tuple[str, str]]:
    """The chapters that scenarios belong to, (id, title), in teaching order."""
    used = {chapter for spec in shipped_specs() for chapter in spec.chapters}
    return [(id_, title) for id_, title in chapter_titles().items() if id_ in used]


def _fits(spec: ScenarioSpec, wanted: Wanted) -> bool:
    return (
        (not wanted.play or spec.play == wanted.play)
        and (not wanted.kind or spec.sort.value == wanted.kind)
        and (not wanted.chapter or wanted.chapter in spec.chapters)
        and (not wanted.minutes or spec.minutes <= wanted.minutes)
    )
