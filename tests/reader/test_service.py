from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask, g

from app.authz.policy import Actor
from app.content.library import Library
from app.learning.service import positions
from app.reader import service
from app.reader.outline import by_level, spots, spots_by_point
from tests.builders import Builders


@pytest.fixture
def learner(make: Builders) -> Any:
    return make.user()


@pytest.fixture
def as_learner(app: Flask, db: Any, learner: Any) -> Iterator[Any]:
    """A request of the learner, so that every written chapter is open."""
    with app.test_request_context():
        g.actor = Actor(user_id=learner.id, is_guest=False)
        yield learner


def test_the_map_shows_every_chapter_as_it_is(as_learner: Any, clock: Any) -> None:
    whole = service.course_map(as_learner.id, clock())
    assert [(card.id, card.readable) for card in whole.cards] == [
        ("ch01", True),
        ("ch02", True),
        ("ch03", False),
    ]
    assert whole.written == 2
    assert not whole.begun
    assert whole.current is whole.cards[0]
    assert [card.mastery for card in whole.cards] == [None, None, None]


def test_visitors_may_open_the_first_chapter_alone(app: Flask, db: Any, clock: Any) -> None:
    with app.test_request_context():
        g.actor = Actor()
        whole = service.course_map(None, clock())
    assert [card.open for card in whole.cards] == [True, False, False]


@pytest.mark.both_engines
def test_reading_goes_on_where_it_stopped(as_learner: Any, clock: Any, engine: str) -> None:
    card = service.find_card("ch01")
    assert card is not None
    section = card.lines[0].section
    service.keep_position(as_learner.id, card, section, "count", clock())
    assert positions(as_learner.id)["ch01"].anchor == "count"
    whole = service.course_map(as_learner.id, clock())
    assert whole.current is not None
    assert (whole.current.id, whole.current.anchor) == ("ch01", "count")
    assert whole.current.next_line is whole.current.lines[0]
    # An anchor that the section does not have is not kept.
    service.keep_position(as_learner.id, card, section, "<b>", clock.move(minutes=1))
    assert positions(as_learner.id)["ch01"].anchor == "s1-1"


@pytest.mark.both_engines
def test_finished_sections_are_ticked_and_the_next_chapter_follows(
    as_learner: Any, clock: Any, engine: str
) -> None:
    first, second = service.find_card("ch01"), service.find_card("ch02")
    assert first is not None
    assert second is not None
    assert service.finish_section(as_learner.id, first, first.lines[0].section, clock()) is None
    whole = service.course_map(as_learner.id, clock())
    assert whole.cards[0].complete
    assert whole.current is whole.cards[1]
    following = service.finish_section(as_learner.id, second, second.lines[0].section, clock())
    assert following == "s2-2"
    card = service.read_card(second, as_learner.id, clock())
    assert (card.done, card.complete) == (1, False)
    assert card.next_line is not None
    assert card.next_line.anchor == "s2-2"
    service.finish_section(as_learner.id, second, second.lines[1].section, clock())
    whole = service.course_map(as_learner.id, clock())
    assert whole.current is not None
    assert whole.current.complete


def test_a_section_knows_its_neighbours_levels_and_terms(as_learner: Any, loaded: Library) -> None:
    card = service.find_card("ch02")
    assert card is not None
    page = service.read_section(card, "s2-1", as_learner.id, ())
    assert page is not None
    assert page.previous is None
    assert page.following is not None
    assert page.following.anchor == "s2-2"
    assert page.levels == ["运用"]
    assert [term.id for term in page.terms] == ["reader-card"]
    assert service.read_section(card, "s9-9", as_learner.id, ()) is None


def test_the_map_costs_the_same_whatever_was_done(
    as_learner: Any, loaded: Library, clock: Any, count_sql: Callable[..., Any]
) -> None:
    user_id = as_learner.id
    with count_sql() as before:
        service.course_map(user_id, clock())
    for chapter in ("ch01", "ch02"):
        card = service.find_card(chapter)
        assert card is not None
        for line in card.lines:
            service.finish_section(user_id, card, line.section, clock())
    with count_sql() as after:
        service.course_map(user_id, clock())
    assert len(after) == len(before) <= 4


def test_every_point_is_taught_at_its_heading(library: Library) -> None:
    found = {point: spot.anchor for point, spot in spots_by_point(library).items()}
    assert found == {"ch01.remember": "remember", "ch01.count": "count", "ch02.remind": "s2-1"}
    assert [spot.anchor for spot in spots(library)] == ["s1-1", "remember", "count", "s2-1", "s2-2"]


def test_objectives_stand_under_their_level(library: Library) -> None:
    assert library.course is not None
    plan = library.course.chapters[1]
    assert by_level(plan.objectives, ["了解", "掌握", "运用"]) == [("运用", ["能说明怎样催还"])]


def test_times_come_from_the_caller(as_learner: Any, clock: Callable[[], datetime]) -> None:
    card = service.find_card("ch01")
    assert card is not None
    service.keep_position(as_learner.id, card, card.lines[0].section, "", clock())
    assert service.read_card(card, as_learner.id, clock()).read_at == clock()
