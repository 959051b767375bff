"""The fast lane of saving: it takes what is plainly usual, and never more than the whole way would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models import LoginSession, User
from app.bank.domain.types import ItemType
from app.courses.models import Enrolment
from app.extensions import db as database
from app.quiz.domain.chain import first_break
from app.quiz.exams.answers import answers_of
from app.quiz.exams.lane import TRUST, FastLane
from app.quiz.exams.paper import load_questions
from app.quiz.exams.proof import chain_of, record_in
from app.quiz.exams.saving import take_up
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import ResponseLog, Sitting
from tests.builders import PASSWORD, Builders
from tests.conftest import START, Clock
from tests.quiz.sitting.builders import ExamBuilders, sample

pytestmark = pytest.mark.both_engines
WRITER = "client-0001"


@dataclass
class Site:
    """One candidate with a browser, on a database of its own: the lane commits for real."""

    app: Flask
    clock: Clock
    client: FlaskClient
    sitting: str
    sitting_id: int
    slot: int
    choices: dict[str, str]
    seq: int = 0
    token: str = "a token"

    scheme: str = "http"

    def post(self, letter: str, **more: Any) -> Any:
        self.seq += 1
        save = {"client": WRITER, "seq": self.seq, "slot": self.slot}
        body = {"client": WRITER, "saves": [save | {"response": self.choices[letter]} | more]}
        origin = f"{self.scheme}://localhost"
        return self.client.post(
            f"/sittings/{self.sitting}/answers",
            json=body,
            headers={"X-CSRFToken": self.token, "Referer": f"{origin}/"},
            base_url=origin,
        )

    def change(self, model: Any, **values: Any) -> None:
        with self.app.app_context():
            database.session.execute(update(model).values(**values))
            database.session.commit()

    def lane(self) -> FastLane:
        return self.app.extensions["zhike.lane"]

    def rows(self) -> list[ResponseLog]:
        with self.app.app_context():
            rows = chain_of(self.sitting_id)
            database.session.remove()
        return rows

    def counted(self) -> list[Any]:
        with self.app.app_context():
            sitting = database.session.get_one(Sitting, self.sitting_id)
            found = [answer.response for answer in answers_of(sitting).values()]
            database.session.remove()
        return found


@pytest.fixture
def site(make_app: Callable[..., Flask], engine: str) -> Site:
    app = make_app(engine)
    clock = Clock()
    app.config["CLOCK"] = clock
    with app.test_request_context():
        make = Builders(database, clock)
        class_ = make.class_()
        student = make.student(class_, username="candidate")
        exam = ExamBuilders(database, clock).exam(
            class_, make.instructor(class_), [sample(ItemType.SINGLE_CHOICE)]
        )
        sitting = start_sitting(exam, student, START, 7)
        (question,) = load_questions(sitting).values()
        choices = {letter: str(question.shown.encode(letter)) for letter in "ABCD"}
        name = student.student_no
        made = sitting.public_id, sitting.id, question.slot.id, choices
        database.session.remove()
    client = app.test_client()
    reply = client.post("/sign-in", data={"name": name, "password": PASSWORD})
    assert reply.status_code in (302, 303)
    site = Site(app, clock, client, *made)
    client.post(f"/sittings/{site.sitting}/turn", json={"client": WRITER})
    assert site.post("B").status_code == 200
    return site


def in_lane(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths that went the whole way from now on."""
    went: list[str] = []
    lane = site.lane()
    whole = lane._whole

    def watch(environ: Any, start: Any) -> Any:
        went.append(environ["PATH_INFO"])
        return whole(environ, start)

    monkeypatch.setattr(lane, "_whole", watch)
    return went


def test_the_second_save_takes_the_lane_and_is_told_like_the_first(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = site.post("C")
    went = in_lane(site, monkeypatch)
    second = site.post("D")
    assert went == []
    assert second.status_code == 200
    assert first.get_json().keys() == second.get_json().keys()
    assert second.get_json()["saves"][0]["late"] is False
    rows = site.rows()
    assert [row.position for row in rows] == [1, 2, 3]
    assert first_break((record_in(row), row.link) for row in rows) is None
    assert second.get_json()["saves"][0]["link"] == rows[-1].link
    assert site.counted() == ["D"]


def test_replies_of_the_lane_carry_the_headers_of_all_replies(site: Site) -> None:
    site.post("C")
    headers = site.post("D").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_behind_a_proxy_that_speaks_https_the_lane_says_so_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.app.config["SESSION_COOKIE_SECURE"] = True
    site.scheme = "https"
    whole = site.post("C")
    went = in_lane(site, monkeypatch)
    quick = site.post("D")
    assert (whole.status_code, quick.status_code, went) == (200, 200, [])
    secure = "Strict-Transport-Security"
    assert quick.headers[secure] == whole.headers[secure] == "max-age=31536000"


@pytest.mark.parametrize(
    ("model", "values", "status"),
    [
        (LoginSession, {"revoked_at": START}, 401),
        (LoginSession, {"expires_at": START}, 401),
        (User, {"is_active": False}, 401),
        (Enrolment, {"left_at": START}, 404),
    ],
)
def test_whoever_lost_the_right_to_save_is_refused_at_once(
    site: Site, model: Any, values: dict[str, Any], status: int
) -> None:
    assert site.post("C").status_code == 200
    site.change(model, **values)
    refused = site.post("D")
    assert refused.status_code in (status, 403)
    assert site.counted() == ["C"]


def test_after_another_page_took_the_paper_up_nothing_counts(site: Site) -> None:
    site.post("C")
    with site.app.app_context():
        take_up(site.sitting_id, "client-0002", site.clock())
        database.session.remove()
    reply = site.post("D").get_json()
    assert (reply["superseded"], reply["saves"][0]["superseded"]) == (True, True)
    assert site.counted() == ["C"]


def test_a_closed_paper_takes_nothing(site: Site) -> None:
    site.post("C")
    site.change(Sitting, state="submitted", closed_by="candidate", submitted_at=START)
    assert site.post("D").status_code == 409
    assert [row.response for row in site.rows()] == ["B", "C"]


def test_more_time_is_told_with_the_next_save(site: Site) -> None:
    before = site.post("C").get_json()["left_ms"]
    site.change(Sitting, deadline=START + timedelta(minutes=75))
    assert site.post("D").get_json()["left_ms"] == before + 15 * 60_000


def test_after_the_deadline_saves_are_late_and_do_not_count(site: Site) -> None:
    site.post("C")
    site.clock.move(minutes=60, seconds=31)
    reply = site.post("D")
    assert reply.get_json()["saves"][0]["late"] is True
    assert site.counted() == ["C"]


@pytest.mark.parametrize(
    "more",
    [{"slot": 999_999}, {"response": "o-unknown"}, {"seq": 0}, {"response": {"a": 1}}],
)
def test_what_is_no_save_is_refused_with_words(site: Site, more: dict[str, Any]) -> None:
    site.post("C")
    reply = site.post("D", **more)
    assert reply.status_code == 422
    assert reply.get_json()["error"]
    assert site.counted() == ["C"]


def test_the_same_save_again_is_acknowledged_again_and_kept_once(site: Site) -> None:
    site.post("C")
    site.seq -= 1
    assert site.post("C").status_code == 200
    assert [row.response for row in site.rows()] == ["B", "C"]
    site.seq -= 1
    assert site.post("D").status_code == 409  # another body under the same name


def test_another_token_or_cookie_does_not_take_the_lane(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post("C")
    went = in_lane(site, monkeypatch)
    site.token = "another token"
    site.post("D")
    assert went == [f"/sittings/{site.sitting}/answers"]
    stranger = site.app.test_client()
    refused = stranger.post(
        f"/sittings/{site.sitting}/answers", json={}, headers={"X-CSRFToken": "a token"}
    )
    assert refused.status_code == 401


def test_after_a_while_a_page_is_asked_about_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post("C")
    went = in_lane(site, monkeypatch)
    site.clock.move(seconds=TRUST.total_seconds() + 1)
    assert site.post("D").status_code == 200
    assert len(went) == 1


def test_the_other_node_may_have_saved_meanwhile(site: Site) -> None:
    """The lane's end of the chain is old: the save goes the whole way, and the chain stays whole."""
    site.post("C")
    lane = site.lane()
    (known,) = [one for one in lane._known.values() if one.found.id == site.sitting_id]
    known.place.position -= 1
    assert site.post("D").status_code == 200
    rows = site.rows()
    assert [row.position for row in rows] == [1, 2, 3]
    assert first_break((record_in(row), row.link) for row in rows) is None
    with site.app.app_context():
        assert database.session.scalar(select(Sitting.writer)) == WRITER
        database.session.remove()


@pytest.mark.parametrize("length", ["", "²", "٣", "-1", "1_0", "9" * 30, "200001"])
def test_a_length_that_is_none_never_takes_the_lane(site: Site, length: str) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/sittings/{site.sitting}/answers",
        "HTTP_COOKIE": "zhike_session=x",
        "HTTP_X_CSRFTOKEN": site.token,
        "CONTENT_LENGTH": length,
    }
    assert site.lane()._name(environ) is None
    assert site.lane()._name(environ | {"CONTENT_LENGTH": "10"}) is not None
