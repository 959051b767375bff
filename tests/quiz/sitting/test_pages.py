"""The candidate's pages: who gets in, what they show, what a save answers, without script too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.bank.domain.types import ItemType
from app.quiz.domain.deadline import GRACE
from app.quiz.exams.answers import answers_of, hand_in_of
from app.quiz.exams.closing import submit
from app.quiz.exams.hall import input_name
from app.quiz.exams.proof import chain_of
from app.quiz.exams.saving import save_answers
from app.quiz.models import ResponseLog, Sitting
from tests.builders import Builders
from tests.quiz.sitting.builders import CANARY, EVERYTHING, NOTHING, sample
from tests.quiz.sitting.conftest import RIGHT, Hall, as_json

SINGLE, ESSAY = ItemType.SINGLE_CHOICE, ItemType.ESSAY
SignIn = Callable[[Any], FlaskClient]


def url(sitting: Sitting, rest: str = "") -> str:
    return f"/sittings/{sitting.public_id}{rest}"


def post(client: FlaskClient, sitting: Sitting, body: Any) -> Any:
    return client.post(url(sitting, "/answers"), json=body)


def form_of(hall: Hall, sitting: Sitting, answers: dict[ItemType, Any], **more: Any) -> dict:
    """The posted form of a browser without script."""
    from app.quiz.exams.paper import load_questions

    questions = load_questions(sitting)
    form: dict[str, Any] = {"slots": ",".join(str(slot) for slot in questions)} | more
    for question in questions.values():
        kind, name = question.slot.type, input_name(question.slot.id)
        if kind not in answers:
            continue
        value: Any = question.shown.encode(answers[kind])
        if kind is ItemType.FILL_BLANK:
            form |= {f"{name}-{n}": text for n, text in enumerate(value, 1)}
        elif kind is ItemType.TRUE_FALSE:
            form[name] = "true" if value else "false"
        else:
            form[name] = value
    return form


# --- who gets in


def test_another_students_sitting_looks_absent(hall: Hall, make: Builders, as_user: SignIn) -> None:
    sitting = hall.start()
    other = as_user(make.student(hall.class_, "邻座"))
    save = as_json(hall.save_of(sitting, SINGLE))
    for path in ("", "/state", "/submit", "/receipt", "/review"):
        assert other.get(url(sitting, path)).status_code == 404
        assert other.get(f"/sittings/{'0' * 32}{path}").status_code == 404
    assert post(other, sitting, save).status_code == 404
    assert other.post(url(sitting, "/submit")).status_code == 404
    assert answers_of(sitting) == {}


def test_staff_and_administrators_cannot_answer(
    hall: Hall, make: Builders, as_user: SignIn
) -> None:
    sitting = hall.start()
    save = as_json(hall.save_of(sitting, SINGLE))
    for person in (hall.teacher, make.admin()):
        client = as_user(person)
        assert client.get(url(sitting)).status_code in (403, 404)
        assert post(client, sitting, save).status_code in (403, 404)
        assert client.post(url(sitting, "/submit")).status_code in (403, 404)
    as_user(make.admin()).post(f"/exams/{hall.exam.public_id}/start")
    assert [s.user_id for s in hall.sittings()] == [hall.student.id]
    assert answers_of(sitting) == {}


def test_visitors_are_asked_to_sign_in_and_scripts_are_told_401(
    hall: Hall, client: FlaskClient
) -> None:
    sitting = hall.start()
    assert client.get("/exams").status_code == 302
    assert client.get(url(sitting)).status_code == 302
    reply = post(client, sitting, as_json(hall.save_of(sitting, SINGLE)))
    assert reply.status_code == 401
    assert reply.is_json


def test_drafts_and_other_classes_exams_look_absent(
    hall: Hall, make: Builders, exams: Any, as_user: SignIn
) -> None:
    student = as_user(hall.student)
    draft = exams.exam(hall.class_, hall.teacher, state="draft")
    elsewhere = exams.exam(make.class_("另一班"), hall.teacher)
    for exam in (draft, elsewhere):
        assert student.get(f"/exams/{exam.public_id}").status_code == 404
        assert student.post(f"/exams/{exam.public_id}/start").status_code == 404
    assert exams.db.session.scalars(select(Sitting)).all() == []


# --- from the list to the hall


def test_the_list_says_what_runs_comes_and_is_done(
    hall: Hall, make: Builders, exams: Any, as_user: SignIn
) -> None:
    student = as_user(hall.student)
    hour = timedelta(hours=1)
    now = hall.clock()
    exams.exam(
        hall.class_, hall.teacher, title="下周的", opens_at=now + hour, closes_at=now + 3 * hour
    )
    exams.exam(
        hall.class_, hall.teacher, title="错过的", opens_at=now - 3 * hour, closes_at=now - hour
    )
    exams.exam(hall.class_, hall.teacher, title="还在写的稿", state="draft")
    page = student.get("/exams").text
    assert page.index("正在进行") < page.index("第二次阶段测验") < page.index("将要开始")
    assert page.index("将要开始") < page.index("下周的") < page.index("已经结束")
    assert page.index("已经结束") < page.index("错过的") < page.index("没有参加")
    assert "还在写的稿" not in page
    submit(hall.start(), hall.clock())
    page = student.get("/exams").text
    assert "正在进行" not in page
    assert "等待公布成绩" in page


def test_an_empty_list_says_what_to_do(make: Builders, as_user: SignIn) -> None:
    assert "还没有加入班级" in as_user(make.user("新来的")).get("/exams").text
    student = make.student(make.class_())
    assert "还没有考试" in as_user(student).get("/exams").text


def test_the_page_before_the_start_tells_time_with_extra_and_parts(
    hall: Hall, make: Builders, as_user: SignIn
) -> None:
    from decimal import Decimal

    slow = as_user(make.student(hall.class_, "慢一点", extra_time=Decimal("1.5")))
    page = slow.get(f"/exams/{hall.exam.public_id}").text
    assert "90 分钟（含延长 30 分钟）" in page
    assert "单项选择题" in page
    assert "开始考试" in page


def test_why_one_may_not_start_stands_instead_of_the_button(hall: Hall, as_user: SignIn) -> None:
    hall.clock.move(hours=-1)
    student = as_user(hall.student)
    tried = student.post(f"/exams/{hall.exam.public_id}/start", follow_redirects=True).text
    for page in (student.get(f"/exams/{hall.exam.public_id}").text, tried):
        assert "还没到开考时间" in page
        assert "开始考试" not in page
    assert hall.sittings() == []


def test_starting_leads_into_the_hall_and_again_into_the_same(hall: Hall, as_user: SignIn) -> None:
    student = as_user(hall.student)
    start = f"/exams/{hall.exam.public_id}/start"
    first, second = student.post(start), student.post(start)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    page = student.get(first.location).text
    assert "答题卡" in page
    assert "1:00:00" in page
    assert page.count('class="zk-q zk-q--answer"') == 7


def test_the_hall_shows_saved_answers_flags_and_times(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, ESSAY, flagged=True)], hall.clock())
    page = as_user(hall.student).get(url(sitting)).text
    assert "一篇论述" in page
    assert "已保存 09:00:00" in page
    assert 'data-s="done flag"' in page
    assert "已答 1 / 7" in page


def test_the_hall_names_no_option_by_its_authored_letter(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    page = as_user(hall.student).get(url(sitting)).text
    values = re.findall(r'<input type="(?:radio|checkbox)" name="s\d+" value="([^"]+)"', page)
    assert len(values) == 4 + 4 + 2
    assert not set(values) & set("ABCD")
    assert str(sitting.seed) not in page


def test_two_candidates_see_different_orders(
    open_hall: Callable[..., Hall], make: Builders, as_user: SignIn
) -> None:
    hall = open_hall([sample(SINGLE, n) for n in range(12)])
    orders = set()
    for n in range(3):
        person = make.student(hall.class_, f"考生{n}")
        page = as_user(person).get(url(hall.start(person, seed=n))).text
        orders.add(tuple(re.findall(r"题干(\d+)", page)))
    assert len(orders) == 3


# --- saving


def test_a_save_is_answered_with_digest_and_server_time(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    save = hall.save_of(sitting, SINGLE)
    hall.clock.move(minutes=3)
    reply = post(as_user(hall.student), sitting, as_json(save)).get_json()
    (told,) = reply["saves"]
    assert (told["seq"], told["digest"], told["time"]) == (1, save.digest, "09:03:00")
    assert told["late"] is False
    assert reply["left_ms"] == 57 * 60 * 1000
    assert reply["superseded"] is False


def test_a_list_of_saves_and_the_other_tab(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    saves = [as_json(s) for s in hall.saves(sitting, list(ItemType))]
    body = {"client": "client-0001", "since": 0, "saves": saves}
    reply = post(student, sitting, body).get_json()
    assert [s["seq"] for s in reply["saves"]] == list(range(1, 8))
    take = student.post(f"{url(sitting)}/turn", json={"client": "client-0002"}).get_json()
    assert (take["state"], take["epoch"]) == ("open", 1)
    other = as_json(hall.save_of(sitting, SINGLE, "B", client="client-0002"))
    assert post(student, sitting, other).get_json()["superseded"] is False
    late = as_json(hall.save_of(sitting, SINGLE, "C", seq=9))
    reply = post(student, sitting, late).get_json()
    assert (reply["superseded"], reply["saves"][0]["superseded"]) == (True, True)
    assert answers_of(sitting)[late["slot"]].response == "B"


@pytest.mark.parametrize(
    "change",
    [
        {"slot": 999_999},
        {"slot": "1"},
        {"seq": 0},
        {"client": "x"},
        {"response": ["A"]},
        {"response": "A"},
        {"response": {"a": 1}},
        {"response": "字" * 20_001},
    ],
)
def test_a_bad_save_is_answered_422_with_words(
    hall: Hall, as_user: SignIn, change: dict[str, Any]
) -> None:
    sitting = hall.start()
    reply = post(as_user(hall.student), sitting, as_json(hall.save_of(sitting, SINGLE)) | change)
    assert reply.status_code == 422
    assert "没有存上" in reply.get_json()["error"]
    assert answers_of(sitting) == {}


def test_what_is_not_json_is_answered_422(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    for data in ("", "{", "[]", "null", '{"saves": 3}'):
        reply = student.post(url(sitting, "/answers"), data=data, content_type="application/json")
        assert reply.status_code == 422


def test_a_clash_and_a_closed_paper_are_answered_409(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    first = as_json(hall.save_of(sitting, SINGLE, "B"))
    assert post(student, sitting, first).status_code == 200
    clash = post(student, sitting, as_json(hall.save_of(sitting, SINGLE, "C")))
    assert (clash.status_code, clash.get_json()["closed"]) == (409, False)
    submit(sitting, hall.clock())
    closed = post(student, sitting, as_json(hall.save_of(sitting, SINGLE, "C", 2)))
    assert (closed.status_code, closed.get_json()["closed"]) == (409, True)


def test_a_late_save_is_told_to_be_late(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    hall.clock.at = sitting.deadline + GRACE + timedelta(seconds=1)
    reply = post(as_user(hall.student), sitting, as_json(hall.save_of(sitting, SINGLE)))
    assert reply.status_code == 200
    assert reply.get_json()["saves"][0]["late"] is True


def test_the_clients_clock_is_never_asked(hall: Hall, as_user: SignIn, db: Any) -> None:
    sitting = hall.start()
    lie = {"at": "1999-01-01T00:00:00Z", "now": 0, "received_at": "2030-01-01", "late": True}
    body = as_json(hall.save_of(sitting, SINGLE)) | lie
    assert post(as_user(hall.student), sitting, body).status_code == 200
    row = db.session.scalar(select(ResponseLog))
    assert (row.received_at, row.late) == (hall.clock(), False)


def test_the_state_tells_time_and_gives_a_token(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    body = student.get(url(sitting, "/state")).get_json()
    assert (body["state"], body["left_ms"]) == ("open", 60 * 60 * 1000)
    assert body["csrf"]
    hall.clock.move(minutes=61)
    body = student.get(url(sitting, "/state")).get_json()
    assert (body["state"], body["left_ms"]) == ("submitted", 0)


# --- without script


def test_the_form_saves_every_type_without_script(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    essay = hall.question(sitting, ESSAY).slot.id
    form = form_of(hall, sitting, RIGHT, flag=input_name(essay))
    reply = student.post(url(sitting, "/answers"), data=form)
    assert reply.location.endswith(url(sitting))
    answers = answers_of(sitting)
    types = {hall.question(sitting, kind).slot.id: kind for kind in ItemType}
    assert {types[slot]: a.response for slot, a in answers.items()} == RIGHT
    assert [slot for slot, a in answers.items() if a.flagged] == [essay]
    assert "已保存 09:00:00" in student.get(reply.location).text


def test_posting_the_form_again_stores_only_what_changed(
    hall: Hall, as_user: SignIn, db: Any
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    path = url(sitting, "/answers")
    student.post(path, data=form_of(hall, sitting, RIGHT))
    student.post(path, data=form_of(hall, sitting, RIGHT))
    assert len(db.session.scalars(select(ResponseLog)).all()) == 7
    changed = RIGHT | {ItemType.MULTIPLE_RESPONSE: [], ESSAY: "改过\0的"}
    reply = student.post(path, data=form_of(hall, sitting, changed, next="submit"))
    assert reply.location.endswith("/submit")
    assert len(db.session.scalars(select(ResponseLog)).all()) == 9
    slot = hall.question(sitting, ESSAY).slot.id
    assert answers_of(sitting)[slot].response == "改过的"


def test_the_form_says_saved_only_of_what_counts(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    path = url(sitting, "/answers")
    student.get(student.post(path, data=form_of(hall, sitting, RIGHT)).location)
    page = student.get(student.post(path, data=form_of(hall, sitting, RIGHT)).location).text
    assert "没有新的改动" in page
    hall.clock.move(minutes=62)
    changed = RIGHT | {ESSAY: "收卷以后写的"}
    reply = student.post(path, data=form_of(hall, sitting, changed), follow_redirects=True)
    assert "有 1 题的改动在收卷以后才送到" in reply.text
    assert "已保存 09" not in reply.text
    assert answers_of(sitting)[hall.question(sitting, ESSAY).slot.id].response == RIGHT[ESSAY]


def test_a_form_that_names_no_questions_changes_none(hall: Hall, as_user: SignIn, db: Any) -> None:
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, ESSAY)], hall.clock())
    slots = f"x,999999999999,{'9' * 5000},"
    reply = as_user(hall.student).post(url(sitting, "/answers"), data={"slots": slots})
    assert reply.status_code == 302
    assert len(db.session.scalars(select(ResponseLog)).all()) == 1


def test_an_impossible_choice_in_the_form_is_refused(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    slot = hall.question(sitting, SINGLE).slot.id
    form = {"slots": str(slot), input_name(slot): "A"}
    reply = as_user(hall.student).post(url(sitting, "/answers"), data=form)
    assert reply.status_code == 422
    assert "没有存上" in reply.text


# --- handing in


def test_the_check_lists_what_is_empty_and_flagged(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, ESSAY, flagged=True)], hall.clock())
    page = as_user(hall.student).get(url(sitting, "/submit")).text
    assert "还有 6 题没有作答" in page
    assert "标记了 1 题" in page
    assert f"{url(sitting)}#q7" in page


def test_handing_in_gives_a_receipt_and_doing_it_again_the_same(
    hall: Hall, as_user: SignIn
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    save_answers(sitting, [hall.save_of(sitting, ESSAY)], hall.clock())
    hall.clock.move(minutes=20)
    first = student.post(url(sitting, "/submit"), follow_redirects=True).text
    hall.clock.move(minutes=1)
    again = student.post(url(sitting, "/submit"), follow_redirects=True).text
    code = hand_in_of(sitting).code
    for page in (first, again):
        assert code in page
        assert "2026-11-23 09:20:00" in page
        assert "1 / 7 题" in page
    for path in ("", "/submit"):
        assert student.get(url(sitting, path)).location.endswith("/receipt")


def test_the_receipt_tells_of_saves_that_do_not_count(hall: Hall, as_user: SignIn, db: Any) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    save_answers(sitting, [hall.save_of(sitting, SINGLE)], hall.clock())
    hall.clock.at = sitting.deadline + GRACE + timedelta(seconds=1)
    assert "不计分" not in student.get(url(sitting, "/receipt")).text.replace(
        "已经留存，不计分", ""
    )
    for seq, words in ((7, "迟到"), (8, "又改")):
        post(student, sitting, as_json(hall.save_of(sitting, ESSAY, words, seq=seq)))
    page = student.get(url(sitting, "/receipt")).text
    assert "收卷后送到 1 题，已留存，不计分；老师可以采纳。" in page
    assert "1 / 7 题" in page
    late = update(ResponseLog).where(ResponseLog.sitting_id == sitting.id, ResponseLog.late)
    assert db.session.execute(late.values(late=False, superseded=True)).rowcount == 2
    db.session.commit()
    page = student.get(url(sitting, "/receipt")).text
    assert "原来的页面又送到 1 题" in page
    assert "收卷后送到" not in page


def test_an_abandoned_sitting_is_closed_when_somebody_looks(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, SINGLE)], hall.clock())
    hall.clock.move(minutes=61)
    student = as_user(hall.student)
    page = student.get(url(sitting), follow_redirects=True).text
    assert "时间到，服务器收了卷" in page
    assert "2026-11-23 10:00:00" in page
    assert "等待公布成绩" in student.get("/exams").text


def test_an_open_sitting_has_neither_receipt_nor_review(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    for path in ("/receipt", "/review"):
        assert student.get(url(sitting, path)).location.endswith(url(sitting))


# --- keys stay sealed


def every_page(student: FlaskClient, hall: Hall, sitting: Sitting) -> list[Any]:
    """Everything a candidate can ask for, in whatever state the sitting is."""
    replies = [
        student.get(path, follow_redirects=True)
        for path in (
            "/exams",
            f"/exams/{hall.exam.public_id}",
            *(url(sitting, rest) for rest in ("", "/state", "/submit", "/receipt", "/review")),
        )
    ]
    replies.append(post(student, sitting, as_json(hall.save_of(sitting, SINGLE, seq=50))))
    replies.append(post(student, sitting, {"slot": 1}))
    return replies


def test_no_byte_and_no_query_before_release_touches_a_key(
    open_hall: Callable[..., Hall], as_user: SignIn, count_sql: Any
) -> None:
    review = NOTHING | {"after_submit": ["own", "marks"], "after_release": EVERYTHING}
    hall = open_hall(review=review)
    student = as_user(hall.student)
    sitting = hall.start()
    save_answers(sitting, hall.saves(sitting, list(ItemType)), hall.clock())
    with count_sql() as statements:
        replies = every_page(student, hall, sitting)
    submit(sitting, hall.clock())
    with count_sql() as more:
        replies += every_page(student, hall, sitting)
    assert not [s for s in [*statements, *more] if "item_key" in s]
    for reply in replies:
        assert CANARY not in reply.text
        assert "\\u91d1\\u4e1d" not in reply.text
    assert "得 2 分" in student.get(url(sitting, "/review")).text


def test_before_its_phase_the_review_shows_nothing(hall: Hall, as_user: SignIn) -> None:
    sitting = hall.start()
    submit(sitting, hall.clock())
    page = as_user(hall.student).get(url(sitting, "/review")).text
    assert "现在还不能看" in page
    assert "题干" not in page


def test_after_close_waits_for_candidates_with_extra_time(
    open_hall: Callable[..., Hall], make: Builders, as_user: SignIn
) -> None:
    from decimal import Decimal

    hall = open_hall(review=NOTHING | {"after_close": EVERYTHING})
    slow = make.student(hall.class_, "慢一点", extra_time=Decimal(2))
    hall.clock.move(minutes=110)
    mine, theirs = hall.start(), hall.start(slow)
    submit(mine, hall.clock())
    student = as_user(hall.student)
    hall.clock.move(minutes=20)
    assert theirs.deadline > hall.clock()
    assert CANARY not in student.get(url(mine, "/review")).text
    hall.clock.move(hours=2)
    assert as_user(slow).get("/exams").status_code == 200  # closes theirs
    assert CANARY in student.get(url(mine, "/review")).text


def test_the_review_after_release_explains_every_mark(hall: Hall, as_user: SignIn, db: Any) -> None:
    sitting = hall.start()
    answers = {**RIGHT, ItemType.MULTIPLE_RESPONSE: ["A"], ItemType.FILL_BLANK: ["客户", "9"]}
    saves = [hall.save_of(sitting, kind, answers[kind], n) for n, kind in enumerate(answers, 1)]
    save_answers(sitting, saves, hall.clock())
    submit(sitting, hall.clock())
    _mark_essay(hall, sitting)
    hall.exam.state = "released"
    db.session.commit()
    student = as_user(hall.student)
    page = student.get(url(sitting, "/review")).text
    assert "得 1 分" in page  # half of the multiple choice, one of two blanks
    assert "正确，你没有选" in page
    assert f"要点{CANARY}" in page
    assert "写得不错" in page
    assert "有 2 题等老师批改" in page
    assert "7.5 / 14" in re.sub(r"<[^>]+>", "", page)
    assert "题1选项A" in page
    assert "逐题查看" in student.get("/exams").text


def _mark_essay(hall: Hall, sitting: Sitting) -> None:
    from decimal import Decimal

    from app.database import writing
    from app.marking.ledger import NewMark, record_marks

    essay = hall.question(sitting, ESSAY)
    mark = NewMark(
        work_kind="sitting", work_id=sitting.id, part_id=essay.slot.id, class_id=sitting.class_id,
        learner_id=sitting.user_id, version_id=essay.version_id, new=Decimal("1.5"),
        max=Decimal(2), correctness=Decimal("0.75"), author_id=hall.teacher.id,
        detail={"points": {"k1": "1.5"}, "comment": "写得不错"},
    )  # fmt: skip
    with writing():
        record_marks([mark], hall.clock())


# --- constant work


@pytest.mark.parametrize("path", ["", "/submit", "/receipt", "/review"])
def test_pages_cost_the_same_for_ten_and_a_hundred_questions(
    open_hall: Callable[..., Hall], as_user: SignIn, count_sql: Any, path: str
) -> None:
    counts = []
    for size in (10, 100):
        hall = open_hall([sample(SINGLE, n) for n in range(size)])
        sitting = hall.start()
        save_answers(sitting, [hall.save_of(sitting, SINGLE)], hall.clock())
        if path in ("/receipt", "/review"):
            hall.exam.state = "released"
            submit(sitting, hall.clock())
        student = as_user(hall.student)
        hall.exam.course_class  # noqa: B018 (loaded before counting)
        with count_sql() as statements:
            assert student.get(url(sitting, path)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_page_before_the_start_costs_six_statements_sign_in_included(
    hall: Hall, as_user: SignIn, count_sql: Any
) -> None:
    student = as_user(hall.student)
    address = f"/exams/{hall.exam.public_id}"
    assert student.get(address).status_code == 200  # from here on the process knows the form
    with count_sql() as statements:
        assert student.get(address).status_code == 200
    assert len(statements) == 6, statements


def test_the_list_costs_the_same_for_few_and_many_exams(
    hall: Hall, exams: Any, as_user: SignIn, count_sql: Any
) -> None:
    student = as_user(hall.student)
    counts = []
    hour = timedelta(hours=1)
    for size in (2, 12):
        for n in range(size):
            now = hall.clock()
            window = {"opens_at": now - 3 * hour, "closes_at": now - hour} if n % 2 else {}
            exams.exam(hall.class_, hall.teacher, [sample(SINGLE)], title=f"第{n}场", **window)
        with count_sql() as statements:
            assert student.get("/exams").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_save_over_http_costs_two_statements_sign_in_included(
    hall: Hall, as_user: SignIn, count_sql: Any
) -> None:
    sitting = hall.start()
    student = as_user(hall.student)
    student.post(f"{url(sitting)}/turn", json={"client": "client-0001"})
    assert post(student, sitting, as_json(hall.save_of(sitting, ESSAY))).status_code == 200
    body = as_json(hall.save_of(sitting, SINGLE, seq=2))
    with count_sql() as statements:
        assert post(student, sitting, body).status_code == 200
    # The second is the append itself, which goes to the driver past SQLAlchemy and its events.
    assert len(statements) == 1, statements
    assert [row.position for row in chain_of(sitting.id)] == [1, 2]


def test_csrf_is_checked_on_saves(make_app: Any) -> None:
    app = make_app("sqlite", WTF_CSRF_ENABLED=True)
    reply = app.test_client().post(f"/sittings/{'0' * 32}/answers", json={})
    assert reply.status_code == 400
    assert reply.is_json
