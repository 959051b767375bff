"""The pages on which a paper is arranged: buttons, refusals that keep what was typed, each form's own view."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db as database
from app.quiz.exams import arranging, parallel
from app.quiz.exams.drafting import load_draft, load_paper
from app.quiz.exams.preparing import prepare_all
from app.quiz.exams.publishing import publish
from app.quiz.models import CandidatePaper, Exam
from tests.conftest import Clock
from tests.quiz.manage.builders import ESSAY, SHORT, SINGLE, TRUTH, Staff


def text(response: Any) -> str:
    return response.get_data(as_text=True)


def ids(exam: Exam, label: str = "A") -> list[str]:
    return [row.item.public_id for row in load_paper(exam, label).rows]


def both(staff: Staff, **values: Any) -> Exam:
    """A draft with a pool (2 of 3), an own section, and form B drawn with one anchor."""
    items = [*staff.items([SINGLE] * 3), staff.item(TRUTH), staff.item(ESSAY)]
    staff.items([SINGLE] * 3 + [TRUTH])
    exam = staff.draft(items, **values)
    arranging.add_section(exam, "综合应用")
    arranging.put_in_section(exam, [items[4].public_id], "综合应用")
    arranging.put_in_pool(exam, [item.public_id for item in items[:3]], "", 2)
    parallel.draw_parallel(exam, [items[4].public_id], 5)
    return exam


def test_every_button_that_draws_form_b_sends_the_ticked_questions(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(staff.items([SINGLE, ESSAY]))
    page = text(teacher.get(f"/exams/{exam.public_id}/paper"))
    [inside] = re.findall(r'<form [^>]*id="paper-form".*?</form>', page, re.DOTALL)
    assert 'name="item"' in inside
    outside = page.replace(inside, "")
    [button] = re.findall(r'<button [^>]*value="parallel"[^>]*>', outside)
    assert 'form="paper-form"' in button


def test_sections_are_made_named_moved_and_dissolved(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft(staff.items([SINGLE, ESSAY]))
    url = f"/exams/{exam.public_id}/paper"
    sections = f"{url}/sections"
    assert "按题型" in text(teacher.get(url))
    made = teacher.post(sections, data={"do": "add", "title": "案例分析"})
    assert (made.status_code, made.location.rsplit("#", 1)[1]) == (303, "sections")
    moved = {"do": "section", "section": "案例分析", "item": ids(exam)[1]}
    assert teacher.post(url, data=moved).status_code == 303
    assert teacher.post(sections, data={"do": "up:案例分析"}).status_code == 303
    assert [s.title for s in load_paper(exam).sections] == ["案例分析", ""]
    again = teacher.post(sections, data={"do": "add", "title": "案例分析"})
    assert again.status_code == 422
    assert "已经有叫“案例分析”的大题" in text(again)
    teacher.post(sections, data={"do": "rename:案例分析", "title": "<b>第二部分</b>"})
    page = text(teacher.get(url))
    assert "&lt;b&gt;第二部分" in page
    assert "<b>第二部分" not in page
    teacher.post(sections, data={"do": "remove:<b>第二部分</b>"})
    assert [s.title for s in load_paper(exam).sections] == ["", ""]


def test_pools_are_refused_with_the_reason_and_what_was_typed(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(staff.items([SINGLE, SINGLE, TRUTH]))
    url = f"/exams/{exam.public_id}/paper"
    one, two, truth = ids(exam)
    for typed, why in (
        ({"item": [one, two], "take": ""}, "每人从题池里抽几题"),
        ({"item": [one, two], "take": "三"}, "每人从题池里抽几题"),
        ({"item": [one, two], "take": "5"}, "1 到 2"),
        ({"item": [one, truth], "take": "1", "pool": "甲"}, "同一题型"),
        ({"take": "1"}, "还没有勾选"),
    ):
        refused = teacher.post(url, data=typed | {"do": "pool", f"points-{one}": "9"})
        assert refused.status_code == 422
        page = text(refused)
        assert why in page
        assert len(re.findall(r'name="item"[^>]*checked', page)) == len(typed.get("item", []))
        assert re.search(rf'id="points-{one}"[^>]*value="9"', page)
    assert load_paper(exam).points == Decimal(6)
    good = {
        "do": "pool",
        "item": [one, two],
        "take": "1",
        f"points-{one}": "3",
        f"points-{two}": "3",
    }
    assert teacher.post(url, data=good).status_code == 303
    page = text(teacher.get(url))
    assert "题池“1”，每人抽 1 题" in page
    assert load_paper(exam).points == Decimal(5)
    assert teacher.post(url, data={"do": "unpool", "item": one}).status_code == 303
    assert teacher.post(url, data={"do": "drop", "item": [one, two]}).status_code == 303
    assert ids(exam) == [truth]


def test_enter_in_the_field_of_a_section_changes_that_section(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(staff.items([SINGLE, SINGLE, ESSAY]))
    url = f"/exams/{exam.public_id}/paper"
    typed = {"each-type:single_choice": "3", "each-type:essay": ""}
    assert teacher.post(url, data=typed).status_code == 303
    assert [row.draft.points for row in load_paper(exam).rows] == [3, 3, 2]


def test_a_drawn_form_b_is_given_out_by_lot_and_a_chosen_rule_stays(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    staff.items([SINGLE, SINGLE])
    url = f"/exams/{exam.public_id}/paper"
    assert exam.form_rule == "single"
    page = text(teacher.post(url, data={"do": "parallel"}, follow_redirects=True))
    assert "分卷方式改成了“每人抽签”" in page
    database.session.refresh(exam)
    assert exam.form_rule == "random"
    parallel.set_form_rule(exam, "seat")
    page = text(teacher.post(url, data={"do": "parallel"}, follow_redirects=True))
    assert "B 卷抽好了" in page
    assert "分卷方式改成了" not in page
    database.session.refresh(exam)
    assert exam.form_rule == "seat"


def test_form_b_is_made_changed_and_taken_away(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft(staff.items([SINGLE, SINGLE]))
    url = f"/exams/{exam.public_id}/paper"
    short = teacher.post(url, data={"do": "parallel"})
    assert short.status_code == 422
    assert "还差 2 题" in text(short)
    assert teacher.post(f"{url}/forms", data={"do": "copy"}).status_code == 303
    spare = staff.item()
    one, two = ids(exam)
    swapped = teacher.post(f"{url}?form=B", data={"do": f"swap:{one}"})
    assert swapped.location.endswith(f"paper?form=B#q-{spare.public_id}")
    assert set(ids(exam, "B")) == {spare.public_id, two}
    assert ids(exam) == [one, two]
    page = text(teacher.get(url))
    assert "两卷都有" in page
    assert "锚题）1 道" in page
    teacher.post(f"{url}?form=B", data={f"points-{two}": "7"})
    assert "两卷的总分不一样" in text(teacher.get(url))
    checked = teacher.post(f"/exams/{exam.public_id}/publish")
    assert checked.status_code == 422
    assert "A 卷 4 分，B 卷 9 分" in text(checked)
    assert teacher.post(f"{url}/forms", data={"do": "rule", "rule": "seat"}).status_code == 303
    assert teacher.post(f"{url}/forms", data={"do": "rule", "rule": "dice"}).status_code == 422
    database.session.refresh(exam)
    assert exam.form_rule == "seat"
    assert teacher.post(f"{url}?form=B", data={"do": "shift", "item": two}).status_code == 303
    assert ids(exam, "B") == [spare.public_id]
    assert teacher.post(url, data={"do": "copy", "item": one}).status_code == 303
    assert set(ids(exam, "B")) == {spare.public_id, one}
    assert teacher.post(f"{url}/clear?form=B").status_code == 303
    assert ids(exam, "B") == []
    assert teacher.post(f"{url}/forms", data={"do": "remove"}).status_code == 303
    assert exam.form_rule == "single" or database.session.refresh(exam) is None
    assert not load_draft(exam).is_parallel


def test_picking_and_drawing_fill_the_form_that_is_named(
    staff: Staff, teacher: FlaskClient
) -> None:
    one, two, three = staff.items([SINGLE] * 3)
    exam = staff.draft([one])
    parallel.copy_form(exam)
    url = f"/exams/{exam.public_id}/paper"
    page = text(teacher.get(f"{url}/pick?form=B"))
    assert "选题：B 卷" in page
    assert "A 卷有" in page
    assert teacher.post(f"{url}/pick?form=B", data={"item": two.public_id}).status_code == 303
    assert ids(exam, "B") == [one.public_id, two.public_id]
    drawn = {"use": "exam", "n-ch01-single_choice": "1"}
    assert teacher.post(f"{url}/draw?form=B", data=drawn).location.endswith("paper?form=B")
    assert set(ids(exam, "B")) == {one.public_id, two.public_id, three.public_id}
    assert ids(exam) == [one.public_id]
    assert teacher.post(f"{url}/draw", data=drawn).status_code == 422


def test_preview_and_print_know_forms_and_samples(staff: Staff, teacher: FlaskClient) -> None:
    exam = both(staff)
    url = f"/exams/{exam.public_id}/paper"
    titles = {label: [r.item.title for r in load_paper(exam, label).rows] for label in "AB"}
    for label in "AB":
        sheet = text(teacher.get(f"{url}/print?form={label}&sample=4"))
        key = text(teacher.get(f"{url}/print?form={label}&sample=4&what=key"))
        answers = text(teacher.get(f"{url}/print?form={label}&sample=4&what=answers"))
        view = text(teacher.get(f"{url}/preview?form={label}&sample=4"))
        assert f"{label} 卷" in sheet
        assert "样卷 4" in sheet
        assert "综合应用" in sheet
        on_sheet = [title for title in titles[label] if title in sheet]
        assert len(on_sheet) == 4
        assert [title for title in titles[label] if title in key] == on_sheet
        assert [title for title in titles[label] if title in view] == on_sheet
        assert answers.count("<li>") >= 4
        assert "答案表" in key
        assert "√" in key
    draws = {
        tuple(t for t in titles["A"] if t in text(teacher.get(f"{url}/print?sample={n}")))
        for n in range(1, 12)
    }
    assert len(draws) == 3
    assert teacher.get(f"{url}/print?form=Z&sample=abc").status_code == 200


def test_publishing_prepares_everybodys_paper(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = both(staff)
    parallel.set_form_rule(exam, "random")
    for n in range(3):
        staff.make.student(staff.class_, f"学生{n}")
    page = text(teacher.get(f"/exams/{exam.public_id}/publish"))
    assert "每人抽签" in page
    assert "1 题两卷都有" in page
    assert teacher.post(f"/exams/{exam.public_id}/publish").status_code == 303
    count = select(func.count()).select_from(CandidatePaper)
    assert database.session.scalar(count) == 3
    frozen = text(teacher.get(f"/exams/{exam.public_id}/paper?form=B"))
    assert "题池“1”，每人抽 2 题" in frozen
    assert "每份卷 4 题" in frozen
    assert "B 卷" in text(teacher.get(f"/exams/{exam.public_id}/paper/print?form=B"))
    assert teacher.post(f"/exams/{exam.public_id}/unpublish").status_code == 303
    assert database.session.scalar(count) == 0


def test_results_tell_the_forms_apart(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    at = clock()
    exam = both(staff, opens_at=at, closes_at=at.replace(hour=at.hour + 2))
    parallel.set_form_rule(exam, "random")
    people = [staff.make.student(staff.class_, f"学生{n}") for n in range(6)]
    publish(exam, staff.teacher.id, at)
    database.session.refresh(exam)
    prepare_all(exam, at)
    for user in people:
        staff.sit(exam, user)
    staff.mark_written(exam)
    page = text(teacher.get(f"/exams/{exam.public_id}/results"))
    assert "A5、B5" in page
    assert re.search(r"A 卷 \d 人，平均", page) or "A 卷 还没有批完的答卷" in page
    assert "两卷都有的题合在一起算" in page
    board = text(teacher.get(f"/exams/{exam.public_id}/board"))
    assert "4 / 4" in board
    assert "5 / 5" not in board


@pytest.mark.parametrize(
    "path", ["paper", "paper?form=B", "publish", "paper/print?form=B", "paper/preview?form=B"]
)
def test_two_forms_cost_the_same_for_few_and_many_questions(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], path: str
) -> None:
    costs = []
    for number in (2, 30):
        exam = staff.draft(staff.items([SINGLE, SHORT] * (number // 2)))
        arranging.put_in_pool(exam, ids(exam)[::2][:1], "", 1)
        parallel.copy_form(exam)
        with count_sql() as statements:
            assert teacher.get(f"/exams/{exam.public_id}/{path}").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 22


def test_results_of_forms_and_pools_cost_the_same_for_few_and_many(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], clock: Clock
) -> None:
    at = clock()
    exam = both(staff, opens_at=at, closes_at=at.replace(hour=at.hour + 2))
    parallel.set_form_rule(exam, "random")
    publish(exam, staff.teacher.id, at)
    database.session.refresh(exam)
    pages = ("results", "results.xlsx", "board")
    costs: dict[str, list[int]] = {page: [] for page in pages}
    for more in (2, 12):
        for _ in range(more):
            staff.sit(exam, staff.make.student(staff.class_))
        for page in pages:
            with count_sql() as statements:
                assert teacher.get(f"/exams/{exam.public_id}/{page}").status_code == 200
            costs[page].append(len(statements))
    assert all(few == many <= 30 for few, many in costs.values()), costs
