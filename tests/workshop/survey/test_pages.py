"""The pages: what goes wrong keeps what was typed, two windows notice each other, statements stay few."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from app.authz.permissions import Role
from app.extensions import db as database
from app.marking.models import MarkEvent
from app.workshop.survey import publishing
from app.workshop.survey.models import Survey, SurveyResponse, SurveyStep
from app.workshop.survey.service import questionnaire_of, start_survey
from app.workshop.survey.studying import load_data
from tests.conftest import START
from tests.workshop.survey.conftest import Place, full_answers

QUESTION = {
    "kind": "scale", "text": "师傅准时并且专业吗？", "points": "5", "measures": "performance",
    "dimension": "服务", "low": "很差", "high": "很好", "not_applicable": "y",
}  # fmt: skip


def fresh(place: Place) -> Survey:
    return database.session.get_one(Survey, place.survey.id, populate_existing=True)


def path(place: Place, page: str) -> str:
    return f"/surveys/{place.survey.public_id}/{page}"


def test_an_own_question_is_checked_added_moved_changed_and_removed(
    place: Place, as_user: Any
) -> None:
    student = as_user(place.student)
    checked = student.post(path(place, "check"), data=QUESTION).get_data(as_text=True)
    assert "一题问了两件事（并且）" in checked
    assert "拆成两题" in checked
    sent = QUESTION | {"seen": str(fresh(place).revision)}
    assert student.post(path(place, "questions/new"), data=sent).status_code == 302
    own = questionnaire_of(fresh(place)).questions[-1]
    assert own.text == QUESTION["text"]
    page = student.get(path(place, "design")).get_data(as_text=True)
    assert page.count("一题问了两件事（并且）") == 2  # at the question and in the list beside

    for wish, place_after in (("up", -2), ("1", 0), ("down", 1), ("9" * 5000, 1)):
        seen = {"seen": str(fresh(place).revision), "to": wish}
        assert student.post(path(place, f"questions/{own.id}/move"), data=seen).status_code == 302
        assert questionnaire_of(fresh(place)).questions[place_after].id == own.id
    changed = sent | {"text": "师傅准时吗？", "seen": str(fresh(place).revision)}
    assert student.post(path(place, f"questions/{own.id}"), data=changed).status_code == 302
    found = questionnaire_of(fresh(place)).find(own.id)
    assert found is not None
    assert found.text == "师傅准时吗？"
    gone = {"seen": str(fresh(place).revision)}
    assert student.post(path(place, f"questions/{own.id}/remove"), data=gone).status_code == 302
    assert questionnaire_of(fresh(place)).find(own.id) is None


def test_a_matrix_is_written_line_by_line(place: Place, as_user: Any) -> None:
    sent = QUESTION | {"kind": "matrix", "rows": "守时\n收拾干净 | 环境\n爱推销｜反向", "seen": str(fresh(place).revision)}  # fmt: skip
    assert as_user(place.student).post(path(place, "questions/new"), data=sent).status_code == 302
    rows = questionnaire_of(fresh(place)).questions[-1].rows
    assert [(row.text, row.dimension, row.reverse) for row in rows] == [
        ("守时", "", False),
        ("收拾干净", "环境", False),
        ("爱推销", "", True),
    ]
    edit = as_user(place.student).get(path(place, f"questions/{rows[0].id[:-2]}"))
    assert "爱推销｜反向" in edit.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": " "}, "请填写"),
        ({"kind": "single", "options": "一个"}, "请写 2 到"),
        ({"kind": "matrix", "rows": ""}, "请写 1 到"),
        ({"points": "99"}, "3 到 10"),
        ({"points": "五"}, ""),
    ],
)
def test_bad_input_names_the_place_and_keeps_what_was_typed(
    place: Place, as_user: Any, change: dict[str, str], words: str
) -> None:
    before = fresh(place).revision
    sent = QUESTION | {"hint": "留着这句", "seen": str(before)} | change
    answer = as_user(place.student).post(path(place, "questions/new"), data=sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert words in page
    assert "留着这句" in page
    assert fresh(place).revision == before


def test_a_second_window_is_told_and_loses_nothing(place: Place, as_user: Any) -> None:
    student, old = as_user(place.student), str(fresh(place).revision)
    texts = {"title": "甲", "intro": "匿名", "purpose": "", "thanks": "", "seen": old}
    assert student.post(path(place, "texts"), data=texts).status_code == 302
    late = student.post(path(place, "texts"), data=texts | {"title": "乙", "intro": "我写的"})
    assert late.status_code == 409
    assert "我写的" in late.get_data(as_text=True)
    own = student.post(path(place, "questions/new"), data=QUESTION | {"seen": old})
    assert own.status_code == 409
    assert "师傅准时并且专业吗" in own.get_data(as_text=True)
    for page in ("bank", "weights", "questions/q1/move", "questions/q1/remove"):
        assert student.post(path(place, page), data={"seen": old}).status_code == 409
    assert fresh(place).title == "甲"


def test_a_report_typed_in_two_windows_is_kept_in_both(closed: Place, as_user: Any) -> None:
    student, old = as_user(closed.student), str(fresh(closed).revision)
    assert (
        student.post(path(closed, "report"), data={"findings": "先", "seen": old}).status_code
        == 302
    )
    late = student.post(path(closed, "report"), data={"findings": "后写的话", "seen": old})
    assert late.status_code == 409
    assert "后写的话" in late.get_data(as_text=True)
    assert fresh(closed).report["findings"] == "先"


def test_what_is_sent_out_is_fixed(opened: Place, as_user: Any) -> None:
    student, seen = as_user(opened.student), str(fresh(opened).revision)
    answer = student.post(path(opened, "questions/q1/remove"), data={"seen": seen})
    assert answer.status_code == 409
    assert "题目不能再改" in answer.get_data(as_text=True)
    assert fresh(opened).questions == opened.survey.questions or fresh(opened).questions


def test_only_what_is_pointed_out_can_be_dropped_and_it_is_written_down(
    app: Flask, opened: Place, as_user: Any, respond: Any
) -> None:
    usual = full_answers(opened.survey) | {"q1r2": 2}
    fine = [
        respond(opened.survey, answers=usual | {"q1r1": n + 1}, seconds=200 + n) for n in range(5)
    ]
    hasty = respond(opened.survey, answers=full_answers(opened.survey), seconds=20)
    with app.test_request_context():
        publishing.close_survey(opened.survey, opened.student.id, START)
    student = as_user(opened.student)
    page = student.get(path(opened, "data")).get_data(as_text=True)
    assert hasty.id in page
    assert fine[0].id not in page
    wishes = {f"act-{hasty.id}": "drop", f"act-{fine[0].id}": "drop", "reason": "只用了二十秒"}
    assert student.post(path(opened, "data"), data=wishes).status_code == 302
    with app.test_request_context():
        data = load_data(fresh(opened))
    assert hasty.id not in {one.id for one in data.kept}
    assert fine[0].id in {one.id for one in data.kept}
    step = database.session.query(SurveyStep).filter_by(act="drop").one()
    assert (step.about, step.reason) == (hasty.id, "只用了二十秒")
    assert student.post(path(opened, "claims"), data={}).status_code == 302
    again = student.post(path(opened, "data"), data={f"act-{hasty.id}": "keep"})
    assert again.status_code == 409


def test_ones_own_figures_come_first_and_once(closed: Place, as_user: Any) -> None:
    student = as_user(closed.student)
    wrong = student.post(
        path(closed, "claims"), data={"csi": "一百", "nps": "-101", "alpha": "1.2"}
    )
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert page.count("请填 ") == 3
    assert 'value="一百"' in page
    assert fresh(closed).claimed_at is None
    sent = {"csi": "７０。5", "nps": "−12", "alpha": "0.9"}
    assert student.post(path(closed, "claims"), data=sent).status_code == 302
    assert fresh(closed).claims["csi"] == "70.5"
    assert fresh(closed).claims["nps"] == "-12"
    assert student.post(path(closed, "claims"), data={"csi": "1"}).status_code == 409
    assert "70.5" in student.get(path(closed, "analysis")).get_data(as_text=True)


def test_made_up_answers_say_so_wherever_they_go(closed: Place, as_user: Any) -> None:
    student = as_user(closed.student)
    student.post(path(closed, "claims"), data={})
    for page, least in (("data", 3), ("analysis", 8), ("report", 1), ("report/print", 8)):
        text = student.get(path(closed, page)).get_data(as_text=True)
        assert text.count("全部是模拟的") + text.count("模拟答卷") >= least, page
    book = CalamineWorkbook.from_filelike(BytesIO(student.get(path(closed, "answers.xlsx")).data))
    rows = book.get_sheet_by_index(0).to_python()
    assert "全部是模拟的" in str(rows[0][0])
    assert {row[0] for row in rows[2:]} == {"模拟"}
    assert len(rows) == 42


def test_the_task_may_forbid_made_up_answers(app: Flask, opened: Place, as_user: Any) -> None:
    teacher, student = as_user(opened.teacher), as_user(opened.student)
    listing = f"/classes/{opened.course_class.public_id}/surveys"
    assert teacher.post(listing, data={"max_points": "20", "due_at": ""}).status_code == 302
    assert student.post(path(opened, "simulate"), data={"count": "5"}).status_code == 409
    assert database.session.query(SurveyResponse).count() == 0
    assert teacher.post(listing, data={"max_points": "0"}).status_code == 422


def test_formulas_in_open_answers_stay_text(
    app: Flask, opened: Place, as_user: Any, respond: Any
) -> None:
    respond(opened.survey, answers=full_answers(opened.survey) | {"q11": "=1+1"})
    with app.test_request_context():
        publishing.close_survey(opened.survey, opened.student.id, START)
    data = as_user(opened.student).get(path(opened, "answers.xlsx")).data
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert "=1+1" in rows[2]


def test_hostile_texts_are_shown_as_text(
    app: Flask, opened: Place, as_user: Any, respond: Any
) -> None:
    respond(opened.survey, answers={"q11": "<script>alert(1)</script>"})
    with app.test_request_context():
        publishing.close_survey(opened.survey, opened.student.id, START)
    page = as_user(opened.student).get(path(opened, "analysis")).get_data(as_text=True)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_person_overrides_the_machine_only_with_a_reason(closed: Place, as_user: Any) -> None:
    student, teacher = as_user(closed.student), as_user(closed.teacher)
    student.post(path(closed, "claims"), data={"csi": "1"})
    long = "写够二十个字的一段话，说明怎样做、看到什么、改什么、不能说明什么。"
    words = dict.fromkeys(("method", "findings", "advice", "limits"), long)
    student.post(path(closed, "report"), data=words | {"seen": str(fresh(closed).revision)})
    assert student.post(path(closed, "hand-in")).status_code == 302
    marks = {one.part_id: one for one in database.session.query(MarkEvent)}
    assert set(marks) == {1, 3, 4, 6}
    assert not any(one.by_hand for one in marks.values())
    assert marks[6].new == 1
    sent = {"points-4": "2", "reason-4": "", "seen-4": "1"}
    refused = teacher.post(path(closed, "marks"), data=sent)
    assert refused.status_code == 422
    assert "请写明理由" in refused.get_data(as_text=True)
    sent["reason-4"] = "过程都对，抄错一位"
    assert teacher.post(path(closed, "marks"), data=sent).status_code == 302
    assert database.session.query(MarkEvent).filter_by(part_id=4, number=2).one().new == 2
    home = f"/classes/{closed.course_class.public_id}/projects/survey"
    assert "抄错一位" not in student.get(home).get_data(as_text=True)  # not released yet
    # Not wholly marked: releasing posts nothing, and says so.
    listing = f"/classes/{closed.course_class.public_id}/surveys"
    told = teacher.post(f"{listing}/release", follow_redirects=True).get_data(as_text=True)
    assert "还有 1 份没有评完" in told
    assert teacher.post(path(closed, "return"), data={"reason": ""}).status_code == 422
    assert teacher.post(path(closed, "return"), data={"reason": "补写局限"}).status_code == 302
    assert "补写局限" in student.get(home).get_data(as_text=True)


def test_an_assistant_looks_and_does_not_mark(closed: Place, make: Any, as_user: Any) -> None:
    helper = make.user("助教")
    make.enrol(helper, closed.course_class, Role.ASSISTANT)
    assistant = as_user(helper)
    assert assistant.get(path(closed, "review")).status_code == 200
    for page in ("marks", "confirm", "return"):
        assert assistant.post(path(closed, page)).status_code in (403, 404)


def test_pages_ask_the_same_number_of_statements_whatever_there_is(
    app: Flask, make: Any, opened: Place, as_user: Any, count_sql: Any
) -> None:
    student, teacher = as_user(opened.student), as_user(opened.teacher)
    listing = f"/classes/{opened.course_class.public_id}/surveys"
    projects = f"/classes/{opened.course_class.public_id}/projects"
    staff_pages = (listing, projects, path(opened, "review"))
    student_pages = tuple(
        path(opened, page) for page in ("data", "analysis", "report", "report/print")
    )

    def measure() -> list[int]:
        found: list[int] = []
        for client, pages in ((teacher, staff_pages), (student, student_pages)):
            for page in pages:
                with count_sql() as statements:
                    assert client.get(page).status_code == 200
                found.append(len(statements))
        return found

    with app.test_request_context():
        publishing.add_simulated(opened.survey, 3, opened.student.id, START, START.date())
        publishing.close_survey(opened.survey, opened.student.id, START)
    few = measure()
    for n in range(6):
        with app.test_request_context():
            other = make.student(opened.course_class, f"同学{n}")
            start_survey(opened.task, opened.course_class, other.id, START)
    database.session.add_all(
        SurveyResponse(
            survey_id=opened.survey.id,
            kind="real",
            day=START.date(),
            answers=full_answers(opened.survey),
            seconds=60,
        )
        for _ in range(80)
    )
    database.session.commit()
    assert measure() == few
    assert max(few) <= 20


def test_a_phones_page_asks_few_statements(
    app: Flask, opened: Place, client: Any, count_sql: Any
) -> None:
    with app.test_request_context():
        (code,) = publishing.issue_codes(opened.survey, 1, opened.student.id, START)
        door = publishing.find_door(opened.survey, "collect")
        assert door is not None
        key = door.key
    with count_sql() as statements:
        assert client.get(f"/s/{key}/{code}").status_code == 200
    assert len(statements) <= 4
