"""A learner in the browser, as far as practice is concerned."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.bank.models import ItemVersion
from app.extensions import db
from app.quiz.practice.models import PracticeAnswer, PracticeRun


class Learner:
    """`learner.start(count=3)` begins a round and keeps its address."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.public_id = ""

    def start(self, **form: Any) -> Any:
        response = self.client.post("/practice/start", data={"count": 10} | form)
        if response.status_code == 302:
            self.public_id = response.location.rsplit("/", 1)[1]
        return response

    def run(self) -> PracticeRun:
        query = select(PracticeRun).where(PracticeRun.public_id == self.public_id)
        return db.session.scalars(query.execution_options(populate_existing=True)).one()

    def page(self, number: int | None = None) -> str:
        query = f"?n={number}" if number else ""
        return self.client.get(f"/practice/{self.public_id}{query}").get_data(as_text=True)

    def post(self, number: int, **form: Any) -> Any:
        return self.client.post(f"/practice/{self.public_id}/{number}", data=form)

    def finish(self) -> Any:
        return self.client.post(f"/practice/{self.public_id}/finish")

    def result(self) -> str:
        return self.client.get(f"/practice/{self.public_id}/result").get_data(as_text=True)

    def items(self) -> list[int]:
        return [item for item, _version, _seed in self.run().items]

    def answers(self) -> dict[int, PracticeAnswer]:
        query = select(PracticeAnswer).where(PracticeAnswer.run_id == self.run().id)
        rows = db.session.scalars(query.execution_options(populate_existing=True))
        return {row.place: row for row in rows}

    def stem(self, number: int) -> str:
        version = db.session.get_one(ItemVersion, self.run().items[number - 1][1])
        return version.face["stem"]


def words(html: str) -> str:
    """The text of a page without tags, runs of space as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()
