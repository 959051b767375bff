"""The frame around every page: navigation, the class one is in, person's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app, g, request, url_for
from flask_babel import LazyString
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
class NavItem:
    """An entry as the template shows it."""

    url: str
    label: str
    icon: str
    active: bool


class Person(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def is_guest(self) -> bool: ...
    @property
    def is_admin(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Shell:
    """All that `base.html` needs to know."""

    user: Person | None
    nav: Sequence[NavItem]
    rail: Sequence[NavItem]
    classes: Sequence[Any]
    current_class: Any
    locale: str
    locales: dict[str, str]
    theme: str
    search_url: str | None
    teaches: bool


NAV: tuple[Place, ...] = (
    Place("reader.course_map", _l("学习"), "book", Permission.LESSON_READ),
    Place("practice.home", _l("练习"), "pen", Permission.ITEM_PRACTISE),
    Place("exams.home", _l("考试"), "paper", Permission.CLASS_JOIN),
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
    Place("classes.settings", _l("设置"), "gear", Permission.CLASS_MANAGE),
)
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
        return {"shell": build(load_person(), load_classes()), "may": may, "Permission": Permission}


def enter_class(course_class: Any, place: str | None = None) -> None:
    """Say that this page lies inside a class, so that the rail shows.

    `place` is the endpoint of the rail's entry that the page lies below, where it is not one itself.
    """
    g.course_class = course_class
    g.rail_place = place


def build(person: Person | None, enrolments: Sequence[Any]) -> Shell:
    inside = g.get("course_class")
    return Shell(
        user=person,
        nav=[item for place in NAV if (item := _nav_item(place)) is not None],
        rail=_rail(inside) if inside is not None else [],
        classes=enrolments,
        current_class=inside,
        locale=pick_locale(),
        locales=LOCALES,
        theme=_theme(),
        search_url=url_for("reader.search") if _exists("reader.search") else None,
        teaches=may(Permission.CLASS_CREATE) or any(e.role != "student" for e in enrolments),
    )


def _nav_item(place: Place) -> NavItem | None:
    if not _exists(place.endpoint) or not may(place.permission):
        return None
    return NavItem(url_for(place.endpoint), str(place.label), place.icon, _is_active(place))


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
        items.append(NavItem(url, str(place.label), place.icon, _is_active(place)))
    return items


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _is_active(place: Place) -> bool:
    if request.endpoint is None:
        return False
    blueprint = place.endpoint.split(".")[0]
    if blueprint == "classes":  # several places share this blueprint
        return place.endpoint in (request.endpoint, g.get("rail_place"))
    return request.blueprint == blueprint


def _theme() -> str:
    chosen = request.cookies.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"
