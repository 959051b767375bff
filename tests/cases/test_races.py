"""Things that happen at once: two windows, a hand-in against an opening, two who begin, two who allot."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import openings
from app.cases.domain.case import Opens
from app.cases.domain.reveal import Rule
from app.cases.marks import propose_part
from app.cases.models import CaseAnswer, CaseCommit, CaseOpening, CaseWork
from app.cases.openings import Settings, open_case
from app.cases.rounds import RoundSettings, SampleText, allot_reviews, set_round
from app.cases.saving import PartIsFinal, Saved, commit_part, save_answers
from app.cases.talk_models import CaseReview
from app.cases.works import class_desk
from app.extensions import db as database
from app.marking.models import MarkEvent
from tests.builders import Builders
from tests.cases.conftest import GOOD, TEXT, TURNS, entries
from tests.conftest import Clock

pytestmark = pytest.mark.both_engines
Work = Callable[[], Any]


@dataclass
class Site:
    """An application on a database of its own, whose threads really commit."""

    app: Flask
    clock: Clock
    opening: int
    students: list[int]
    teacher: int

    def inside(self, work: Work) -> Any:
        with self.app.test_request_context():
            try:
                return work()
            finally:
                database.session.remove()

    def together(self, *works: Work) -> list[Any]:
        """Run the works at once, each in a thread with its own session; results or errors in order."""
        gate = threading.Barrier(len(works))
        results: list[Any] = [None] * len(works)

        def run(place: int, work: Work) -> None:
            gate.wait()
            try:
                results[place] = self.inside(work)
            except Exception as error:
                results[place] = error

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def desk(self, student: int) -> Any:
        opening = database.session.get_one(CaseOpening, self.opening)
        return class_desk(opening, student, self.clock())

    def save(self, student: int, **answers: Any) -> Work:
        def work() -> Saved:
            desk = self.desk(student)
            return save_answers(desk, "a", entries(desk, answers), student, self.clock())

        return work

    def commit(self, student: int, part: str = "a", **answers: Any) -> Work:
        def work() -> Saved:
            desk, at = self.desk(student), self.clock()
            return commit_part(
                desk, part, entries(desk, answers), student, at,
                lambda held, part_id: propose_part(held, part_id, at),
            )  # fmt: skip

        return work

    def count(self, model: Any) -> int:
        query = select(func.count()).select_from(model)
        return self.inside(lambda: database.session.scalar(query))


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Site:
    app, clock = make_app(engine), Clock()
    app.config["CLOCK"] = clock
    with app.test_request_context():
        make = Builders(database, clock)
        class_ = make.class_()
        teacher = make.instructor(class_)
        students = [make.student(class_).id for _n in range(4)]
        settings = Settings(
            title="小案例", rules={"b": Rule(Opens.STAFF)}, closes_at=None, category_id=None
        )
        opening = open_case(class_.id, TEXT, settings, teacher.id, clock())
        site = Site(app, clock, opening.id, students, teacher.id)
        database.session.remove()
    return site


def test_two_windows_that_begin_at_once_share_one_work(site: Site) -> None:
    me = site.students[0]
    results = site.together(*(site.save(me, a1="x") for _n in range(4)))
    assert all(isinstance(one, Saved) for one in results), results
    assert site.count(CaseWork) == 1
    assert site.count(CaseAnswer) == 1


def test_a_part_is_handed_in_once_and_marked_once(site: Site) -> None:
    me = site.students[0]
    results = site.together(*(site.commit(me, **GOOD) for _n in range(3)))
    assert sum(isinstance(one, Saved) for one in results) == 1, results
    assert sum(isinstance(one, PartIsFinal) for one in results) == 2
    assert site.count(CaseCommit) == 1
    assert site.count(MarkEvent) == 3


def test_what_is_called_saved_stood_before_the_next_part_opened(site: Site) -> None:
    """Whoever is told "saved" was in time; whoever was late is told so. Nothing changes afterwards."""

    def open_it() -> None:
        openings.open_part(site.opening, "b", site.clock())

    results = site.together(open_it, *(site.save(one, a1="x") for one in site.students))
    told = [isinstance(one, Saved) for one in results[1:]]
    assert all(
        ok or isinstance(one, PartIsFinal) for ok, one in zip(told, results[1:], strict=True)
    )
    assert site.count(CaseAnswer) == sum(told)
    late = site.together(*(site.save(one, a1="y") for one in site.students))
    assert all(isinstance(one, PartIsFinal) for one in late)


def test_works_are_allotted_once(site: Site) -> None:
    for student in site.students:
        site.inside(site.commit(student, **GOOD))
    site.inside(lambda: openings.open_part(site.opening, "b", site.clock()))
    for student in site.students:
        site.inside(site.commit(student, "b", b1=TURNS))
    samples = [SampleText(text="好", points=[5]), SampleText(text="差", points=[1])]
    settings = RoundSettings(criteria=["事实"], samples=samples, peers_weight=0, reviewing_weight=0)

    def opening() -> CaseOpening:
        return database.session.get_one(CaseOpening, site.opening)

    site.inside(lambda: set_round(opening(), settings, site.clock()))
    results = site.together(*(lambda: allot_reviews(opening(), site.clock()) for _n in range(3)))
    assert sorted(str(type(one).__name__) for one in results) == [
        "ReviewRefused", "ReviewRefused", "int",
    ]  # fmt: skip
    assert site.count(CaseReview) == 4 * (3 + 2)
