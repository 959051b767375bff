"""Parallel forms, own sections and pools as services: authoring, publishing, preparing, results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.extensions import db as database
from app.quiz.exams import arranging, drafting, parallel, publishing, sweeper
from app.quiz.exams.arranging import ArrangeError
from app.quiz.exams.authoring import SettledError, list_exams
from app.quiz.exams.board import watch
from app.quiz.exams.drafting import load_draft, load_paper
from app.quiz.exams.export import export_results
from app.quiz.exams.intro import load_intro
from app.quiz.exams.paper import list_forms
from app.quiz.exams.parallel import ParallelError
from app.quiz.exams.preparing import find_paper, prepare_all, prepare_late
from app.quiz.exams.publishing import NotReadyError, Remark, check_exam, publish, unpublish
from app.quiz.exams.results import load_results
from app.quiz.exams.visiting import NOWHERE
from app.quiz.exams.works import SittingWorks
from app.quiz.models import CandidatePaper, DraftItem, Exam, ExamForm, FormSlot, Seat
from tests.conftest import Clock
from tests.quiz.manage.builders import ESSAY, SHORT, SINGLE, TRUTH, Staff


def ids(exam: Exam, label: str = "A") -> list[str]:
    return [row.item.public_id for row in load_paper(exam, label).rows]


def shape(exam: Exam, label: str) -> list[Any]:
    return [
        (row.item.type, row.item.chapter_id, row.draft.points, row.draft.section, row.draft.pool)
        for row in load_paper(exam, label).rows
    ]


def refuse(work: Callable[[], Any], *words: str) -> None:
    with pytest.raises((ArrangeError, ParallelError, NotReadyError)) as error:
        work()
    for word in words:
        assert word in error.value.message


def test_own_sections_stand_where_their_author_puts_them(staff: Staff) -> None:
    one, two, essay = staff.items([SINGLE, SINGLE, ESSAY])
    exam = staff.draft([one, two, essay])
    arranging.add_section(exam, "  案例 分析 ")
    arranging.put_in_section(exam, [two.public_id, essay.public_id], "案例 分析")
    assert ids(exam) == [one.public_id, two.public_id, essay.public_id]
    assert [s.title for s in load_paper(exam).sections] == ["", "案例 分析"]
    arranging.move_section(exam, "案例 分析", -1)
    assert ids(exam) == [two.public_id, essay.public_id, one.public_id]
    drafting.move_item(exam, essay.public_id, -1)
    assert ids(exam)[0] == essay.public_id
    arranging.rename_section(exam, "案例 分析", "第一部分")
    assert [s.key for s in load_paper(exam).sections] == ["own:第一部分", "type:single_choice"]
    arranging.remove_section(exam, "第一部分")
    assert [s.type for s in load_paper(exam).sections] == [SINGLE, ESSAY]
    assert load_draft(exam).titles == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一、选择题", "选择题"),
        ("十二、 案例分析", "案例分析"),
        ("3、计算", "计算"),
        ("一、", "一、"),
        ("一带一路、丝路", "一带一路、丝路"),
        ("4P、4C 与 4R", "4P、4C 与 4R"),
    ],
)
def test_a_number_typed_before_a_title_is_left_to_the_paper(
    staff: Staff, typed: str, kept: str
) -> None:
    exam = staff.draft([staff.item()])
    arranging.add_section(exam, typed)
    assert load_draft(exam).titles == (kept,)
    arranging.rename_section(exam, kept, "别的")
    arranging.rename_section(exam, "别的", typed)
    assert load_draft(exam).titles == (kept,)


def test_odd_section_titles_are_refused(staff: Staff) -> None:
    exam = staff.draft([staff.item()])
    arranging.add_section(exam, "甲")
    refuse(lambda: arranging.add_section(exam, " "), "标题")
    refuse(lambda: arranging.add_section(exam, "甲"), "已经有")
    refuse(lambda: arranging.add_section(exam, "长" * 61), "60")
    refuse(lambda: arranging.put_in_section(exam, ids(exam), "乙"), "乙")
    arranging.add_section(exam, "乙")
    refuse(lambda: arranging.rename_section(exam, "乙", "甲"), "已经有")
    assert load_draft(exam).titles == ("甲", "乙")
    for n in range(18):
        arranging.add_section(exam, f"第 {n} 部分")
    refuse(lambda: arranging.add_section(exam, "再一个"), "20")


def test_a_pool_gives_each_candidate_some_of_its_questions(staff: Staff) -> None:
    items = staff.items([SINGLE] * 5)
    exam = staff.draft(items)
    chosen = [item.public_id for item in items[:4]]
    assert arranging.put_in_pool(exam, chosen, "", 2) == "1"
    paper = load_paper(exam)
    assert (paper.count, paper.points, len(paper.rows)) == (3, Decimal(6), 5)
    assert paper.table.total.count == 3
    assert list_exams(staff.class_.id, staff.clock())["draft"][0].questions == 3  # type: ignore[index]
    assert arranging.take_out_of_pool(exam, [chosen[0], items[4].public_id]) == 1
    assert load_paper(exam).count == 4


def test_a_pool_of_several_chapters_has_a_row_of_its_own(staff: Staff) -> None:
    items = [staff.item(), staff.item(chapter="ch02"), staff.item(chapter="ch03")]
    exam = staff.draft(items)
    arranging.put_in_pool(exam, ids(exam), "计算", 1)
    table = load_paper(exam).table
    assert list(table.chapters) == ["pool:计算"]
    assert table.total.points == Decimal(2)


def test_uneven_pools_are_refused_and_change_nothing(staff: Staff) -> None:
    one, two, truth = staff.items([SINGLE, SINGLE, TRUTH])
    exam = staff.draft([one, two, truth])
    refuse(lambda: arranging.put_in_pool(exam, ids(exam), "甲", 1), "甲", "同一题型")
    refuse(lambda: arranging.put_in_pool(exam, ids(exam)[:2], "", 3), "1 到 2")
    drafting.set_points(exam, {one.public_id: Decimal(5)})
    refuse(lambda: arranging.put_in_pool(exam, ids(exam)[:2], "甲", 1), "分值要一样")
    refuse(lambda: arranging.put_in_pool(exam, ids(exam)[:1], "长" * 21, 1), "20")
    assert all(not row.draft.pool and not row.draft.take for row in load_paper(exam).rows)


def test_copying_makes_b_the_same_and_drawing_makes_it_parallel(staff: Staff) -> None:
    items = [*staff.items([SINGLE] * 3), staff.item(SHORT), staff.item(ESSAY, chapter="ch02")]
    exam = staff.draft(items)
    spare = [*staff.items([SINGLE] * 4), staff.item(SHORT)]
    arranging.add_section(exam, "大题")
    arranging.put_in_section(exam, [items[3].public_id, items[4].public_id], "大题")
    arranging.put_in_pool(exam, [item.public_id for item in items[:3]], "p", 2)
    assert parallel.copy_form(exam) == 5
    assert ids(exam, "B") == ids(exam)
    refuse(lambda: parallel.draw_parallel(exam, [], 1), "论述", "第 2 章", "差 1 题")
    assert ids(exam, "B") == ids(exam)
    assert parallel.draw_parallel(exam, [items[4].public_id], 1) == 4
    drawn = ids(exam, "B")
    assert shape(exam, "A") == shape(exam, "B")
    assert set(drawn) & set(ids(exam)) == {items[4].public_id}
    assert set(drawn) - {items[4].public_id} <= {item.public_id for item in spare}
    draft = load_draft(exam)
    assert draft.shared == {items[4].id}
    assert not draft.totals_differ
    parallel.draw_parallel(exam, [items[4].public_id], 1)
    assert ids(exam, "B") == drawn
    parallel.remove_form(exam)
    assert not load_draft(exam).is_parallel


def test_questions_are_exchanged_between_forms_and_with_the_bank(staff: Staff) -> None:
    one, two, three = staff.items([SINGLE] * 3)
    exam = staff.draft([one, two])
    assert parallel.share_items(exam, [one.public_id], "A", move=False) == 1
    assert parallel.share_items(exam, [one.public_id, two.public_id], "A", move=True) == 1
    assert (ids(exam), ids(exam, "B")) == ([], [one.public_id, two.public_id])
    assert parallel.replace_item(exam, two.public_id, 1, "B").id == three.id
    assert parallel.replace_item(exam, three.public_id, 1, "B").id == two.id
    refuse(lambda: parallel.replace_item(exam, "0" * 32, 1, "B"), "不在试卷里")
    drafting.add_items(exam, [three.public_id])
    refuse(lambda: parallel.replace_item(exam, two.public_id, 1, "B"), "没有别的")
    refuse(lambda: parallel.set_form_rule(exam, "dice"), "分卷方式")


def test_an_empty_form_cannot_be_copied(staff: Staff) -> None:
    exam = staff.draft()
    refuse(lambda: parallel.copy_form(exam), "A 卷还没有题")
    refuse(lambda: parallel.draw_parallel(exam, [], 1), "A 卷还没有题")
    assert (ids(exam), ids(exam, "B")) == ([], [])


def test_changes_of_one_button_are_one_transaction(staff: Staff) -> None:
    one, two = staff.items([SINGLE, SINGLE])
    exam = staff.draft([one, two])
    with pytest.raises(ArrangeError):
        drafting.change(
            exam,
            {one.public_id: Decimal(9)},
            "A",
            lambda: arranging.put_in_pool(exam, ids(exam), "", 1),
        )
    assert [row.draft.points for row in load_paper(exam).rows] == [Decimal(2), Decimal(2)]


@dataclass
class Held:
    """An exam with forms A and B (3 of 5 questions from a pool, one anchor essay)."""

    exam: Exam
    students: list[User]


def held(staff: Staff, rule: str = "random", students: int = 8, **values: Any) -> Held:
    items = [*staff.items([SINGLE] * 4), staff.item(TRUTH), staff.item(SHORT), staff.item(ESSAY)]
    staff.items([SINGLE] * 4 + [TRUTH, SHORT])
    at = staff.clock()
    window = {"opens_at": at - timedelta(minutes=1), "closes_at": at + timedelta(hours=2)}
    exam = staff.draft(items, **(window | values))
    arranging.add_section(exam, "综合")
    arranging.put_in_section(exam, [item.public_id for item in items[5:]], "综合")
    arranging.put_in_pool(exam, [item.public_id for item in items[:4]], "", 2)
    parallel.draw_parallel(exam, [items[6].public_id], 3)
    parallel.set_form_rule(exam, rule)
    people = [staff.make.student(staff.class_, f"学生{n}") for n in range(students)]
    publish(exam, staff.teacher.id, at)
    database.session.refresh(exam)
    return Held(exam, people)


def labels(exam: Exam) -> dict[int, str]:
    return {form.id: form.label for form in list_forms(exam)}


@pytest.mark.both_engines
def test_publishing_freezes_all_forms_under_one_number(staff: Staff) -> None:
    exam = held(staff).exam
    forms = list_forms(exam)
    assert [(form.number, form.label, form.points) for form in forms] == [
        (1, "A", Decimal(10)), (1, "B", Decimal(10)),
    ]  # fmt: skip
    for form in forms:
        slots = database.session.scalars(
            select(FormSlot).where(FormSlot.form_id == form.id).order_by(FormSlot.position)
        ).all()
        assert [slot.position for slot in slots] == list(range(1, 8))
        assert [slot.pool for slot in slots] == ["1"] * 4 + [""] * 3
        assert [slot.take for slot in slots] == [2] * 4 + [0] * 3
        assert [slot.section for slot in slots] == [""] * 5 + ["综合"] * 2
    assert exam.form_id == forms[0].id


def test_forms_and_pools_that_differ_are_not_published(staff: Staff, clock: Clock) -> None:
    items = staff.items([SINGLE] * 3)
    exam = staff.draft(items)
    parallel.copy_form(exam)
    drafting.set_points(exam, {items[0].public_id: Decimal(7)}, "B")
    refuse(lambda: publish(exam, staff.teacher.id, clock()), "A 卷 6 分", "B 卷 11 分")
    drafting.set_points(exam, {items[0].public_id: Decimal(2)}, "B")
    arranging.put_in_pool(exam, [items[0].public_id, items[1].public_id], "甲", 1, "B")
    refuse(lambda: publish(exam, staff.teacher.id, clock()), "A 卷 6 分", "B 卷 4 分")
    arranging.put_in_pool(exam, [items[0].public_id, items[1].public_id], "甲", 1)
    drafting.set_points(exam, {items[0].public_id: Decimal(1)}, "B")
    refuse(lambda: publish(exam, staff.teacher.id, clock()), "B 卷题池“甲”", "分值要一样")
    database.session.refresh(exam)
    assert exam.state == "draft"
    assert database.session.scalar(select(func.count()).select_from(ExamForm)) == 0


def test_the_check_tells_what_holds_of_each_form(staff: Staff, clock: Clock) -> None:
    items = [staff.item(content_id="ch01-sc-901"), staff.item(use="practice")]
    exam = staff.draft(items)
    parallel.copy_form(exam)
    drafting.remove_items(exam, [items[1].public_id], "B")
    drafting.set_points(exam, {items[0].public_id: Decimal(4)}, "B")
    check = check_exam(exam, clock())
    assert check.faults == []
    assert {
        Remark.PUBLIC_ITEMS, Remark.PRACTISED_ITEMS, Remark.SHARED_ITEMS, Remark.COUNTS_DIFFER,
        Remark.FORM_UNUSED,
    } <= set(check.remarks)  # fmt: skip
    a, b = check.draft.papers
    assert (a.public_share, b.public_share) == (Fraction(1, 2), Fraction(1))
    parallel.remove_form(exam)
    parallel.set_form_rule(exam, "random")
    assert Remark.FORM_MISSING in check_exam(exam, clock()).remarks


@pytest.mark.both_engines
def test_papers_are_prepared_at_once_late_and_never_twice(staff: Staff, clock: Clock) -> None:
    given = held(staff, students=12)
    exam = given.exam
    assert prepare_all(exam, clock()) == 12
    assert prepare_all(exam, clock()) == 0
    assert prepare_late(clock()) == 0
    late = staff.make.student(staff.class_, "插班生")
    assert prepare_late(clock()) == 1
    papers = list(database.session.scalars(select(CandidatePaper)))
    assert len(papers) == 13
    assert {labels(exam)[paper.form_id] for paper in papers} == {"A", "B"}
    slots = {slot.id: slot for slot in database.session.scalars(select(FormSlot))}
    for paper in papers:
        own = [slots[id_] for id_ in paper.slots]
        assert Counter(slot.pool for slot in own) == {"1": 2, "": 3}
        assert {slot.form_id for slot in own} == {paper.form_id}
        assert sum(slot.points for slot in own) == Decimal(10)
    sitting = staff.start(exam, late)
    paper = find_paper(exam.id, late.id, 1)
    assert paper is not None
    assert (sitting.form_id, sitting.slots) == (paper.form_id, paper.slots)


def test_nothing_late_costs_one_statement(
    staff: Staff, clock: Clock, count_sql: Callable[..., Any]
) -> None:
    given = held(staff)
    prepare_all(given.exam, clock())
    with count_sql() as statements:
        assert prepare_late(clock()) == 0
    assert len(statements) == 1


def test_late_papers_are_made_a_day_before_and_not_sooner(staff: Staff, clock: Clock) -> None:
    opens = clock() + timedelta(days=2)
    held(staff, students=2, opens_at=opens, closes_at=opens + timedelta(hours=2))
    assert prepare_late(clock()) == 0
    clock.move(days=1, minutes=1)
    assert prepare_late(clock()) == 2
    clock.move(days=3)
    staff.make.student(staff.class_)
    assert prepare_late(clock()) == 0


def test_the_sweeper_makes_late_papers_even_where_closing_fails(
    staff: Staff, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(staff, students=2)

    def fail(_at: Any) -> int:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(sweeper, "close_expired", fail)
    assert sweeper.sweep(app) == 0
    assert database.session.scalar(select(func.count()).select_from(CandidatePaper)) == 2


@pytest.mark.both_engines
def test_taking_back_deletes_papers_and_the_next_publication_makes_others(
    staff: Staff, clock: Clock
) -> None:
    given = held(staff)
    exam = given.exam
    prepare_all(exam, clock())
    unpublish(exam, staff.teacher.id, clock())
    assert database.session.scalar(select(func.count()).select_from(CandidatePaper)) == 0
    assert prepare_all(exam, clock()) == 0
    parallel.remove_form(exam)
    publish(exam, staff.teacher.id, clock())
    database.session.refresh(exam)
    assert prepare_all(exam, clock()) == len(given.students)
    forms = set(database.session.scalars(select(CandidatePaper.form_id)))
    assert forms == {exam.form_id}
    assert [form.number for form in list_forms(exam)] == [2]


def test_nothing_of_a_published_paper_changes(staff: Staff) -> None:
    exam = held(staff).exam
    some = [
        lambda: parallel.copy_form(exam),
        lambda: parallel.draw_parallel(exam, [], 1),
        lambda: parallel.remove_form(exam),
        lambda: parallel.set_form_rule(exam, "single"),
        lambda: parallel.share_items(exam, [], "A", move=True),
        lambda: arranging.add_section(exam, "新"),
        lambda: arranging.remove_section(exam, "综合"),
        lambda: arranging.put_in_pool(exam, [], "", 1),
        lambda: drafting.clear_paper(exam, "B"),
    ]
    for work in some:
        with pytest.raises(SettledError):
            work()


def test_seats_alternate_the_forms_and_whoever_has_none_waits(staff: Staff, clock: Clock) -> None:
    given = held(staff, "seat", students=5)
    exam = given.exam
    assert Remark.FORM_SEATS in check_exam(exam, clock()).remarks
    assert prepare_all(exam, clock()) == 0
    for n, user in enumerate(given.students[:4], 1):
        staff.make.add(Seat(exam_id=exam.id, user_id=user.id, seat=str(n), code=f"c{n}"))
    assert prepare_late(clock()) == 4
    for n, user in enumerate(given.students[4:], 5):
        staff.make.add(Seat(exam_id=exam.id, user_id=user.id, seat=str(n), code=f"c{n}"))
    assert Remark.FORM_SEATS not in check_exam(exam, clock()).remarks
    papers = database.session.scalars(select(CandidatePaper).order_by(CandidatePaper.user_id))
    assert [labels(exam)[paper.form_id] for paper in papers] == ["A", "B", "A", "B"]
    assert staff.start(exam, given.students[4]).form_id == exam.form_id  # the fifth seat


def test_the_page_before_the_start_tells_of_the_own_paper(staff: Staff, clock: Clock) -> None:
    given = held(staff)
    prepare_all(given.exam, clock())
    intro = load_intro(given.exam, given.students[0], NOWHERE, clock())
    assert [(part.label, part.count) for part in intro.parts] == [
        ("单项选择题", 2), ("判断题", 1), ("综合", 2),
    ]  # fmt: skip
    assert sum(part.points for part in intro.parts) == Decimal(10)


def test_only_what_was_given_is_counted_marked_and_shown(staff: Staff, clock: Clock) -> None:
    given = held(staff)
    exam = given.exam
    prepare_all(exam, clock())
    sittings = [
        staff.sit(exam, user, right=n % 2 == 0) for n, user in enumerate(given.students[:6])
    ]
    assert watch(exam, clock()).questions == 5
    assert {r.progress.questions for r in watch(exam, clock()).page.items if r.sitting} == {5}
    parts = SittingWorks().list_parts(exam.class_id)
    by_form = Counter(sitting.form_id for sitting in sittings)
    for part in parts:
        slot = database.session.get_one(FormSlot, part.part_id)
        assert part.total == part.waiting == by_form[slot.form_id]
        assert part.work_title.endswith(f"{labels(exam)[slot.form_id]} 卷")
    waiting = load_results(exam, clock()).waiting
    assert {part.part_id for part in waiting} == {part.part_id for part in parts}
    staff.mark_written(exam, "1")
    found = load_results(exam, clock())
    assert found.full == Decimal(10)
    assert [row.form for row in found.rows if row.sitting] == [
        labels(exam)[sitting.form_id] for sitting in sittings
    ]
    right = [row.score.total for row in found.rows[:6] if row.score]
    assert right == [Decimal(8), Decimal(2)] * 3
    assert sum(form.count for form in found.forms) == 6
    shared = [q for q in found.questions if len(q.places) == 2]
    assert [q.facility.count for q in shared] == [6]
    assert shared[0].facility.share == Fraction(1, 2)
    pooled = [q for q in found.questions if q.type is ItemType.SINGLE_CHOICE]
    assert len(pooled) == 8
    assert sum(q.facility.count for q in pooled) == 12
    assert list_exams(exam.class_id, clock())["running"][0].questions == 5  # type: ignore[index]


def test_the_spreadsheet_names_forms_where_there_are_several(staff: Staff, clock: Clock) -> None:
    given = held(staff)
    sitting = staff.sit(given.exam, given.students[0])
    results = load_results(given.exam, clock())
    book = CalamineWorkbook.from_filelike(BytesIO(export_results(given.exam, results)))
    papers, questions = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert (papers[0][9], papers[1][9], papers[2][9]) == (
        "卷", labels(given.exam)[sitting.form_id], "",
    )  # fmt: skip
    assert [row[0] for row in questions[1:8]] == ["A1", "A2", "A3", "A4", "A5", "A6", "A7、B7"]


def test_a_pooled_written_question_waits_only_for_those_who_got_it(
    staff: Staff, clock: Clock
) -> None:
    items = staff.items([SHORT] * 3)
    at = clock()
    exam = staff.draft(items, opens_at=at - timedelta(minutes=1), closes_at=at + timedelta(hours=2))
    arranging.put_in_pool(exam, [item.public_id for item in items], "", 1)
    publish(exam, staff.teacher.id, at)
    database.session.refresh(exam)
    sittings = [staff.sit(exam, staff.make.student(staff.class_)) for _ in range(6)]
    got = Counter(sitting.slots[0] for sitting in sittings)
    parts = SittingWorks().list_parts(exam.class_id)
    assert {part.part_id: part.waiting for part in parts} == got
    view = SittingWorks().find_part(exam.class_id, parts[0].part_id)
    assert view is not None
    assert len(view.responses) == view.summary.total == got[parts[0].part_id]
    staff.mark_written(exam)
    assert load_results(exam, clock()).waiting == []
    assert all(row.is_whole for row in load_results(exam, clock()).rows)


def test_a_draft_counts_what_a_candidate_gets(staff: Staff) -> None:
    exam = staff.draft(staff.items([SINGLE] * 3))
    parallel.copy_form(exam)
    assert database.session.scalar(select(func.count()).select_from(DraftItem)) == 6
    assert list_exams(staff.class_.id, staff.clock())["draft"][0].questions == 3  # type: ignore[index]
    assert publishing.form_name("B") == "B 卷"
