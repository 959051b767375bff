"""Two tabs at once, on real connections: one answer per place, nothing lost, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.bank.queries import ItemFilter
from app.extensions import db as database
from app.learning import service as learning
from app.learning.models import AnswerLog, LearnerItem, Mastery
from app.quiz.practice import service
from app.quiz.practice.models import PracticeAnswer, PracticeRun
from app.quiz.practice.service import Wish
from tests.builders import Builders
from tests.conftest import START
from tests.learning.builders import Bank

pytestmark = pytest.mark.both_engines


class Site:
    """An application on a database of its own, whose threads really commit."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.user_id = Builders(database, lambda: START).user().id
            self.bank = Bank(database, lambda: START)
            self.item_id = self.bank.item().id
            database.session.remove()

    def start(self, **wish: Any) -> str:
        with self.app.app_context():
            wanted = Wish(items=ItemFilter(chapters=("ch01",)), **wish)
            public_id = service.start_run(self.user_id, wanted, {}, Random(1), START)
            database.session.remove()
        return public_id

    def together(self, work: Callable[[int], Any], tabs: int = 6) -> list[Any]:
        gate = threading.Barrier(tabs)
        results: list[Any] = [None] * tabs

        def tab(number: int) -> None:
            with self.app.app_context():
                gate.wait()
                try:
                    results[number] = work(number)
                except Exception as error:
                    results[number] = error
                finally:
                    database.session.remove()

        threads = [threading.Thread(target=tab, args=(n,)) for n in range(tabs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def count(self, model: Any) -> int:
        with self.app.app_context():
            return database.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Site:
    return Site(make_app(engine))


def run_of(public_id: str) -> PracticeRun:
    return database.session.scalars(
        select(PracticeRun).where(PracticeRun.public_id == public_id)
    ).one()


def test_one_answer_counts_when_several_tabs_hand_one_in(site: Site) -> None:
    public_id = site.start()
    results = site.together(lambda n: service.hand_in(run_of(public_id), 1, "AB"[n % 2], START))
    assert sorted(results, key=str) == [False] * 5 + [True]
    assert (site.count(AnswerLog), site.count(PracticeAnswer)) == (1, 1)
    with site.app.app_context():
        state = database.session.get_one(LearnerItem, (site.user_id, site.item_id))
        log = database.session.scalars(select(AnswerLog)).one()
        kept = database.session.scalars(select(PracticeAnswer)).one()
        assert state.answers == 1
        assert kept.response == log.response
        assert kept.answer_id == log.id
        assert state.in_mistakes == (log.response == "A")


def test_a_mock_paper_ended_in_several_tabs_counts_once(site: Site) -> None:
    public_id = site.start(mock=True)
    with site.app.app_context():
        service.keep_answer(run_of(public_id), 1, "B", flagged=False)
        database.session.remove()
    results = site.together(lambda n: service.finish(run_of(public_id), START))
    assert results == [None] * 6
    assert site.count(AnswerLog) == 1


def test_keeping_and_ending_at_once_leaves_what_counts_and_what_stands_alike(site: Site) -> None:
    public_id = site.start(mock=True)

    def work(n: int) -> Any:
        if n == 3:
            return service.finish(run_of(public_id), START)
        return service.keep_answer(run_of(public_id), 1, "ABCD"[n % 4], flagged=False)

    results = site.together(work)
    assert not [result for result in results if isinstance(result, Exception)]
    with site.app.app_context():
        kept = database.session.scalars(select(PracticeAnswer)).one_or_none()
        log = database.session.scalars(select(AnswerLog)).one_or_none()
        assert (log is None) == (kept is None or kept.answer_id is None)
        if log is not None and kept is not None:
            assert log.response == kept.response


def test_the_same_item_in_several_rounds_loses_no_answer(site: Site) -> None:
    rounds = [site.start() for _n in range(6)]
    results = site.together(lambda n: service.hand_in(run_of(rounds[n]), 1, "A", START))
    assert results == [True] * 6
    with site.app.app_context():
        state = database.session.get_one(LearnerItem, (site.user_id, site.item_id))
        row = database.session.scalars(select(Mastery)).one()
        assert (state.answers, row.answers, len(row.recent)) == (6, 6, 6)


def test_favourites_and_answers_at_once(site: Site) -> None:
    public_id = site.start()

    def work(n: int) -> Any:
        if n == 0:
            return service.hand_in(run_of(public_id), 1, "B", START)
        return learning.toggle_favourite(site.user_id, site.item_id, True)

    assert site.together(work) == [True] * 6
    with site.app.app_context():
        state = database.session.get_one(LearnerItem, (site.user_id, site.item_id))
        assert (state.favourite, state.answers) == (True, 1)
