"""Two who rule at once, rulings against hand-ins and markers, and a job that dies in the middle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.database import writing
from app.extensions import db as database
from app.jobs.models import Job
from app.jobs.service import LEASE, claim, drain, run_step
from app.marking import applying, regrade
from app.marking.domain.rulings import Kind
from app.marking.ledger import record_marks
from app.marking.models import MarkEvent, Ruling
from app.marking.regrade import RefusedError
from app.quiz.exams.closing import submit
from app.quiz.exams.works import SittingWorks
from app.quiz.models import Exam, Sitting
from tests.builders import Builders
from tests.conftest import START, Clock
from tests.quiz.manage.builders import SHORT, SINGLE, Staff
from tests.regrade.conftest import make_bench, proposal

pytestmark = pytest.mark.both_engines
Work = Callable[[], Any]


@dataclass
class Site:
    """An application on a database of its own, whose threads really commit."""

    app: Flask
    clock: Clock

    def build(self, kinds: Any, students: int) -> dict[str, Any]:
        """A sat exam; returns the ids to find it again from any thread."""
        with self.app.test_request_context():
            make = Builders(database, self.clock)
            class_ = make.class_()
            staff = Staff(database, self.clock, make, class_, make.instructor(class_))
            bench = make_bench(staff, self.clock, kinds, students)
            late = staff.start(bench.exam, make.student(class_))
            staff.answer(late, right=False)
            ids = {
                "class": class_.id, "teacher": staff.teacher.id, "exam": bench.exam.id,
                "late": late.id, "sittings": [sitting.id for sitting in bench.sittings],
                "slots": {slot.type: slot.id for slot in bench.exam.form.slots},  # type: ignore[union-attr]
            }  # fmt: skip
            database.session.remove()
            return ids

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
            thread.join()
        return results


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Iterator[Site]:
    app = make_app(engine)
    clock = Clock()
    app.config["CLOCK"] = clock
    yield Site(app, clock)
    app.config["CLOCK"] = None


def part_of(ids: dict[str, Any], kind: str = SINGLE.value) -> regrade.Part:
    part = regrade.find_part(ids["class"], "sitting", ids["slots"][kind])
    assert part is not None
    return part


def take(ids: dict[str, Any], what: regrade.Proposal, stamp: str, kind: str = SINGLE.value) -> int:
    return regrade.take(part_of(ids, kind), what, stamp, ids["teacher"], START).id


def newest(slot_id: int) -> dict[int, Decimal | None]:
    """The mark that holds, by sitting."""
    last = select(MarkEvent.work_id, func.max(MarkEvent.number).label("number")).where(
        MarkEvent.part_id == slot_id
    ).group_by(MarkEvent.work_id).subquery()  # fmt: skip
    query = select(MarkEvent.work_id, MarkEvent.new).join(
        last,
        (MarkEvent.part_id == slot_id)
        & (MarkEvent.work_id == last.c.work_id)
        & (MarkEvent.number == last.c.number),
    )
    return dict(database.session.execute(query).all())  # type: ignore[arg-type]


def test_of_two_who_rule_at_once_one_wins_and_the_other_is_told(site: Site) -> None:
    ids = site.build([SINGLE], 6)
    void, full = proposal(Kind.VOID), proposal(Kind.FULL)
    stamp = site.inside(lambda: regrade.preview(part_of(ids), void).stamp)
    results = site.together(
        lambda: take(ids, void, stamp), lambda: take(ids, full, stamp), lambda: take(ids, void, stamp)
    )  # fmt: skip
    refused = [one for one in results if isinstance(one, RefusedError)]
    assert len(refused) == 2
    assert all(error.status == 409 for error in refused)
    assert site.inside(lambda: database.session.scalars(select(Ruling.state)).all()) == ["done"]
    held = site.inside(lambda: newest(ids["slots"]["single_choice"]))
    assert len(set(held.values())) == 1


def test_a_paper_handed_in_meanwhile_is_marked_by_the_ruling(site: Site) -> None:
    ids = site.build([SINGLE], 6)
    slot = ids["slots"]["single_choice"]
    what = proposal(Kind.ACCEPT, accept={"options": ["B"]})
    stamp = site.inside(lambda: regrade.preview(part_of(ids), what).stamp)

    def hand_in() -> None:
        submit(database.session.get_one(Sitting, ids["late"]), START)

    results = site.together(lambda: take(ids, what, stamp), hand_in)
    assert results[1] is None
    if isinstance(results[0], RefusedError):  # the paper came first: the preview was stale
        fresh = site.inside(lambda: regrade.preview(part_of(ids), what).stamp)
        site.inside(lambda: take(ids, what, fresh))
    held = site.inside(lambda: newest(slot))
    assert set(held.values()) == {Decimal(2)}
    assert ids["late"] in held


def test_a_marker_and_a_ruling_never_wait_for_each_other_in_a_circle(site: Site) -> None:
    ids = site.build([SINGLE, SHORT], 4)
    slot = ids["slots"]["short_answer"]
    what = proposal(Kind.FULL)
    stamp = site.inside(lambda: regrade.preview(part_of(ids, SHORT.value), what).stamp)

    def mark() -> None:
        source = SittingWorks()
        view = source.find_part(ids["class"], slot)
        if view is None:
            return
        marks = [
            Staff.mark_of(_Author(ids["teacher"]), view, r.work_id, r.learner_id, "1")  # type: ignore[arg-type]
            for r in view.responses
        ]
        with writing():
            source.hold([one.work_id for one in marks])
            record_marks(marks, START)
            source.after_marks([one.work_id for one in marks], START)

    results = site.together(lambda: take(ids, what, stamp, SHORT.value), mark)
    told = [error for error in results if isinstance(error, Exception)]
    assert all(getattr(error, "status", 0) == 409 for error in told), results
    assert len(told) <= 1
    held = site.inside(lambda: newest(slot))
    assert set(held.values()) in ({Decimal(1)}, {Decimal(2)})


class _Author:
    """Stands for the staff of a class, of whom only the teacher's id is asked."""

    def __init__(self, user_id: int) -> None:
        self.teacher = type("Teacher", (), {"id": user_id})()


def test_a_job_killed_in_the_middle_goes_on_where_it_stood_and_changes_each_mark_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SOME_HUNDREDS", 5)
    monkeypatch.setattr(applying, "BATCH", 3)
    monkeypatch.setattr(regrade, "BATCH", 3)
    ids = site.build([SINGLE], 10)
    slot = ids["slots"]["single_choice"]
    what = proposal(Kind.ACCEPT, accept={"options": ["B"]})
    stamp = site.inside(lambda: regrade.preview(part_of(ids), what).stamp)
    ruling = site.inside(lambda: take(ids, what, stamp))
    assert site.inside(lambda: database.session.get_one(Ruling, ruling).state) == "running"

    class Killed(BaseException):
        """What a process that is killed does: nothing more."""

    original, calls = applying.record_marks, []

    def dies(marks: Any, at: Any) -> None:
        original(marks, at)
        calls.append(len(list(marks)))
        if len(calls) == 3:
            raise Killed

    monkeypatch.setattr(applying, "record_marks", dies)
    with pytest.raises(Killed):
        site.inside(lambda: drain("dead", site.clock))
    job = site.inside(lambda: database.session.scalars(select(Job)).one())
    assert (job.state, job.done, job.total) == ("running", 6, 10)
    monkeypatch.setattr(applying, "record_marks", original)
    assert site.inside(lambda: drain("alive", site.clock)) == 0  # the dead one's lease still holds
    site.clock.move(seconds=LEASE.total_seconds() + 1)
    assert site.inside(lambda: drain("alive", site.clock)) == 1

    def look() -> tuple[Any, ...]:
        row = database.session.get_one(Ruling, ruling)
        events = database.session.scalars(
            select(func.count()).where(MarkEvent.ruling_id == ruling)
        ).one()
        return row.state, row.changed, row.raised, events

    assert site.inside(look) == ("done", 5, 5, 5)
    held = site.inside(lambda: newest(slot))
    assert [held[sitting] for sitting in ids["sittings"]] == [2] * 10


def test_a_job_takes_as_many_statements_for_each_batch(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SOME_HUNDREDS", 5)
    monkeypatch.setattr(applying, "BATCH", 4)
    ids = site.build([SINGLE], 12)
    what = proposal(Kind.VOID)
    stamp = site.inside(lambda: regrade.preview(part_of(ids), what).stamp)
    site.inside(lambda: take(ids, what, stamp))
    counts: list[int] = []

    def steps() -> None:
        seen: list[str] = []
        target = database.engine
        note = lambda _c, _u, statement, *_r: seen.append(statement)  # noqa: E731
        event.listen(target, "before_cursor_execute", note)
        job_id = claim("me", site.clock())
        assert job_id is not None
        more = True
        while more:
            before = len(seen)
            more = run_step(job_id, "me", site.clock())
            database.session.remove()
            counts.append(len(seen) - before)
        event.remove(target, "before_cursor_execute", note)

    site.inside(steps)
    assert len(counts) == 4  # three full batches, and one that finds nothing more
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] < 40


def test_undoing_goes_through_a_job_as_well(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "SOME_HUNDREDS", 5)
    ids = site.build([SINGLE], 6)
    slot = ids["slots"]["single_choice"]
    before = site.inside(lambda: newest(slot))
    for what in (proposal(Kind.VOID), proposal(Kind.UNDO, undoes=1)):
        stamp = site.inside(lambda what=what: regrade.preview(part_of(ids), what).stamp)
        site.inside(lambda what=what, stamp=stamp: take(ids, what, stamp))
        assert site.inside(lambda: drain("me", site.clock)) == 1
    assert site.inside(lambda: newest(slot)) == before
    assert site.inside(lambda: database.session.scalars(select(Exam.state)).one()) == "published"
