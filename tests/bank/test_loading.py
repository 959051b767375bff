from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank.history import draft_of
from app.bank.loading import needs_loading
from app.bank.models import Item, ItemKeyRow, ItemVersion, KnowledgePoint, Stimulus
from app.bank.service import create_items
from app.content.library import Library
from tests.bank.conftest import read

Load = Callable[[Library], Any]
ITEMS = "items/ch01/a.yml"


def change(root: Path, old: str, new: str) -> Library:
    path = root / ITEMS
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    library = read(root)
    assert library.ok, library.problems
    return library


def get(db: Any, content_id: str) -> Any:
    return db.session.scalars(select(Item).where(Item.content_id == content_id)).one()


def own_edit(db: Any, item: Any, clock: Any, stem: str = "老师改过的题干（　）。") -> ItemVersion:
    """What saving an edit leaves behind."""
    face = dict(item.current_version.face, stem=stem)
    version = ItemVersion(
        item_id=item.id,
        number=2,
        origin="edit",
        type=item.type,
        face=face,
        digest="0" * 64,
        labels=item.current_version.labels,
        created_at=clock(),
    )
    db.session.add(version)
    db.session.flush()
    db.session.add(ItemKeyRow(version_id=version.id, key={}))
    item.current_version_id = version.id
    db.session.commit()
    return version


@pytest.mark.both_engines
def test_first_load_stores_everything(db: Any, load: Load, small: Library) -> None:
    report = load(small)
    assert (report.added, report.unchanged, report.ok) == (3, 0, True)
    item = get(db, "ch01-sc-001")
    assert item.title == "店主为每位读者写一张卡，主要为了（　）。"
    assert (item.type, item.chapter_id, item.level, item.use) == (
        "single_choice",
        "ch01",
        "掌握",
        "practice",
    )
    words = db.session.scalar(select(Item.tokens).where(Item.id == item.id))
    assert "|读者|" in words
    assert item.current_version.number == 1
    assert item.current_version.origin == "content"
    assert [point.id for point in item.knowledge] == ["ch01.remember"]
    key = db.session.get(ItemKeyRow, item.current_version_id)
    assert key.key["correct"] == ["A"]
    blank = get(db, "ch01-fb-001")
    assert blank.current_version.stimulus.title == "两位读者"
    assert db.session.scalar(select(func.count()).select_from(KnowledgePoint)) == 2


def test_the_key_is_not_in_the_face(db: Any, loaded: Any) -> None:
    face = get(db, "ch01-sc-001").current_version.face
    assert "correct" not in str(face)
    assert "feedback" not in str(face)


@pytest.mark.both_engines
def test_loading_again_changes_nothing(
    db: Any, load: Load, loaded: Any, small: Library, count_sql: Any
) -> None:
    db.session.expire_all()
    with count_sql() as statements:
        report = load(small)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    written = [s for s in statements if s.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [s for s in written if "content_state" not in s] == []
    assert len(statements) <= 6


def test_number_of_statements_does_not_grow_with_the_bank(
    db: Any, load: Load, root: Path, count_sql: Any
) -> None:
    path = root / ITEMS
    block = path.read_text().partition("items:\n")[2].partition("  - id: ch01-fb-001")[0]
    for number in range(2, 302):
        copy = block.replace("ch01-sc-001", f"ch01-sc-{number:03d}").replace(
            "读者写", f"{number}号写"
        )
        path.write_text(path.read_text() + copy)
    library = read(root)
    assert library.ok, library.problems
    with count_sql() as first:
        assert load(library).added == 303
    with count_sql() as second:
        assert load(library).unchanged == 303
    assert len(first) <= 18
    assert len(second) <= 6


def test_digest_says_whether_to_load(db: Any, load: Load, small: Library) -> None:
    assert needs_loading(small.digest)
    load(small)
    assert not needs_loading(small.digest)
    assert needs_loading("another")


@pytest.mark.both_engines
def test_changed_item_gets_a_new_current_version(
    db: Any, load: Load, loaded: Any, root: Path
) -> None:
    old = get(db, "ch01-sc-001").current_version_id
    report = load(change(root, "记得住读者, correct", "记得住每一位读者, correct"))
    assert (report.changed, report.unchanged) == (1, 2)
    item = get(db, "ch01-sc-001")
    assert item.current_version.number == 2
    assert item.current_version.face["options"][0]["text"] == "记得住每一位读者"
    before = db.session.get(ItemVersion, old)
    assert before.face["options"][0]["text"] == "记得住读者"
    assert db.session.get(ItemKeyRow, old) is not None


def test_changed_labels_move_the_item(db: Any, load: Load, loaded: Any, root: Path) -> None:
    old = "knowledge: [ch01.count, ch01.remember]\n    level: 运用"
    load(change(root, old, "knowledge: [ch01.remember]\n    use: exam\n    level: 掌握"))
    item = get(db, "ch01-fb-001")
    assert (item.use, item.level) == ("exam", "掌握")
    assert [point.id for point in item.knowledge] == ["ch01.remember"]


def test_changed_material_keeps_the_old_wording_for_old_versions(
    db: Any, load: Load, loaded: Any, root: Path
) -> None:
    first = get(db, "ch01-fb-001").current_version_id
    report = load(change(root, "一位勤借，一位多买。", "一位勤借，一位多买，一位只看。"))
    assert report.changed == 1
    item = get(db, "ch01-fb-001")
    assert item.current_version.stimulus.text == "一位勤借，一位多买，一位只看。"
    assert db.session.get(ItemVersion, first).stimulus.text == "一位勤借，一位多买。"
    named = db.session.scalars(select(Stimulus).where(Stimulus.content_id == "ch01-st-001")).all()
    assert [row.text for row in named] == ["一位勤借，一位多买，一位只看。"]


def test_own_edit_is_never_overwritten(
    db: Any, load: Load, loaded: Any, root: Path, clock: Any
) -> None:
    edit = own_edit(db, get(db, "ch01-sc-001"), clock)
    changed = change(root, "给店里凑数", "给店里凑个数")
    assert load(changed).pending == 1
    item = get(db, "ch01-sc-001")
    assert item.current_version_id == edit.id
    assert item.pending_version.number == 3
    assert item.pending_version.face["options"][2]["text"] == "给店里凑个数"
    # The same text again asks nothing anew.
    waiting = item.pending_version_id
    assert load(changed).pending == 0
    assert get(db, "ch01-sc-001").pending_version_id == waiting


def test_own_edit_survives_an_unchanged_text(
    db: Any, load: Load, loaded: Any, small: Library, clock: Any
) -> None:
    edit = own_edit(db, get(db, "ch01-sc-001"), clock)
    assert load(small).pending == 0
    item = get(db, "ch01-sc-001")
    assert (item.current_version_id, item.pending_version_id) == (edit.id, None)


def test_newer_text_replaces_a_waiting_one(
    db: Any, load: Load, loaded: Any, root: Path, clock: Any
) -> None:
    own_edit(db, get(db, "ch01-sc-001"), clock)
    load(change(root, "给店里凑数", "给店里凑个数"))
    load(change(root, "给店里凑个数", "替店里凑个数"))
    item = get(db, "ch01-sc-001")
    assert item.pending_version.face["options"][2]["text"] == "替店里凑个数"


def test_vanished_item_is_retired_and_comes_back(
    db: Any, load: Load, loaded: Any, root: Path, small: Library
) -> None:
    text = (root / ITEMS).read_text()
    (root / ITEMS).write_text(text.partition("  - id: ch01-tf-001")[0])
    without = read(root)
    assert load(without).retired == 1
    item = get(db, "ch01-tf-001")
    assert item.state == "retired"
    assert item.gone_at is not None
    assert load(without).retired == 0
    assert load(small).returned == 1
    item = get(db, "ch01-tf-001")
    assert (item.state, item.gone_at) == ("published", None)


def test_an_instructors_retirement_stays(
    db: Any, load: Load, loaded: Any, root: Path, small: Library
) -> None:
    get(db, "ch01-tf-001").state = "retired"
    db.session.commit()
    load(change(root, "来得热闹", "来得很热闹"))
    assert get(db, "ch01-tf-001").state == "retired"


def test_type_may_not_change_and_then_nothing_is_stored(
    db: Any, load: Load, loaded: Any, small: Library
) -> None:
    get(db, "ch01-tf-001").type = "single_choice"
    db.session.commit()
    report = load(replace(small, digest="another"))
    assert [problem.path for problem in report.problems] == [ITEMS]
    assert "single_choice" in report.problems[0].message
    assert needs_loading("another")


def test_knowledge_point_is_renamed(db: Any, load: Load, loaded: Any, root: Path) -> None:
    path = root / "knowledge/ch01.yml"
    path.write_text(path.read_text().replace("title: 记得住读者", "title: 记住读者"))
    load(read(root))
    assert db.session.get(KnowledgePoint, "ch01.remember").title == "记住读者"


@pytest.mark.both_engines
def test_own_items_follow_their_point_to_another_lesson(
    db: Any, load: Load, loaded: Any, root: Path
) -> None:
    """Points of extension lessons may move; whoever wrote items on them finds them in the new one."""
    point = db.session.get(KnowledgePoint, "ch01.count")
    point.chapter_id = "ex01"
    db.session.commit()
    shipped = get(db, "ch01-tf-001")
    db.session.add(
        KnowledgePoint(
            id="ex01.own",
            chapter_id="ex01",
            position=1,
            title="别的",
            level="掌握",
            cognitive="理解",
        )
    )
    db.session.commit()
    draft = draft_of(shipped.current_version)
    main, beside = (
        replace(draft, labels=replace(draft.labels, chapter="ex01", knowledge=points))
        for points in (("ch01.count",), ("ex01.own", "ch01.count"))
    )
    mine, other = create_items([main, beside], shipped.author_id, shipped.created_at)
    (root / ITEMS).write_text((root / ITEMS).read_text().replace("还要看成本", "也要看成本"))
    load(read(root))
    assert [mine.chapter_id, other.chapter_id, shipped.chapter_id] == ["ch01", "ex01", "ch01"]
