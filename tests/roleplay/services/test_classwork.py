"""Assessed runs: attempts, windows, provisional marks, acceptance, the gradebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.courses.models import CourseClass
from app.extensions import db as database
from app.gradebook.models import GradeColumn, GradeEvent
from app.marking.rubrics import Judgement, JudgementError
from app.roleplay.models import PlayAssignment, PlayRun
from app.roleplay.services import assigning, marks, runs
from app.roleplay.services.assigning import AssignmentProblem
from app.roleplay.services.played import Played, load_played
from app.roleplay.services.runs import Saying
from app.roleplay.specs import ScenarioSpec
from tests.builders import Builders
from tests.conftest import Clock

Speak = Callable[[PlayRun, Sequence[str]], Played]
SetWork = Callable[..., PlayAssignment]


def grades() -> list[tuple[int, Decimal | None]]:
    rows = database.session.scalars(select(GradeEvent).order_by(GradeEvent.id))
    return [(row.user_id, row.new) for row in rows]


def column() -> GradeColumn:
    query = select(GradeColumn).where(GradeColumn.source_kind == "play")
    return database.session.scalars(query).one()


@pytest.mark.both_engines
def test_marks_are_provisional_until_accepted_and_then_flow(
    make: Builders, here: CourseClass, teacher: User, set_work: SetWork, speak: Speak,
    spec: ScenarioSpec, clock: Clock,
) -> None:  # fmt: skip
    work = set_work()
    student = make.student(here)
    run = assigning.start_attempt(work, student.id, "text", 3, clock())
    played = speak(run, spec.scripts.average)
    runs.finish(run, clock())
    marked = marks.load_marks(played)
    assert marked.provisional
    assert marked.full == 100
    assert marked.earned == run.points
    assert grades() == []
    assert marks.accept(work, load_played(run), (), teacher.id, clock()).provisional is False
    assert grades() == [(student.id, Decimal(run.points or 0))]
    assert (column().weight, column().max, column().title) == (4, 100, "姚女士要退卡")


def test_the_instructor_gives_other_points_with_a_reason(
    make: Builders, here: CourseClass, teacher: User, set_work: SetWork, speak: Speak,
    spec: ScenarioSpec, clock: Clock,
) -> None:  # fmt: skip
    work = set_work()
    run = assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    speak(run, spec.scripts.model)
    own = [Judgement(number=1, points="12", seen=1)]
    with pytest.raises(JudgementError):
        marks.accept(work, load_played(run), own, teacher.id, clock())
    database.session.rollback()
    own = [Judgement(number=1, points="12", reason="语气生硬", seen=1)]
    marked = marks.accept(work, load_played(run), own, teacher.id, clock())
    assert marked.earned == (run.points or 0) - 20 + 12
    assert grades()[-1][1] == marked.earned


@pytest.mark.parametrize("counts", ["best", "last"])
def test_best_or_last_attempt_counts(
    counts: str, make: Builders, here: CourseClass, teacher: User, set_work: SetWork,
    speak: Speak, spec: ScenarioSpec, clock: Clock,
) -> None:  # fmt: skip
    work = set_work(counts=counts)
    student = make.student(here)
    for lines in (spec.scripts.model, spec.scripts.average):
        run = assigning.start_attempt(work, student.id, "text", 3, clock())
        speak(run, lines)
        runs.finish(run, clock())
    points = [run.points or 0 for run in assigning.find_work(work, student.id).runs]
    mark = points[0] if counts == "best" else points[1]
    assert points[0] > points[1]
    assert marks.accept_all(work, teacher.id, clock()) == 2
    assert marks.counting(work, [student.id]) == {student.id: Decimal(mark)}
    assert grades()[-1][1] == mark
    with pytest.raises(AssignmentProblem, match="用完"):
        assigning.start_attempt(work, student.id, "text", 3, clock())


@pytest.mark.both_engines
def test_an_attempt_is_begun_once(
    make: Builders, here: CourseClass, set_work: SetWork, clock: Clock
) -> None:
    work = set_work()
    student = make.student(here)
    first = assigning.start_attempt(work, student.id, "text", 3, clock())
    assert assigning.start_attempt(work, student.id, "text", 4, clock()).id == first.id
    twice = PlayRun(
        user_id=student.id, script_id=work.script_id, assignment_id=work.id, attempt=1, seed=1,
        created_at=clock(),
    )  # fmt: skip
    database.session.add(twice)
    with pytest.raises(IntegrityError):
        database.session.flush()
    database.session.rollback()


def test_the_window_holds(
    make: Builders, here: CourseClass, set_work: SetWork, clock: Clock
) -> None:
    work = set_work(opens_at=clock() + timedelta(hours=1), closes_at=clock() + timedelta(hours=2))
    student = make.student(here)
    with pytest.raises(AssignmentProblem, match="开放时间"):
        assigning.start_attempt(work, student.id, "text", 3, clock())
    clock.move(hours=1)
    run = assigning.start_attempt(work, student.id, "text", 3, clock())
    runs.say(run, Saying(number=1, text="您好，我是小林。"), clock())
    clock.move(hours=1)
    played = runs.say(run, Saying(number=2, text="太晚了"), clock())
    assert played.last == 1
    assert played.is_over


def test_what_the_end_of_the_window_found_open_is_ended_and_marked(
    make: Builders, here: CourseClass, set_work: SetWork, clock: Clock
) -> None:
    work = set_work()
    run = assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    runs.say(run, Saying(number=1, text="姚女士您好，我是小林。您先说。"), clock())
    runs.close_late(work, clock())
    assert run.ended_at is None
    clock.move(days=8)
    runs.close_late(work, clock())
    database.session.refresh(run)
    assert run.ended_at == clock()
    assert marks.load_marks(load_played(run)).complete


def test_choice_mode_needs_choices_and_the_setting_decides(
    make: Builders, here: CourseClass, set_work: SetWork, clock: Clock
) -> None:
    work = set_work(mode="choice")
    run = assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    assert run.mode == "choice"


def test_an_assignment_that_was_begun_stays(
    make: Builders, here: CourseClass, set_work: SetWork, clock: Clock
) -> None:
    work = set_work()
    assigning.start_attempt(work, make.student(here).id, "text", 3, clock())
    with pytest.raises(AssignmentProblem, match="已经有学生"):
        assigning.remove(work)
    database.session.rollback()
    fresh = set_work(title="没人演")
    assigning.remove(fresh)
    left = database.session.scalars(select(PlayAssignment.title)).all()
    assert list(left) == ["姚女士要退卡"]


def test_lists_ask_as_often_however_many_play(
    make: Builders,
    here: CourseClass,
    set_work: SetWork,
    clock: Clock,
    count_sql: Callable[..., Any],
) -> None:
    work = set_work()
    first = make.student(here)

    def count() -> int:
        database.session.expire_all()
        database.session.refresh(work)
        with count_sql() as statements:
            assigning.list_rows(work)
            assigning.list_assignments(here.id)
            assigning.list_open_work(first, clock())
        return len(statements)

    assigning.start_attempt(work, first.id, "text", 3, clock())
    few = count()
    for _n in range(4):
        student = make.student(here)
        assigning.start_attempt(work, student.id, "text", 3, clock())
    assert count() == few
