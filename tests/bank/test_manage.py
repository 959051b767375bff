from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.bank.domain.items import ItemFace, ItemKey, Option, OptionNote
from app.bank.domain.types import ItemType
from app.bank.loading import load_content
from app.bank.models import Item, ItemVersion
from app.bank.views import EVERYTHING, Outcome, question_view
from tests.bank.conftest import read
from tests.bank.posted import posted

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def shipped(db: Any, content_id: str = "ch01-sc-001") -> Item:
    return db.session.scalars(select(Item).where(Item.content_id == content_id)).one()


def test_list_says_how_many_and_marks_public_items(teacher: Any) -> None:
    page = teacher.get("/bank").text
    assert "3 道题" in page
    assert "公开题" in page
    assert "题目和答案随课程公开" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=true_false", 1),
        ("chapter=ch01", 3),
        ("chapter=ch02", 0),
        ("knowledge=ch01.remember", 2),
        ("level=掌握", 1),
        ("cognitive=应用", 1),
        ("difficulty=2", 2),
        ("difficulty=x", 3),
        ("use=exam", 0),
        ("origin=shipped", 3),
        ("origin=own", 0),
        ("origin=pending", 0),
        ("state=draft", 0),
        ("state=retired", 0),
        ("q=读者", 3),
        ("q=卡片", 1),
        ("q=勤借", 1),
        ("q=价值 读者", 2),
        ("q=催读者", 1),
        ("q=ch01-tf-001", 1),
        ("q=%25", 0),
        ("q=____", 1),
        ("sort=nonsense", 3),
        ("sort=difficulty&type=true_false&knowledge=ch01.count", 1),
    ],
)
def test_filters(teacher: Any, query: str, found: int) -> None:
    page = teacher.get(f"/bank?{query}")
    assert page.status_code == 200
    assert page.text.count('class="zk-item__t"') == found
    if not found:
        assert "没有符合条件的题" in page.text


def test_empty_bank_says_what_to_do(teacher: Any, db: Any) -> None:
    for item in db.session.scalars(select(Item)):
        item.state = "retired"
    db.session.commit()
    assert "题库还是空的" in teacher.get("/bank").text


def test_address_keeps_the_class(teacher: Any, make: Any, as_user: Any) -> None:
    class_ = make.class_()
    client = as_user(make.instructor(class_))
    page = client.get(f"/bank?within={class_.public_id}&type=true_false").text
    assert "zk-rail" in page
    assert f"/bank/new?within={class_.public_id}" in page
    stranger = teacher.get(f"/bank?within={class_.public_id}")
    assert stranger.status_code == 200
    assert "zk-rail" not in stranger.text


@pytest.mark.both_engines
def test_number_of_statements_does_not_grow_with_the_bank(
    db: Any, make: Any, as_user: Any, clock: Any, count_sql: Any
) -> None:
    client = as_user(make.teacher())
    client.get("/bank")
    with count_sql() as few:
        assert client.get("/bank?q=读者").status_code == 200
    row = {
        "type": "true_false",
        "chapter_id": "ch01",
        "level": "掌握",
        "cognitive": "理解",
        "difficulty": 3,
        "created_at": clock(),
        "updated_at": clock(),
    }
    rows = [row | {"title": f"读者 {n}", "tokens": "|读者|"} for n in range(10_000)]
    db.session.execute(insert(Item), rows)
    db.session.commit()
    with count_sql() as many:
        page = client.get("/bank?q=读者&page=200")
    assert "找到 10,003 道题" in page.text or "找到 10003 道题" in page.text
    assert len(many) == len(few)
    assert len(few) <= 15


def test_item_page_statements_do_not_grow(teacher: Any, db: Any, count_sql: Any) -> None:
    item = shipped(db)
    address = f"/bank/items/{item.public_id}"
    with count_sql() as once:
        teacher.get(f"{address}/history")
    for number in range(2, 8):
        base = str(db.session.get_one(Item, item.id).current_version_id)
        data = posted("single_choice", based_on=base, stem=f"第 {number} 次改（　）。")
        assert teacher.post(f"{address}/edit", data=data).status_code == 302
    db.session.expire_all()
    with count_sql() as later:
        page = teacher.get(f"{address}/history").text
    assert page.count("<h2") == 7
    assert len(later) <= len(once) + 1  # and the authors' names


# ── the choice after an upgrade


@pytest.fixture
def waiting(teacher: Any, db: Any, root: Path, clock: Any) -> Item:
    """A shipped item that an instructor changed and an upgrade changed as well."""
    item = shipped(db)
    data = posted(
        "single_choice", based_on=str(item.current_version_id), stem="老师改的题干（　）。"
    )
    assert teacher.post(f"/bank/items/{item.public_id}/edit", data=data).status_code == 302
    path = root / "items/ch01/a.yml"
    path.write_text(path.read_text().replace("给店里凑数", "给店里凑个数"))
    load_content(read(root), clock())
    return shipped(db)


def test_both_versions_stand_side_by_side(teacher: Any, waiting: Item) -> None:
    assert "1 道题有两个版本" in teacher.get("/bank").text
    page = teacher.get(f"/bank/items/{waiting.public_id}/pending").text
    assert "老师改的题干" in page
    assert "店主为每位读者写一张卡" in page
    assert "<ins>" in page
    assert "<del>" in page


def test_taking_the_courses_version(teacher: Any, db: Any, waiting: Item) -> None:
    address = f"/bank/items/{waiting.public_id}/pending"
    data = {"pending": str(waiting.pending_version_id), "take": "course"}
    assert teacher.post(address, data=data).status_code == 302
    item = db.session.get_one(Item, waiting.id)
    assert item.current_version.origin == "content"
    assert item.pending_version_id is None
    assert item.title.startswith("店主为每位读者")
    # A second press of the button finds the choice made.
    assert teacher.post(address, data=data).status_code == 409
    assert teacher.get(address).status_code == 302


def test_keeping_ones_own_version(
    teacher: Any, db: Any, waiting: Item, root: Path, clock: Any
) -> None:
    data = {"pending": str(waiting.pending_version_id), "take": "own"}
    teacher.post(f"/bank/items/{waiting.public_id}/pending", data=data)
    item = db.session.get_one(Item, waiting.id)
    assert (item.current_version.origin, item.pending_version_id) == ("edit", None)
    versions = db.session.scalars(select(ItemVersion).where(ItemVersion.item_id == item.id)).all()
    assert len(versions) == 3
    assert load_content(read(root), clock()).pending == 0


# ── who may


def test_students_and_visitors_see_nothing(make: Any, as_user: Any, db: Any) -> None:
    student = as_user(make.student(make.class_()))
    public_id = shipped(db).public_id
    for address in ("/bank", f"/bank/items/{public_id}", "/bank/new", "/bank/import"):
        assert student.get(address).status_code == 403
        assert as_user(None).get(address).status_code == 302


def test_assistants_see_no_keys_of_exams_to_come(make: Any, as_user: Any, db: Any) -> None:
    class_ = make.class_()
    user = make.user()
    make.enrol(user, class_, "assistant")
    client = as_user(user)
    item = f"/bank/items/{shipped(db).public_id}"
    for address in ("/bank", item, f"{item}/edit", f"{item}/history", "/bank/new", "/bank/import"):
        assert client.get(address).status_code == 403
    for address in (f"{item}/edit", "/bank/preview?type=term", f"{item}/state", f"{item}/copy"):
        assert client.post(address, data=posted("term")).status_code == 403


def test_absent_items_are_absent(teacher: Any) -> None:
    assert teacher.get("/bank/items/" + "0" * 32).status_code == 404


# ── hostile texts


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[点我](javascript:alert(1))",
    '"><svg onload=alert(1)>',
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_stems_and_options_are_inert(teacher: Any, db: Any, payload: str) -> None:
    data = posted(
        "single_choice",
        stem=f"题干 {payload}",
        explanation=f"解析 {payload}",
        options__1__text=f"选项 {payload}",
        options__1__feedback=payload,
        options__1__misconception=payload,
        note=payload[:200],
        source=payload,
    )
    assert teacher.post("/bank/new?type=single_choice", data=data).status_code == 302
    item = db.session.scalars(select(Item).order_by(Item.id.desc()).limit(1)).one()
    pages = [
        teacher.get("/bank").text,
        teacher.post("/bank/preview?type=single_choice", data=data).text,
    ]
    base = f"/bank/items/{item.public_id}"
    pages += [teacher.get(base + tail).text for tail in ("", "/edit", "/history")]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg onload" not in page
        assert 'href="javascript:' not in page
        assert 'href="data:' not in page


@pytest.mark.parametrize("payload", HOSTILE)
@pytest.mark.parametrize("mode", ["answer", "review", "paper"])
def test_hostile_items_are_inert_for_students(app: Any, payload: str, mode: str) -> None:
    option = Option("A", f"选项 {payload}")
    face = ItemFace(
        type=ItemType.SINGLE_CHOICE,
        stem=f"题干 {payload}",
        points=Decimal(1),
        options=(option, Option("B", "乙")),
    )
    key = ItemKey(correct=("A",), explanation=payload, notes={"A": OptionNote(feedback=payload)})
    with app.test_request_context():
        view = question_view(
            face, key="q1", response="A", item_key=key, show=EVERYTHING, outcome=Outcome()
        )
        macro = app.jinja_env.get_template("macros/question.html").make_module({})
        page = str(macro.question(view, mode))
    assert "选项" in page
    assert "<script" not in page
    assert "<img" not in page
    assert "onload=" not in page.replace("&lt;svg onload=", "")
    assert 'href="javascript:' not in page
    assert 'href="data:' not in page
