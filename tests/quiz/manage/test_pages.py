"""The staff's exam pages: who may open them, what they refuse, what they show, what they cost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from app.accounts.models import Identifier, User
from app.authz.permissions import Role
from app.courses.models import Enrolment
from app.database import new_public_id
from app.extensions import db as database
from app.quiz.exams.drafting import load_paper
from app.quiz.exams.publishing import publish
from app.quiz.models import DraftItem, Exam, ResponseLog, Sitting
from tests.conftest import Clock
from tests.quiz.manage.builders import ESSAY, MULTIPLE, SHORT, SINGLE, TRUTH, Staff

# (method, address below /exams/<id>, who: "manage", "watch" or "release")
PAGES = (
    ("GET", "edit", "manage"), ("POST", "edit", "manage"), ("POST", "delete", "manage"),
    ("GET", "paper", "manage"), ("POST", "paper", "manage"),
    ("POST", "paper/sections", "manage"), ("POST", "paper/forms", "manage"),
    ("POST", "paper/clear", "manage"), ("GET", "paper/pick", "manage"),
    ("POST", "paper/pick", "manage"), ("GET", "paper/draw", "manage"),
    ("POST", "paper/draw", "manage"), ("GET", "paper/preview", "manage"),
    ("GET", "paper/print", "manage"), ("GET", "publish", "manage"), ("POST", "publish", "manage"),
    ("POST", "unpublish", "manage"), ("GET", "board", "watch"), ("GET", "board/rows", "watch"),
    ("POST", "board", "manage"), ("GET", "chains", "watch"), ("GET", "record.xlsx", "watch"),
    ("GET", "record/print", "watch"), ("GET", "rescue", "manage"), ("POST", "rescue", "manage"),
    ("GET", "results", "watch"), ("GET", "results.xlsx", "watch"),
    ("POST", "release", "release"),
)  # fmt: skip
GOOD = {
    "title": "第一次测验",
    "opens_at": "2026-12-01T09:00",
    "closes_at": "2026-12-01T11:00",
    "minutes": "90",
    "attempts": "1",
    "rule": "half",
    "after_submit": ["own"],
    "after_close": ["own"],
    "after_release": ["own", "right", "marks", "key", "why"],
}


def form(staff: Staff, **changes: Any) -> dict[str, Any]:
    category = staff.settings().category_id
    return {k: v for k, v in (GOOD | {"category": category} | changes).items() if v is not None}


def text(response: Any) -> str:
    return response.get_data(as_text=True)


def count(model: Any) -> int:
    return database.session.scalar(select(func.count()).select_from(model)) or 0


def reload(exam: Exam) -> Exam:
    database.session.refresh(exam)
    return exam


@pytest.mark.parametrize(("method", "path", "who"), PAGES)
def test_only_staff_of_the_class_may(
    staff: Staff,
    as_user: Callable[[User | None], FlaskClient],
    method: str,
    path: str,
    who: str,
) -> None:
    exam = staff.published([SINGLE])
    url = f"/exams/{exam.public_id}/{path}"
    other = staff.make.class_()
    strangers = {
        "visitor": None,
        "student": staff.make.student(staff.class_),
        "teacher of another class": staff.make.instructor(other),
    }
    for name, user in strangers.items():
        response = as_user(user).open(url, method=method)
        assert response.status_code in (302, 401, 403, 404), (name, response.status_code)
        assert exam.title not in text(response), name
    assert (
        as_user(strangers["teacher of another class"]).open(url, method=method).status_code == 404
    )
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    status = as_user(assistant).open(url, method=method).status_code
    assert (status == 200) if who == "watch" else (status in (403, 404)), status
    assert reload(exam).state == "published"


def test_an_absent_exam_looks_like_anothers(staff: Staff, teacher: FlaskClient) -> None:
    assert teacher.get(f"/exams/{'0' * 32}/board").status_code == 404
    assert teacher.get(f"/classes/{'0' * 32}/exams").status_code == 404


def test_empty_list_says_what_to_do_next(staff: Staff, teacher: FlaskClient) -> None:
    page = text(teacher.get(f"/classes/{staff.class_.public_id}/exams"))
    assert "还没有考试" in page
    assert f"/classes/{staff.class_.public_id}/exams/new" in page


def test_a_new_exam_is_stored_as_typed(staff: Staff, teacher: FlaskClient) -> None:
    page = text(teacher.get(f"/classes/{staff.class_.public_id}/exams/new"))
    assert page.count("<h1") == 1
    response = teacher.post(
        f"/classes/{staff.class_.public_id}/exams/new",
        data=form(staff, shuffle_items="y", needs_eligibility="y", rule="exact"),
    )
    assert response.status_code == 303
    exam = database.session.scalars(select(Exam)).one()
    assert response.location.endswith(f"/exams/{exam.public_id}/paper")
    # Typed in China's time, kept in UTC.
    assert exam.opens_at.isoformat() == "2026-12-01T01:00:00+00:00"
    assert (exam.minutes, exam.rule, exam.shuffle_items, exam.shuffle_options) == (
        90, "exact", True, False,
    )  # fmt: skip
    assert exam.needs_eligibility
    assert exam.review["after_release"] == ["own", "right", "marks", "key", "why"]
    edit = text(teacher.get(f"/exams/{exam.public_id}/edit"))
    assert 'value="2026-12-01T09:00"' in edit


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": "  "}, "title", "请填写"),
        ({"title": "长" * 121}, "title", "最多 120"),
        ({"instructions": "长" * 5001}, "instructions", "最多 5000"),
        ({"opens_at": "明天"}, "opens_at", "没有读懂"),
        ({"opens_at": None}, "opens_at", "请填写"),
        ({"closes_at": "2026-12-01T09:00"}, "closes_at", "晚于开始"),
        ({"closes_at": "9999-12-31T23:59"}, "closes_at", "年份"),
        ({"opens_at": "0001-01-01T00:00"}, "opens_at", "年份"),
        ({"minutes": "九十"}, "minutes", "整数"),
        ({"minutes": "0"}, "minutes", "1 到 1440"),
        ({"minutes": "-1"}, "minutes", "1 到 1440"),
        ({"attempts": "99"}, "attempts", "1 到 20"),
        ({"rule": "generous"}, "rule", "列出的几项"),
        ({"rule": None}, "rule", "列出的几项"),
        ({"category": "999999"}, "category", "列出的几项"),
        ({"category": "x"}, "category", "列出的几项"),
        ({"after_submit": ["own", "key"]}, "after_close", "不能再藏"),
        ({"after_submit": ["password"]}, "after_submit", "列出的几项"),
    ],
)
def test_bad_settings_are_told_and_nothing_is_stored(
    staff: Staff, teacher: FlaskClient, changes: dict[str, Any], field: str, words: str
) -> None:
    response = teacher.post(
        f"/classes/{staff.class_.public_id}/exams/new", data=form(staff, **changes)
    )
    assert response.status_code == 422
    page = text(response)
    assert words in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert count(Exam) == 0


def test_a_draft_can_be_changed_and_deleted(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    url = f"/exams/{exam.public_id}"
    changed = form(staff, title="改过的", category="0")
    assert teacher.post(f"{url}/edit", data=changed).status_code == 303
    assert (reload(exam).title, exam.category_id) == ("改过的", None)
    assert teacher.post(f"{url}/delete").status_code == 303
    assert (count(Exam), count(DraftItem)) == (0, 0)


def test_a_change_that_somebody_else_made_meanwhile_is_not_undone_unawares(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft(staff.items([SINGLE]))
    url = f"/exams/{exam.public_id}/edit"
    assert teacher.post(url, data=form(staff)).status_code == 303
    seen = stamp_in(text(teacher.get(url)))
    first = form(staff, minutes="33", after_release=["own", "right"], seen=seen)
    assert teacher.post(url, data=first).status_code == 303
    mine = form(staff, title="我改的名称", seen=seen)
    response = teacher.post(url, data=mine)
    assert response.status_code == 422
    page = text(response)
    assert "别人改过" in page
    assert "作答时限（分钟）、什么时候给考生看什么" in page
    assert "我改的名称" in page
    assert (reload(exam).title, exam.minutes) != ("我改的名称", 90)
    assert exam.minutes == 33
    again = form(staff, title="我改的名称", seen=stamp_in(page))
    assert teacher.post(url, data=again).status_code == 303
    assert (reload(exam).title, exam.minutes) == ("我改的名称", 90)


@pytest.mark.parametrize("seen", ["", "x", "[]", "1", '{"title": 1, "zzz": 2, "id": "x"}'])
def test_a_stamp_that_is_none_breaks_nothing(staff: Staff, teacher: FlaskClient, seen: str) -> None:
    exam = staff.published([SINGLE])
    response = teacher.post(f"/exams/{exam.public_id}/edit", data=form(staff, seen=seen))
    assert response.status_code in (303, 422)


def stamp_in(page: str) -> str:
    """What a page of settings says it has shown."""
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_published_settings_refuse_to_take_anything_back(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    url = f"/exams/{exam.public_id}/edit"
    before = exam.closes_at
    page = text(teacher.get(url))
    assert 'name="opens_at"' not in page
    early = (before - timedelta(hours=1) + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    response = teacher.post(url, data=form(staff, closes_at=early))
    assert response.status_code == 422
    assert "只能推后" in text(response)
    assert reload(exam).closes_at == before
    later = (before + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    response = teacher.post(url, data=form(staff, closes_at=later, rule="exact"))
    assert response.status_code == 303
    assert reload(exam).closes_at == before + timedelta(hours=1)
    assert exam.rule == "half"


def test_an_end_with_seconds_that_nobody_touched_stays_as_it_is(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.published([SINGLE])
    exam.closes_at = end = exam.closes_at + timedelta(seconds=42)
    database.session.commit()
    shown = (end + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    url = f"/exams/{exam.public_id}/edit"
    assert f'value="{shown}"' in text(teacher.get(url))
    response = teacher.post(url, data=form(staff, closes_at=shown, title="只改名称"))
    assert response.status_code == 303
    assert (reload(exam).title, exam.closes_at) == ("只改名称", end)


def test_a_title_is_never_markup(staff: Staff, teacher: FlaskClient) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    exam = staff.published([SINGLE, SHORT], title=nasty, instructions=f"{nasty}\n\n**粗**")
    student = staff.make.student(staff.class_, nasty[:80])
    staff.sit(exam, student)
    staff.draft(staff.items([SINGLE], stem=nasty), title=nasty)
    draft = database.session.scalars(select(Exam).where(Exam.state == "draft")).one()
    urls = [f"/classes/{staff.class_.public_id}/exams"]
    urls += [f"/exams/{exam.public_id}/{p}" for p in ("edit", "paper", "board", "results")]
    urls += [f"/exams/{draft.public_id}/{p}" for p in ("edit", "paper", "publish", "paper/pick")]
    urls += [f"/exams/{draft.public_id}/paper/{p}" for p in ("preview", "print", "print?what=key")]
    for url in urls:
        response = teacher.get(url)
        assert response.status_code == 200, url
        page = text(response)
        assert "<script>alert" not in page, url
        assert not re.search(r"<img[^>]*onerror", page), url


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


def test_the_board_polls_and_answers_304_while_nothing_changes(
    staff: Staff, teacher: FlaskClient, clock: Clock
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_, "林若溪"))
    url = f"/exams/{exam.public_id}/board"
    page = teacher.get(url)
    assert "林若溪" in text(page)
    assert 'href="/exams/' in text(page)  # a link to load it again without script
    first = teacher.get(f"{url}/rows")
    assert first.status_code == 200
    assert "<html" not in text(first)
    tag = {"If-None-Match": first.headers["ETag"]}
    clock.move(seconds=5)
    assert teacher.get(f"{url}/rows", headers=tag).status_code == 304
    staff.answer(sitting)
    assert teacher.get(f"{url}/rows", headers=tag).status_code == 200


def test_acts_on_the_board(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    exam = staff.published([SINGLE])
    one, two = (staff.start(exam, staff.make.student(staff.class_)) for _ in range(2))
    before = one.deadline
    url = f"/exams/{exam.public_id}/board"
    data = {"sitting": one.public_id, "minutes": "10", "reason": "电脑重启"}
    assert teacher.post(url, data=data | {"do": "extend"}).status_code == 303
    assert teacher.post(url, data=data | {"do": "extend_all"}).status_code == 303
    database.session.refresh(one)
    assert one.deadline == before + timedelta(minutes=20)
    page = text(teacher.get(url))
    assert "加 10 分钟" in page
    assert "全场延长 10 分钟" in page
    assert "电脑重启" in page
    assert teacher.post(url, data=data | {"do": "close"}).status_code == 303
    database.session.refresh(one)
    database.session.refresh(two)
    assert (one.closed_by, two.state) == ("staff", "open")
    assert teacher.post(url, data=data | {"do": "close_all"}).status_code == 303
    database.session.refresh(two)
    assert two.closed_by == "staff"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"do": "extend", "minutes": "10", "reason": "停电", "sitting": []}, "还没有选人"),
        ({"do": "extend", "minutes": "十", "reason": "停电"}, "1 到 240"),
        ({"do": "extend", "minutes": "0", "reason": "停电"}, "1 到 240"),
        ({"do": "extend_all", "minutes": "241", "reason": "停电"}, "1 到 240"),
        ({"do": "extend_all", "minutes": "9" * 5000, "reason": "停电"}, "1 到 240"),
        ({"do": "extend_all", "minutes": "10", "reason": " "}, "写明原因"),
        ({"do": "close", "reason": ""}, "写明原因"),
        ({"do": "close_all", "reason": "长" * 201}, "最多 200"),
        ({"do": "reopen", "minutes": "", "reason": "停电"}, "1 到 240"),
        ({"do": "reopen", "minutes": "5", "reason": "停电", "sitting": []}, "还没有选人"),
        ({"do": "admit", "reason": "停电"}, "页面上的按钮"),
        ({}, "页面上的按钮"),
    ],
)
def test_bad_acts_do_nothing_and_keep_what_was_typed(
    staff: Staff, teacher: FlaskClient, data: dict[str, Any], words: str
) -> None:
    exam = staff.published([SINGLE])
    sitting = staff.start(exam, staff.make.student(staff.class_))
    before = (sitting.deadline, exam.closes_at)
    sent = {"sitting": [sitting.public_id]} | data
    response = teacher.post(f"/exams/{exam.public_id}/board", data=sent)
    assert response.status_code == 422
    page = text(response)
    assert words in page
    if data.get("reason", "").strip():
        assert f'value="{data["reason"]}"' in page
    database.session.refresh(sitting)
    assert (sitting.state, sitting.deadline, reload(exam).closes_at) == ("open", *before)


def test_results_release_and_export(staff: Staff, teacher: FlaskClient, clock: Clock) -> None:
    exam = staff.published([SINGLE, SHORT])
    staff.sit(exam, staff.make.student(staff.class_, "林若溪"))
    clock.move(hours=3)
    url = f"/exams/{exam.public_id}"
    page = text(teacher.get(f"{url}/results"))
    assert "还不能公布" in page
    assert f"/classes/{staff.class_.public_id}/marking" in page
    response = teacher.post(f"{url}/release")
    assert response.status_code == 409
    assert "还有 1 份答卷没有批完" in text(response)
    staff.mark_written(exam)
    assert teacher.post(f"{url}/release").status_code == 303
    page = text(teacher.get(f"{url}/results?sort=-total"))
    assert "已公布" in page
    assert "3.5" in page
    book = teacher.get(f"{url}/results.xlsx")
    assert book.status_code == 200
    assert book.data[:2] == b"PK"
    assert "attachment" in book.headers["Content-Disposition"]
    assert teacher.post(f"{url}/release").status_code == 409
    assert "不能再改" in text(teacher.get(f"{url}/edit"))


def add_students(staff: Staff, exam: Exam, number: int) -> None:
    """Many students who write, each with a save; rows are added in bulk."""
    at = staff.clock()
    public = [new_public_id() for _ in range(number)]
    people = [
        {"public_id": id_, "name": f"学生{n}", "created_at": at, "last_seen_at": at}
        for n, id_ in enumerate(public)
    ]
    database.session.execute(insert(User), people)
    known = dict(database.session.execute(select(User.public_id, User.id)).all())
    ids = [known[id_] for id_ in public]
    names = [
        {"user_id": id_, "kind": "student_no", "value": f"9{id_:07d}", "display": f"9{id_:07d}"}
        for id_ in ids
    ]
    database.session.execute(insert(Identifier), names)
    places = [
        {
            "public_id": new_public_id(), "class_id": staff.class_.id, "user_id": id_,
            "role": "student", "joined_at": at,
        }
        for id_ in ids
    ]  # fmt: skip
    database.session.execute(insert(Enrolment), places)
    sittings = [
        {
            "public_id": new_public_id(), "exam_id": exam.id, "form_id": exam.form_id,
            "user_id": id_, "class_id": staff.class_.id, "number": 1, "seed": 1, "faces": {},
            "state": "open", "started_at": at, "deadline": at + timedelta(hours=1),
        }
        for id_ in ids
    ]  # fmt: skip
    database.session.execute(insert(Sitting), sittings)
    rows = database.session.scalars(select(Sitting).where(Sitting.exam_id == exam.id)).all()
    assert exam.form is not None
    slot = exam.form.slots[0].id
    saves = [
        {
            "sitting_id": row.id, "slot_id": slot, "client": "client-0001", "seq": number,
            "response": "A", "digest": "0" * 64, "received_at": at, "position": number,
            "link": "0" * 64,
        }
        for row in rows
    ]  # fmt: skip
    database.session.execute(insert(ResponseLog), saves)
    database.session.commit()


@pytest.mark.parametrize(
    "path", ["board", "board/rows?show=aside&q=9", "results", "results.xlsx", "record.xlsx"]
)
def test_pages_cost_the_same_for_30_and_3000_students(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], path: str
) -> None:
    exam = staff.published([SINGLE, SHORT])
    url = f"/exams/{exam.public_id}/{path}"
    costs = []
    for more in (30, 2970):
        add_students(staff, exam, more)
        with count_sql() as statements:
            assert teacher.get(url).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 30


@pytest.mark.parametrize("path", ["paper", "publish", "paper/print", "paper/pick", "paper/draw"])
def test_papers_cost_the_same_for_few_and_many_questions(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], path: str
) -> None:
    costs = []
    for number in (2, 40):
        exam = staff.draft(staff.items([SINGLE, SHORT] * (number // 2)))
        with count_sql() as statements:
            assert teacher.get(f"/exams/{exam.public_id}/{path}").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 25


def test_the_list_costs_the_same_for_few_and_many_exams(
    staff: Staff, teacher: FlaskClient, count_sql: Callable[..., Any], clock: Clock
) -> None:
    costs = []
    for number in (2, 10):
        for _ in range(number):
            publish(staff.draft(staff.items([SINGLE])), staff.teacher.id, clock())
        with count_sql() as statements:
            teacher.get(f"/classes/{staff.class_.public_id}/exams")
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 15
