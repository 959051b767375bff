"""A survey collected from thirty phones over real HTTP, with cookies and CSRF as phones have them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.workshop.survey import publishing
from app.workshop.survey.designing import add_from_bank
from app.workshop.survey.grading import set_task
from app.workshop.survey.models import Survey, SurveyDoor, SurveyResponse, SurveyToken
from app.workshop.survey.service import start_survey
from tests.browser.conftest import Site, serve
from tests.conftest import START
from tests.workshop.survey.conftest import WANTED, form_of

PHONES = 30
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
BEGUN = re.compile(r'name="begun" value="([^"]+)"')


class Phone:
    """One phone: a browser of its own."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))

    def ask(self, path: str, data: dict[str, Any] | None = None) -> tuple[int, str]:
        body = urlencode(data, doseq=True).encode() if data is not None else None
        request = Request(self.base + path, body, {"User-Agent": "Phone/1"})  # noqa: S310 - this computer
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()

    def answer(self, path: str, sent: dict[str, Any]) -> tuple[int, str]:
        status, page = self.ask(path)
        if status != 200:
            return status, page
        token, begun = TOKEN.search(page), BEGUN.search(page)
        assert token is not None
        assert begun is not None
        return self.ask(path, sent | {"csrf_token": token[1], "begun": begun[1]})


@pytest.fixture
def collecting(make_app: Callable[..., Flask]) -> Any:
    from decimal import Decimal

    app = make_app("sqlite", WTF_CSRF_ENABLED=True, SERVER_NAME=None)
    with serve(app) as site:
        with app.test_request_context():
            make = site.make
            class_ = make.class_()
            student = make.student(class_)
            task = set_task(
                class_, due_at=None, simulated_allowed=True, max_points=Decimal(10), at=START
            )
            survey = start_survey(task, class_, student.id, START)
            add_from_bank(survey, 1, WANTED)
            publishing.open_survey(survey, "slips", student.id, START)
            codes = publishing.issue_codes(survey, PHONES, student.id, START)
            survey = db.session.get_one(Survey, survey.id, populate_existing=True)
            door = db.session.scalars(select(SurveyDoor)).one()
            forms = [form_of(survey, 1 + n % 5) for n in range(PHONES)]
            key = door.key
            db.session.remove()
        yield site, key, codes, forms


def test_thirty_phones_answer_once_each(collecting: Any) -> None:
    site, key, codes, forms = collecting
    assert isinstance(site, Site)
    found: list[tuple[int, str]] = []
    phones = [Phone(site.base) for _ in codes]

    def run(number: int) -> None:
        # Every third one has first typed the code on the page behind the bare address.
        path = f"/s/{key}/{codes[number]}"
        found.append(phones[number].answer(path, forms[number]))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(PHONES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _page in found] == [200] * PHONES
    assert all("已经交出" in page for _status, page in found)
    # Another phone with a used slip, and the same phone again, are both refused.
    assert Phone(site.base).answer(f"/s/{key}/{codes[0]}", forms[0])[0] == 410
    assert phones[1].answer(f"/s/{key}/{codes[1]}", forms[1])[0] == 410
    with site.database():
        rows = db.session.scalars(select(SurveyResponse)).all()
        assert len(rows) == PHONES
        assert {one.kind for one in rows} == {"real"}
        assert db.session.scalars(select(SurveyToken)).all() == []
    # A phone carries what the forms' protection needs and nothing else.
    assert {one.name for one in phones[0].jar} == {"zhike_session"}


def test_what_a_phone_loads_is_small(collecting: Any) -> None:
    site, key, codes, _forms = collecting
    status, page = Phone(site.base).ask(f"/s/{key}/{codes[0]}")
    assert status == 200
    assert len(page.encode()) < 60_000
    assert "zk-nav" not in page


def test_a_post_without_the_page_is_refused(collecting: Any) -> None:
    """Without the token of a form that this browser opened nothing is stored and no code is spent."""
    site, key, codes, forms = collecting
    assert Phone(site.base).ask(f"/s/{key}/{codes[0]}", forms[0])[0] == 400
    with site.database():
        assert db.session.scalars(select(SurveyResponse)).all() == []
        assert len(db.session.scalars(select(SurveyToken)).all()) == PHONES
