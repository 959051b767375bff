"""The staff's pages of access: settings, arrangements, seats, another class, the browser's file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.authz.permissions import Role
from app.extensions import db as database
from app.quiz.domain.access import AccessRules, SebRules, Waiver
from app.quiz.domain.seats import in_order
from app.quiz.domain.terms import Grant
from app.quiz.exams import arrangements, seats
from app.quiz.exams.arrangements import arrange, list_pending
from app.quiz.exams.authoring import SettledError
from app.quiz.exams.copying import copy_exam
from app.quiz.exams.grading import NotReleasableError, release, why_not_releasable
from app.quiz.exams.preparing import prepare_all
from app.quiz.models import (
    Accommodation,
    CandidatePaper,
    DraftItem,
    Exam,
    ExamAct,
    Incident,
    Seat,
    Sitting,
)
from app.web.errors import DomainError
from tests.quiz.manage.builders import SHORT, SINGLE, TRUTH, Staff

SignIn = Callable[[User | None], FlaskClient]
DAY = timedelta(days=1)
ROOM = AccessRules(password="ke-301", networks=("192.168.3.0/24",))


def text(response: Any) -> str:
    return response.get_data(as_text=True)


def acts(exam: Exam) -> list[ExamAct]:
    query = select(ExamAct).where(ExamAct.exam_id == exam.id).order_by(ExamAct.position)
    return list(database.session.scalars(query))


def fields(exam: Exam, **changes: str) -> dict[str, str]:
    """The settings form of a published exam, as its page sends it."""
    return {
        "title": exam.title,
        "closes_at": "2026-11-23 11:00",
        "minutes": str(exam.minutes),
        "attempts": str(exam.attempts),
        "category": str(exam.category_id or 0),
        "leaving": "y",
        "seb_only_exam": "y",
        "after_submit": "own",
        "after_close": "own",
        "after_release": "own",
    } | changes


# --- who may


PAGES = [
    ("GET", "arrangements", "manage"),
    ("GET", "copy", "manage"),
    ("GET", "seats", "watch"),
    ("GET", "seats/slips", "watch"),
    ("GET", "seats/plan", "watch"),
    ("GET", "seb-file", "watch"),
    ("POST", "seats", "manage"),
    ("POST", "arrangements", "manage"),
    ("POST", "copy", "manage"),
]


@pytest.mark.parametrize(("method", "path", "who"), PAGES)
def test_only_staff_of_the_class_may(
    staff: Staff, as_user: SignIn, method: str, path: str, who: str
) -> None:
    exam = staff.published([SINGLE], access=AccessRules(seb=SebRules(required=True)))
    url = f"/exams/{exam.public_id}/{path}"
    student = staff.make.student(staff.class_)
    stranger = staff.make.instructor(staff.make.class_())
    assistant = staff.make.user("助教")
    staff.make.enrol(assistant, staff.class_, Role.ASSISTANT)
    for user in (None, student):
        assert as_user(user).open(url, method=method).status_code in (302, 401, 403, 404)
    assert as_user(stranger).open(url, method=method).status_code == 404
    status = as_user(assistant).open(url, method=method).status_code
    assert (status == 200) if who == "watch" else (status in (403, 404))
    if method == "GET":
        for user in (staff.teacher, staff.make.admin()):
            assert as_user(user).get(url).status_code == 200
    assert [act.kind for act in acts(exam)] == ["publish"]


def test_somebody_elses_arrangement_looks_absent(staff: Staff, teacher: FlaskClient) -> None:
    exam, other = staff.published([SINGLE]), staff.published([SINGLE])
    person = staff.make.student(staff.class_)
    arrange(exam, person.public_id, Grant(minutes=90), "病", staff.teacher.id, staff.clock())
    for path in (person.public_id, "0" * 32):
        url = f"/exams/{other.public_id}/arrangements/{path}"
        assert teacher.get(url).status_code == 404
        assert teacher.post(f"{url}/withdraw", data={"reason": "x"}).status_code == 404
    assert (
        teacher.get(f"/exams/{exam.public_id}/arrangements/{person.public_id}").status_code == 200
    )


# --- settings


def test_rules_are_stored_as_typed(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft([staff.item()])
    typed = {
        "opens_at": "2026-11-23 10:00", "rule": "half", "password": " ke-301 ",
        "networks": "192.168.3.0/24\n\n10.0.0.7", "seat_code": "y", "seb": "y",
        "seb_quit_password": "2580", "seb_exam_keys": "A1" * 32,
    }  # fmt: skip
    url = f"/exams/{exam.public_id}/edit"
    assert teacher.post(url, data=fields(exam, **typed)).status_code == 303
    database.session.refresh(exam)
    rules = AccessRules.from_json(exam.access)
    assert rules == AccessRules(
        password="ke-301",
        networks=("192.168.3.0/24", "10.0.0.7"),
        seat_code=True,
        seb=SebRules(required=True, quit_password="2580", exam_keys=("a1" * 32,)),
    )
    page = text(teacher.get(url))
    assert "谁能进来" in page
    assert 'value="ke-301"' in page
    assert acts(exam) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"networks": "10.0.0.1\n301 机房"}, "第 2 行“301机房”看不懂"),
        ({"networks": "192.168.3.17/24"}, "是不是 192.168.3.0/24"),
        ({"networks": "10.0.0.9-10.0.0.1"}, "起止写反了"),
        ({"seb_config_keys": "123"}, "第 1 行“123”不是密钥"),
        ({"password": "x" * 41}, "最多 40 个字"),
    ],
)
def test_bad_rules_are_named_and_nothing_is_stored(
    staff: Staff, teacher: FlaskClient, typed: dict[str, str], told: str
) -> None:
    exam = staff.published([SINGLE], access=ROOM)
    url = f"/exams/{exam.public_id}/edit"
    response = teacher.post(url, data=fields(exam, title="改名", **typed))
    assert response.status_code == 422
    assert told in text(response)
    database.session.refresh(exam)
    assert (exam.title, exam.access) == ("第一次测验", ROOM.to_json())


def test_once_open_rules_are_loosened_only_and_the_password_changes(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.published([SINGLE], access=ROOM)
    staff.make.student(staff.class_)
    url = f"/exams/{exam.public_id}/edit"
    kept = {"password": "ke-301", "networks": "192.168.3.0/24"}
    for tighter, name in [
        ({"networks": "192.168.3.0/25"}, "网络"),
        ({"seat_code": "y"}, "座位码"),
        ({"seb": "y"}, "Safe Exam Browser"),
    ]:
        response = teacher.post(url, data=fields(exam, **(kept | tighter)))
        assert response.status_code == 422
        assert f"变严了：{name}" in text(response)
    database.session.refresh(exam)
    assert exam.access == ROOM.to_json()
    looser = {"password": "new-word", "networks": ""}
    assert teacher.post(url, data=fields(exam, **looser)).status_code == 303
    database.session.refresh(exam)
    assert exam.access == {"password": "new-word"}
    act = acts(exam)[-1]
    assert (act.kind, act.author_id) == ("settings", staff.teacher.id)
    assert {"password", "networks"} <= set(act.detail["changed"])
    assert "new-word" not in str(act.detail)
    assert "改考试设置" in text(teacher.get(f"/exams/{exam.public_id}/board"))


def test_until_the_opening_rules_may_be_tightened(staff: Staff, teacher: FlaskClient) -> None:
    at = staff.clock()
    window = {"opens_at": at + timedelta(hours=1), "closes_at": at + timedelta(hours=2)}
    exam = staff.published([SINGLE], **window)
    response = teacher.post(
        f"/exams/{exam.public_id}/edit", data=fields(exam, password="a", seat_code="y")
    )
    assert response.status_code == 303
    database.session.refresh(exam)
    assert exam.access == {"password": "a", "seat_code": True}


def test_the_config_key_is_shown_where_the_own_file_counts(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft([staff.item()], access=AccessRules(seb=SebRules(required=True)))
    page = text(teacher.get(f"/exams/{exam.public_id}/edit"))
    assert re.search(r"<code[^>]*>[0-9a-f]{64}</code>", page)
    assert teacher.get(f"/exams/{exam.public_id}/seb-file").data.startswith(b"<?xml")
    plain = staff.draft([staff.item()])
    assert teacher.get(f"/exams/{plain.public_id}/seb-file").status_code == 404


# --- arrangements


def test_a_make_up_is_arranged_changed_and_taken_back(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.published([SINGLE])
    person = staff.make.student(staff.class_, "张三")
    url = f"/exams/{exam.public_id}/arrangements"
    assert "还没有单独安排" in text(teacher.get(url))
    typed = {
        "person": person.public_id,
        "opens_at": "2026-11-28 14:00",
        "closes_at": "2026-11-28 16:00",
        "minutes": "120",
        "reason": "住院，有假条",
    }
    assert teacher.post(url, data=typed).status_code == 303
    page = text(teacher.get(url))
    assert "张三：11-28 14:00–16:00，120 分钟。" in page
    assert "待考" in page
    assert "住院，有假条" in page
    one = f"{url}/{person.public_id}"
    assert 'value="2026-11-28T14:00"' in text(teacher.get(one))
    changed = {"minutes": "60", "waives": "network", "reason": "改在别的机房"}
    assert teacher.post(one, data=changed).status_code == 303
    row = database.session.scalars(select(Accommodation)).one()
    assert (row.opens_at, row.minutes, row.waives) == (None, 60, ["network"])
    assert teacher.post(f"{one}/withdraw", data={"reason": ""}).status_code == 303
    assert database.session.scalar(select(func.count()).select_from(Accommodation)) == 1
    assert teacher.post(f"{one}/withdraw", data={"reason": "不用了"}).status_code == 303
    assert database.session.scalar(select(func.count()).select_from(Accommodation)) == 0
    assert [(a.kind, a.reason) for a in acts(exam)][1:] == [
        ("grant", "住院，有假条"),
        ("grant", "改在别的机房"),
        ("grant", "不用了"),
    ]
    assert acts(exam)[1].detail["person"] == person.id
    assert "张三" not in str([a.detail for a in acts(exam)])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"minutes": "90"}, "请写明原因"),
        ({"reason": "病"}, "至少填一样"),
        ({"reason": "病", "minutes": "0"}, "请填 1 到 1440"),
        ({"reason": "病", "minutes": "九十"}, "请填整数"),
        ({"reason": "病", "opens_at": "2026-11-28 14:00"}, "开始和结束要一起填"),
        (
            {"reason": "病", "opens_at": "2026-11-28 14:00", "closes_at": "2026-11-28 13:00"},
            "结束时间要晚于开始时间",
        ),
        (
            {"reason": "病", "opens_at": "12026-11-28 14:00", "closes_at": "x"},
            "没有读懂这个时间",
        ),
        ({"reason": "病", "waives": "everything"}, "请从列出的几项里选"),
        ({"reason": "病", "minutes": "90", "person": ""}, "请选一位考生"),
        ({"reason": "病", "minutes": "90", "person": "0" * 32}, "这位不在班里"),
    ],
)
def test_bad_input_names_the_field_and_arranges_nothing(
    staff: Staff, teacher: FlaskClient, typed: dict[str, str], told: str
) -> None:
    exam = staff.published([SINGLE])
    person = staff.make.student(staff.class_)
    response = teacher.post(
        f"/exams/{exam.public_id}/arrangements", data={"person": person.public_id} | typed
    )
    assert response.status_code == 422
    assert told in text(response)
    assert database.session.scalar(select(func.count()).select_from(Accommodation)) == 0
    assert [act.kind for act in acts(exam)] == ["publish"]


def test_somebody_arranged_for_twice_is_refused(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.published([SINGLE])
    person = staff.make.student(staff.class_)
    typed = {"person": person.public_id, "minutes": "90", "reason": "病"}
    url = f"/exams/{exam.public_id}/arrangements"
    assert teacher.post(url, data=typed).status_code == 303
    assert "已经有单独安排" in text(teacher.post(url, data=typed | {"minutes": "100"}))


def test_only_doors_opened_is_a_bypass(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    people = [staff.make.student(staff.class_) for _ in range(2)]
    for person, waiver in zip(people, (Waiver.SEB, Waiver.LINE), strict=True):
        grant = Grant(waives=frozenset({waiver}))
        arrange(exam, person.public_id, grant, "设备坏了", staff.teacher.id, staff.clock())
    assert [act.kind for act in acts(exam)] == ["publish", "bypass", "grant"]


@pytest.mark.both_engines
def test_results_wait_for_a_pending_make_up(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    sat, absent = (staff.make.student(staff.class_, name) for name in ("李四", "张三"))
    staff.sit(exam, sat)
    opens_at = exam.closes_at + DAY
    grant = Grant(opens_at=opens_at, closes_at=opens_at + timedelta(hours=2))
    arrange(exam, absent.public_id, grant, "住院", staff.teacher.id, staff.clock())
    staff.clock.move(hours=3)  # type: ignore[attr-defined]
    assert list_pending(exam, staff.clock()) == [("张三", grant.opens_at, grant.closes_at)]
    with pytest.raises(NotReleasableError, match=r"张三（11-24 11:00–13:00）"):
        release(exam, staff.teacher.id, staff.clock())
    staff.clock.move(hours=24)  # type: ignore[attr-defined]
    staff.sit(exam, absent)
    assert why_not_releasable(exam, staff.clock()) == []
    assert release(exam, staff.teacher.id, staff.clock()) == 2
    with pytest.raises(SettledError, match="成绩已经公布"):
        arrange(exam, absent.public_id, grant, "再来", staff.teacher.id, staff.clock())


@pytest.mark.both_engines
def test_a_make_up_never_taken_lets_go_when_its_window_ends(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    sat, absent = (staff.make.student(staff.class_, name) for name in ("李四", "张三"))
    staff.sit(exam, sat)
    opens_at = exam.closes_at + DAY
    grant = Grant(opens_at=opens_at, closes_at=opens_at + timedelta(hours=2))
    arrange(exam, absent.public_id, grant, "住院", staff.teacher.id, staff.clock())
    staff.clock.move(hours=28, minutes=1)  # type: ignore[attr-defined]
    assert why_not_releasable(exam, staff.clock()) == []


def test_no_make_up_with_a_paper_whose_keys_were_shown(staff: Staff) -> None:
    shown = ["own", "right", "marks", "key", "why"]
    review = {"after_submit": ["own"], "after_close": shown, "after_release": shown}
    exam = staff.published([SINGLE], review=review)
    sat, absent = (staff.make.student(staff.class_) for _ in range(2))
    staff.sit(exam, sat)
    staff.clock.move(hours=3)  # type: ignore[attr-defined]
    grant = Grant(opens_at=staff.clock(), closes_at=staff.clock() + DAY)
    with pytest.raises(SettledError, match="可能看过对错"):
        arrange(exam, absent.public_id, grant, "住院", staff.teacher.id, staff.clock())


def test_the_page_costs_the_same_for_many(
    staff: Staff, teacher: FlaskClient, count_sql: Any
) -> None:
    exam = staff.published([SINGLE])
    url = f"/exams/{exam.public_id}/arrangements"

    def more(n: int) -> int:
        for _ in range(n):
            person = staff.make.student(staff.class_)
            arrange(
                exam, person.public_id, Grant(minutes=90), "病", staff.teacher.id, staff.clock()
            )
        teacher.get(url)
        with count_sql() as statements:
            assert teacher.get(url).status_code == 200
        return len(statements)

    assert more(1) == more(8)


# --- seats


def placed(exam: Exam) -> dict[str, str]:
    return {one.student_no or "": one.seat or "" for one in seats.list_placed(exam)}


@pytest.mark.both_engines
def test_seats_by_number_and_by_lot(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    numbers = [f"02301{n:02d}" for n in range(12)]
    for number in reversed(numbers):
        staff.make.student(staff.class_, student_no=number)
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="301-")
    assert placed(exam) == {number: f"301-{n:02d}" for n, number in enumerate(numbers, 1)}
    codes = {one.code for one in seats.list_placed(exam)}
    assert len(codes) == 12
    assert all(re.fullmatch(r"[CDFGHJKMNPQRTVWXY34679]{6}", code or "") for code in codes)
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="", seed=7)
    drawn = placed(exam)
    assert sorted(drawn.values(), key=in_order) == [f"{n:02d}" for n in range(1, 13)]
    assert seats.find_lot(exam) == 7
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="", seed=7)
    assert placed(exam) == drawn
    assert codes.isdisjoint({one.code for one in seats.list_placed(exam)})
    assert acts(exam)[-1].detail == {"seats": "lot", "seed": 7, "count": 12}


def test_a_pasted_plan_is_taken_whole_or_not_at_all(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.published([SINGLE])
    for n in (1, 2):
        staff.make.student(staff.class_, student_no=f"023010{n}")
    url = f"/exams/{exam.public_id}/seats"
    response = teacher.post(url, data={"do": "plan", "plan": "0230101 A1\n999 A2\n0230102 A1"})
    page = text(response)
    assert response.status_code == 422
    assert "第 2 行“999 A2”：班里没有这个学号" in page
    assert "座位和第 1 行重复" in page
    assert "999 A2" in page  # what was typed is still there
    assert placed(exam) == {"0230101": "", "0230102": ""}
    good = "学号\t座位\n0230102\tA1\n0230101\tA10"
    assert teacher.post(url, data={"do": "plan", "plan": good}).status_code == 303
    assert placed(exam) == {"0230102": "A1", "0230101": "A10"}
    assert teacher.post(url, data={"do": "plan", "plan": ""}).status_code == 422
    assert teacher.post(url, data={"do": "dance"}).status_code == 422
    assert teacher.post(url, data={"do": "number", "first": "x"}).status_code == 422
    assert teacher.post(url, data={"do": "number", "prefix": "长" * 9}).status_code == 422


def test_after_the_start_seats_stay_and_newcomers_get_one(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.published([SINGLE])
    first = staff.make.student(staff.class_, student_no="0230101")
    url = f"/exams/{exam.public_id}/seats"
    assert teacher.post(url, data={"do": "number", "first": "1"}).status_code == 303
    staff.start(exam, first)
    staff.make.student(staff.class_, student_no="0230102")
    for todo in ("number", "lot", "clear"):
        response = teacher.post(url, data={"do": todo, "first": "1"})
        assert response.status_code == 409
        assert "座位不能重排" in text(response)
    assert teacher.post(url, data={"do": "rest"}).status_code == 303
    assert placed(exam) == {"0230101": "1", "0230102": "+1"}


def test_slips_carry_codes_and_the_list_at_the_door_does_not(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.published([SINGLE])
    staff.make.student(staff.class_, "张三", student_no="0230101")
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=7, prefix="")
    code = database.session.scalars(select(Seat.code)).one()
    slips = text(teacher.get(f"/exams/{exam.public_id}/seats/slips"))
    assert f"{code[:3]} {code[3:]}" in slips
    assert "张三" in slips
    plan = text(teacher.get(f"/exams/{exam.public_id}/seats/plan"))
    assert "0230101" in plan
    assert code not in plan
    assert code[:3] + " " not in plan


def test_papers_by_seat_are_made_again_after_the_seats(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    exam.form_rule = "seat"
    database.session.commit()
    for _ in range(3):
        staff.make.student(staff.class_)
    assert prepare_all(exam, staff.clock()) == 0  # the seat decides about the form
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="")
    assert prepare_all(exam, staff.clock()) == 3
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="")
    assert database.session.scalar(select(func.count()).select_from(CandidatePaper)) == 0
    assert prepare_all(exam, staff.clock()) == 3


def test_the_seats_page_costs_the_same_for_many(
    staff: Staff, teacher: FlaskClient, count_sql: Any
) -> None:
    exam = staff.published([SINGLE])
    url = f"/exams/{exam.public_id}/seats"

    def more(n: int) -> int:
        for _ in range(n):
            staff.make.student(staff.class_)
        seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="")
        teacher.get(url)
        with count_sql() as statements:
            teacher.get(url)
        return len(statements)

    assert more(1) == more(9)


def test_publishing_reminds_of_missing_seats(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.draft([staff.item()], access=AccessRules(seat_code=True))
    staff.make.student(staff.class_)
    url = f"/exams/{exam.public_id}/publish"
    assert "座位还没有排全" in text(teacher.get(url))
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="")
    assert "座位还没有排全" not in text(teacher.get(url))


def test_a_deleted_draft_takes_seats_and_arrangements_along(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.draft([staff.item()])
    person = staff.make.student(staff.class_)
    seats.number_seats(exam, staff.teacher.id, staff.clock(), first=1, prefix="")
    arrange(exam, person.public_id, Grant(minutes=90), "病", staff.teacher.id, staff.clock())
    assert teacher.post(f"/exams/{exam.public_id}/delete").status_code == 303
    for model in (Exam, Seat, Accommodation, ExamAct):
        assert database.session.scalar(select(func.count()).select_from(model)) == 0


# --- another class


def test_an_exam_is_given_to_another_class(staff: Staff, teacher: FlaskClient) -> None:
    exam = staff.published([SINGLE, SHORT, TRUTH], access=ROOM, minutes=45, attempts=2)
    other = staff.make.class_("电商 2302 班")
    staff.make.enrol(staff.teacher, other, Role.INSTRUCTOR)
    url = f"/exams/{exam.public_id}/copy"
    page = text(teacher.get(url))
    assert "电商 2302 班" in page
    assert "口令也一样" in page
    typed = {
        "target": other.public_id,
        "opens_at": "2026-11-30 09:00",
        "closes_at": "2026-11-30 10:30",
    }
    response = teacher.post(url, data=typed)
    assert response.status_code == 303
    copy = database.session.scalars(select(Exam).where(Exam.class_id == other.id)).one()
    assert response.location.endswith(f"/exams/{copy.public_id}/paper")
    assert (copy.state, copy.form_id, copy.published_at) == ("draft", None, None)
    assert (copy.minutes, copy.attempts, copy.access) == (45, 2, ROOM.to_json())
    assert copy.opens_at.isoformat() == "2026-11-30T01:00:00+00:00"
    assert copy.category_id != exam.category_id
    assert copy.category_id is not None

    def drafted(one: Exam) -> list[Any]:
        query = select(DraftItem.item_id, DraftItem.points, DraftItem.position)
        return list(
            database.session.execute(
                query.where(DraftItem.exam_id == one.id).order_by(DraftItem.position)
            )
        )

    assert drafted(copy) == drafted(exam)
    assert len(drafted(copy)) == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"target": ""}, "请选一个你任教的班"),
        ({"closes_at": "2026-11-30 09:00"}, "结束时间要晚于开始时间"),
        ({"opens_at": "soon"}, "没有读懂这个时间"),
        ({"opens_at": "1800-01-01 09:00"}, "年份好像写错了"),
    ],
)
def test_bad_input_makes_no_copy(
    staff: Staff, teacher: FlaskClient, changes: dict[str, str], told: str
) -> None:
    exam = staff.published([SINGLE])
    other = staff.make.class_("电商 2302 班")
    staff.make.enrol(staff.teacher, other, Role.INSTRUCTOR)
    typed = {
        "target": other.public_id,
        "opens_at": "2026-11-30 09:00",
        "closes_at": "2026-11-30 10:30",
    }
    response = teacher.post(f"/exams/{exam.public_id}/copy", data=typed | changes)
    assert response.status_code == 422
    assert told in text(response)
    assert database.session.scalar(select(func.count()).select_from(Exam)) == 1


def test_a_class_one_does_not_run_cannot_be_given_an_exam(
    staff: Staff, teacher: FlaskClient
) -> None:
    exam = staff.published([SINGLE])
    foreign, helped = staff.make.class_("别人的班"), staff.make.class_("当助教的班")
    staff.make.enrol(staff.teacher, helped, Role.ASSISTANT)
    assert "没有别的班" in text(teacher.get(f"/exams/{exam.public_id}/copy"))
    for one in (foreign, helped, staff.class_):
        typed = {
            "target": one.public_id,
            "opens_at": "2026-11-30 09:00",
            "closes_at": "2026-11-30 10:30",
        }
        assert teacher.post(f"/exams/{exam.public_id}/copy", data=typed).status_code == 422
    assert database.session.scalar(select(func.count()).select_from(Exam)) == 1


def test_a_copy_carries_no_persons_and_no_odd_window(staff: Staff) -> None:
    exam = staff.published([SINGLE])
    person = staff.make.student(staff.class_)
    arrange(exam, person.public_id, Grant(minutes=90), "病", staff.teacher.id, staff.clock())
    other = staff.make.class_()
    at = staff.clock()
    with pytest.raises(DomainError):
        copy_exam(exam, other, at, at, staff.teacher.id, at)
    copy = copy_exam(exam, other, at, at + DAY, staff.teacher.id, at)
    assert arrangements.list_arranged(copy) == []
    for model in (Sitting, Incident):
        query = select(func.count()).select_from(model).where(model.exam_id == copy.id)
        assert database.session.scalar(query) == 0
