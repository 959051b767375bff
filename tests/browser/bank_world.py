"""What colleagues keep beside the bank, and practice with its items."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.bank.bulk import Change, apply
from app.bank.bulk import preview as preview_of
from app.bank.collections import add_items, create_collection, share
from app.bank.domain.states import Act
from app.bank.filters import save_filter
from app.bank.listing import ListFilter
from app.bank.models import Item
from app.bank.reviewing import do_act, say
from app.bank.service import copy_item
from app.bank.tree_editing import Wanted, create_point
from app.extensions import db as database
from tests.conftest import START


def work_together(teacher: User, other: User) -> dict[str, Any]:
    """What colleagues keep beside the bank: a review with a comment, a step over many items, a filter,
    a shared collection, a knowledge point of their own."""
    session = database.session
    items = session.scalars(select(Item).where(Item.chapter_id == "ch05").limit(8)).all()
    waiting = copy_item(items[0].id, other.id, START)
    seen = (waiting.state, waiting.current_version_id or 0)
    do_act(waiting.id, Act.SUBMIT, seen, other.id, START)
    say(waiting.id, "选项 B 与 C 意思太近。\n请改一个。", teacher.id, START)
    chosen = [item.id for item in items]
    change = Change(difficulty="4", use="reserved")
    step = apply(chosen, change, preview_of(chosen, change, teacher.id).stamp, teacher.id, START)
    save_filter(teacher.id, "第五章的难题", ListFilter(chapter="ch05", difficulty="4"), START)
    shelf = create_collection(teacher.id, "期末备用", "每章各留几道。", START)
    add_items(shelf.id, chosen, teacher.id, START)
    share(shelf.id, other, "edit", START)
    wanted = Wanted(title="本校案例", chapter_id="ch02", level="运用", cognitive="分析")
    point = create_point(wanted, teacher.id, START)
    return {
        "waiting": waiting.public_id, "step": step.public_id, "shelf": shelf.public_id,
        "own": point.id,
    }  # fmt: skip


def item_of(type_: str) -> str:
    query = select(Item.public_id).where(Item.type == type_, Item.chapter_id == "ch02")
    found = database.session.scalars(query.order_by(Item.id)).first()
    assert found is not None
    return found


def practise(app: Flask, token: str) -> dict[str, str]:
    """A round with one question answered, a mock paper that has ended, and a favourite."""
    with without_csrf(app):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        started = client.post(
            "/practice/start", data={"chapter": "ch01", "only": "new", "count": 8}
        )
        run = started.headers["Location"]
        client.post(f"{run}/1", data={"give_up": "1"})
        started = client.post("/practice/start", data={"mock": "y", "only": "all", "count": 12})
        mock = started.headers["Location"]
        assert client.post(f"{mock}/finish").status_code == 302
        started = client.post("/practice/start", data={"mock": "y", "only": "all", "count": 12})
        item = database.session.scalars(select(Item).where(Item.use == "practice")).first()
        assert item is not None
        client.post(f"/favourites/{item.id}", data={"on": "1", "next": "/favourites"})
    return {"run": run, "mock": mock, "unfinished": started.headers["Location"]}


@contextmanager
def without_csrf(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
