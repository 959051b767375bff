"""The frame around every page: navigation, the class one is in, person's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

from flask import Flask, current_app, g, request, url_for
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from app.authz.gate import may
from app.authz.permissions import Permission
from app.web.i18n import LOCALES, pick_locale

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "zhike_theme"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main bar or of a class's rail, shown to those who hold `permission`."""

    endpoint: str
    label: LazyString
    icon: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits at an entry: the figure as it is shown, and for who does not see it what it counts."""

    count: int
    shown: str
    words: str


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry as the template shows it."""

    url: str
    label: str
    icon: str
    active: bool
    waits: Sequence[Waits] = ()


class Person(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def is_guest(self) -> bool: ...
    @property
    def is_admin(self) -> bool: ...


class Shell:
    """All that the layouts need to know, each thing found out when a template asks for it: the exam
    hall asks for the theme alone, and so costs no question about who is signed in.
    """

    def __init__(
        self, load_person: Callable[[], Person | None], load_classes: Callable[[], Sequence[Any]]
    ) -> None:
        self._load_person = load_person
        self._load_classes = load_classes
        self.locales = tuple(LOCALES.items())

    @cached_property
    def user(self) -> Person | None:
        """Who is signed in; None for visitors who kept nothing."""
        return self._load_person()

    @cached_property
    def classes(self) -> Sequence[Any]:
        """The person's enrolments, each with its class."""
        return self._load_classes()

    @cached_property
    def nav(self) -> tuple[NavItem, ...]:
        """The main bar."""
        shown = (place for place in NAV if _exists(place.endpoint) and may(place.permission))
        entries = tuple((place.endpoint, _is_active(place)) for place in shown)
        return _bar(entries, str(get_locale()), request.script_root)

    @cached_property
    def rail(self) -> Sequence[NavItem]:
        """The rail of the class one is in."""
        inside = self.current_class
        return _rail(inside) if inside is not None else []

    @property
    def current_class(self) -> Any:
        """The class one is in, or None."""
        return g.get("course_class")

    @property
    def locale(self) -> str:
        """The language of this page."""
        return pick_locale()

    @property
    def theme(self) -> str:
        """Light, dark or as the device says."""
        return theme()

    @cached_property
    def teaches(self) -> bool:
        """Whether the person teaches anywhere."""
        return may(Permission.CLASS_CREATE) or any(e.role != "student" for e in self.classes)


NAV: tuple[Place, ...] = (
    Place("reader.course_map", _l("学习"), "book", Permission.LESSON_READ),
    Place("practice.home", _l("练习"), "pen", Permission.ITEM_PRACTISE),
    Place("exams.home", _l("考试"), "paper", Permission.CLASS_JOIN),
    Place("cases.home", _l("案例"), "note", Permission.LESSON_READ),
    Place("plays.home", _l("情景"), "scene", Permission.LESSON_READ),
    Place("workshop.home", _l("项目"), "grid", Permission.CLASS_JOIN),
    Place("grades.home", _l("成绩"), "chart", Permission.CLASS_JOIN),
    Place("classes.home", _l("教学"), "people", Permission.CLASS_CREATE),
)
RAIL: tuple[Place, ...] = (
    Place("classes.overview", _l("概览"), "home", Permission.ROSTER_VIEW),
    Place("classes.roster", _l("学生"), "people", Permission.ROSTER_VIEW),
    Place("bank.home", _l("题库"), "bank", Permission.BANK_VIEW),
    Place("exams_manage.home", _l("考试"), "paper", Permission.EXAM_WATCH),
    Place("marking.home", _l("批改"), "pen", Permission.MARKING_DO),
    Place("gradebook.home", _l("成绩册"), "chart", Permission.GRADES_VIEW_ALL),
    Place("cases_manage.home", _l("案例"), "note", Permission.CASE_WATCH),
    Place("plays_manage.home", _l("情景"), "scene", Permission.PLAY_WATCH),
    Place("workshop_manage.home", _l("项目"), "grid", Permission.PROJECT_WATCH),
    Place("classes.settings", _l("设置"), "gear", Permission.CLASS_MANAGE),
)
# Who counts what waits at a place of the rail, given the class's row id; a few SQL statements each, of
# which the number does not grow with what waits.
_counts: dict[str, Callable[[int], Sequence[Waits]]] = {}


def register_count(endpoint: str, count: Callable[[int], Sequence[Waits]]) -> None:
    """Show at a place of the rail how many things wait there; the factory calls this."""
    _counts[endpoint] = count


# Endpoints of the rail that belong to the site, not to a class.
SITE_WIDE = frozenset({"bank.home"})


def init_app(
    app: Flask,
    load_person: Callable[[], Any],
    load_classes: Callable[[], Sequence[Any]],
) -> None:
    """`load_person` gives the present person, `load_classes` their enrolments (with the class)."""

    @app.context_processor
    def _shell() -> dict[str, Any]:
        shell = Shell(load_person, load_classes)
        return {"shell": shell, "may": may, "Permission": Permission}


def enter_class(course_class: Any, place: str | None = None) -> None:
    """Say that this page lies inside a class, so that the rail shows.

    `place` is the endpoint of the rail's entry that the page lies below, where it is not one itself.
    """
    g.course_class = course_class
    g.rail_place = place


@lru_cache(maxsize=512)
def _bar(entries: tuple[tuple[str, bool], ...], _language: str, _root: str) -> tuple[NavItem, ...]:
    """The main bar of these endpoints, each with whether one is there now, as a language says it."""
    places = {place.endpoint: place for place in NAV}
    return tuple(
        NavItem(url_for(endpoint), str(places[endpoint].label), places[endpoint].icon, active)
        for endpoint, active in entries
    )


def _rail(inside: Any) -> list[NavItem]:
    items = []
    for place in RAIL:
        site_wide = place.endpoint in SITE_WIDE
        if not _exists(place.endpoint) or not may(place.permission, None if site_wide else inside):
            continue
        url = (
            url_for(place.endpoint, within=inside.public_id)
            if site_wide
            else url_for(place.endpoint, class_id=inside.public_id)
        )
        found = _counts[place.endpoint](inside.id) if place.endpoint in _counts else ()
        waits = [one for one in found if one.count]
        items.append(NavItem(url, str(place.label), place.icon, _is_active(place), waits))
    return items


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _is_active(place: Place) -> bool:
    if request.endpoint is None:
        return False
    blueprint = place.endpoint.split(".")[0]
    if blueprint == "classes":  # several places share this blueprint
        return place.endpoint in (request.endpoint, g.get("rail_place"))
    return request.blueprint == blueprint or place.endpoint == g.get("rail_place")


def theme() -> str:
    """The look of this request's pages: light, dark or as the device says."""
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"
