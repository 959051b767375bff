"""The tree of knowledge points: own points made, changed, moved, merged, retired, all of it logged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.bank import tree, tree_editing, undoing
from app.bank.history import draft_of
from app.bank.loading import load_content
from app.bank.models import Item, KnowledgePoint, item_knowledge
from app.bank.pages import knowledge_groups
from app.bank.queries import list_knowledge
from app.bank.service import create_item
from app.bank.team_models import BankStep, KnowledgeNote
from app.bank.tree_editing import Wanted, columns_of
from app.content.library import Library
from app.web.errors import DomainError
from tests.bank.conftest import version_of
from tests.bank.posted import posted

pytestmark = pytest.mark.usefixtures("loaded")
WANTED = Wanted(title="催还的分寸", chapter_id="ch02", level="掌握", cognitive="应用")


@pytest.fixture
def teacher(make: Any) -> Any:
    return make.teacher()


@pytest.fixture
def point(app: Any, db: Any, teacher: Any, clock: Any) -> KnowledgePoint:
    del db
    with app.test_request_context():
        return tree_editing.create_point(WANTED, teacher.id, clock())


@pytest.fixture(autouse=True)
def in_a_request(app: Any, db: Any) -> Any:
    """Titles of chapters are in the reader's language."""
    del db
    with app.test_request_context():
        yield


def item_on(db: Any, user: Any, at: Any, *points: str, chapter: str = "ch02") -> Item:
    source = db.session.scalars(select(Item).where(Item.content_id == "ch01-sc-001")).one()
    draft = draft_of(version_of(source))
    labels = replace(draft.labels, knowledge=points, chapter=chapter)
    return create_item(replace(draft, labels=labels), user.id, at)


def points_of(db: Any, item: Item) -> set[str]:
    query = select(item_knowledge.c.knowledge_id).where(item_knowledge.c.item_id == item.id)
    return set(db.session.scalars(query))


def acts(db: Any, point_id: str) -> list[str]:
    query = select(KnowledgeNote.act).where(KnowledgeNote.point_id == point_id)
    return list(db.session.scalars(query.order_by(KnowledgeNote.id)))


def test_a_new_point_is_offered_to_writers(
    db: Any, teacher: Any, point: KnowledgePoint, as_user: Callable[..., Any]
) -> None:
    assert point.id.startswith("ch02.own-")
    assert point.is_own
    client = as_user(teacher)
    data = posted("true_false", knowledge__0=point.id)
    assert client.post("/bank/new?type=true_false", data=data).status_code == 302
    item = db.session.scalars(select(Item).order_by(Item.id.desc()).limit(1)).one()
    assert item.chapter_id == "ch02"
    assert tree.count_items([point.id]) == {point.id: {"true_false": 1}}
    page = client.get("/bank/tree/ch02").text
    assert "催还的分寸" in page
    assert acts(db, point.id) == ["create"]


def test_the_courses_points_are_read_only(teacher: Any, db: Any, clock: Any) -> None:
    shipped = db.session.get_one(KnowledgePoint, "ch01.count")
    for change in (
        lambda: tree_editing.change_point(
            shipped.id, WANTED, columns_of(shipped), teacher.id, clock()
        ),
        lambda: tree_editing.merge_point(shipped.id, "ch01.remember", teacher.id, clock()),
        lambda: tree_editing.retire_point(shipped.id, True, teacher.id, clock()),
    ):
        with pytest.raises(DomainError) as refused:
            change()
        assert refused.value.status == 403
    assert acts(db, shipped.id) == []


@pytest.mark.both_engines
def test_items_follow_their_point_to_another_chapter(
    db: Any, teacher: Any, point: KnowledgePoint, clock: Any
) -> None:
    main = item_on(db, teacher, clock(), point.id, "ch01.count")
    beside = item_on(db, teacher, clock(), "ch01.count", point.id, chapter="ch01")
    wanted = replace(WANTED, chapter_id="ch01", title="分寸")
    tree_editing.change_point(point.id, wanted, columns_of(point), teacher.id, clock())
    assert (main.chapter_id, beside.chapter_id) == ("ch01", "ch01")
    assert version_of(main).number == 1  # what was published stays as it is
    back = db.session.get_one(KnowledgePoint, point.id)
    tree_editing.change_point(point.id, WANTED, columns_of(back), teacher.id, clock())
    assert (main.chapter_id, beside.chapter_id) == ("ch02", "ch01")
    note = db.session.scalars(
        select(KnowledgeNote).where(KnowledgeNote.act == "move").order_by(KnowledgeNote.id)
    ).first()
    assert note.change == {"title": ["催还的分寸", "分寸"], "chapter_id": ["ch02", "ch01"]}


def test_two_tabs_do_not_overwrite_each_other(
    db: Any, teacher: Any, point: KnowledgePoint, clock: Any
) -> None:
    seen = columns_of(point)
    tree_editing.change_point(point.id, replace(WANTED, title="甲"), seen, teacher.id, clock())
    with pytest.raises(DomainError) as refused:
        tree_editing.change_point(point.id, replace(WANTED, title="乙"), seen, teacher.id, clock())
    assert refused.value.status == 409
    assert db.session.get_one(KnowledgePoint, point.id).title == "甲"


@pytest.mark.both_engines
def test_a_merge_takes_the_items_along_and_back(
    db: Any, teacher: Any, point: KnowledgePoint, clock: Any
) -> None:
    main = item_on(db, teacher, clock(), point.id)
    both = item_on(db, teacher, clock(), "ch01.count", point.id, chapter="ch01")
    twice = item_on(db, teacher, clock(), point.id, "ch01.count")
    step = tree_editing.merge_point(point.id, "ch01.count", teacher.id, clock())
    assert step.count == 3
    assert [points_of(db, item) for item in (main, both, twice)] == [{"ch01.count"}] * 3
    assert [item.chapter_id for item in (main, both, twice)] == ["ch01"] * 3
    assert "并入" in version_of(main).note
    gone = db.session.get_one(KnowledgePoint, point.id)
    assert (gone.merged_into_id, gone.retired_at) == ("ch01.count", clock())
    offered = [p.id for _chapter, points in knowledge_groups(list_knowledge()) for p in points]
    assert point.id not in offered
    tree_editing.undo_merge(step, teacher.id, clock())
    assert points_of(db, main) == {point.id}
    assert points_of(db, both) == {"ch01.count", point.id}
    assert [item.chapter_id for item in (main, both, twice)] == ["ch02", "ch01", "ch02"]
    back = db.session.get_one(KnowledgePoint, point.id)
    assert (back.merged_into_id, back.retired_at) == (None, None)
    assert acts(db, point.id) == ["create", "merge", "split"]


def test_a_merge_is_undone_from_its_page(
    db: Any, teacher: Any, point: KnowledgePoint, as_user: Callable[..., Any], clock: Any
) -> None:
    item_on(db, teacher, clock(), point.id)
    client = as_user(teacher)
    base = f"/bank/tree/points/{point.id}"
    for into in ("", point.id, "ch99.none"):
        assert client.post(f"{base}/merge", data={"into": into}).status_code == 422
    done = client.post(f"{base}/merge", data={"into": "ch01.count"})
    page = client.get(done.headers["Location"]).text
    assert "合并知识点" in page
    assert "算得清一位读者的价值" in page
    step = db.session.scalars(select(BankStep)).one()
    client.post(f"/bank/steps/{step.public_id}/undo")
    assert step.undone_at is not None
    assert not undoing.in_the_way(step) or step.undone_at
    assert db.session.get_one(KnowledgePoint, point.id).merged_into_id is None
    assert "撤销合并" in client.get(base).text


def test_a_point_in_use_is_not_retired(
    db: Any, teacher: Any, point: KnowledgePoint, clock: Any
) -> None:
    item = item_on(db, teacher, clock(), point.id)
    with pytest.raises(DomainError) as refused:
        tree_editing.retire_point(point.id, True, teacher.id, clock())
    assert refused.value.status == 409
    item.state = "retired"
    db.session.commit()
    tree_editing.retire_point(point.id, True, teacher.id, clock())
    tree_editing.retire_point(point.id, True, teacher.id, clock())
    assert db.session.get_one(KnowledgePoint, point.id).retired_at is not None
    tree_editing.retire_point(point.id, False, teacher.id, clock())
    assert acts(db, point.id) == ["create", "retire", "restore"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"title": "长" * 121},
        {"level": "精通"},
        {"cognitive": "背诵"},
        {"chapter_id": "ch99"},
        {"title": "催还的分寸"},
    ],
)
def test_what_is_wrong_is_said_and_kept(
    db: Any, teacher: Any, point: KnowledgePoint, as_user: Any, change: dict[str, str]
) -> None:
    data = {"title": "新的", "level": "掌握", "cognitive": "理解"} | change
    chapter = data.pop("chapter_id", "ch02")
    answer = as_user(teacher).post(f"/bank/tree/{chapter}", data=data)
    assert answer.status_code == (404 if chapter == "ch99" else 422)
    if chapter != "ch99":
        assert f'value="{data["title"]}"' in answer.text
    assert len(list_knowledge()) == 3


def test_a_point_does_not_come_back_beside_one_of_its_name(
    db: Any, teacher: Any, point: KnowledgePoint, clock: Any
) -> None:
    tree_editing.retire_point(point.id, True, teacher.id, clock())
    tree_editing.create_point(WANTED, teacher.id, clock())
    with pytest.raises(DomainError, match="同名"):
        tree_editing.retire_point(point.id, False, teacher.id, clock())
    assert db.session.get_one(KnowledgePoint, point.id).retired_at is not None


def test_own_points_survive_a_load_of_the_course(
    db: Any, point: KnowledgePoint, small: Library, clock: Any
) -> None:
    load_content(replace(small, digest="another"), clock())
    assert db.session.get_one(KnowledgePoint, point.id).is_own


def test_counts_of_the_tree(db: Any, teacher: Any, as_user: Callable[..., Any]) -> None:
    rows = {row.point.id: row for row in tree.list_points("ch01")}
    assert rows["ch01.count"].items == {"fill_blank": 1, "true_false": 1}
    assert rows["ch01.remember"].items == {"single_choice": 1, "fill_blank": 1}
    assert rows["ch01.remember"].paragraphs > 0
    chapters = {row.id: row for row in tree.list_chapters()}
    assert (chapters["ch01"].points, chapters["ch01"].items) == (2, 3)
    assert (chapters["ch02"].points, chapters["ch02"].items) == (0, 0)
    client = as_user(teacher)
    assert "这一章还没有知识点" in client.get("/bank/tree/ch02").text
    assert client.get("/bank/tree/ch99").status_code == 404
    assert client.get("/bank/tree/points/ch99.none").status_code == 404
    assert "不能在这里改" in client.get("/bank/tree/points/ch01.count").text


def test_the_tree_costs_the_same_however_many_points(
    db: Any, teacher: Any, as_user: Callable[..., Any], clock: Any, count_sql: Any
) -> None:
    client = as_user(teacher)
    found = []
    for more in (1, 30):
        for n in range(more):
            wanted = replace(WANTED, title=f"第 {more}-{n} 个")
            made = tree_editing.create_point(wanted, teacher.id, clock())
            item_on(db, teacher, clock(), made.id)
        costs = []
        for path in ("/bank/tree", "/bank/tree/ch02", f"/bank/tree/points/{made.id}"):
            client.get(path)
            db.session.expunge_all()
            with count_sql() as statements:
                assert client.get(path).status_code == 200
            costs.append(len(statements))
        teacher = db.session.get_one(type(teacher), teacher.id) if more == 30 else teacher
        found.append(costs)
    assert found[0] == found[1]


def test_places_of_the_bank_are_named_in_english(
    teacher: Any, point: KnowledgePoint, as_user: Callable[..., Any]
) -> None:
    client = as_user(teacher)
    for address in ("/bank/tree", "/bank/tree/ch02", f"/bank/tree/points/{point.id}"):
        page = client.get(address, headers=[("Accept-Language", "en")]).text
        assert "Knowledge points" in page
        # What takes part in a class is another word than what is put on a list.
        assert ">Join<" not in page.replace("\n", "")
