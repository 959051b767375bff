"""Coming in: password, seat code, network, Safe Exam Browser, waivers, make-ups; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.bank.domain.types import ItemType
from app.gradebook.domain.totals import Category, CategoryTotal, Eligibility, Total
from app.quiz.domain import seb
from app.quiz.domain.access import AccessRules, SebRules, Waiver
from app.quiz.domain.starting import Refusal
from app.quiz.domain.terms import Grant
from app.quiz.exams import entrance
from app.quiz.exams.arrangements import arrange, withdraw
from app.quiz.exams.closing import submit
from app.quiz.exams.entrance import StartRefused, note_address
from app.quiz.exams.home import list_exams
from app.quiz.exams.notices import next_exam
from app.quiz.exams.review import find_shown
from app.quiz.models import Incident, Seat, Sitting
from tests.builders import Builders
from tests.quiz.sitting.builders import CANARY, EVERYTHING
from tests.quiz.sitting.conftest import Hall, as_json

OpenHall = Callable[..., Hall]
SignIn = Callable[[Any], FlaskClient]
SINGLE = ItemType.SINGLE_CHOICE
ROOM = AccessRules(password="ke-301", networks=("192.168.3.0/24",), seat_code=True)
INSIDE = {"REMOTE_ADDR": "192.168.3.17"}
OUTSIDE = {"REMOTE_ADDR": "10.9.9.9"}
DAY = timedelta(days=5)


def seat(hall: Hall, db: Any, code: str = "CDF349") -> None:
    db.session.add(Seat(exam_id=hall.exam.id, user_id=hall.student.id, seat="1", code=code))
    db.session.commit()


def give(hall: Hall, **values: Any) -> None:
    arrange(
        hall.exam, hall.student.public_id, Grant(**values), "生病", hall.teacher.id, hall.clock()
    )


def make_up(hall: Hall, **more: Any) -> None:
    """A make-up five days later, for two hours."""
    opens_at = hall.exam.closes_at + DAY
    give(hall, opens_at=opens_at, closes_at=opens_at + timedelta(hours=2), **more)


# --- password and seat code


def test_the_room_is_entered_with_both_words_from_inside(
    open_hall: OpenHall, db: Any, as_user: SignIn
) -> None:
    hall = open_hall(access=ROOM.to_json())
    seat(hall, db)
    client, url = as_user(hall.student), f"/exams/{hall.exam.public_id}"
    page = client.get(url, environ_overrides=INSIDE).get_data(as_text=True)
    assert 'name="password"' in page
    assert 'name="seat_code"' in page
    assert "ke-301" not in page
    assert "CDF349" not in page
    started = client.post(
        f"{url}/start",
        data={"password": "ＫＥ-301", "seat_code": "cdf 349"},
        environ_overrides=INSIDE,
    )
    assert started.status_code == 302
    (sitting,) = hall.sittings()
    assert started.location.endswith(f"/sittings/{sitting.public_id}")
    assert sitting.address == "192.168.3.17"


@pytest.mark.parametrize(
    ("typed", "told", "silent"),
    [
        ({}, ["请填写考试口令", "请填写座位码"], ["不对"]),
        ({"password": "ke-301"}, ["请填写座位码"], ["请填写考试口令", "不对"]),
        ({"password": "no", "seat_code": "CDF349"}, ["填写的内容不对"], []),
        ({"password": "ke-301", "seat_code": "no"}, ["填写的内容不对"], []),
    ],
)
def test_wrong_words_start_nothing_and_do_not_tell_which(
    open_hall: OpenHall,
    db: Any,
    as_user: SignIn,
    typed: dict[str, str],
    told: list[str],
    silent: list[str],
) -> None:
    hall = open_hall(access=ROOM.to_json())
    seat(hall, db)
    response = as_user(hall.student).post(
        f"/exams/{hall.exam.public_id}/start", data=typed, environ_overrides=INSIDE
    )
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert all(words in page for words in told)
    assert not any(words in page for words in silent)
    assert hall.sittings() == []


def test_a_candidate_without_a_seat_is_told_whom_to_ask(
    open_hall: OpenHall, as_user: SignIn
) -> None:
    hall = open_hall(access=AccessRules(seat_code=True).to_json())
    page = as_user(hall.student).get(f"/exams/{hall.exam.public_id}").get_data(as_text=True)
    assert "还没有给你排座位" in page
    assert 'name="seat_code"' not in page


def test_a_service_that_says_nothing_of_where_it_is_gets_nobody_in(open_hall: OpenHall) -> None:
    with pytest.raises(StartRefused) as caught:
        open_hall(access=ROOM.to_json()).start()
    assert caught.value.refusal is Refusal.WRONG_NETWORK


def test_wrong_tries_are_limited_and_right_ones_are_not(
    make_app: Callable[..., Any], engine: str
) -> None:
    from tests.conftest import Clock, rolled_back
    from tests.quiz.sitting.builders import ExamBuilders

    app = make_app(engine, RATE_LIMITS=True)
    clock = Clock()
    app.config["CLOCK"] = clock
    with rolled_back(app) as db:
        make = Builders(db, clock)
        class_ = make.class_()
        exam = ExamBuilders(db, clock).exam(
            class_, make.instructor(class_), access=AccessRules(password="ke-301").to_json()
        )
        from app.accounts.sessions import open_session

        statuses = []
        for user in (make.student(class_), make.student(class_, "邻座")):
            client = app.test_client()
            with app.test_request_context():
                token = open_session(user, clock()).token
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = token, True
            tries = ["no"] * 11 if not statuses else ["no", "ke-301"]
            statuses.append(
                [
                    client.post(
                        f"/exams/{exam.public_id}/start", data={"password": word}
                    ).status_code
                    for word in tries
                ]
            )
    assert statuses == [[422] * 10 + [429], [422, 302]]


# --- the network


@pytest.mark.both_engines
def test_outside_the_network_nothing_starts_and_the_address_is_told(
    open_hall: OpenHall, as_user: SignIn
) -> None:
    hall = open_hall(access=AccessRules(networks=("192.168.3.0/24",)).to_json())
    client, url = as_user(hall.student), f"/exams/{hall.exam.public_id}"
    page = client.get(url, environ_overrides=OUTSIDE).get_data(as_text=True)
    assert "10.9.9.9" in page
    assert "192.168.3" not in page
    assert client.post(f"{url}/start", environ_overrides=OUTSIDE).location.endswith(url)
    assert hall.sittings() == []
    assert client.post(f"{url}/start", environ_overrides=INSIDE).status_code == 302
    assert len(hall.sittings()) == 1


@pytest.mark.both_engines
def test_outside_the_paper_is_not_shown_but_every_save_is_kept(
    open_hall: OpenHall, as_user: SignIn, db: Any
) -> None:
    hall = open_hall(access=AccessRules(networks=("192.168.3.0/24",)).to_json())
    client = as_user(hall.student)
    client.post(f"/exams/{hall.exam.public_id}/start", environ_overrides=INSIDE)
    (sitting,) = hall.sittings()
    url = f"/sittings/{sitting.public_id}"
    save = as_json(hall.save_of(sitting, SINGLE))
    assert "题干1" in client.get(url, environ_overrides=INSIDE).get_data(as_text=True)
    shown = client.get(url, environ_overrides=OUTSIDE)
    page = shown.get_data(as_text=True)
    assert shown.status_code == 403
    assert "题干1" not in page
    assert "已经保存的作答都在服务器上" in page
    assert client.post(f"{url}/answers", json=save, environ_overrides=OUTSIDE).status_code == 200
    assert client.post(f"{url}/submit", environ_overrides=OUTSIDE).status_code == 302
    (incident,) = db.session.scalars(select(Incident))
    assert (incident.kind, incident.text) == ("address", "192.168.3.17 → 10.9.9.9")
    assert (incident.sitting_id, incident.author_id) == (sitting.id, None)


def test_a_change_of_address_is_written_down_once(hall: Hall, db: Any, count_sql: Any) -> None:
    sitting = hall.start()
    note_address(sitting, "10.0.0.1", hall.clock())  # the first is no change
    with count_sql() as statements:
        note_address(sitting, "10.0.0.1", hall.clock())
        note_address(sitting, "", hall.clock())
    assert statements == []
    note_address(sitting, "10.0.0.2", hall.clock())
    note_address(sitting, "10.0.0.2", hall.clock())
    assert [one.text for one in db.session.scalars(select(Incident))] == ["10.0.0.1 → 10.0.0.2"]


# --- Safe Exam Browser


def headers(url: str, key: str, name: str = seb.CONFIG_KEY_HEADER) -> dict[str, str]:
    import hashlib

    return {name: hashlib.sha256((url + key).encode()).hexdigest()}


def test_the_sites_own_file_opens_the_exam(open_hall: OpenHall, as_user: SignIn) -> None:
    import hashlib
    import json
    import plistlib

    hall = open_hall(access=AccessRules(seb=SebRules(required=True)).to_json())
    client, path = as_user(hall.student), f"/exams/{hall.exam.public_id}"
    page = client.get(path).get_data(as_text=True)
    assert "Safe Exam Browser" in page
    assert f"{path}/exam.seb" in page
    assert client.post(f"{path}/start").location.endswith(path)
    file = client.get(f"{path}/exam.seb")
    read = plistlib.loads(file.data)
    assert read["startURL"] == f"http://localhost{path}"
    assert read["quitURL"] == f"http://localhost{path}/left"
    del read["originatorVersion"]
    read["URLFilterRules"] = [dict(sorted(one.items())) for one in read["URLFilterRules"]]
    ordered = {name: read[name] for name in sorted(read, key=str.lower)}
    text = json.dumps(ordered, separators=(",", ":"), ensure_ascii=False)
    key = hashlib.sha256(text.encode()).hexdigest()

    start = f"http://localhost{path}/start"
    assert client.post(f"{path}/start", headers=headers(start, key)).status_code == 302
    (sitting,) = hall.sittings()
    place = f"/sittings/{sitting.public_id}"
    shown = client.get(place, headers=headers(f"http://localhost{place}", key))
    assert shown.status_code == 200
    assert client.get(place, headers=headers(start, key)).status_code == 403
    assert client.get(place).status_code == 403
    assert "题干1" not in client.get(place).get_data(as_text=True)
    submit(sitting, hall.clock())
    assert f"{path}/left" in client.get(f"{place}/receipt").get_data(as_text=True)
    assert client.get(f"{path}/left").location.endswith(f"{place}/receipt")


def test_listed_keys_take_the_place_of_the_own_file(open_hall: OpenHall, as_user: SignIn) -> None:
    config, exam_key = "c3" * 32, "e5" * 32
    rules = SebRules(required=True, config_keys=(config,), exam_keys=(exam_key,))
    hall = open_hall(access=AccessRules(seb=rules).to_json())
    client, path = as_user(hall.student), f"/exams/{hall.exam.public_id}"
    url = f"http://localhost{path}"
    assert client.get(f"{path}/exam.seb").status_code == 404
    for given in (headers(url, config), headers(url, exam_key, seb.EXAM_KEY_HEADER)):
        assert "开始考试" in client.get(path, headers=given).get_data(as_text=True)
    for given in ({}, headers(url, exam_key), headers(url, config, seb.EXAM_KEY_HEADER)):
        assert "开始考试" not in client.get(path, headers=given).get_data(as_text=True)


def test_the_file_is_for_the_class_only(
    open_hall: OpenHall, as_user: SignIn, make: Builders
) -> None:
    hall = open_hall(access=AccessRules(seb=SebRules(required=True)).to_json())
    path = f"/exams/{hall.exam.public_id}/exam.seb"
    assert as_user(None).get(path).status_code == 302
    stranger = make.student(make.class_("另一班"))
    assert as_user(stranger).get(path).status_code == 404
    assert as_user(stranger).get(f"/exams/{hall.exam.public_id}/left").status_code == 404


def test_who_never_sat_finds_the_way_back(hall: Hall, as_user: SignIn) -> None:
    page = as_user(hall.student).get(f"/exams/{hall.exam.public_id}/left").get_data(as_text=True)
    assert "你没有在这场考试里作答" in page


# --- what the staff waive


@pytest.mark.both_engines
def test_a_waiver_lets_one_person_past_every_door(
    open_hall: OpenHall, as_user: SignIn, make: Builders
) -> None:
    rules = AccessRules(
        password="x1", networks=("192.168.3.0/24",), seat_code=True, seb=SebRules(required=True)
    )
    hall = open_hall(access=rules.to_json())
    other = make.student(hall.class_, "邻座")
    give(hall, waives=frozenset(Waiver) - {Waiver.LINE})
    url = f"/exams/{hall.exam.public_id}/start"
    as_user(other).post(url, environ_overrides=OUTSIDE)
    client = as_user(hall.student)
    assert client.post(url, environ_overrides=OUTSIDE).status_code == 302
    (sitting,) = hall.sittings()
    assert sitting.user_id == hall.student.id
    place = f"/sittings/{sitting.public_id}"
    assert client.get(place, environ_overrides=OUTSIDE).status_code == 200


def below(*_args: Any) -> Eligibility:
    parts = [
        CategoryTotal(
            category=Category(name="技巧训练", weight=Decimal(20)),
            share=Fraction(1, 2),
            waits=False,
        ),
        CategoryTotal(
            category=Category(name="满意度调查", weight=Decimal(10)), share=None, waits=True
        ),
    ]
    total = Total(categories=parts, earned=Fraction(10), counted=Fraction(20))
    return Eligibility(ok=False, have=Fraction(50), line=Decimal(60), total=total)


def test_below_the_line_the_arithmetic_is_shown_and_can_be_waived(
    open_hall: OpenHall, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "eligibility", below)
    hall = open_hall(needs_eligibility=True)
    client, url = as_user(hall.student), f"/exams/{hall.exam.public_id}"
    page = client.get(url).get_data(as_text=True)
    assert "10.0 ÷ 20 × 100 = 50.0 分，合格线 60 分" in page
    assert "还没有成绩，暂不计" in page
    assert "开始考试" not in page
    give(hall, waives=frozenset({Waiver.LINE}))
    page = client.get(url).get_data(as_text=True)
    assert "老师同意你参加这场考试" in page
    assert client.post(f"{url}/start").status_code == 302


# --- make-ups


@pytest.mark.both_engines
def test_a_make_up_after_the_end_starts_and_ends_by_its_own_window(
    open_hall: OpenHall, make: Builders
) -> None:
    hall = open_hall()
    other = make.student(hall.class_, "邻座")
    make_up(hall, minutes=90)
    hall.clock.move(hours=3)
    for person in (hall.student, other):
        with pytest.raises(StartRefused) as caught:
            hall.start(person)
        expected = Refusal.TOO_EARLY if person is hall.student else Refusal.TOO_LATE
        assert caught.value.refusal is expected
    hall.clock.at = hall.exam.closes_at + DAY + timedelta(minutes=60)
    sitting = hall.start()
    assert sitting.deadline == hall.exam.closes_at + DAY + timedelta(hours=2)
    with pytest.raises(StartRefused) as caught:
        hall.start(other)
    assert caught.value.refusal is Refusal.TOO_LATE


@pytest.mark.both_engines
def test_lists_and_map_show_a_make_up_to_its_candidate_alone(
    open_hall: OpenHall, make: Builders, as_user: SignIn, app: Flask
) -> None:
    hall = open_hall()
    other = make.student(hall.class_, "邻座")
    make_up(hall)
    hall.clock.move(hours=3)

    def groups(person: Any) -> tuple[int, int, int]:
        with app.test_request_context():
            home = list_exams(person, [hall.class_.id], hall.clock())
        return len(home.now), len(home.coming), len(home.past_lines)

    assert groups(hall.student) == (0, 1, 0)
    assert groups(other) == (0, 0, 1)
    page = as_user(hall.student).get("/exams").get_data(as_text=True)
    assert "为你单独安排的时间" in page
    assert "2026-11-28" in page
    with app.test_request_context():
        (notice,) = next_exam(hall.student.id, hall.clock())
        assert next_exam(other.id, hall.clock()) == ()
    assert notice.at == hall.exam.closes_at + DAY
    hall.clock.at = hall.exam.closes_at + DAY
    assert groups(hall.student) == (1, 0, 0)
    submit(hall.start(), hall.clock())
    hall.clock.move(hours=3)
    assert groups(hall.student) == (0, 0, 1)


@pytest.mark.both_engines
def test_nobody_sees_keys_while_a_make_up_is_pending(
    open_hall: OpenHall, make: Builders, as_user: SignIn
) -> None:
    review = {"after_submit": [], "after_close": EVERYTHING, "after_release": EVERYTHING}
    hall = open_hall(review=review)
    early = make.student(hall.class_, "邻座")
    sat = submit(hall.start(early), hall.clock())
    make_up(hall)
    hall.clock.move(hours=4)
    client = as_user(early)
    assert find_shown(sat, hall.clock()) == frozenset()
    assert CANARY not in client.get(f"/sittings/{sat.public_id}/review").get_data(as_text=True)
    hall.clock.at = hall.exam.closes_at + DAY
    late = hall.start()
    assert find_shown(sat, hall.clock()) == frozenset()
    hall.clock.move(hours=2, minutes=2)
    submit(late, hall.clock())
    assert find_shown(sat, hall.clock()) == frozenset(EVERYTHING)


@pytest.mark.both_engines
def test_taken_back_a_make_up_is_as_if_it_never_was(open_hall: OpenHall) -> None:
    review = {"after_submit": [], "after_close": EVERYTHING, "after_release": EVERYTHING}
    hall = open_hall(review=review)
    make_up(hall)
    assert withdraw(hall.exam, hall.student.public_id, "本人放弃", hall.teacher.id, hall.clock())
    hall.clock.at = hall.exam.closes_at + DAY
    with pytest.raises(StartRefused) as caught:
        hall.start()
    assert caught.value.refusal is Refusal.TOO_LATE
    assert not withdraw(hall.exam, hall.student.public_id, "", hall.teacher.id, hall.clock())


def test_the_exam_pages_cost_no_more_with_arrangements(
    open_hall: OpenHall, as_user: SignIn, count_sql: Any, exams: Any, make: Builders
) -> None:
    hall = open_hall()
    client = as_user(hall.student)
    client.get("/exams")
    with count_sql() as few:
        client.get("/exams")
    for n in range(5):
        exam = exams.exam(hall.class_, hall.teacher, title=f"第 {n} 场")
        window = Grant(opens_at=hall.clock() + DAY, closes_at=hall.clock() + 2 * DAY)
        for person in (hall.student, make.student(hall.class_)):
            arrange(exam, person.public_id, window, "病假", hall.teacher.id, hall.clock())
    with count_sql() as many:
        client.get("/exams")
    assert len(many) == len(few)


@pytest.mark.both_engines
def test_a_second_attempt_for_one_person(open_hall: OpenHall, db: Any, make: Builders) -> None:
    hall = open_hall()
    submit(hall.start(), hall.clock())
    with pytest.raises(StartRefused):
        hall.start()
    give(hall, attempts=2)
    assert hall.start().number == 2
    assert db.session.scalar(select(func.count()).select_from(Sitting)) == 2


@pytest.mark.parametrize(
    ("access", "told", "silent"),
    [
        ({"password": "ke-301"}, "口令不对", "座位"),
        ({"seat_code": True}, "座位码不对", "口令"),
    ],
)
def test_wrong_words_name_only_what_was_asked_for(
    open_hall: OpenHall, db: Any, as_user: SignIn, access: dict[str, Any], told: str, silent: str
) -> None:
    hall = open_hall(access=access)
    seat(hall, db)
    response = as_user(hall.student).post(
        f"/exams/{hall.exam.public_id}/start", data={"password": "no", "seat_code": "no"}
    )
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    (words,) = [line for line in page.splitlines() if told in line]
    assert silent not in words
