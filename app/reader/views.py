"""What the reader's templates show: text as Markup, questions as views, terms with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _
from markupsafe import Markup

from app.content.library import Library
from app.content.markdown import Part, Section
from app.content.specs import Plan, TermSpec
from app.reader.checks import Check, check_view
from app.reader.outline import Spot, spots, spots_by_point, terms_in
from app.web.questionview import NOTHING, QuestionView

Kind = Literal["html", "heading", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """A check question on its page; `heading` is the level that fits there (h2, h3)."""

    check: Check
    view: QuestionView
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A stretch of a section: text, a heading, or a question."""

    kind: Kind
    html: Markup = NOTHING
    number: str = ""
    title: str = ""
    anchor: str = ""
    check: CheckView | None = None


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term with the stretch that teaches it, where there is one."""

    term: TermSpec
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms of one chapter (None: of none)."""

    plan: Plan | None
    rows: Sequence[TermRow]


def trusted(parts: Iterable[Part]) -> Markup:
    """The HTML of text parts; it comes out of the renderer's sanitiser."""
    return Markup("\n".join(part.html for part in parts if part.kind == "html"))  # noqa: S704


def places_of_checks(section: Section) -> dict[str, tuple[int, str]]:
    """Number on the page and heading level of each check question of a section, by its id."""
    found: dict[str, tuple[int, str]] = {}
    heading = "h2"
    for part in section.parts:
        if part.kind == "heading":
            heading = "h3"
        elif part.kind == "check":
            found[part.item] = (len(found) + 1, heading)
    return found


def part_views(
    section: Section, checks: Mapping[str, Check], blank: str | None = None
) -> list[PartView]:
    """A section's parts in order; `blank` names a question that was sent without an answer."""
    places = places_of_checks(section)
    views = []
    for part in section.parts:
        if part.kind == "check":
            if part.item in checks:
                error = said_nothing() if part.item == blank else ""
                asked = one_check(checks[part.item], *places[part.item], error)
                views.append(PartView(kind="check", check=asked))
        else:
            views.append(
                PartView(
                    kind=part.kind,
                    html=Markup(part.html),  # noqa: S704 (out of the renderer's sanitiser)
                    number=part.number,
                    title=part.title,
                    anchor=part.anchor,
                )
            )
    return views


def one_check(
    check: Check, number: int, heading: str, error: str = "", *, at_home: bool = False
) -> CheckView:
    """A question as it stands in a lesson; on the first page it is told which chapter it is from."""
    tag = _("第一章") if at_home else _("读到这里，试一题")
    return CheckView(check=check, view=check_view(check, number, error, tag), heading=heading)


def said_nothing() -> str:
    return _("还没有作答。先选一项或填一填，再看对不对。")


def term_groups(library: Library, wanted: str = "") -> list[TermGroup]:
    """The glossary by chapter, in the order in which its terms are taught.

    `wanted` narrows to terms whose names or definition hold it.
    """
    by_point, by_use = spots_by_point(library), _spots_by_term(library)
    order = {point: number for number, point in enumerate(library.knowledge)}
    fold = "".join(wanted.casefold().split())
    plans = library.course.plans if library.course else []
    groups: dict[str, list[tuple[int, TermRow]]] = {plan.id: [] for plan in plans} | {"": []}
    for term in library.terms.values():
        if fold and not _holds(term, fold):
            continue
        spot = next((by_point[point] for point in term.knowledge if point in by_point), None)
        spot = spot or by_use.get(term.id)
        point = term.knowledge[0] if term.knowledge else ""
        home = spot.plan.id if spot else library.chapter_of.get(point, "")
        rows = groups[home] if home in groups else groups[""]
        rows.append((order.get(point, len(order)), TermRow(term, spot)))
    named = {plan.id: plan for plan in plans}
    return [
        TermGroup(named.get(key), [row for _place, row in sorted(rows, key=lambda pair: pair[0])])
        for key, rows in groups.items()
        if rows
    ]


def _holds(term: TermSpec, fold: str) -> bool:
    return any(fold in "".join(text.casefold().split()) for text in (*term.names, term.definition))


def _spots_by_term(library: Library) -> dict[str, Spot]:
    """The stretch in which each term first stands."""
    found: dict[str, Spot] = {}
    for spot in spots(library):
        for term in terms_in(spot.parts):
            found.setdefault(term, spot)
    return found
