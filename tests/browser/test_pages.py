"""Every page of the site in a browser: it fits, has its headings and its language, says nothing in
the console, and axe-core finds nothing at WCAG 2.2 AA. What learners open first is light.

Each page is loaded once in each look, and everything is asked of it then.

`ZHIKE_PICTURES=<folder>` keeps a picture of every page in every look.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.browser.conftest import Site, give_cookie, serve, watch
from tests.browser.places import Place
from tests.browser.world import World, build_world

pytestmark = pytest.mark.browser

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = ["color-contrast"]
# Started in one tab and fetched later, so that another tab loads its page meanwhile.
START_AXE = """(options) => {
  window.found = axe.run(document, options).then(({ violations }) => violations.map(
    ({ id, nodes }) => `axe ${id}: ` + nodes.slice(0, 3).map((node) => node.html.slice(0, 150)).join('; ')));
}"""
MEASURE = """() => ({
  width: document.documentElement.scrollWidth,
  headings: document.querySelectorAll('h1').length,
  title: document.title,
  lang: document.documentElement.lang,
  over: [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right >
    innerWidth + 1 && !e.closest('.zk-scrollx, .zk-bookwrap, .zk-vh')).slice(0, 3)
    .map((e) => e.outerHTML.slice(0, 120)),
})"""
# Bytes on the wire and requests of a first visit, without the icon, which a browser asks for once.
BUDGET = 118_000
REQUESTS = 14
STYLES = 40_000  # bytes at least; whoever loads fewer took them from a cache
STAFF = {"teacher", "admin"}
# Addresses that answer with files or data, lead elsewhere, or are pages only in rare states.
NO_PAGES = {
    "assets.send", "static", "bootstrap.static", "exams.state", "exams_manage.board_rows",
    "exams_manage.export", "gradebook.export", "gradebook.export_registry", "gradebook.rows",
    "homework.own_file", "homework_manage.file", "classes.import_again", "reader.check_again",
    "accounts.first_admin", "bank.pending", "exams_manage.record", "regrade.progress",
    "exam_entry.seb_file", "exams_manage.seb_file", "exams_manage.archive", "health.live",
    "customer_file.export", "plays_manage.export_lines",
    "health.ready", "exam_entry.left", "exports.file", "imports.template", "pictures.show", "bank.use_filter",
    "imports.look_after_confirm", "imports.look_after_undo",
    "survey.answers", "survey.report_word", "survey.show",
    "cases_manage.screen_counts",
    "plays.events",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A window and a language; every `every`th page is looked at this way.

    Colours are the same at every width and in every language: contrast, which costs most to check,
    is checked once in the light and once in the dark. In the look that is `weighed` nothing is taken
    from the browser's cache, so that every page is a first visit.
    """

    width: int
    language: str
    dark: bool = False
    every: int = 1
    colours: bool = True
    weighed: bool = False

    def __str__(self) -> str:
        return f"{self.width}-{self.language}{'-dark' if self.dark else ''}"

    @property
    def name(self) -> str:
        return "知客" if self.language == "zh-CN" else "Zhike"

    @property
    def axe(self) -> dict[str, Any]:
        run: list[str] | dict[str, Any] = STANDARD
        if self.dark:
            run = {"type": "rule", "values": CONTRAST}
        rules = {} if self.colours else {rule: {"enabled": False} for rule in CONTRAST}
        return {"runOnly": run, "rules": rules, "resultTypes": ["violations"]}


LOOKS = (
    Look(360, "en", colours=False, weighed=True),
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
    def by(self, who: str, look: Look, troubles: list[str], tabs: int = 1) -> Iterator[list[Any]]:
        """A person's window with some tabs; what goes wrong in it is told in `troubles`."""
        context = self.chromium.new_context(
            base_url=self.site.base,
            viewport={"width": look.width, "height": 800 if look.width < 600 else 900},
            color_scheme="dark" if look.dark else "light",
            reduced_motion="reduce",
            locale=look.language,
        )
        context.set_default_timeout(40_000)
        if who in self.world.tokens:
            give_cookie(context, self.site, self.world.tokens[who])
        context.add_init_script(axe_script())
        pages = [context.new_page() for _ in range(tabs)]
        for page in pages:
            watch(page, self.site.base, troubles)
            if look.weighed and who not in STAFF:
                network = context.new_cdp_session(page)
                network.send("Network.enable")  # without it the next line does nothing
                network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        try:
            yield pages
        finally:
            context.close()


@pytest.fixture(scope="module")
def visits(make_app: Callable[..., Flask], demo: str, chromium: Any) -> Iterator[Visits]:
    app = make_app(like=demo, WTF_CSRF_ENABLED=True, SERVER_NAME=None)
    with serve(app) as site:
        yield Visits(site, build_world(app), chromium)


def go(page: Any, place: Place) -> list[str]:
    """Open a place and do there what is to be done; says what is not as it should be."""
    answer = page.goto(place.path, wait_until="domcontentloaded")
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


class Tab:
    """One of the tabs, with the page that axe-core is at work on there."""

    def __init__(self, page: Any, look: Look) -> None:
        self.page = page
        self.look = look
        self.place: Place | None = None
        self.loaded: list[Any] = []
        self.loading = False
        page.on("requestfinished", self._count)
        page.on("load", self._stop_counting)

    def show(self, place: Place, number: int) -> list[str]:
        self.place = place
        self.loaded, self.loading = [], True
        found = [*go(self.page, place), *examine(self.page, self.look)]
        keep_picture(self.page, self.look, number, place)
        self.page.evaluate(START_AXE, self.look.axe)
        return found

    def finish(self) -> list[str]:
        if self.place is None:
            return []
        return [*self.page.evaluate("window.found"), *self._too_heavy(self.place)]

    def _count(self, request: Any) -> None:
        if self.loading:
            self.loaded.append(request)

    def _stop_counting(self, _page: Any) -> None:
        self.loading = False

    def _too_heavy(self, place: Place) -> Iterator[str]:
        """Bodies and heads of all answers that a learner waits for, script and style included."""
        if not self.look.weighed or place.who in STAFF or place.then or place.status != 200:
            return
        self.page.wait_for_load_state("load")
        sizes = [request.sizes() for request in self.loaded]
        size = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
        if not STYLES < size <= BUDGET or len(sizes) > REQUESTS:
            yield f"{size} bytes in {len(sizes)} requests"


@cache
def axe_script() -> str:
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe().axe_script


def keep_picture(page: Any, look: Look, number: int, place: Place) -> None:
    folder = os.environ.get("ZHIKE_PICTURES")
    if folder:
        path = Path(folder) / str(look) / f"{number:02d}-{place.endpoint}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("staff", [True, False], ids=["staff", "learners"])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_fits_and_is_accessible(visits: Visits, look: Look, staff: bool) -> None:
    wrong: dict[str, list[str]] = defaultdict(list)
    troubles: list[str] = []
    offset = 1 if look.language == "en" else 0
    places = [p for p in enumerate(visits.world.places) if (p[0] + offset) % look.every == 0]
    places = [(number, place) for number, place in places if (place.who in STAFF) == staff]
    assert places
    for who in dict.fromkeys(place.who for _, place in places):
        with visits.by(who, look, troubles, tabs=2) as pages:
            tabs = deque(Tab(page, look) for page in pages)
            for number, place in places:
                if place.who == who:
                    tab = tabs[0]
                    wrong[name_of(tab.place)] += tab.finish()
                    wrong[name_of(place)] += tab.show(place, number)
                    tabs.rotate()
            for tab in tabs:
                wrong[name_of(tab.place)] += tab.finish()
    assert {name: found for name, found in wrong.items() if found} == {}
    assert troubles == []


def name_of(place: Place | None) -> str:
    return f"{place.endpoint} {place.path}" if place else ""


def test_the_list_holds_every_page(visits: Visits) -> None:
    rules = visits.site.app.url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if rule.methods and "GET" in rule.methods}
    assert pages - NO_PAGES == {p.endpoint for p in visits.world.places} & pages
