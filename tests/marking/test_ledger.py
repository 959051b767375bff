"""The ledger of marks: appended to, never changed; two markers notice each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.courses.models import CourseClass
from app.database import writing
from app.extensions import db as database
from app.marking.ledger import (
    MarkedMeanwhile,
    NewMark,
    current_marks,
    histories,
    history,
    record_marks,
    total,
)
from app.marking.models import MarkEvent
from tests.conftest import START
from tests.marking.conftest import Scene, add_version

pytestmark = pytest.mark.both_engines


def mark(work: int, new: str | None, *, seen: int = 0, version: int = 1, **more: Any) -> NewMark:
    values = {"part_id": 7, "class_id": None, "learner_id": 1, "max": Decimal(6)} | more
    return NewMark(
        work_kind="essay",
        work_id=work,
        version_id=version,
        new=None if new is None else Decimal(new),
        seen=seen,
        **values,
    )


@pytest.fixture
def one(scene: Scene) -> Callable[..., NewMark]:
    def make(new: str | None, *, seen: int = 0, **more: Any) -> NewMark:
        values = {"learner_id": scene.students[0].id, "version": scene.part.version_id} | more
        return mark(values.pop("work", 1), new, seen=seen, **values)

    return make


def record(at: datetime, *marks: NewMark) -> None:
    with writing():
        record_marks(marks, at)


def test_the_newest_event_holds_and_the_old_ones_stay(one: Any, clock: Any) -> None:
    record(clock(), one("2", reason="第一次"))
    later = clock.move(minutes=5)
    record(later, one("4.5", seen=1, old=Decimal(2), reason="看漏了第 2 点"))
    held = current_marks("essay", [1])[1, 7]
    assert (held.number, held.old, held.new, held.created_at) == (2, 2, Decimal("4.5"), later)
    assert [(e.number, e.new, e.reason) for e in history("essay", 1)] == [
        (1, 2, "第一次"),
        (2, Decimal("4.5"), "看漏了第 2 点"),
    ]
    assert histories("essay", [1, 2], 7).keys() == {1}
    assert history("essay", 1, part_id=8) == []


def test_every_part_of_a_mark_comes_back_as_it_was_given(one: Any, clock: Any) -> None:
    given = one(
        "3.33",
        correctness=Decimal("0.555555"),
        rule="partial",
        reason="“引号”、\\ 和\n换行",
        detail={"blanks": [True, False], "comment": "写得好"},
        by_hand=True,
        old=Decimal("0.25"),
    )
    record(clock(), given, one(None, part_id=8))
    held = current_marks("essay", [1])
    full, bare = held[1, 7], held[1, 8]
    names = ("new", "max", "old", "correctness", "rule", "reason", "detail", "by_hand")
    assert {n: getattr(full, n) for n in names} == {n: getattr(given, n) for n in names}
    assert (full.learner_id, full.version_id) == (given.learner_id, given.version_id)
    assert (full.author_id, full.created_at) == (None, clock())
    assert (bare.new, bare.old, bare.correctness, bare.detail) == (None, None, None, {})
    assert (bare.rule, bare.reason, bare.by_hand) == ("", "", False)


def test_a_mark_that_was_not_seen_is_never_overwritten(one: Any, clock: Any, db: Any) -> None:
    record(clock(), one("2"))
    with pytest.raises(MarkedMeanwhile):
        record(clock(), one("6"))
    assert current_marks("essay", [1])[1, 7].new == 2
    assert db.session.scalar(select(func.count()).select_from(MarkEvent)) == 1


def test_one_clash_keeps_every_mark_of_the_call_out(one: Any, clock: Any) -> None:
    record(clock(), one("2"))
    with pytest.raises(MarkedMeanwhile):
        record(clock(), one("5", work=2), one("6", work=1))
    assert current_marks("essay", [2]) == {}


def test_what_people_typed_is_not_read_as_the_cause_of_an_error(one: Any, clock: Any) -> None:
    wrong = one("2", learner_id=None, reason="uq_mark_event_work")
    # It stays the error it is, and is not taken for somebody else's mark: PostgreSQL repeats the
    # whole row, with what was typed, in its message.
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        record(clock(), wrong)


def test_marks_outside_the_question_are_refused_by_the_table(one: Any, clock: Any) -> None:
    for new in ("6.01", "-1"):
        with pytest.raises(Exception, match="within_max"):
            record(clock(), one(new))
    assert current_marks("essay", [1]) == {}


def test_recording_is_one_statement(one: Any, clock: Any, count_sql: Any) -> None:
    with writing(), count_sql() as statements:
        record_marks([one("1", work=n) for n in range(1, 300)], clock())
    assert len(statements) == 1
    with count_sql() as statements:
        assert len(current_marks("essay", range(1, 300))) == 299
    assert len(statements) == 1


def test_nothing_to_record_is_nothing(clock: Any, db: Any, count_sql: Any) -> None:
    with count_sql() as statements:
        record(clock())
    assert [s for s in statements if "INSERT" in s] == []


def test_a_total_waits_for_every_mark(one: Any, clock: Any) -> None:
    record(clock(), one("2"), one("3.5", part_id=8))
    events = list(current_marks("essay", [1]).values())
    assert total(events) == Decimal("5.5")
    record(clock(), one(None, seen=1))
    assert total(current_marks("essay", [1]).values()) is None
    assert total([]) == 0


def test_of_two_markers_at_once_one_is_told(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine)
    with app.app_context():
        with writing():
            learner = User(name="林若溪", created_at=START, last_seen_at=START)
            database.session.add_all(
                [learner, CourseClass(name="电商", join_code="RACE", created_at=START)]
            )
        version = add_version(database, START).id
        learner_id = learner.id
        database.session.remove()
    ready, results = threading.Barrier(2), []

    def give(new: str) -> None:
        with app.app_context():
            try:
                assert current_marks("essay", [1]) == {}  # both saw an unmarked answer
                database.session.rollback()
                ready.wait()
                record(START, mark(1, new, version=version, learner_id=learner_id))
                results.append("given")
            except MarkedMeanwhile:
                results.append("told")
            finally:
                database.session.remove()

    threads = [threading.Thread(target=give, args=(new,)) for new in ("2", "5")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["given", "told"]
    with app.app_context():
        assert database.session.scalar(select(func.count()).select_from(MarkEvent)) == 1
