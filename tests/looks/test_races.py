"""Two at once: of two requests one is made, of two decisions one holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.marking import looks
from app.marking.domain.looks import Act
from app.marking.ledger import history
from app.marking.looks import Decision, LookRefused
from app.marking.models import LookStep, SecondLook
from app.quiz.exams.grading import release
from app.quiz.exams.terms import WORK
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.manage.builders import SINGLE, Staff
from tests.regrade.conftest import Bench, make_bench
from tests.shared import let_go

pytestmark = pytest.mark.both_engines
AT_ONCE = 8


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Iterator[Flask]:
    site = make_app(engine)
    yield site
    let_go(site) if False else None


@pytest.fixture
def bench(site: Flask) -> Iterator[Bench]:
    clock = Clock()
    site.config["CLOCK"] = clock
    with site.app_context():
        make = Builders(db, clock)
        class_ = make.class_()
        staff = Staff(db, clock, make, class_, make.instructor(class_))
        bench = make_bench(staff, clock, [SINGLE], 1)
        clock.move(hours=3)
        release(bench.exam, staff.teacher.id, clock())
        yield bench
        db.session.remove()


def at_once(site: Flask, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in several threads at once; what each gave, or the refusal."""
    gate, found = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        with site.test_request_context():
            gate.wait()
            try:
                found.append(act(number))
            except LookRefused as refused:
                found.append(refused)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == AT_ONCE
    return found


def test_of_several_requests_at_once_one_is_made(site: Flask, bench: Bench) -> None:
    work, part = bench.ids[0], bench.slot_ids[SINGLE]
    learner, at = bench.sittings[0].user_id, bench.clock()
    db.session.remove()
    found = at_once(
        site, lambda n: looks.ask(WORK, work, part, learner, f"第 {n} 次点的按钮", at).id
    )
    assert sum(not isinstance(one, LookRefused) for one in found) == 1
    assert len(db.session.scalars(select(SecondLook)).all()) == 1
    assert len(db.session.scalars(select(LookStep)).all()) == 1


def test_of_several_decisions_and_a_withdrawal_at_once_one_holds(site: Flask, bench: Bench) -> None:
    work, part = bench.ids[0], bench.slot_ids[SINGLE]
    learner, teacher, at = bench.sittings[0].user_id, bench.staff.teacher.id, bench.clock()
    look_id = looks.ask(WORK, work, part, learner, "请再看一次", at).id
    seen = history(WORK, work, part)[-1].number
    db.session.remove()

    def act(number: int) -> str:
        look = db.session.get_one(SecondLook, look_id)
        if number == 0:
            looks.withdraw(look, learner, at)
            return "withdrawn"
        points = {"whole": f"0.{number}"}
        looks.decide(
            look, Decision(act=Act.CHANGE, words="改", seen=seen, points=points), teacher, at
        )
        return "decided"

    done = [one for one in at_once(site, act) if isinstance(one, str)]
    assert len(done) == 1
    events = history(WORK, work, part)
    assert len(events) - seen == (done == ["decided"])
    steps = db.session.scalars(select(LookStep).order_by(LookStep.number)).all()
    assert [step.number for step in steps] == [1, 2]
