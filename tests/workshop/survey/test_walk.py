"""A student's way from the first question to the marks, page by page, and the teacher's after it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document

from app.extensions import db as database
from app.gradebook.models import GradeColumn
from app.gradebook.service import current_grades
from app.workshop.survey.models import Survey, SurveyDoor
from tests.workshop.survey.conftest import Place, codes_of, form_of

REPORT = {
    "method": "在云杉里江北店门口发出四十张纸条，十一月下旬，未问网上下单的客户。",
    "findings": "价格一项得分最低而重要性居前，图中落在优先改进一格。",
    "advice": "先把送货费写进价签，由店长负责，下季看价格清楚一题。",
    "limits": "样本全部是模拟的，只供练习，不能据此说任何真实的客户。",
}


def fresh(survey: Survey) -> Survey:
    return database.session.get_one(Survey, survey.id, populate_existing=True)


def test_from_the_first_question_to_the_grade(
    app: Any, make: Any, place: Place, as_user: Any
) -> None:
    survey, id_ = place.survey, place.survey.public_id
    student, teacher = as_user(place.student), as_user(place.teacher)
    home = f"/classes/{place.course_class.public_id}/projects/survey"
    for path in (
        home,
        *(
            f"/surveys/{id_}/{p}"
            for p in ("design", "preview", "pilot", "collect", "questions/new")
        ),
    ):
        assert student.get(path).status_code == 200, path
    assert student.get(f"/surveys/{id_}/data").status_code == 409

    assert student.post(f"/surveys/{id_}/open", data={"way": "slips"}).status_code == 302
    sheet = student.post(f"/surveys/{id_}/slips", data={"count": "3"})
    assert sheet.get_data(as_text=True).count("zk-sv-slip") == 3
    assert student.get(f"/surveys/{id_}/collect").status_code == 200
    assert student.post(f"/surveys/{id_}/simulate", data={"count": "40"}).status_code == 302
    assert student.post(f"/surveys/{id_}/close").status_code == 302

    page = student.get(f"/surveys/{id_}/data")
    assert page.status_code == 200
    assert "模拟" in page.get_data(as_text=True)
    before = student.get(f"/surveys/{id_}/analysis?row=q12&column=q13").get_data(as_text=True)
    assert "先自己算" in before
    assert "c-csi" not in before
    claims = {"csi": "70", "nps": "10", "alpha": "0.8", "quadrant-0": "keep"}
    assert student.post(f"/surveys/{id_}/claims", data=claims).status_code == 302
    after = student.get(f"/surveys/{id_}/analysis").get_data(as_text=True)
    assert "c-csi" in after
    assert "c-stated" in after
    assert "c-derived" in after

    assert student.post(f"/surveys/{id_}/hand-in").status_code == 409
    report = REPORT | {"seen": str(fresh(survey).revision)}
    assert student.post(f"/surveys/{id_}/report", data=report).status_code == 302
    assert student.get(f"/surveys/{id_}/report").status_code == 200
    assert REPORT["advice"] in student.get(f"/surveys/{id_}/report/print").get_data(as_text=True)
    word = student.get(f"/surveys/{id_}/report.docx")
    document = Document(BytesIO(word.data))
    assert len(document.inline_shapes) == 3
    assert any("全部是模拟的" in one.text for one in document.paragraphs)
    assert student.get(f"/surveys/{id_}/answers.xlsx").data[:2] == b"PK"
    assert student.post(f"/surveys/{id_}/hand-in").status_code == 302
    assert student.get(home).status_code == 200

    listing = f"/classes/{place.course_class.public_id}/surveys"
    assert "待批改" in teacher.get(listing).get_data(as_text=True)
    review = teacher.get(f"/surveys/{id_}/review").get_data(as_text=True)
    assert REPORT["findings"] in review
    judged = {f"points-{n}": p for n, p in ((2, "1.5"), (5, "1.5"))} | {
        "seen-2": "0",
        "seen-5": "0",
    }
    assert teacher.post(f"/surveys/{id_}/marks", data=judged).status_code == 302
    assert teacher.post(f"/surveys/{id_}/confirm").status_code == 302
    assert teacher.post(f"{listing}/release").status_code == 302
    assert "评分" in student.get(home).get_data(as_text=True)
    column = database.session.query(GradeColumn).filter_by(source_kind="survey").one()
    grade = current_grades([column.id])[(column.id, place.student.id)]
    assert grade.new is not None
    assert 5 < grade.new <= 10


def test_a_respondent_answers_by_code_once(app: Any, opened: Place, client: Any) -> None:
    (code,) = codes_of(app, opened, 1)
    door = database.session.query(SurveyDoor).filter_by(kind="collect").one()
    path = f"/s/{door.key}/{code}"
    assert client.get(path).status_code == 200
    assert client.post(path, data={}).status_code == 422
    assert client.get(f"/s/{door.key}?code={code}").headers["Location"].endswith(path)
    assert client.post(path, data=form_of(opened.survey)).status_code == 302
    assert client.get(f"/s/{door.key}/-/thanks").status_code == 200
    assert client.get(path).status_code == 410
    assert client.post(path, data=form_of(opened.survey)).status_code == 410
