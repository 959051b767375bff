"""Every page of the site in a browser: it fits, has its headings and its language, says nothing in
the console, and axe-core finds nothing at WCAG 2.2 AA. What learners open first is light.

`ZHIKE_PICTURES=<folder>` keeps a picture of every page in every look.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.browser.conftest import Site, give_cookie, serve, watch
from tests.browser.world import Place, World, build_world

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
MEASURE = """() => ({
  width: document.documentElement.scrollWidth,
  headings: document.querySelectorAll('h1').length,
  title: document.title,
  lang: document.documentElement.lang,
  over: [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right >
    innerWidth + 1 && !e.closest('.zk-scrollx, .zk-bookwrap, .zk-vh')).slice(0, 3)
    .map((e) => e.outerHTML.slice(0, 120)),
})"""
BUDGET = 120_000  # bytes on the wire, of everything a first visit loads
REQUESTS = 15
# Addresses that answer with files or data, lead elsewhere, or are pages only in rare states.
NO_PAGES = {
    "assets.send", "static", "bootstrap.static", "exams.state", "exams_manage.board_rows",
    "exams_manage.export", "gradebook.export", "classes.import_again", "reader.check_again",
    "accounts.first_admin", "bank.pending",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A window and a language; `every` nth page is looked at this way."""

    width: int
    language: str
    dark: bool = False
    every: int = 1

    def __str__(self) -> str:
        return f"{self.width}-{self.language}{'-dark' if self.dark else ''}"

    @property
    def name(self) -> str:
        return "知客" if self.language == "zh-CN" else "Zhike"


LOOKS = (
    Look(360, "en"),
    Look(1440, "zh-CN"),
    Look(360, "zh-CN", dark=True, every=3),
    Look(1440, "en", dark=True, every=3),
)


@dataclass
class Visits:
    """Windows on the filled site, one for each person."""

    site: Site
    world: World
    chromium: Any

    @contextmanager
    def by(self, who: str, look: Look, troubles: list[str]) -> Iterator[Any]:
        """A window of a person, and what went wrong in it."""
        context = self.chromium.new_context(
            base_url=self.site.base,
            viewport={"width": look.width, "height": 800 if look.width < 600 else 900},
            color_scheme="dark" if look.dark else "light",
            reduced_motion="reduce",
            locale=look.language,
        )
        context.set_default_timeout(15_000)
        if who in self.world.tokens:
            give_cookie(context, self.site, self.world.tokens[who])
        page = context.new_page()
        watch(page, self.site.base, troubles)
        try:
            yield page
        finally:
            context.close()


@pytest.fixture(scope="module")
def visits(make_app: Callable[..., Flask], chromium: Any) -> Iterator[Visits]:
    app = make_app("sqlite", WTF_CSRF_ENABLED=True, SERVER_NAME=None)
    with serve(app) as site:
        yield Visits(site, build_world(app), chromium)


def go(page: Any, place: Place) -> list[str]:
    """Open a place and do there what is to be done; says what is not as it should be."""
    answer = page.goto(place.path)
    if place.then is not None:
        place.then(page)
    return [] if answer.status == place.status else [f"status {answer.status}"]


def examine(page: Any, look: Look) -> Iterator[str]:
    """What is wrong with the page that is open."""
    found = page.evaluate(MEASURE)
    if found["width"] > look.width:
        yield f"{found['width']} px wide: {found['over']}"
    if found["headings"] != 1:
        yield f"{found['headings']} h1"
    if not found["title"].endswith(f" · {look.name}") or found["title"].startswith(" "):
        yield f"title {found['title']!r}"
    if found["lang"] != look.language:
        yield f"lang {found['lang']!r}"
    for bad in run_axe(page):
        nodes = "; ".join(f"{n['target']} {n['html'][:150]}" for n in bad["nodes"][:3])
        yield f"axe {bad['id']}: {nodes}"


def run_axe(page: Any) -> list[dict[str, Any]]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return axe.run(page, options=AXE).response["violations"]


def keep_picture(page: Any, look: Look, number: int, place: Place) -> None:
    folder = os.environ.get("ZHIKE_PICTURES")
    if folder:
        path = Path(folder) / str(look) / f"{number:02d}-{place.endpoint}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_fits_and_is_accessible(visits: Visits, look: Look) -> None:
    wrong: dict[str, list[str]] = {}
    places = list(enumerate(visits.world.places))
    offset = 1 if look.language == "en" else 0
    places = [one for one in places if (one[0] + offset) % look.every == 0]
    for who in dict.fromkeys(place.who for _, place in places):
        troubles: list[str] = []
        with visits.by(who, look, troubles) as page:
            for number, place in places:
                if place.who != who:
                    continue
                found = [*go(page, place), *examine(page, look), *troubles]
                troubles.clear()
                keep_picture(page, look, number, place)
                if found:
                    wrong[f"{place.endpoint} {place.path}"] = found
    assert wrong == {}


def test_the_list_holds_every_page(visits: Visits) -> None:
    rules = visits.site.app.url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if rule.methods and "GET" in rule.methods}
    assert pages - NO_PAGES == {p.endpoint for p in visits.world.places} & pages


def test_first_visits_of_learners_are_light(visits: Visits) -> None:
    """Bodies and heads of all answers, nothing cached, script and style included."""
    heavy = {}
    staff = {"teacher", "admin"}
    for place in visits.world.places:
        if place.who in staff or place.then is not None or place.status != 200:
            continue
        finished: list[Any] = []
        with visits.by(place.who, LOOKS[0], []) as page:
            page.on("requestfinished", lambda request, seen=finished: seen.append(request))
            page.goto(place.path, wait_until="networkidle")
            sizes = [request.sizes() for request in finished]
        size = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
        if size > BUDGET or len(finished) > REQUESTS or not finished:
            heavy[place.path] = f"{size} bytes in {len(finished)} requests"
    assert heavy == {}
