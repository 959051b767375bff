"""Taking a whole import back: what goes, what stays, what is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank import reviewing, service, uses
from app.bank.domain.states import State
from app.bank.exchange.questions import Picture
from app.bank.history import draft_of
from app.bank.import_models import ItemPicture
from app.bank.models import Item, ItemKeyRow, ItemVersion, Stimulus
from app.learning.models import AnswerLog
from app.quiz.models import FormSlot
from app.quiz.practice.models import PracticeRun
from tests.bank.imports import (
    Reader,
    blank,
    bring,
    choice,
    confirm,
    fields,
    many,
    own_items,
    picture,
    rows_of,
    truth,
)

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def undo(client: Any, batch: Any, round_: int | None = None) -> Any:
    told = batch.rounds if round_ is None else round_
    return client.post(f"/bank/import/{batch.public_id}/undo", data={"round": str(told)})


def count(db: Any, model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.both_engines
def test_everything_goes_and_waits_in_the_batch_again(
    teacher: Any, db: Any, reader: Reader
) -> None:
    before = [count(db, model) for model in (Item, ItemVersion, ItemKeyRow, Stimulus)]
    reader.finds(choice(material=("案例", "一段。")), truth(), blank())
    batch = bring(teacher)
    confirm(teacher, batch)
    page = teacher.get(f"/bank/import/{batch.public_id}/done").text
    assert "会删去（3 道）" in page
    answer = undo(teacher, batch)
    assert answer.status_code == 302
    assert (
        "删去 3 道，恢复原版本 0 道，停用 0 道，原样留下 0 道"
        in teacher.get(answer.headers["Location"]).text
    )
    assert [count(db, model) for model in (Item, ItemVersion, ItemKeyRow, Stimulus)] == before
    assert [row.item_id for row in rows_of(batch)] == [None] * 3
    assert "已撤销" in teacher.get("/bank/import").text
    assert confirm(teacher, batch).status_code == 302
    assert len(own_items()) == 3


def test_what_is_in_use_is_retired_and_who_uses_it_is_said(
    teacher: Any, db: Any, reader: Reader, make: Any, clock: Any
) -> None:
    reader.finds(choice(), truth(), blank())
    batch = bring(teacher)
    confirm(teacher, batch)
    used, listed, free = own_items()
    learner = make.user()
    log = AnswerLog(
        user_id=learner.id, item_id=used.id, version_id=used.current_version_id,
        source="practice", response="A", answered_at=clock(),
    )  # fmt: skip
    run = PracticeRun(
        user_id=learner.id, source="practice", query={}, created_at=clock(),
        items=[[listed.id, listed.current_version_id, 1]],
    )  # fmt: skip
    db.session.add_all([log, run])
    db.session.commit()
    page = teacher.get(f"/bank/import/{batch.public_id}/done").text
    assert "会停用（2 道）" in page
    assert "有人练过" in page
    assert "在进行中的练习里" in page
    undo(teacher, batch)
    assert [(item.id, item.state) for item in own_items()] == [
        (used.id, "retired"),
        (listed.id, "retired"),
    ]
    assert db.session.get(Item, free.id) is None
    again = undo(teacher, batch)
    assert again.status_code == 409
    assert "没有可以撤销的" in again.text


def test_what_was_changed_since_is_left_alone(
    teacher: Any, db: Any, reader: Reader, clock: Any
) -> None:
    reader.finds(choice(), truth(), blank())
    batch = bring(teacher)
    confirm(teacher, batch)
    edited, retired, _free = own_items()
    clock.move(minutes=5)
    version = db.session.get_one(ItemVersion, edited.current_version_id)
    draft = draft_of(version)
    changed = replace(draft, face=replace(draft.face, stem="后来改的（　）。"))
    service.save_version(edited.id, changed, version.id, batch.author_id, clock())
    reviewing.move_to(retired.id, State.DRAFT, batch.author_id, clock())
    assert (
        "后来改过或已停用，原样留下（2 道）"
        in teacher.get(f"/bank/import/{batch.public_id}/done").text
    )
    undo(teacher, batch)
    assert [(item.title, item.state) for item in own_items()] == [
        ("后来改的（　）。", "published"),
        (retired.title, "draft"),
    ]


def test_a_new_version_gives_way_to_the_one_before(teacher: Any, db: Any, reader: Reader) -> None:
    reader.finds(truth("客户满意之后就一定会继续购买同一家的产品。"))
    confirm(teacher, bring(teacher))
    reader.finds(truth("客户满意之后不一定会继续购买同一家的产品。", truth=True))
    batch = bring(teacher)
    confirm(teacher, batch, **{"c0-choice": "version"})
    undo(teacher, batch)
    item = own_items()[0]
    assert item.title == "客户满意之后就一定会继续购买同一家的产品。"
    assert db.session.get_one(ItemKeyRow, item.current_version_id).key["truth"] is False
    assert count(db, ItemVersion) - count(db, Item) == 1  # ours stays in the history


def test_undo_is_refused_with_its_reason(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    nothing = undo(teacher, batch)
    assert nothing.status_code == 409
    assert "什么也没有存" in nothing.text
    confirm(teacher, batch)
    stale = undo(teacher, batch, 0)
    assert stale.status_code == 409
    assert "这期间又存过" in stale.text
    assert len(own_items()) == 4


def test_pictures_go_with_the_last_that_names_them(teacher: Any, db: Any, reader: Reader) -> None:
    shown = (Picture("a", picture()),)
    reader.finds(choice("看图![甲](picture:a)（　）。", pictures=shown))
    kept = bring(teacher)
    confirm(teacher, kept)
    reader.finds(choice("再看![甲](picture:a)（　）。", pictures=shown))
    other = bring(teacher)
    assert count(db, ItemPicture) == 1
    teacher.post(f"/bank/import/{other.public_id}/discard")
    assert count(db, ItemPicture) == 1
    undo(teacher, kept)
    teacher.post(f"/bank/import/{kept.public_id}/discard")
    assert count(db, ItemPicture) == 0


def test_number_of_statements_does_not_grow(teacher: Any, reader: Reader, count_sql: Any) -> None:
    costs = []
    for number in (3, 120):
        reader.finds(*many(number))
        batch = bring(teacher)
        data = {"do": "bulk", "scope": "all", "b-choice": "store"}
        teacher.post(f"/bank/import/{batch.public_id}", data=fields(teacher, batch, **data))
        confirm(teacher, batch)
        with count_sql() as planned:
            teacher.get(f"/bank/import/{batch.public_id}/done")
        with count_sql() as undone:
            assert undo(teacher, batch).status_code == 302
        costs.append((len(planned), len(undone)))
    assert costs[0] == costs[1]
    assert own_items() == []


def test_every_table_that_refers_to_items_is_asked() -> None:
    tables = {table.name for table, _column, _target in uses._references()}
    assert {FormSlot.__tablename__, AnswerLog.__tablename__, "exam_draft_item"} <= tables
    assert not tables & uses.OWN
