"""One-time codes under haste, on both engines: one code makes one response, whoever sends it again or at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.web.errors import DomainError
from app.workshop.survey import publishing
from app.workshop.survey.collecting import store_response
from app.workshop.survey.designing import add_from_bank
from app.workshop.survey.grading import set_task
from app.workshop.survey.models import Survey, SurveyDoor, SurveyResponse, SurveyToken
from app.workshop.survey.service import start_survey
from tests.builders import Builders
from tests.conftest import START, Clock
from tests.workshop.survey.conftest import WANTED

pytestmark = pytest.mark.both_engines
AT_ONCE = 8


@dataclass
class Bench:
    site: Flask
    survey_id: int
    owner_id: int
    codes: list[str]

    def door(self, kind: str = "collect") -> SurveyDoor:
        query = select(SurveyDoor).where(
            SurveyDoor.survey_id == self.survey_id, SurveyDoor.kind == kind
        )
        return db.session.scalars(query).one()

    def answer(self, code: str | None, kind: str = "collect") -> bool:
        try:
            store_response(self.door(kind), {"q1r1": 4}, code=code, seconds=60, day=START.date())
        except DomainError:
            return False
        return True

    def at_once(self, act: Callable[[int], Any]) -> list[Any]:
        gate, found = threading.Barrier(AT_ONCE), []

        def run(number: int) -> None:
            with self.site.test_request_context():
                gate.wait()
                try:
                    found.append(act(number))
                finally:
                    db.session.remove()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == AT_ONCE
        return found


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def bench(make_app: Callable[..., Flask], engine: str) -> Iterator[Bench]:
    site, clock = make_app(engine), Clock()
    site.config["CLOCK"] = clock
    with site.test_request_context():
        make = Builders(db, clock)
        class_ = make.class_()
        student = make.student(class_)
        task = set_task(
            class_, due_at=None, simulated_allowed=True, max_points=Decimal(10), at=START
        )
        survey = start_survey(task, class_, student.id, START)
        add_from_bank(survey, 1, WANTED)
        publishing.open_pilot(survey)
        ids = survey.id, student.id
        db.session.remove()
        yield Bench(site, *ids, [])
        db.session.remove()


@pytest.fixture
def opened(bench: Bench) -> Bench:
    survey = db.session.get_one(Survey, bench.survey_id)
    publishing.open_survey(survey, "slips", bench.owner_id, START)
    bench.codes = publishing.issue_codes(survey, 3, bench.owner_id, START)
    db.session.remove()
    return bench


def test_a_code_serves_once(opened: Bench) -> None:
    assert opened.answer(opened.codes[0])
    assert not opened.answer(opened.codes[0])
    assert not opened.answer(opened.codes[0].lower())
    assert not opened.answer("CDFGCDFGCDFG")
    assert not opened.answer(None)
    assert opened.answer("-".join([opened.codes[1][:4], opened.codes[1][4:]]).lower())
    assert (count(SurveyResponse), count(SurveyToken)) == (2, 1)


def test_a_code_sent_by_eight_at_once_serves_once(opened: Bench) -> None:
    code = opened.codes[0]
    assert sorted(opened.at_once(lambda _n: opened.answer(code))) == [False] * 7 + [True]
    assert (count(SurveyResponse), count(SurveyToken)) == (1, 2)


def test_a_response_that_cannot_be_stored_leaves_its_code(
    opened: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spending and storing are one transaction: what fails after the spending takes it back."""
    from app.workshop.survey import collecting

    def fail(*_a: Any, **_k: Any) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(collecting, "SurveyResponse", fail)
        patch.setattr(collecting, "_count", lambda *_a: 0)
        with pytest.raises(RuntimeError):
            opened.answer(opened.codes[0])
    assert (count(SurveyResponse), count(SurveyToken)) == (0, 3)
    assert opened.answer(opened.codes[0])


def test_five_testers_stay_five(bench: Bench) -> None:
    assert sum(bench.at_once(lambda _n: bench.answer(None, "pilot"))) == 5
    assert count(SurveyResponse) == 5


def test_after_the_closing_nothing_comes_in(opened: Bench) -> None:
    survey = db.session.get_one(Survey, opened.survey_id)
    publishing.close_survey(survey, opened.owner_id, START)
    assert not opened.answer(opened.codes[0])
    assert not opened.answer(None, "pilot")
    assert (count(SurveyResponse), count(SurveyToken)) == (0, 3)


def test_beginning_twice_begins_once(bench: Bench) -> None:
    survey = db.session.get_one(Survey, bench.survey_id)
    task, class_, owner = survey.task, survey.course_class, survey.owner_id
    found = bench.at_once(lambda _n: start_survey(task, class_, owner, START).id)
    assert set(found) == {bench.survey_id}
