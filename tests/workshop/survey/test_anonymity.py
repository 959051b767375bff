"""Nothing that is stored says who answered, or when, or in what order."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import Date, DateTime, Table, inspect, select

from app.accounts.models import LoginSession, User
from app.extensions import db as database
from app.workshop.survey import publishing
from app.workshop.survey.collecting import seconds_since, sign_start
from app.workshop.survey.models import SurveyDoor, SurveyResponse, SurveyStep, SurveyToken
from tests.conftest import START, Clock
from tests.workshop.survey.conftest import Place, codes_of, form_of


def test_the_tables_have_no_place_for_a_person_a_time_or_an_order() -> None:
    columns = {one.name: one for one in SurveyResponse.__table__.columns}
    assert set(columns) == {"id", "survey_id", "kind", "day", "seconds", "answers", "comment"}
    assert {one.name for one in SurveyToken.__table__.columns} == {"digest", "survey_id"}
    for table in (SurveyResponse.__table__, SurveyToken.__table__):
        assert {key.target_fullname for key in table.foreign_keys} == {"survey.id"}
        assert not any(isinstance(one.type, DateTime) for one in table.columns)
        assert not any(one.autoincrement is True for one in table.columns)
        # SQLite's hidden running number would tell the order of arrival.
        assert isinstance(table, Table)
        assert table.dialect_options["sqlite"]["with_rowid"] is False
    assert isinstance(columns["day"].type, Date)


def test_sqlite_keeps_no_hidden_number(app: Flask, db: Any) -> None:
    if database.engine.dialect.name != "sqlite":
        return
    for name in ("survey_response", "survey_token"):
        (sql,) = database.session.execute(
            database.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
        ).one()
        assert "WITHOUT ROWID" in sql
    assert "survey_response" in inspect(database.session.connection()).get_table_names()


def test_a_response_stores_the_day_and_rounded_seconds_alone(
    app: Flask, opened: Place, client: Any, clock: Clock
) -> None:
    codes = codes_of(app, opened, 1)
    door = database.session.scalars(select(SurveyDoor).where(SurveyDoor.kind == "collect")).one()
    stamp = sign_start(app.config["SECRET_KEY"], door.key, clock().timestamp())
    clock.move(minutes=2, seconds=8)
    sent = form_of(opened.survey) | {"begun": stamp, "name": "林若溪", "comment": "我是林若溪"}
    head = {"User-Agent": "PeculiarPhone/7", "X-Forwarded-For": "203.0.113.77"}
    address = f"/s/{door.key}/{codes[0]}"
    assert client.post(address, data=sent, headers=head).status_code == 302
    (row,) = database.session.scalars(select(SurveyResponse))
    assert (row.kind, row.day, row.seconds) == ("real", date(2026, 11, 23), 130)
    assert row.comment == ""
    everything = " ".join(
        str(value)
        for table in database.metadata.sorted_tables
        if table.name.startswith("survey")
        for line in database.session.execute(table.select()).all()
        for value in line
    )
    for told in ("Peculiar", "203.0.113", "127.0.0.1", codes[0], codes[0].lower(), "林若溪"):
        assert told not in everything


def test_whoever_is_signed_in_answers_as_a_visitor(
    app: Flask, make: Any, opened: Place, as_user: Any, clock: Clock
) -> None:
    """Not even the time of their last visit is written down."""
    (code,) = codes_of(app, opened, 1)
    door = database.session.scalars(select(SurveyDoor).where(SurveyDoor.kind == "collect")).one()
    person = make.student(opened.course_class, "答卷人")
    browser = as_user(person)
    before = clock()
    clock.move(hours=3)
    for path in (f"/s/{door.key}/{code}", f"/s/{door.key}/-/thanks"):
        assert browser.get(path).status_code == 200
    assert browser.post(f"/s/{door.key}/{code}", data=form_of(opened.survey)).status_code == 302
    database.session.expire_all()
    seen = database.session.scalars(
        select(LoginSession.last_seen_at).where(LoginSession.user_id == person.id)
    ).one()
    assert seen == before
    assert database.session.get_one(User, person.id).last_seen_at == before


def test_the_ids_say_nothing_about_the_order(app: Flask, opened: Place, client: Any) -> None:
    codes = codes_of(app, opened, 12)
    door = database.session.scalars(select(SurveyDoor).where(SurveyDoor.kind == "collect")).one()
    for n, code in enumerate(codes):
        sent = form_of(opened.survey) | {"q-q11": f"第 {n} 位"}
        assert client.post(f"/s/{door.key}/{code}", data=sent).status_code == 302
    rows = database.session.scalars(select(SurveyResponse).order_by(SurveyResponse.id)).all()
    told = [row.answers["q11"] for row in rows]
    # One chance in half a billion of being in the order of arrival.
    assert told != [f"第 {n} 位" for n in range(12)]
    assert len({row.id for row in rows}) == 12


def test_codes_are_kept_as_hashes_only(app: Flask, opened: Place) -> None:
    codes = codes_of(app, opened, 5)
    kept = set(database.session.scalars(select(SurveyToken.digest)))
    assert kept == {publishing.digest_of(code) for code in codes}
    assert len(set(codes)) == 5
    assert all(len(code) == 12 for code in codes)


def test_an_empty_sheet_is_refused_and_spends_no_code(
    app: Flask, opened: Place, client: Any
) -> None:
    (code,) = codes_of(app, opened, 1)
    door = database.session.scalars(select(SurveyDoor).where(SurveyDoor.kind == "collect")).one()
    survey = opened.survey
    survey.questions = [{**one, "required": False} for one in survey.questions]
    database.session.commit()
    refused = client.post(f"/s/{door.key}/{code}", data={})
    assert refused.status_code == 422
    assert "一题也没有答" in refused.text
    assert client.post(f"/s/{door.key}/{code}", data=form_of(opened.survey)).status_code == 302


def test_steps_are_the_students_never_a_respondents(app: Flask, opened: Place, client: Any) -> None:
    (code,) = codes_of(app, opened, 1)
    door = database.session.scalars(select(SurveyDoor).where(SurveyDoor.kind == "collect")).one()
    before = database.session.query(SurveyStep).count()
    client.post(f"/s/{door.key}/{code}", data=form_of(opened.survey))
    assert database.session.query(SurveyStep).count() == before


def test_answers_stay_shut_while_the_survey_collects(
    app: Flask, opened: Place, as_user: Any, respond: Any
) -> None:
    respond(opened.survey)
    student, teacher = as_user(opened.student), as_user(opened.teacher)
    for page in ("data", "analysis", "report", "report/print", "report.docx", "answers.xlsx"):
        assert student.get(f"/surveys/{opened.survey.public_id}/{page}").status_code == 409
    review = teacher.get(f"/surveys/{opened.survey.public_id}/review").get_data(as_text=True)
    assert "c-csi" not in review
    assert "各题的均值" not in review


def test_times_cannot_be_forged_and_long_ones_are_unknown() -> None:
    stamp = sign_start("secret", "door", 1000.0)
    assert seconds_since("secret", "door", stamp, 1063) == 65
    assert seconds_since("secret", "other", stamp, 1063) is None
    assert seconds_since("secret", "door", "1000.x", 1063) is None
    assert seconds_since("secret", "door", "", 1063) is None
    assert seconds_since("secret", "door", stamp, 1000 + 3601) is None
    assert seconds_since("secret", "door", stamp, 999) is None


def test_an_open_link_guards_the_browser_and_keeps_its_cookie_to_itself(
    app: Flask, place: Place, client: Any
) -> None:
    with app.test_request_context():
        publishing.open_survey(place.survey, "link", place.student.id, START)
    door = database.session.scalars(select(SurveyDoor).where(SurveyDoor.kind == "collect")).one()
    first = client.get(f"/s/{door.key}")
    assert first.status_code == 200
    sent = client.post(f"/s/{door.key}", data=form_of(place.survey))
    cookies = [
        one for one in sent.headers.getlist("Set-Cookie") if one.startswith("zhike_answered")
    ]
    assert len(cookies) == 1
    assert cookies[0].startswith("zhike_answered=1;")
    assert f"Path=/s/{door.key}" in cookies[0]
    assert "已经交过" in client.get(f"/s/{door.key}").get_data(as_text=True)
    assert app.test_client().get(f"/s/{door.key}").status_code == 200
