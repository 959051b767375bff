"""The list of the bank: what is asked for in the address, as a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.bank.collections import items_of
from app.bank.finding import holds, read_needles
from app.bank.models import Item
from app.bank.queries import ItemFilter, list_items
from app.extensions import db
from app.web.numbers import read_int

SORTS = {
    "-updated": (Item.updated_at.desc(), Item.id.desc()),
    "chapter": (Item.chapter_id, Item.type, Item.id),
    "difficulty": (Item.difficulty, Item.id),
    "-difficulty": (Item.difficulty.desc(), Item.id),
}
SORT_LABELS = {
    "-updated": _l("最近改过的在前"),
    "chapter": _l("按章节"),
    "difficulty": _l("由易到难"),
    "-difficulty": _l("由难到易"),
}
STATE_LABELS = {
    "published": _l("已发布"),
    "in_review": _l("待审"),
    "draft": _l("草稿"),
    "retired": _l("已停用"),
}
ORIGIN_LABELS = {"shipped": _l("公开题"), "own": _l("自己的题"), "pending": _l("等待选择")}
IN_USE = ("published", "in_review", "draft")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What a list's address asks for; empty words do not narrow."""

    q: str = ""
    type: str = ""
    chapter: str = ""
    knowledge: str = ""
    level: str = ""
    cognitive: str = ""
    difficulty: str = ""
    use: str = ""
    origin: str = ""
    state: str = ""
    collection: str = ""
    sort: str = "-updated"

    @property
    def is_narrow(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self) if field.name != "sort")

    @property
    def arguments(self) -> dict[str, str]:
        """The query arguments of the address that asks for this."""
        given = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        return {name: value for name, value in given.items() if value and value != "-updated"}

    @property
    def is_special(self) -> bool:
        """Whether one of the rarer filters is set."""
        rare = (
            self.knowledge,
            self.level,
            self.cognitive,
            self.difficulty,
            self.origin,
            self.state,
            self.collection,
        )
        return any(rare)


def read_filter(arguments: Mapping[str, str]) -> ListFilter:
    """Read the address; values that mean nothing are passed over."""
    values = {
        field.name: arguments.get(field.name, "").strip()[:100]
        for field in fields(ListFilter)
        if field.name != "sort"
    }
    if read_int(values["difficulty"]) is None:
        values["difficulty"] = ""
    sort = arguments.get("sort", "")
    return ListFilter(**values, sort=sort if sort in SORTS else "-updated")


def list_query(wanted: ListFilter) -> Select[Any]:
    """Matching items in the wanted order, with their knowledge points."""
    states = (wanted.state,) if wanted.state in STATE_LABELS else IN_USE
    query = list_items(
        ItemFilter(
            types=_one(wanted.type),
            chapters=_one(wanted.chapter),
            knowledge=_one(wanted.knowledge),
            levels=_one(wanted.level),
            cognitive=_one(wanted.cognitive),
            difficulties=(int(wanted.difficulty),) if wanted.difficulty else (),
            uses=_one(wanted.use),
            states=states,
        )
    )
    if wanted.origin == "shipped":
        query = query.where(Item.content_id.is_not(None))
    elif wanted.origin == "own":
        query = query.where(Item.content_id.is_(None))
    elif wanted.origin == "pending":
        query = query.where(Item.pending_version_id.is_not(None))
    if wanted.collection:
        query = query.where(Item.id.in_(items_of(wanted.collection)))
    for needle in read_needles(wanted.q):
        query = query.where(holds(needle))
    return query.order_by(*SORTS[wanted.sort])


def count_pending() -> int:
    """How many shipped items wait for a choice between two versions."""
    query = select(func.count()).where(Item.pending_version_id.is_not(None))
    return db.session.scalar(query) or 0


def _one(word: str) -> tuple[str, ...]:
    return (word,) if word else ()
