"""Bulk steps: what a preview says is what is written, as versions, and taken back as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank import bulk, service, undoing
from app.bank.bulk import Change, ChangedMeanwhileError
from app.bank.history import draft_of
from app.bank.loading import load_content
from app.bank.models import Item, ItemVersion, item_knowledge
from app.bank.service import NewItem
from app.bank.team_models import BankStep, BankStepItem, ItemNote
from app.web.errors import DomainError
from tests.bank.conftest import version_of

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any) -> Any:
    return make.teacher()


def item_of(db: Any, content_id: str = "ch01-sc-001") -> Item:
    return db.session.scalars(select(Item).where(Item.content_id == content_id)).one()


def all_ids(db: Any) -> list[int]:
    return list(db.session.scalars(select(Item.id).order_by(Item.id)))


def own_items(db: Any, user: Any, at: Any, count: int, state: str = "published") -> list[Item]:
    draft = draft_of(version_of(item_of(db)))
    return service.create_items([draft] * count, user.id, at, state)


def apply(ids: list[int], change: Change, user: Any, at: Any) -> BankStep:
    stamp = bulk.preview(ids, change, user.id).stamp
    return bulk.apply(ids, change, stamp, user.id, at)


@pytest.mark.both_engines
def test_labels_become_new_versions_with_a_note(db: Any, teacher: Any, clock: Any) -> None:
    ids = all_ids(db)
    change = Change(level="运用", difficulty="4", use="exam")
    seen = bulk.preview(ids, change, teacher.id)
    assert (seen.total, seen.changed, seen.shipped, seen.barred) == (3, 3, 3, 0)
    assert seen.fields == {"level": 1, "difficulty": 3, "use": 3}
    step = bulk.apply(ids, change, seen.stamp, teacher.id, clock())
    assert step.count == 3
    for item in db.session.scalars(select(Item)):
        assert (item.level, item.difficulty, item.use) == ("运用", 4, "exam")
        version = version_of(item)
        assert (version.number, version.origin, version.note) == (2, "edit", "批量修改")
        draft = draft_of(version)
        assert draft.labels.difficulty == 4
        assert draft.digest() == version.digest
        first = db.session.scalars(
            select(ItemVersion).where(ItemVersion.item_id == item.id, ItemVersion.number == 1)
        ).one()
        assert draft.face == draft_of(first).face
        assert draft.key == draft_of(first).key
        assert item.title


def test_the_preview_changes_nothing(db: Any, teacher: Any) -> None:
    before = db.session.scalar(select(func.count()).select_from(ItemVersion))
    bulk.preview(all_ids(db), Change(use="exam", state="retired"), teacher.id)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ItemVersion)) == before
    assert {item.use for item in db.session.scalars(select(Item))} == {"practice"}


def test_the_main_point_is_replaced_and_the_chapter_follows(
    db: Any, teacher: Any, clock: Any
) -> None:
    blank = item_of(db, "ch01-fb-001")
    apply([blank.id], Change(knowledge="ch01.remember"), teacher, clock())
    query = select(item_knowledge.c.knowledge_id).where(item_knowledge.c.item_id == blank.id)
    assert db.session.scalars(query).all() == ["ch01.remember"]
    assert draft_of(version_of(item_of(db, "ch01-fb-001"))).labels.knowledge == ("ch01.remember",)


def test_items_that_are_so_already_stay(db: Any, teacher: Any, clock: Any) -> None:
    change = Change(level="运用")
    step = apply(all_ids(db), change, teacher, clock())
    assert step.count == 1
    assert version_of(item_of(db, "ch01-tf-001")).number == 1
    with pytest.raises(DomainError) as refused:
        apply(all_ids(db), change, teacher, clock())
    assert refused.value.status == 422


@pytest.mark.both_engines
def test_undo_brings_versions_states_and_points_back(db: Any, teacher: Any, clock: Any) -> None:
    def picture() -> list[Any]:
        rows = [
            (i.id, i.state, i.level, i.use, i.chapter_id, version_of(i).number)
            for i in db.session.scalars(select(Item).order_by(Item.id))
        ]
        ties = db.session.execute(
            select(item_knowledge).order_by(item_knowledge.c.item_id, item_knowledge.c.knowledge_id)
        ).all()
        return [*rows, *map(tuple, ties)]

    before = picture()
    change = Change(level="了解", use="reserved", state="retired", knowledge="ch01.remember")
    step = apply(all_ids(db), change, teacher, clock())
    assert picture() != before
    undoing.undo_step(step.id, teacher.id, clock())
    assert picture() == before
    with pytest.raises(DomainError) as refused:
        undoing.undo_step(step.id, teacher.id, clock())
    assert refused.value.status == 409
    acts = db.session.scalars(select(ItemNote.act).order_by(ItemNote.id)).all()
    assert acts == ["retire"] * 3 + ["undo"] * 3


def test_after_undo_a_shipped_item_follows_the_course_again(
    db: Any, teacher: Any, clock: Any, root: Any
) -> None:
    from tests.bank.conftest import read

    step = apply([item_of(db).id], Change(level="了解"), teacher, clock())
    undoing.undo_step(step.id, teacher.id, clock())
    path = root / "items/ch01/a.yml"
    path.write_text(path.read_text().replace("写一张卡", "写一张小卡"))
    report = load_content(read(root), clock())
    assert (report.changed, report.pending) == (1, 0)
    assert version_of(item_of(db)).number == 3


def test_what_somebody_changed_since_keeps_the_step(db: Any, teacher: Any, clock: Any) -> None:
    mine = own_items(db, teacher, clock(), 3)
    step = apply([item.id for item in mine], Change(level="了解"), teacher, clock())
    later = mine[1]
    draft = draft_of(version_of(later))
    changed = replace(draft, face=replace(draft.face, stem="后来改的（　）。"))
    service.save_version(later.id, changed, later.current_version_id or 0, teacher.id, clock())
    assert [item.id for item in undoing.in_the_way(step)] == [later.id]
    with pytest.raises(DomainError) as refused:
        undoing.undo_step(step.id, teacher.id, clock())
    assert refused.value.status == 409
    assert {item.level for item in mine} == {"了解"}  # all or nothing
    assert step.undone_at is None


def test_what_changed_after_the_preview_is_shown_again(db: Any, teacher: Any, clock: Any) -> None:
    mine = own_items(db, teacher, clock(), 2)
    ids = [item.id for item in mine]
    stamp = bulk.preview(ids, Change(use="exam"), teacher.id).stamp
    mine[0].state = "retired"
    db.session.commit()
    with pytest.raises(ChangedMeanwhileError):
        bulk.apply(ids, Change(use="exam"), stamp, teacher.id, clock())
    stamp = bulk.preview(ids, Change(use="exam"), teacher.id).stamp
    with pytest.raises(ChangedMeanwhileError):
        bulk.apply(ids, Change(use="reserved"), stamp, teacher.id, clock())
    assert {item.use for item in mine} == {"practice"}


def test_states_that_are_not_ones_own_to_set_are_said(
    app: Any, db: Any, make: Any, teacher: Any, clock: Any
) -> None:
    other = make.teacher()
    mine = own_items(db, teacher, clock(), 2, "in_review")
    theirs = own_items(db, other, clock(), 1, "in_review")
    ids = [item.id for item in [*mine, *theirs]]
    app.config["BANK_REVIEW"] = "required"
    try:
        seen = bulk.preview(ids, Change(state="published"), teacher.id)
        assert (seen.changed, seen.barred) == (1, 2)
        bulk.apply(ids, Change(state="published"), seen.stamp, teacher.id, clock())
    finally:
        app.config["BANK_REVIEW"] = "optional"
    assert [item.state for item in [*mine, *theirs]] == ["in_review", "in_review", "published"]


@pytest.mark.both_engines
def test_500_items_cost_what_ten_cost(db: Any, teacher: Any, clock: Any, count_sql: Any) -> None:
    with_material = version_of(item_of(db, "ch01-fb-001"))
    draft = draft_of(with_material)

    def made(count: int) -> list[int]:
        """Items with and without a material by turns."""
        entries = [
            NewItem(draft, stimulus_id=with_material.stimulus_id if n % 2 else None)
            for n in range(count)
        ]
        return [item.id for item in service.add_items(entries, teacher.id, clock())]

    few, many = made(10), made(500)
    found = []
    for ids in (few, many):
        for change in (Change(level="了解", state="retired"),):
            db.session.expunge_all()
            with count_sql() as looking:
                seen = bulk.preview(ids, change, teacher.id)
            db.session.expunge_all()
            with count_sql() as writing:
                step = bulk.apply(ids, change, seen.stamp, teacher.id, clock())
            with count_sql() as undoing_:
                undoing.undo_step(step.id, teacher.id, clock())
            found.append([len(looking), len(writing), len(undoing_)])
    assert found[0] == found[1]
    assert max(found[0]) <= 20


# ── pages


def test_from_the_list_to_the_undo(db: Any, teacher: Any, as_user: Callable[..., Any]) -> None:
    client = as_user(teacher)
    page = client.get("/bank?type=true_false").text
    assert 'name="scope" value="all"' in page
    address = "/bank/bulk?scope=all&type=true_false"
    assert "筛选出的全部 1 道题" in client.get(address).text
    empty = client.post(address, data={"do": "preview"})
    assert empty.status_code == 422
    assert "请至少选一项" in empty.text
    shown = client.post(address, data={"do": "preview", "level": "了解", "difficulty": "5"})
    assert "会改 1 道题" in shown.text
    assert "其中 1 道公开题会有你们自己的版本" in shown.text
    stamp = shown.text.split('name="stamp" value="')[1].split('"')[0]
    data = {"do": "apply", "level": "了解", "difficulty": "5", "stamp": stamp}
    done = client.post(address, data=data)
    assert done.status_code == 302
    again = client.post(address, data=data)  # the second press of the button
    assert again.status_code == 409
    step = db.session.scalars(select(BankStep)).one()
    page = client.get(done.headers["Location"]).text
    assert "撤销这一步" in page
    assert "教学层次" in page
    assert f"/bank/items/{item_of(db, 'ch01-tf-001').public_id}" in page  # which items they were
    assert client.get("/bank/steps").text.count('class="zk-item__t"') == 1
    client.post(f"/bank/steps/{step.public_id}/undo")
    assert item_of(db, "ch01-tf-001").level == "运用"
    assert "这一步已撤销" in client.get(f"/bank/steps/{step.public_id}").text


def test_ticked_items_only(db: Any, teacher: Any, as_user: Callable[..., Any]) -> None:
    client = as_user(teacher)
    chosen = item_of(db)
    address = f"/bank/bulk?scope=chosen&item={chosen.public_id}&item={'0' * 32}&type=true_false"
    assert "勾选的 1 道题" in client.get(address).text
    shown = client.post(address, data={"use": "exam"}).text
    stamp = shown.split('name="stamp" value="')[1].split('"')[0]
    client.post(address, data={"do": "apply", "use": "exam", "stamp": stamp})
    assert [row.item_id for row in db.session.scalars(select(BankStepItem))] == [chosen.id]
    assert "还没有选题" in client.get("/bank/bulk?scope=chosen").text


def test_what_is_not_in_the_lists_is_refused(
    db: Any, teacher: Any, as_user: Callable[..., Any]
) -> None:
    client = as_user(teacher)
    address = "/bank/bulk?scope=all"
    for field in (
        {"level": "精通"},
        {"knowledge": "ch99.none"},
        {"difficulty": "9"},
        {"state": "x"},
    ):
        assert client.post(address, data={"do": "preview"} | field).status_code == 422
