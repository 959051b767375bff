"""Settings, paper and publication: what is stored, what is refused, what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.bank.domain.types import ItemType
from app.bank.queries import ItemFilter, draw_items
from app.extensions import db as database
from app.quiz.domain.showing import DEFAULT_REVIEW
from app.quiz.exams import authoring, drafting, publishing
from app.quiz.exams.authoring import SettledError, Stage, list_exams, stage_of
from app.quiz.exams.drafting import load_paper, read_points
from app.quiz.exams.drawing import DrawRow, PoolTooSmallError, draw, pool_sizes
from app.quiz.exams.publishing import NotReadyError, Remark, check_exam, publish, unpublish
from app.quiz.models import DraftItem, Exam, ExamForm, FormSlot, Sitting
from app.web.errors import DomainError
from tests.conftest import Clock
from tests.quiz.manage.builders import ESSAY, MULTIPLE, SHORT, SINGLE, TRUTH, Staff


def titles(exam: Exam) -> list[str]:
    return [row.item.title for row in load_paper(exam).rows]


def test_stages_follow_the_clock(staff: Staff, clock: Clock) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    assert stage_of(exam, clock()) is Stage.DRAFT
    publish(exam, staff.teacher.id, clock())
    database.session.refresh(exam)
    assert stage_of(exam, exam.opens_at - timedelta(seconds=1)) is Stage.COMING
    assert stage_of(exam, exam.opens_at) is Stage.RUNNING
    assert stage_of(exam, exam.closes_at) is Stage.OVER


def test_list_groups_exams_with_their_figures(staff: Staff, clock: Clock) -> None:
    running = staff.published([SINGLE, SHORT])
    staff.draft(staff.items([SINGLE]), title="草稿")
    staff.sit(running, staff.make.student(staff.class_))
    staff.start(running, staff.make.student(staff.class_))
    groups = list_exams(staff.class_.id, clock())
    assert set(groups) == {Stage.RUNNING, Stage.DRAFT}
    [row] = groups[Stage.RUNNING]
    assert (row.open, row.handed_in, row.waiting, row.questions) == (1, 1, 1, 2)
    assert groups[Stage.DRAFT][0].questions == 1


def test_picked_items_join_the_end_of_their_type_once(staff: Staff) -> None:
    exam = staff.draft()
    essay, first, second = staff.items([ESSAY, SINGLE, SINGLE])
    assert drafting.add_items(exam, [essay.public_id, first.public_id]) == 2
    assert drafting.add_items(exam, [first.public_id, second.public_id]) == 1
    assert titles(exam) == [first.title, second.title, essay.title]
    assert [row.number for row in load_paper(exam).rows] == [1, 2, 3]


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_an_item_that_is_not_published_cannot_be_picked(staff: Staff, state: str) -> None:
    exam = staff.draft()
    good, bad = staff.item(), staff.item(state=state)
    with pytest.raises(DomainError):
        drafting.add_items(exam, [good.public_id, bad.public_id])
    assert titles(exam) == []


def test_an_unknown_item_changes_nothing(staff: Staff) -> None:
    exam = staff.draft()
    with pytest.raises(DomainError):
        drafting.add_items(exam, [staff.item().public_id, "0" * 32])
    assert titles(exam) == []


def test_questions_move_within_their_type_only(staff: Staff) -> None:
    one, two, three, essay = staff.items([SINGLE, SINGLE, SINGLE, ESSAY])
    exam = staff.draft([one, two, three, essay])
    drafting.move_item(exam, three.public_id, -1)
    assert titles(exam) == [one.title, three.title, two.title, essay.title]
    for public_id, by in ((two.public_id, 1), (one.public_id, -1), (essay.public_id, -1)):
        drafting.move_item(exam, public_id, by)
    assert titles(exam) == [one.title, three.title, two.title, essay.title]


def test_points_of_one_and_of_a_type(staff: Staff) -> None:
    one, two, essay = staff.items([SINGLE, SINGLE, ESSAY])
    exam = staff.draft([one, two, essay])
    drafting.set_points_of_section(exam, "type:single_choice", Decimal(3))
    drafting.set_points(exam, {essay.public_id: Decimal("12.5"), "unknown": Decimal(1)})
    assert load_paper(exam).table.total.points == Decimal("18.5")
    drafting.remove_items(exam, [one.public_id])
    drafting.remove_items(exam, [one.public_id])
    assert load_paper(exam).table.total.count == 2
    drafting.clear_paper(exam)
    assert load_paper(exam).rows == []


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "两分", "1.234", "201", "1e3", "NaN", "inf", "1/2"]
)
def test_odd_points_are_not_read(text: str) -> None:
    assert read_points(text) is None


def test_points_are_read_as_typed() -> None:
    assert (read_points(" 2 "), read_points("1.5"), read_points("０．５")) == (
        Decimal(2), Decimal("1.5"), Decimal("0.5"),
    )  # fmt: skip


def test_paper_tells_public_and_practised_questions(staff: Staff, clock: Clock) -> None:
    shipped = staff.item(content_id="ch01-sc-901")
    exam = staff.draft([shipped, staff.item(use="practice"), staff.item(ESSAY)])
    paper = load_paper(exam)
    assert (paper.public, paper.public_share, paper.practised) == (1, Fraction(1, 3), 1)
    remarks = check_exam(exam, clock()).remarks
    assert {Remark.PUBLIC_ITEMS, Remark.PRACTISED_ITEMS, Remark.NO_STUDENTS} <= set(remarks)


def test_the_same_seed_draws_the_same_paper(staff: Staff) -> None:
    staff.items([SINGLE] * 12)
    rows = [DrawRow(chapter="ch01", type=SINGLE, count=5, points=Decimal(3))]
    first, second, third = staff.draft(), staff.draft(), staff.draft()
    for exam, seed in ((first, 7), (second, 7), (third, 8)):
        assert draw(exam, rows, ["exam"], seed) == 5
    assert titles(first) == titles(second) != titles(third)
    assert load_paper(first).table.total.points == Decimal(15)
    wanted = ItemFilter(uses=("exam",), chapters=("ch01",), types=("single_choice",))
    drawn = {item for item, _version in draw_items(wanted, 5, Random(7))}
    assert {row.item.id for row in load_paper(first).rows} == drawn


def test_too_small_a_pool_changes_nothing_and_names_every_gap(staff: Staff) -> None:
    staff.items([SINGLE, SINGLE, TRUTH])
    exam = staff.draft([staff.item(ESSAY)])
    rows = [
        DrawRow(chapter="ch01", type=SINGLE, count=2),
        DrawRow(chapter="ch01", type=TRUTH, count=2),
        DrawRow(chapter="ch02", type=SINGLE, count=1),
    ]
    with pytest.raises(PoolTooSmallError) as refused:
        draw(exam, rows, ["exam"], 1)
    assert [(s.row.type, s.pool) for s in refused.value.shortages] == [(TRUTH, 1), (SINGLE, 0)]
    assert load_paper(exam).table.total.count == 1


def test_rows_of_the_same_place_draw_different_items(staff: Staff) -> None:
    staff.items([SINGLE] * 4)
    exam = staff.draft()
    row = DrawRow(chapter="ch01", type=SINGLE, count=2)
    assert draw(exam, [row, row], ["exam"], 3) == 4
    with pytest.raises(PoolTooSmallError):
        draw(exam, [row], ["exam"], 3)


def test_pool_leaves_out_what_is_on_the_paper_and_other_uses(staff: Staff) -> None:
    taken = staff.item()
    staff.items([SINGLE, SINGLE])
    staff.item(use="practice")
    exam = staff.draft([taken])
    assert pool_sizes(exam, ["exam"]) == {("ch01", SINGLE): 2}
    assert pool_sizes(exam, ["exam", "practice"]) == {("ch01", SINGLE): 3}


def test_publication_freezes_the_paper_as_it_is(staff: Staff, clock: Clock) -> None:
    one, two, essay = staff.items([SINGLE, SINGLE, ESSAY])
    exam = staff.draft([essay, one, two])
    drafting.set_points_of_section(exam, "type:single_choice", Decimal("2.5"))
    form = publish(exam, staff.teacher.id, clock())
    slots = database.session.scalars(
        select(FormSlot).where(FormSlot.form_id == form.id).order_by(FormSlot.position)
    ).all()
    assert [slot.version_id for slot in slots] == [
        one.current_version_id, two.current_version_id, essay.current_version_id,
    ]  # fmt: skip
    assert [slot.position for slot in slots] == [1, 2, 3]
    assert form.points == Decimal(7)
    database.session.refresh(exam)
    assert (exam.state, exam.form_id, exam.published_at) == ("published", form.id, clock())


def test_after_publication_the_paper_cannot_change(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    item = staff.item()
    changes: list[Any] = [
        lambda: drafting.add_items(exam, [item.public_id]),
        lambda: drafting.clear_paper(exam),
        lambda: drafting.set_points_of_section(exam, "type:single_choice", Decimal(9)),
        lambda: draw(exam, [DrawRow(chapter="ch01", type=SINGLE, count=1)], ["exam"], 1),
        lambda: authoring.delete_draft(exam),
        lambda: publish(exam, staff.teacher.id, staff.clock()),
    ]
    for change in changes:
        with pytest.raises(SettledError):
            change()
    assert database.session.scalar(select(func.count()).select_from(ExamForm)) == 1


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"items": 0}, Remark.EMPTY),
        ({"late": True}, Remark.WINDOW_PAST),
        ({"retired": True}, Remark.UNUSABLE),
    ],
)
def test_an_exam_that_is_not_ready_is_refused(
    staff: Staff, clock: Clock, values: dict[str, Any], fault: Remark
) -> None:
    item = staff.item()
    exam = staff.draft([item] if values.get("items", 1) else [])
    if values.get("retired"):
        item.state = "retired"
        database.session.commit()
    if values.get("late"):
        clock.move(hours=3)
    with pytest.raises(NotReadyError) as refused:
        publish(exam, staff.teacher.id, clock())
    assert fault in refused.value.faults
    database.session.refresh(exam)
    assert (exam.state, exam.form_id) == ("draft", None)
    assert database.session.scalar(select(func.count()).select_from(ExamForm)) == 0


def test_unpublishing_gives_the_draft_back_until_somebody_has_started(
    staff: Staff, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    first = exam.form_id
    unpublish(exam, staff.teacher.id, clock())
    database.session.refresh(exam)
    assert (exam.state, exam.form_id) == ("draft", None)
    drafting.add_items(exam, [staff.item().public_id])
    again = publish(exam, staff.teacher.id, clock())
    assert again.id != first
    assert again.number == 2
    staff.start(exam, staff.make.student(staff.class_))
    with pytest.raises(SettledError):
        unpublish(exam, staff.teacher.id, clock())
    assert database.session.get_one(Exam, exam.id).state == "published"


def test_published_settings_change_only_upwards(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    given = {
        "opens_at": exam.opens_at, "closes_at": exam.closes_at, "minutes": 60, "attempts": 1,
    }  # fmt: skip
    for less in (
        {"closes_at": exam.closes_at - timedelta(minutes=1)},
        {"minutes": 59},
        {"attempts": 0},
    ):
        with pytest.raises(SettledError):
            authoring.change_exam(exam, staff.settings(**(given | less)), staff.teacher.id, clock())
    more = given | {
        "closes_at": exam.closes_at + timedelta(minutes=5),
        "minutes": 70,
        "title": "改名",
        "rule": "exact",
        "shuffle_items": False,
    }
    authoring.change_exam(exam, staff.settings(**more), staff.teacher.id, clock())
    database.session.refresh(exam)
    assert (exam.minutes, exam.title) == (70, "改名")
    # What candidates were promised at publication stays.
    assert (exam.rule, exam.shuffle_items) == ("half", True)


def test_extending_moves_the_window_and_all_open_sittings(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    one, two = staff.make.student(staff.class_), staff.make.student(staff.class_)
    open_, done = staff.start(exam, one), staff.sit(exam, two)
    before = (exam.closes_at, open_.deadline, done.deadline)
    assert publishing.extend_exam(exam, 15, "停电", staff.teacher.id, clock()) == 1
    for row in (exam, open_, done):
        database.session.refresh(row)
    more = timedelta(minutes=15)
    assert (exam.closes_at, open_.deadline, done.deadline) == (
        before[0] + more, before[1] + more, before[2],
    )  # fmt: skip


@pytest.mark.parametrize("thing", ["right", "key", "why"])
def test_an_end_that_has_shown_keys_is_not_moved(staff: Staff, clock: Clock, thing: str) -> None:
    review = DEFAULT_REVIEW | {"after_close": ("own", thing)}  # pyright: ignore[reportOperatorIssue]
    exam = staff.published([SINGLE], review=review)
    publishing.extend_exam(exam, 5, "停电", staff.teacher.id, clock())
    end = fresh(exam).closes_at
    clock.move(hours=2, minutes=5)
    later = staff.settings(
        opens_at=exam.opens_at, closes_at=end + timedelta(minutes=5), review=review
    )
    with pytest.raises(SettledError, match="不能再推后"):
        publishing.extend_exam(exam, 5, "停电", staff.teacher.id, clock())
    with pytest.raises(SettledError, match="不能再推后"):
        authoring.change_exam(exam, later, staff.teacher.id, clock())
    assert fresh(exam).closes_at == end
    # Everything else may still change.
    authoring.change_exam(
        exam, replace(later, closes_at=end, title="改名"), staff.teacher.id, clock()
    )
    assert fresh(exam).title == "改名"


def test_an_end_that_has_shown_no_keys_may_be_moved(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE], review=DEFAULT_REVIEW | {"after_close": ("own", "marks")})  # pyright: ignore[reportOperatorIssue]
    end = exam.closes_at
    clock.move(hours=3)
    publishing.extend_exam(exam, 90, "停电", staff.teacher.id, clock())
    assert fresh(exam).closes_at == end + timedelta(minutes=90)


def fresh(exam: Exam) -> Exam:
    database.session.refresh(exam)
    return exam


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_odd_extensions_are_refused(staff: Staff, clock: Clock, minutes: int) -> None:
    exam = staff.published([SINGLE])
    before = exam.closes_at
    with pytest.raises(DomainError):
        publishing.extend_exam(exam, minutes, "停电", staff.teacher.id, clock())
    database.session.refresh(exam)
    assert exam.closes_at == before


def insert(row: Any) -> None:
    with database.session.begin_nested():
        database.session.add(row)


@pytest.mark.both_engines
def test_the_database_keeps_exams_sound(staff: Staff, clock: Clock) -> None:
    exam = staff.published([SINGLE, MULTIPLE])
    item = staff.item()
    slot = {"form_id": exam.form_id, "version_id": item.current_version_id, "type": "essay"}
    bad: list[Any] = [
        lambda: DraftItem(exam_id=exam.id, item_id=exam.drafts[0].item_id, position=9, points=1),
        lambda: ExamForm(exam_id=exam.id, number=1, points=1, created_at=clock()),
        lambda: FormSlot(position=1, points=2, **slot),
        lambda: FormSlot(position=7, points=0, **slot),
        lambda: Exam(
            class_id=staff.class_.id, title="反了", opens_at=clock(), author_id=staff.teacher.id,
            closes_at=clock() - timedelta(hours=1), created_at=clock(),
        ),
    ]  # fmt: skip
    for make in bad:
        with pytest.raises(IntegrityError):
            insert(make())
    assert ItemType(database.session.scalar(select(FormSlot.type).limit(1)) or "") in ItemType
    assert database.session.scalar(select(func.count()).select_from(Sitting)) == 0
