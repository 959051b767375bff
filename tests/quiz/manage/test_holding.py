"""While an exam runs and after it: the board, minutes, papers taken in, marks, release, grades."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.database import writing
from app.extensions import db as database
from app.gradebook.models import GradeColumn, GradeEvent
from app.gradebook.service import current_grades, get_scheme
from app.marking.ledger import record_marks
from app.quiz.domain.watching import Status
from app.quiz.exams import invigilation
from app.quiz.exams.authoring import SettledError
from app.quiz.exams.board import watch
from app.quiz.exams.export import export_results
from app.quiz.exams.grading import NotReleasableError, release
from app.quiz.exams.publishing import LONGEST_EXTENSION
from app.quiz.exams.results import load_results
from app.quiz.exams.works import SittingWorks
from app.quiz.models import Exam, ExamAct, Sitting
from app.web.errors import DomainError
from tests.conftest import Clock
from tests.quiz.manage.builders import ESSAY, SHORT, SINGLE, TRUTH, Staff


def grades(exam: Exam) -> dict[int, Decimal | None]:
    """What the gradebook holds for an exam, by user id."""
    column = column_of(exam)
    held = current_grades([column.id]) if column else {}
    return {user_id: event.new for (_column, user_id), event in held.items()}


def column_of(exam: Exam) -> GradeColumn | None:
    return database.session.scalar(
        select(GradeColumn).where(
            GradeColumn.source_kind == "exam", GradeColumn.source_id == exam.id
        )
    )


def fresh(row: Any) -> Any:
    database.session.refresh(row)
    return row


def test_board_shows_where_everybody_stands(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    names = ["甲", "乙", "丙", "丁"]
    writer, quiet, done, _absent = (staff.make.student(staff.class_, name) for name in names)
    staff.start(exam, quiet)
    staff.sit(exam, done)
    clock.move(minutes=6)
    staff.answer(staff.start(exam, writer), short_answer="")
    board = watch(exam, clock())
    rows = {row.user.name: row for row in board.page.items}
    assert {name: row.status for name, row in rows.items()} == {
        "甲": Status.WRITING, "乙": Status.QUIET, "丙": Status.HANDED_IN, "丁": Status.NOT_STARTED,
    }  # fmt: skip
    assert [row.user.name for row in board.page.items] == ["乙", "丁", "甲", "丙"]
    assert [r.user.name for r in watch(exam, clock(), order="number").page.items] == names
    assert (rows["甲"].answered, rows["丙"].answered, rows["丁"].answered) == (1, 2, 0)
    assert (board.open, board.closed, board.missing, board.questions) == (2, 1, 1, 2)
    assert rows["甲"].last_save == clock()


def test_board_closes_what_is_over_and_names_the_absent(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    late, _absent = (staff.make.student(staff.class_, name) for name in "甲乙")
    staff.start(exam, late)
    clock.move(hours=2, minutes=1)
    rows = {row.user.name: row.status for row in watch(exam, clock()).page.items}
    assert rows == {"甲": Status.BY_TIME, "乙": Status.ABSENT}


def test_board_keeps_people_who_left_the_class(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    user = staff.make.user("转班的")
    place = staff.make.enrol(user, staff.class_)
    staff.start(exam, user)
    place.left_at = clock()
    database.session.commit()
    assert [row.user.name for row in watch(exam, clock()).page.items] == ["转班的"]


def test_etag_changes_with_the_state_and_not_with_the_clock(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    first = watch(exam, clock()).etag()
    assert watch(exam, clock.move(seconds=5)).etag() == first
    staff.answer(sitting)
    assert watch(exam, clock()).etag() != first


def test_minutes_go_to_the_picked_who_still_write(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    students = [staff.make.student(staff.class_) for _ in range(3)]
    picked, other = (staff.start(exam, user) for user in students[:2])
    done = staff.sit(exam, students[2])
    before = {row.id: row.deadline for row in (picked, other, done)}
    ids = [picked.public_id, done.public_id, "0" * 32]
    assert invigilation.give_minutes(exam, ids, 10, "电脑重启", staff.teacher.id, clock()) == 1
    after = {row.id: fresh(row).deadline for row in (picked, other, done)}
    assert after == before | {picked.id: before[picked.id] + timedelta(minutes=10)}
    board = {row.sitting.id: row for row in watch(exam, clock()).page.items if row.sitting}
    assert (board[picked.id].minutes, board[other.id].minutes) == (10, 0)
    act = database.session.scalars(select(ExamAct).where(ExamAct.kind == "extend")).one()
    assert (act.sitting_id, act.reason, act.author_id) == (picked.id, "电脑重启", staff.teacher.id)


def test_a_sitting_of_another_exam_gets_no_minutes(staff: Staff, clock: Clock) -> None:
    exam, other = staff.published([SINGLE]), staff.published([SINGLE])
    sitting = staff.start(other, staff.make.student(staff.class_))
    given = invigilation.give_minutes(
        exam, [sitting.public_id], 10, "写错了", staff.teacher.id, clock()
    )
    taken = invigilation.take_in(exam, [sitting.public_id], "写错了", staff.teacher.id, clock())
    assert (given, taken, fresh(sitting).state) == (0, 0, "open")


@pytest.mark.parametrize("minutes", [0, LONGEST_EXTENSION + 1])
def test_odd_minutes_are_refused(staff: Staff, clock: Clock, minutes: int) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    before = sitting.deadline
    with pytest.raises(DomainError):
        invigilation.give_minutes(
            exam, [sitting.public_id], minutes, "原因", staff.teacher.id, clock()
        )
    assert fresh(sitting).deadline == before


def test_papers_are_taken_in_with_what_was_saved(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    one, two, three = (staff.make.student(staff.class_) for _ in range(3))
    first, second = staff.start(exam, one), staff.start(exam, two)
    done = staff.sit(exam, three)
    staff.answer(first)
    assert invigilation.take_in(exam, [first.public_id], "违纪", staff.teacher.id, clock()) == 1
    assert (fresh(first).closed_by, fresh(second).state) == ("staff", "open")
    assert invigilation.take_in(exam, None, "提前结束", staff.teacher.id, clock()) == 1
    assert (fresh(second).closed_by, fresh(done).closed_by) == ("staff", "candidate")
    assert load_results(exam, clock()).handed_in == 3


def test_release_waits_for_marks_and_says_for_which(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT, ESSAY])
    staff.sit(exam, staff.make.student(staff.class_))
    clock.move(hours=3)
    found = load_results(exam, clock())
    assert [(part.type, part.waiting) for part in found.waiting] == [
        ("short_answer", 1), ("essay", 1),
    ]  # fmt: skip
    with pytest.raises(NotReleasableError):
        release(exam, staff.teacher.id, clock())
    assert (fresh(exam).state, column_of(exam)) == ("published", None)
    staff.mark_written(exam)
    assert release(exam, staff.teacher.id, clock()) == 1
    assert (fresh(exam).state, exam.released_at) == ("released", clock())


def test_release_waits_while_anybody_writes_or_may_still_begin(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    one, two = (staff.make.student(staff.class_) for _ in range(2))
    staff.sit(exam, one)
    with pytest.raises(NotReleasableError, match="还有人可以开考"):
        release(exam, staff.teacher.id, clock())
    open_ = staff.start(exam, two)
    with pytest.raises(NotReleasableError, match="1 人在作答"):
        release(exam, staff.teacher.id, clock())
    invigilation.take_in(exam, [open_.public_id], "结束", staff.teacher.id, clock())
    assert release(exam, staff.teacher.id, clock()) == 2
    with pytest.raises(NotReleasableError, match="公布过"):
        release(exam, staff.teacher.id, clock())


def test_release_puts_the_best_attempt_into_the_gradebook(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, TRUTH, SHORT], attempts=2)
    better, worse, absent = (staff.make.student(staff.class_) for _ in range(3))
    staff.sit(exam, better, right=False)
    staff.sit(exam, better)
    staff.sit(exam, worse, right=False, short_answer="")
    clock.move(hours=3)
    staff.mark_written(exam)
    release(exam, staff.teacher.id, clock())
    assert grades(exam) == {better.id: Decimal("5.5"), worse.id: Decimal(0)}
    column = column_of(exam)
    assert column is not None
    # The absent get no mark; the gradebook counts zero for them from the due date on.
    assert (column.max, column.due_at, absent.id in grades(exam)) == (
        Decimal(6), exam.closes_at, False,
    )  # fmt: skip


def test_an_exam_outside_the_total_is_released_without_a_column(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE], category_id=None)
    staff.sit(exam, staff.make.student(staff.class_))
    release(exam, staff.teacher.id, clock())
    assert (fresh(exam).state, column_of(exam)) == ("released", None)


def test_a_mark_changed_after_release_flows_on(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    user = staff.make.student(staff.class_)
    sitting = staff.sit(exam, user)
    staff.mark_written(exam, "1")
    release(exam, staff.teacher.id, clock())
    assert grades(exam) == {user.id: Decimal(3)}
    source = SittingWorks()
    [part] = source.list_parts(staff.class_.id)
    view = source.find_part(staff.class_.id, part.part_id)
    for seen, points in ((1, "2"), (2, "2")):
        with writing():
            mark = staff.mark_of(view, sitting.id, user.id, points, seen)
            record_marks([mark], clock.move(minutes=1))
            source.after_marks([sitting.id], clock())
    assert grades(exam) == {user.id: Decimal(4)}
    events = database.session.scalars(select(GradeEvent).order_by(GradeEvent.number)).all()
    assert [(event.old, event.new) for event in events] == [
        (None, Decimal(3)), (Decimal(3), Decimal(4)),
    ]  # fmt: skip


def test_a_mark_taken_back_keeps_the_grade_until_it_is_given_again(
    staff: Staff, clock: Clock
) -> None:
    exam = staff.published([SINGLE, SHORT])
    user = staff.make.student(staff.class_)
    sitting = staff.sit(exam, user)
    staff.mark_written(exam, "1")
    release(exam, staff.teacher.id, clock())
    source = SittingWorks()
    [part] = source.list_parts(staff.class_.id)
    view = source.find_part(staff.class_.id, part.part_id)
    from dataclasses import replace

    with writing():
        back = replace(staff.mark_of(view, sitting.id, user.id, "0", 1), new=None)
        record_marks([back], clock())
        source.after_marks([sitting.id], clock())
    assert fresh(sitting).marked_at is None
    assert grades(exam) == {user.id: Decimal(3)}


def test_works_give_written_parts_with_what_waits(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    source = SittingWorks()
    assert list(source.list_parts(staff.class_.id)) == []
    one, two = (staff.make.student(staff.class_, name) for name in ("甲", "乙"))
    sitting = staff.sit(exam, one, short_answer="第一稿")
    staff.start(exam, two)
    [part] = source.list_parts(staff.class_.id)
    assert (part.type, part.total, part.waiting, part.work_title) == (
        "short_answer", 1, 1, exam.title,
    )  # fmt: skip
    view = source.find_part(staff.class_.id, part.part_id)
    assert view is not None
    [response] = view.responses
    assert (response.work_id, response.response, response.learner_name) == (
        sitting.id, "第一稿", "甲",
    )  # fmt: skip
    other = staff.make.class_()
    assert source.find_part(other.id, part.part_id) is None
    assert list(source.list_parts(other.id)) == []
    staff.mark_written(exam)
    assert source.list_parts(staff.class_.id)[0].waiting == 0
    assert fresh(sitting).marked_at is not None


def test_works_count_the_newest_answer_that_came_in_time(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SHORT])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    staff.answer(sitting, short_answer="按时的")
    clock.move(minutes=61)
    staff_answer_late(staff, sitting)
    watch(exam, clock())
    [part] = SittingWorks().list_parts(staff.class_.id)
    view = SittingWorks().find_part(staff.class_.id, part.part_id)
    assert view is not None
    assert [response.response for response in view.responses] == ["按时的"]


def staff_answer_late(staff: Staff, sitting: Sitting) -> None:
    """Store a save as one that came after the deadline and its grace."""
    from app.quiz.models import FormSlot, ResponseLog

    slot = database.session.scalars(
        select(FormSlot).where(FormSlot.form_id == sitting.form_id)
    ).one()
    database.session.add(
        ResponseLog(
            sitting_id=sitting.id, slot_id=slot.id, client="late-client", seq=1,
            response="迟到的", digest="0" * 64, late=True, received_at=staff.clock(),
            position=99, link="0" * 64,
        )
    )  # fmt: skip
    database.session.commit()


def test_an_empty_written_answer_waits_for_nobody(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SHORT])
    sitting = staff.sit(exam, staff.make.student(staff.class_), short_answer="  ")
    assert fresh(sitting).marked_at == clock()
    assert SittingWorks().list_parts(staff.class_.id)[0].waiting == 0


def test_results_split_marks_and_say_how_questions_were_answered(
    staff: Staff, clock: Clock
) -> None:
    exam = staff.published([SINGLE, TRUTH, SHORT])
    one, two, three = (staff.make.student(staff.class_, name) for name in ("甲", "乙", "丙"))
    staff.sit(exam, one)
    staff.sit(exam, two, right=False)
    staff.mark_written(exam, "1")
    staff.start(exam, three)
    found = load_results(exam, clock(), "-total")
    told = [
        (r.user.name, (r.score.objective, r.score.written) if r.score else None) for r in found.rows
    ]
    assert told == [
        ("甲", (Decimal(4), Decimal(1))),
        ("乙", (Decimal(0), Decimal(1))),
        ("丙", None),
    ]
    assert [q.facility.share for q in found.questions] == [
        Decimal("0.5"), Decimal("0.5"), Decimal("0.5"),
    ]  # fmt: skip
    assert found.spread is not None
    assert (found.spread.count, found.spread.highest, found.full) == (2, Decimal(5), Decimal(6))


def test_spreadsheet_keeps_text_text_and_marks_numbers(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE], title="=1+1")
    user = staff.make.student(staff.class_, '=HYPERLINK("http://x")', student_no="0012345")
    staff.sit(exam, user)
    data = export_results(exam, load_results(exam, clock()))
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:2] == ["0012345", '=HYPERLINK("http://x")']
    assert rows[1][4:8] == [2.0, 0.0, 2.0, 2.0]
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert sheets
        assert all(b"<f>" not in parts.read(name) for name in sheets)


def test_release_needs_a_published_exam(staff: Staff, clock: Clock) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    with pytest.raises(SettledError):
        release(exam, staff.teacher.id, clock())
    with pytest.raises(SettledError):
        invigilation.give_minutes(exam, ["0" * 32], 5, "原因", staff.teacher.id, clock())
    assert get_scheme(staff.class_.id).categories[0].columns == []
