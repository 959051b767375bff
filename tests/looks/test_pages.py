"""The pages of second looks: the student's request, the staff's desk, and who may what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db
from app.marking import looks
from app.marking.domain.looks import Act
from app.marking.look_desk import load_desk
from app.marking.models import LookStep, SecondLook
from tests.looks.conftest import REASON, Room, SignIn
from tests.quiz.manage.builders import MULTIPLE, SHORT, SINGLE, TRUTH

Make = Callable[..., Room]
WRITING = [("POST", "/say"), ("POST", "/decide"), ("POST", "/reopen"), ("GET", "")]


def text(answer: Any) -> str:
    return answer.get_data(as_text=True)


def test_a_request_from_the_paper_to_the_answer(room: Make, as_user: SignIn) -> None:
    here = room([SINGLE, SHORT])
    student = here.student()
    review = f"/sittings/{here.sitting().public_id}/review"
    page = text(as_user(student).get(review))
    assert here.ask_url(SHORT) in page
    assert "2026-11-30" in page  # until when
    asked = as_user(student).post(here.ask_url(SHORT), data={"reason": REASON})
    assert asked.status_code == 303
    page = text(as_user(student).get(asked.location))
    assert REASON in page
    assert "已提交" in page
    assert "复核处理中 1" in text(as_user(student).get("/exams"))

    teacher = as_user(here.staff.teacher)
    look = db.session.scalars(select(SecondLook)).one()
    home = f"/classes/{here.staff.class_.public_id}/marking"
    assert "份复核申请待答复" in text(teacher.get(home))
    assert look.public_id in text(teacher.get(here.desk()))
    desk = text(teacher.get(here.desk(look)))
    assert REASON in desk
    assert "一段简答" in desk
    assert student.name not in re.sub(r"<title>.*?</title>", "", desk)
    seen = re.search(r'name="seen" value="(\d+)"', desk)
    assert seen is not None
    points = dict.fromkeys(re.findall(r'name="(p-[^"]+)"', desk), "0.5")
    answer = teacher.post(
        here.desk(look, "/decide"),
        data={"act": "change", "words": "写到了一半", "seen": seen[1], **points},
    )
    assert answer.status_code == 303
    page = text(as_user(student).get(review))
    assert "复核已答复" in page
    assert "写到了一半" in page
    page = text(as_user(student).get(f"/looks/{look.public_id}"))
    assert "改分 1.5 → " in page
    assert here.staff.teacher.name not in re.sub(r"(?s)<header.*?</header>", "", page)
    assert "复核已答复 1" in text(as_user(student).get("/exams"))
    account = text(as_user(student).get(f"/sittings/{here.sitting().public_id}/marks"))
    assert "复核" in account


def test_who_answers_sees_the_words_that_earned_points_as_the_student_does(
    room: Make, as_user: SignIn
) -> None:
    here = room([SHORT])
    look = here.ask(SHORT)
    event = here.mark(look)
    desk_of = load_desk(look, here.clock())
    assert desk_of is not None
    point = desk_of.points[0].id
    event.detail = {"points": {point: "1"}, "spans": [[point, 0, 2]]}
    db.session.commit()
    desk = text(as_user(here.staff.teacher).get(here.desk(look)))
    assert 'data-k="1">一段</mark>' in desk
    review = text(as_user(here.student()).get(f"/sittings/{here.sitting().public_id}/review"))
    assert 'data-k="1">一段</mark>' in review


@pytest.mark.parametrize("kind", [SINGLE, MULTIPLE, TRUTH])
def test_a_changed_objective_mark_still_reads_well(room: Make, as_user: SignIn, kind: Any) -> None:
    here = room([kind])
    look = here.ask(kind, 1)
    here.decide(look, Act.CHANGE, points={"whole": "1"})
    answer = as_user(here.student(1)).get(f"/sittings/{here.sitting(1).public_id}/review")
    assert answer.status_code == 200
    assert "改分 0 → 1" in text(answer)


def test_a_refused_reason_keeps_what_was_typed(room: Make, as_user: SignIn) -> None:
    here = room([SINGLE])
    client = as_user(here.student())
    answer = client.post(here.ask_url(SINGLE), data={"reason": "<b>短"})
    assert answer.status_code == 422
    assert "&lt;b&gt;短" in text(answer)
    assert "至少 5 个字" in text(answer)
    here.clock.move(days=8)
    answer = client.post(here.ask_url(SINGLE), data={"reason": REASON})
    assert answer.status_code == 409
    assert REASON in text(answer)
    assert "时间已经过了" in text(answer)
    assert "时间已经过了" in text(client.get(here.ask_url(SINGLE)))
    assert db.session.scalars(select(SecondLook)).all() == []


def test_a_refused_answer_keeps_what_was_typed(room: Make, as_user: SignIn) -> None:
    here = room([SHORT])
    look = here.ask(SHORT)
    client, url = as_user(here.staff.teacher), here.desk(look, "/decide")
    answer = client.post(url, data={"words": "想一想"})
    assert answer.status_code == 422
    assert "请选一种答复" in text(answer)
    answer = client.post(url, data={"act": "stand", "words": "想一想", "seen": "77"})
    assert answer.status_code == 409
    assert "想一想" in text(answer)
    answer = client.post(url, data={"act": "stand", "words": " ", "seen": "1"})
    assert answer.status_code == 422
    answer = client.post(url, data={"act": "ask", "words": "乱写", "seen": "1"})
    assert answer.status_code == 422
    assert len(here.steps(look)) == 1


def test_a_student_adds_and_withdraws_and_the_staff_ask_and_reopen(
    room: Make, as_user: SignIn
) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    own = f"/looks/{look.public_id}"
    assert as_user(here.student()).post(own + "/say", data={"words": ""}).status_code == 422
    assert as_user(here.student()).post(own + "/say", data={"words": "补充"}).status_code == 303
    teacher = as_user(here.staff.teacher)
    assert teacher.post(here.desk(look, "/say"), data={"words": "哪里？"}).status_code == 303
    assert "处理中" in text(as_user(here.student()).get(own))
    here.decide(look, Act.STAND)
    teacher = as_user(here.staff.teacher)
    assert "重新处理" in text(teacher.get(here.desk(look)))
    assert teacher.post(here.desk(look, "/reopen"), data={"words": "漏看"}).status_code == 303
    assert as_user(here.student()).post(own + "/withdraw").status_code == 303
    assert as_user(here.student()).post(own + "/withdraw").status_code == 409
    assert "已撤回" in text(as_user(here.student()).get(own))
    closed = text(as_user(here.staff.teacher).get(here.desk() + "?show=closed"))
    assert look.public_id in closed


def test_assistants_decide_but_do_not_rule(room: Make, as_user: SignIn) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    client = as_user(here.assistant)
    assert "对所有人改分" not in text(client.get(here.desk(look)))
    data = {"act": "ruling", "words": "都改了", "seen": str(here.mark(look).number)}
    assert client.post(here.desk(look, "/decide"), data=data).status_code == 403
    data |= {"act": "stand"}
    assert client.post(here.desk(look, "/decide"), data=data).status_code == 303
    assert db.session.scalars(select(LookStep.author_id)).all()[-1] == here.assistant.id


@pytest.mark.parametrize("who", ["visitor", "outsider", "owner", "classmate", "other_teacher"])
def test_nobody_else_answers(room: Make, as_user: SignIn, who: str) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    client = as_user(person(here, who))
    for method, more in WRITING:
        answer = client.open(here.desk(look, more), method=method, data={"words": "x"})
        assert answer.status_code in (302, 401, 403, 404)
        assert answer.status_code != 302 or "/sign-in" in answer.location
    assert len(here.steps(look)) == 1


@pytest.mark.parametrize(
    "who", ["visitor", "outsider", "classmate", "assistant", "teacher", "other_teacher", "admin"]
)
def test_nobody_else_speaks_for_the_student(room: Make, as_user: SignIn, who: str) -> None:
    here = room([SINGLE, TRUTH])
    look = here.ask(SINGLE)
    client = as_user(person(here, who))
    own = f"/looks/{look.public_id}"
    for method, url in [
        ("GET", own), ("POST", own + "/say"), ("POST", own + "/withdraw"),
        ("GET", here.ask_url(TRUTH)), ("POST", here.ask_url(TRUTH)),
    ]:  # fmt: skip
        answer = client.open(url, method=method, data={"words": "x", "reason": REASON})
        assert answer.status_code in (302, 401, 403, 404)
        assert answer.status_code != 302 or "/sign-in" in answer.location
    assert len(here.steps(look)) == 1


def test_a_request_is_not_found_under_another_class(room: Make, as_user: SignIn) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    other = here.staff.make.class_("别的班")
    here.staff.make.enrol(here.staff.teacher, other, Role.INSTRUCTOR)
    client = as_user(here.staff.teacher)
    assert client.get(f"/classes/{other.public_id}/looks/{look.public_id}").status_code == 404
    assert look.public_id not in text(client.get(f"/classes/{other.public_id}/looks"))


def test_questions_that_are_not_on_the_paper_are_not_found(room: Make, as_user: SignIn) -> None:
    here = room([SINGLE])
    url = f"/sittings/{here.sitting().public_id}/looks/999999"
    assert as_user(here.student()).get(url).status_code == 404
    assert as_user(here.student()).post(url, data={"reason": REASON}).status_code == 404


def test_the_review_page_reads_a_constant_number_of_rows(
    room: Make, as_user: SignIn, count_sql: Callable[..., Any]
) -> None:
    here = room([SINGLE, TRUTH, SHORT])
    url = f"/sittings/{here.sitting().public_id}/review"
    here.ask(SINGLE)
    client = as_user(here.student())
    with count_sql() as few:
        client.get(url)
    for kind in (TRUTH, SHORT):
        look = here.ask(kind)
        looks.say(look, here.staff.teacher.id, "在看", here.clock(), by_staff=True)
    with count_sql() as many:
        client.get(url)
    assert len(few) == len(many)


def person(here: Room, who: str) -> User | None:
    make = here.staff.make
    match who:
        case "visitor":
            return None
        case "outsider":
            return make.user()
        case "owner":
            return here.student()
        case "classmate":
            return here.student(1)
        case "assistant":
            return here.assistant
        case "teacher":
            return here.staff.teacher
        case "admin":
            return make.admin()
        case _:
            return make.instructor(make.class_("别的班"))
