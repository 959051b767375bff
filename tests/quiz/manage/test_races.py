"""Races on real connections, each engine: two who publish, hand-in against taking in, two releases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.models import User
from app.database import writing
from app.extensions import db as database
from app.gradebook.models import GradeEvent
from app.marking.ledger import record_marks
from app.marking.models import MarkEvent
from app.quiz.exams import invigilation, parallel, publishing
from app.quiz.exams.authoring import SettledError
from app.quiz.exams.closing import submit
from app.quiz.exams.drafting import add_items
from app.quiz.exams.grading import release, why_not_releasable
from app.quiz.exams.preparing import prepare_all, prepare_late
from app.quiz.exams.sitting import StartRefused, start_sitting
from app.quiz.exams.works import SittingWorks
from app.quiz.models import CandidatePaper, Exam, ExamAct, ExamForm, FormSlot, Sitting
from tests.builders import Builders
from tests.quiz.manage.builders import SHORT, SINGLE, Staff

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


Work = Callable[[], Any]


@dataclass
class Site:
    """An application on a database of its own, whose threads really commit."""

    app: Flask
    exam_id: int
    teacher_id: int
    user_ids: list[int]
    spare_item: str

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        """Run the works at once, each in a thread with its own session; results in order."""
        gate = threading.Barrier(len(works))
        results: list[Any] = [None] * len(works)

        def run(place: int, work: Callable[[], Any]) -> None:
            with self.app.test_request_context():
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

    def meet(self, first: Callable[[], Any], second: Work) -> list[Any]:
        """Run two transactions, the second in the middle of the first.

        `first` is done and not yet committed when `second` begins, and commits once that is over or
        waits for a lock. SQLite lets only one write: there the two come one after another.
        Returns what both raised.
        """
        done, over = threading.Event(), threading.Event()
        errors: list[Any] = [None, None]
        turns = self.app.config["DATABASE_URL"].startswith("postgresql")

        def run(place: int, work: Work) -> None:
            with self.app.test_request_context():
                try:
                    with writing():
                        work()
                except Exception as error:
                    errors[place] = error
                finally:
                    (over if place else done).set()
                    database.session.remove()

        def one() -> None:
            first()
            done.set()
            while turns and not over.wait(0.02) and not self._anybody_waits():
                pass

        def other() -> None:
            assert not turns or done.wait(30)
            second()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate([one, other])]
        for thread in threads:
            thread.start()
            if not turns:
                thread.join()
        for thread in threads:
            thread.join()
        return errors

    def _anybody_waits(self) -> bool:
        """Whether a connection of this database waits for a lock (PostgreSQL)."""
        query = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        with database.engine.connect() as own:
            return bool(own.scalar(text(query)))

    def count(self, model: Any, *where: Any) -> int:
        with self.app.app_context():
            query = select(func.count()).select_from(model).where(*where)
            return database.session.scalar(query) or 0

    def exam(self) -> Exam:
        return database.session.get_one(Exam, self.exam_id)


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Site:
    app = make_app(engine)
    with app.test_request_context():
        make = Builders(database, lambda: NOW)
        class_ = make.class_()
        staff = Staff(database, lambda: NOW, make, class_, make.instructor(class_))
        users = [make.student(class_, f"考生{n}").id for n in range(3)]
        window = {"opens_at": NOW, "closes_at": NOW + timedelta(hours=2)}
        exam = staff.draft(staff.items([SINGLE, SINGLE]), **window)
        site = Site(app, exam.id, staff.teacher.id, users, staff.item().public_id)
        database.session.remove()
    return site


def refusals(results: list[Any]) -> int:
    """How many were refused; nothing else may go wrong."""
    errors = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, SettledError) for error in errors), results
    return len(errors)


def test_publishing_at_once_makes_one_paper(site: Site) -> None:
    def publish() -> int:
        return publishing.publish(site.exam(), site.teacher_id, NOW).id

    def edit() -> int:
        return add_items(site.exam(), [site.spare_item])

    results = site.together(publish, publish, edit, publish, publish)
    assert refusals(results[:2] + results[3:]) == 3
    assert site.count(ExamForm) == 1
    # The late item is on the paper and in its draft, or on neither.
    added = not isinstance(results[2], Exception)
    assert site.count(FormSlot) == (3 if added else 2)
    assert site.count(ExamAct, ExamAct.kind == "publish") == 1


def test_publishing_two_forms_at_once_makes_one_pair(site: Site) -> None:
    with site.app.test_request_context():
        parallel.copy_form(site.exam())
        parallel.set_form_rule(site.exam(), "random")
        database.session.remove()

    def publish() -> int:
        exam = site.exam()
        form = publishing.publish(exam, site.teacher_id, NOW)
        return prepare_all(exam, NOW) and form.id

    results = site.together(publish, publish, publish)
    assert refusals(results) == 2
    assert site.count(ExamForm) == 2
    assert site.count(FormSlot) == 4
    assert site.count(CandidatePaper) == 3


def test_preparing_at_once_makes_one_paper_each(site: Site) -> None:
    with site.app.test_request_context():
        publishing.publish(site.exam(), site.teacher_id, NOW)
        database.session.remove()

    def start(user_id: int) -> Work:
        return lambda: (
            start_sitting(site.exam(), database.session.get_one(User, user_id), NOW, 2**50).seed
        )

    def prepare() -> int:
        return prepare_late(NOW)

    starts = [start(user_id) for user_id in site.user_ids]
    results = site.together(prepare, *starts, prepare, prepare)
    assert refusals(results) == 0
    assert site.count(CandidatePaper) == 3
    assert site.count(Sitting) == 3
    with site.app.test_request_context():
        pairs = database.session.execute(
            select(CandidatePaper.seed, Sitting.seed).where(
                CandidatePaper.user_id == Sitting.user_id
            )
        ).all()
    assert len(pairs) == 3
    assert all(paper == sitting for paper, sitting in pairs)


def test_no_paper_outlives_the_publication_it_was_made_of(site: Site) -> None:
    for _round in range(3):
        with site.app.test_request_context():
            publishing.publish(site.exam(), site.teacher_id, NOW)
            database.session.remove()

        def prepare() -> int:
            return prepare_all(site.exam(), NOW)

        def take_back() -> None:
            publishing.unpublish(site.exam(), site.teacher_id, NOW)

        assert refusals(site.together(prepare, take_back, prepare)) == 0
        assert site.count(CandidatePaper) == 0


def test_hand_in_and_taking_in_at_once_close_exactly_once(site: Site) -> None:
    with site.app.test_request_context():
        publishing.publish(site.exam(), site.teacher_id, NOW)
        database.session.remove()
    for user_id in site.user_ids:
        with site.app.test_request_context():
            user = database.session.get_one(User, user_id)
            sitting = start_sitting(site.exam(), user, NOW, 2**50)
            sitting_id, public_id = sitting.id, sitting.public_id
            database.session.remove()

        def hand_in(id_: int = sitting_id) -> str | None:
            return submit(database.session.get_one(Sitting, id_), NOW).closed_by

        def take_in(public: str = public_id) -> int:
            return invigilation.take_in(site.exam(), [public], "到点", site.teacher_id, NOW)

        results = site.together(hand_in, take_in, hand_in, take_in)
        assert refusals(results) == 0
        closers = {results[0], results[2]}
        taken = results[1] + results[3]
        assert closers == ({"staff"} if taken else {"candidate"})
        assert taken in (0, 1)
        mine = MarkEvent.work_id == sitting_id
        assert site.count(MarkEvent, mine) == 2
        assert site.count(MarkEvent, mine, MarkEvent.number > 1) == 0
        acts = site.count(ExamAct, ExamAct.kind == "close", ExamAct.sitting_id == sitting_id)
        assert acts == taken


def test_minutes_given_at_once_all_count(site: Site) -> None:
    with site.app.test_request_context():
        publishing.publish(site.exam(), site.teacher_id, NOW)
        user = database.session.get_one(User, site.user_ids[0])
        sitting = start_sitting(site.exam(), user, NOW, 2**50)
        public_id, deadline = sitting.public_id, sitting.deadline
        database.session.remove()

    def give() -> int:
        return invigilation.give_minutes(site.exam(), [public_id], 5, "断电", site.teacher_id, NOW)

    def extend() -> int:
        return publishing.extend_exam(site.exam(), 3, "断电", site.teacher_id, NOW)

    assert site.together(give, extend, give, extend) == [1, 1, 1, 1]
    with site.app.app_context():
        sitting = database.session.scalars(select(Sitting)).one()
        assert sitting.deadline == deadline + timedelta(minutes=16)
        assert site.exam().closes_at == NOW + timedelta(hours=2, minutes=6)


def test_releasing_at_once_posts_grades_once(site: Site) -> None:
    with site.app.test_request_context():
        publishing.publish(site.exam(), site.teacher_id, NOW)
        for user_id in site.user_ids:
            user = database.session.get_one(User, user_id)
            submit(start_sitting(site.exam(), user, NOW, 2**50), NOW)
        database.session.remove()

    def let_out() -> int:
        return release(site.exam(), site.teacher_id, NOW)

    results = site.together(let_out, let_out, let_out)
    assert refusals(results) == 2
    assert site.count(GradeEvent) == len(site.user_ids)
    assert site.count(ExamAct, ExamAct.kind == "release") == 1


def test_unpublishing_and_starting_at_once_never_leave_a_sitting_of_a_draft(site: Site) -> None:
    for number, user_id in enumerate(site.user_ids):
        with site.app.test_request_context():
            publishing.publish(site.exam(), site.teacher_id, NOW)
            database.session.remove()

        def take_back() -> None:
            publishing.unpublish(site.exam(), site.teacher_id, NOW)

        def start(user_id: int = user_id) -> int:
            user = database.session.get_one(User, user_id)
            return start_sitting(site.exam(), user, NOW, 2**50).id

        taken_back, started = site.together(take_back, start)
        assert (taken_back is None) == isinstance(started, StartRefused), number
        if taken_back is not None:
            return  # somebody has started: it stays published
        assert site.count(Sitting) == 0


@dataclass
class Desk:
    """One handed-in paper with two written questions, and short ways to mark them."""

    site: Site
    staff: Staff
    exam_id: int
    sitting_id: int
    learner_id: int
    marks: list[Any]  # a view of each written question

    def mark(self, question: int, points: str, seen: int = 0) -> Callable[[], None]:
        """All that one marker does, in the order of the marking pages."""

        def mark() -> None:
            source = SittingWorks()
            source.hold([self.sitting_id])
            view = self.marks[question]
            record_marks(
                [self.staff.mark_of(view, self.sitting_id, self.learner_id, points, seen)], NOW
            )
            source.after_marks([self.sitting_id], NOW)

        return mark

    def release(self) -> None:
        release(database.session.get_one(Exam, self.exam_id), self.staff.teacher.id, NOW)

    def now(self, work: Work) -> None:
        with self.site.app.test_request_context():
            with writing():
                work()
            database.session.remove()

    def faults(self) -> list[str]:
        with self.site.app.test_request_context():
            return why_not_releasable(database.session.get_one(Exam, self.exam_id), NOW)

    def grades(self) -> list[tuple[int, Decimal | None]]:
        with self.site.app.test_request_context():
            query = select(GradeEvent.number, GradeEvent.new).order_by(GradeEvent.number)
            return [tuple(row) for row in database.session.execute(query)]  # pyright: ignore[reportReturnType]


@pytest.fixture
def desk(site: Site) -> Desk:
    with site.app.test_request_context():
        make = Builders(database, lambda: NOW)
        class_ = make.class_()
        staff = Staff(database, lambda: NOW, make, class_, make.instructor(class_))
        learner = make.student(class_)
        exam = staff.published([SHORT, SHORT])
        sitting = staff.sit(exam, learner)
        parts = SittingWorks().list_parts(class_.id)
        views = [SittingWorks().find_part(class_.id, part.part_id) for part in parts]
        # Read now: the threads have sessions of their own, and this one ends here.
        database.session.refresh(staff.teacher)
        desk = Desk(site, staff, exam.id, sitting.id, learner.id, views)
        database.session.remove()
    return desk


def test_two_markers_of_one_paper_leave_it_ready(desk: Desk) -> None:
    errors = desk.site.meet(desk.mark(0, "1"), desk.mark(1, "2"))
    assert errors == [None, None]
    assert desk.faults() == []
    desk.now(desk.release)
    assert desk.grades() == [(1, Decimal(3))]


def test_two_markers_of_one_released_paper_both_reach_the_gradebook(desk: Desk) -> None:
    for question in (0, 1):
        desk.now(desk.mark(question, "1"))
    desk.now(desk.release)
    errors = desk.site.meet(desk.mark(0, "2", 1), desk.mark(1, "2", 1))
    assert errors == [None, None]
    assert desk.grades()[-1][1] == Decimal(4)


def test_a_mark_changed_while_marks_go_out_reaches_the_gradebook(desk: Desk) -> None:
    for question in (0, 1):
        desk.now(desk.mark(question, "1"))
    errors = desk.site.meet(desk.release, desk.mark(0, "2", 1))
    assert errors == [None, None]
    assert [new for _number, new in desk.grades()] == [Decimal(2), Decimal(3)]


def test_marks_that_go_out_while_one_is_changed_are_the_changed_ones(desk: Desk) -> None:
    for question in (0, 1):
        desk.now(desk.mark(question, "1"))
    errors = desk.site.meet(desk.mark(0, "2", 1), desk.release)
    assert errors == [None, None]
    assert [new for _number, new in desk.grades()] == [Decimal(3)]
