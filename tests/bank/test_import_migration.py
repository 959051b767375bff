"""Text that was pasted before imports were files too is taken over, and can go back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import MetaData, Table, insert, select

from app.accounts.models import User
from app.bank.import_data import from_data
from app.bank.import_models import ImportBatch, ImportQuestion
from app.extensions import db
from tests.guards.test_migrations import config_of, empty_site  # noqa: F401 (a fixture)

pytestmark = pytest.mark.both_engines
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
LABELS = {
    "knowledge": ["ch01.a"],
    "level": "掌握",
    "cognitive": "理解",
    "difficulty": 2,
    "use": "exam",
}


def card(type_: str, answer: str, **more: Any) -> dict[str, Any]:
    return {
        "number": "1", "type": type_, "stem": "题干", "options": [], "answer": answer,
        "key_points": [], "explanation": "", "points": "2", "first": 1, "last": 2,
        "notes": [["no_answer", 1, ""], ["no_explanation", 1, ""]], "labels": LABELS, "keep": True,
    } | more  # fmt: skip


CARDS = [
    card("single_choice", "B", options=["甲", "乙", "丙"]),
    card("true_false", "错", keep=False),
    card("fill_blank", "5｜五\n六"),
    card("short_answer", "先甲。", key_points=["甲｜3", "没有分值"], points=""),
    card("multiple_response", "", options=["甲", "乙", "丙"]),
]


def test_pasted_text_is_taken_over_and_given_back(empty_site: Any) -> None:  # noqa: F811
    config = config_of(empty_site)
    command.upgrade(config, "0007")
    person = User(name="老师", created_at=AT, last_seen_at=AT)
    db.session.add(person)
    db.session.commit()
    old = {
        "public_id": "0" * 32, "author_id": person.id, "source": "一\r\n二", "cards": CARDS,
        "labels": LABELS | {"loose": [[2, "二"]]}, "created_at": AT,
    }  # fmt: skip
    with db.engine.begin() as connection:
        connection.execute(insert(Table("paste_draft", MetaData(), autoload_with=connection)), old)
    command.upgrade(config, "0008")
    batch = db.session.query(ImportBatch).one()
    assert (batch.format, batch.source, batch.loose) == ("text", ["一", "二"], [[2, "二"]])
    rows = db.session.query(ImportQuestion).order_by(ImportQuestion.position).all()
    found = [from_data(row.data) for row in rows]
    assert [one.key for one in found] == [("B",), False, (("5", "五"), ("六",)), None, None]
    assert found[3].reference == "先甲。"
    assert [str(point.points) for point in found[3].key_points] == ["3", "0"]
    assert [one.kind.value for one in found[0].problems] == ["no_key"]
    assert [row.choice for row in rows] == ["store", "leave", "store", "store", "store"]
    assert rows[0].labels == LABELS
    db.session.remove()
    command.downgrade(config, "0007")
    with db.engine.begin() as connection:
        row = connection.execute(
            select(Table("paste_draft", MetaData(), autoload_with=connection))
        ).one()
    assert (row.source, row.stored_at) == ("一\n二", None)
    assert [one["answer"] for one in row.cards] == ["B", "错", "5｜五\n六", "先甲。", ""]
    assert [one["keep"] for one in row.cards] == [True, False, True, True, True]
    assert row.cards[0]["notes"] == [["no_answer", 1, ""]]
    command.upgrade(config, "head")
