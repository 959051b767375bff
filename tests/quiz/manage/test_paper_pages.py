"""The pages on which a paper is put together, published and printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from app.quiz.exams.drafting import load_paper
from tests.quiz.manage.builders import ESSAY, MULTIPLE, SHORT, SINGLE, TRUTH, Staff
from tests.quiz.manage.pages import reload, text


def test_items_are_picked_from_the_filtered_bank(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft()
    single, _truth = staff.item(SINGLE, stem="客户的终身价值"), staff.item(TRUTH, stem="判断一下")
    staff.item(SINGLE, state="draft", stem="还是草稿")
    shipped = staff.item(ESSAY, content_id="ch01-es-999", stem="公开的论述", use="practice")
    url = f"/exams/{exam.public_id}/paper/pick"
    page = text(teacher.get(url))
    assert "公开题" in page
    assert "还是草稿" not in page
    narrow = text(teacher.get(f"{url}?type=single_choice&q=终身"))
    assert single.title in narrow
    assert "判断一下" not in narrow
    chosen = [single.public_id, shipped.public_id]
    response = teacher.post(f"{url}?type=essay", data={"item": chosen})
    assert response.status_code == 303
    assert "type=essay" in response.location
    assert [row.item.id for row in load_paper(exam).rows] == [single.id, shipped.id]
    paper = text(teacher.get(f"/exams/{exam.public_id}/paper"))
    assert "1 题是公开题" in paper
    assert "1 题是练习用题" in paper
    assert teacher.post(url, data={}).status_code == 303
    assert teacher.post(url, data={"item": ["0" * 32]}).status_code == 400


def test_the_paper_is_arranged_by_its_buttons(staff: Staff, teacher: FlaskClient) -> None:
    one, two = staff.items([SINGLE, SINGLE])
    exam = staff.draft([one, two])
    url = f"/exams/{exam.public_id}/paper"
    points = {f"points-{one.public_id}": "3", f"points-{two.public_id}": "4.5"}
    assert teacher.post(url, data=points | {"do": f"down:{one.public_id}"}).status_code == 303
    rows = load_paper(exam).rows
    assert [(row.item.id, row.draft.points) for row in rows] == [
        (two.id, Decimal("4.5")), (one.id, Decimal(3)),
    ]  # fmt: skip
    assert teacher.post(url, data={"do": f"remove:{two.public_id}"}).status_code == 303
    assert teacher.post(url, data={"do": "explode:everything"}).status_code == 303
    assert [row.item.id for row in load_paper(exam).rows] == [one.id]
    each = {"do": "each:type:single_choice", "each-type:single_choice": "6"}
    assert teacher.post(url, data=each).status_code == 303
    assert load_paper(exam).table.total.points == Decimal(6)
    assert teacher.post(f"{url}/clear").status_code == 303
    assert "试卷还是空的" in text(teacher.get(url))


@pytest.mark.parametrize("typed", ["", "0", "两分", "1e9", "-1", "999"])
def test_bad_points_are_told_and_kept_on_the_page(
    staff: Staff, teacher: FlaskClient, typed: str
) -> None:
    one, two = staff.items([SINGLE, SINGLE])
    exam = staff.draft([one, two])
    url = f"/exams/{exam.public_id}/paper"
    points = {f"points-{one.public_id}": "3", f"points-{two.public_id}": typed}
    response = teacher.post(url, data=points | {"do": f"remove:{one.public_id}"})
    assert response.status_code == 422
    assert "请填大于 0" in text(response)
    assert [row.draft.points for row in load_paper(exam).rows] == [Decimal(2), Decimal(2)]
    each = {"do": "each:type:single_choice", "each-type:single_choice": typed}
    assert teacher.post(url, data=each).status_code == 422
    assert teacher.post(url, data={"do": "each:type:single_choice"}).status_code == 422
    assert [row.draft.points for row in load_paper(exam).rows] == [Decimal(2), Decimal(2)]


def test_drawing_says_the_seed_and_shows_the_pool(staff: Staff, teacher: FlaskClient) -> None:
    staff.items([SINGLE] * 4)
    staff.item(use="practice")
    exam = staff.draft()
    url = f"/exams/{exam.public_id}/paper/draw"
    assert "可抽 4" in text(teacher.get(url))
    assert "可抽 5" in text(teacher.get(f"{url}?use=exam&use=practice"))
    data = {"use": "exam", "n-ch01-single_choice": "3", "p-single_choice": "2.5", "seed": "42"}
    response = teacher.post(url, data=data, follow_redirects=True)
    assert "随机种子 42" in text(response)
    assert load_paper(exam).table.total.points == Decimal("7.5")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "还没有填"),
        ({"n-ch01-single_choice": "9"}, "只有 2 题"),
        ({"n-ch01-single_choice": "两"}, "请填 0 到 99"),
        ({"n-ch01-single_choice": "100"}, "请填 0 到 99"),
        ({"n-ch01-single_choice": "9" * 5000}, "请填 0 到 99"),
        ({"n-ch01-single_choice": "1", "p-single_choice": "很多"}, "请填分值"),
        ({"n-ch01-single_choice": "1", "seed": "abc"}, "种子是 0 到"),
        ({"n-ch01-single_choice": "1", "seed": "9999999"}, "种子是 0 到"),
        ({"n-ch01-single_choice": "1", "seed": "9" * 5000}, "种子是 0 到"),
    ],
)
def test_a_draw_that_cannot_be_changes_nothing(
    staff: Staff, teacher: FlaskClient, data: dict[str, str], words: str
) -> None:
    staff.items([SINGLE, SINGLE])
    exam = staff.draft()
    response = teacher.post(f"/exams/{exam.public_id}/paper/draw", data={"use": "exam"} | data)
    assert response.status_code == 422
    assert words in text(response)
    assert load_paper(exam).rows == []


def test_publishing_shows_what_to_mind_and_refuses_what_is_not_ready(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(minutes=600)
    url = f"/exams/{exam.public_id}/publish"
    page = text(teacher.get(url))
    assert "试卷还没有题" in page
    assert "发布考试</button>" not in page
    assert "班里还没有学生" in page
    assert "用不满时限" in page
    response = teacher.post(url)
    assert response.status_code == 422
    assert reload(exam).state == "draft"
    publish_ready = staff.draft(staff.items([SINGLE]))
    url = f"/exams/{publish_ready.public_id}"
    assert teacher.post(f"{url}/publish").status_code == 303
    assert reload(publish_ready).state == "published"
    assert teacher.post(f"{url}/publish").status_code == 409
    assert teacher.get(f"{url}/paper/draw").status_code == 303
    assert teacher.post(f"{url}/paper", data={"do": "remove:x"}).status_code == 409
    assert teacher.post(f"{url}/unpublish").status_code == 303
    assert reload(publish_ready).state == "draft"


def test_prints_show_the_key_only_where_asked(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft(staff.items([SINGLE, MULTIPLE, TRUTH, SHORT]))
    url = f"/exams/{exam.public_id}/paper"
    secret = "金丝雀"
    for path in ("preview", "print", "print?what=answers", "print?what=nonsense"):
        page = text(teacher.get(f"{url}/{path}"))
        assert secret not in page, path
        assert page.count("<h1") == 1, path
    assert secret in text(teacher.get(f"{url}/print?what=key"))
    answers = text(teacher.get(f"{url}/print?what=answers"))
    assert answers.count('class="zk-asheet__box"') == 4 + 4 + 2
