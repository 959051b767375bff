"""Races on real connections, each engine: two tabs starting, hand-in against sweeper and save."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.extensions import db as database
from app.marking.models import MarkEvent
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.answers import answers_of
from app.quiz.exams.closing import close_expired, submit
from app.quiz.exams.saving import SaveRefused, save_answers, take_up
from app.quiz.exams.sitting import start_sitting
from app.quiz.exams.works import SittingWorks
from app.quiz.models import Exam, ResponseLog, Sitting
from tests.builders import Builders
from tests.quiz.sitting.builders import ExamBuilders, sample

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass
class Site:
    """An application on a database of its own, whose threads really commit."""

    app: Flask
    exam_id: int
    user_ids: list[int]

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        """Run the works at once, each in a thread with its own session; results in order."""
        gate = threading.Barrier(len(works))
        results: list[Any] = [None] * len(works)

        def run(place: int, work: Callable[[], Any]) -> None:
            with self.app.app_context():
                gate.wait()
                try:
                    results[place] = work()
                except Exception as error:
                    results[place] = error
                finally:
                    database.session.remove()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def count(self, model: Any, *where: Any) -> int:
        with self.app.app_context():
            return (
                database.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
            )


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Site:
    app = make_app(engine)
    with app.app_context():
        make = Builders(database, lambda: NOW)
        class_ = make.class_()
        teacher = make.instructor(class_)
        users = [make.student(class_, f"考生{n}").id for n in range(4)]
        items = [sample(kind) for kind in ItemType]
        exam = ExamBuilders(database, lambda: NOW).exam(class_, teacher, items)
        site = Site(app, exam.id, users)
        database.session.remove()
    return site


def start(site: Site, user_id: int, seed: int) -> int:
    exam = database.session.get_one(Exam, site.exam_id)
    user = database.session.get_one(User, user_id)
    return start_sitting(exam, user, NOW, seed).id


def test_many_tabs_starting_at_once_share_one_sitting(site: Site) -> None:
    for user_id in site.user_ids:
        works = [lambda n=n, u=user_id: start(site, u, n) for n in range(8)]
        results = site.together(*works)
        assert len(set(results)) == 1, results
    assert site.count(Sitting) == len(site.user_ids)


def test_hand_in_and_sweeper_at_once_finish_exactly_once(site: Site) -> None:
    """At one and the same instant the candidate is in time and, to the sweeper, is not yet over;
    a moment later it is the other way round: whoever comes, the sitting is marked once."""
    edge = NOW + timedelta(minutes=60, seconds=30)
    over = edge + timedelta(microseconds=1)
    for user_id in site.user_ids:
        with site.app.app_context():
            sitting_id = start(site, user_id, 1)
            database.session.remove()

        def hand_in(sitting_id: int = sitting_id, at: datetime = edge) -> None:
            submit(database.session.get_one(Sitting, sitting_id), at)

        works = [hand_in, lambda: close_expired(over), hand_in, lambda: close_expired(over)]
        results = site.together(*works)
        assert not [r for r in results if isinstance(r, Exception)], results
        assert site.count(Sitting, Sitting.id == sitting_id, Sitting.state == "submitted") == 1
        events = MarkEvent.work_id == sitting_id
        assert site.count(MarkEvent, events) == len(ItemType)
        assert site.count(MarkEvent, events, MarkEvent.number > 1) == 0


def test_a_save_and_the_hand_in_at_once_never_lose_an_acknowledged_answer(site: Site) -> None:
    for user_id in site.user_ids:
        with site.app.app_context():
            sitting_id = start(site, user_id, 1)
            sitting = database.session.get_one(Sitting, sitting_id)
            slot = next(s for s in sitting.form.slots if s.type == "true_false").id
            database.session.remove()

        def save(seq: int, sitting_id: int = sitting_id, slot: int = slot) -> int:
            spec = SaveSpec(client="client-0001", seq=seq, slot_id=slot, response=True)
            row = database.session.get_one(Sitting, sitting_id)
            return save_answers(row, [spec], NOW).receipts[0].number

        def hand_in(sitting_id: int = sitting_id) -> None:
            submit(database.session.get_one(Sitting, sitting_id), NOW)

        results = site.together(lambda: save(1), hand_in, lambda: save(2))
        acknowledged = [r for r in results if isinstance(r, int)]
        refused = [r for r in results if isinstance(r, Exception)]
        assert all(isinstance(r, SaveRefused) for r in refused), results
        # Everything acknowledged counted when the paper was marked; nothing else is there.
        assert site.count(ResponseLog, ResponseLog.sitting_id == sitting_id) == len(acknowledged)
        with site.app.app_context():
            mark = database.session.scalar(
                select(MarkEvent.new).where(
                    MarkEvent.work_id == sitting_id, MarkEvent.part_id == slot
                )
            )
            database.session.remove()
        assert mark == (2 if acknowledged else 0)


def test_the_same_save_from_many_threads_is_stored_once(site: Site) -> None:
    with site.app.app_context():
        sitting_id = start(site, site.user_ids[0], 1)
        slot = database.session.get_one(Sitting, sitting_id).form.slots[-1].id
        database.session.remove()

    def save() -> int:
        spec = SaveSpec(client="client-0001", seq=1, slot_id=slot, response="论述")
        sitting = database.session.get_one(Sitting, sitting_id)
        return save_answers(sitting, [spec], NOW).receipts[0].number

    assert len(set(site.together(*[save] * 8))) == 1
    assert site.count(ResponseLog) == 1


def test_saves_of_a_page_count_in_its_order_whichever_arrives_first(site: Site) -> None:
    """Of each page the save it numbered highest stands; among pages the one that arrived last."""
    with site.app.app_context():
        sitting = database.session.get_one(Sitting, start(site, site.user_ids[0], 1))
        slot = next(s for s in sitting.form.slots if s.type == "essay").id

        def save(client: str, seq: int, text: str) -> None:
            spec = SaveSpec(client=client, seq=seq, slot_id=slot, response=text)
            save_answers(sitting, [spec], NOW)

        def counted() -> list[Any]:
            [part] = [p for p in SittingWorks().list_parts(sitting.class_id) if p.part_id == slot]
            view = SittingWorks().find_part(sitting.class_id, part.part_id)
            assert view is not None
            return [response.response for response in view.responses]

        save("client-0001", 2, "第二稿")
        save("client-0001", 1, "第一稿")
        assert answers_of(sitting)[slot].response == "第二稿"
        save("client-0002", 9, "不该它写")
        assert answers_of(sitting)[slot].response == "第二稿"
        take_up(sitting.id, "client-0002", NOW)
        save("client-0002", 5, "另一页的后一稿")
        save("client-0002", 4, "另一页的前一稿")
        assert answers_of(sitting)[slot].response == "另一页的后一稿"
        take_up(sitting.id, "client-0001", NOW)
        save("client-0001", 3, "第三稿")
        assert answers_of(sitting)[slot].response == "第三稿"
        submit(sitting, NOW)
        assert counted() == ["第三稿"]
        database.session.remove()
