"""Builders of items in the bank, for tests of what learners do with them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask

from app.bank.domain.items import (
    Derived,
    ItemFace,
    ItemKey,
    KeyPoint,
    Option,
    OptionNote,
    Variable,
)
from app.bank.domain.types import ItemType
from app.bank.models import Item, ItemKeyRow, ItemVersion, KnowledgePoint, Stimulus
from app.learning.models import LearnerItem

SMALL = Path(__file__).parent.parent / "content" / "fixtures" / "small"
# Stands in the secret half of every item: a page before the answer must not hold it.
CANARY = "金丝雀"
_numbers = itertools.count(1)
_WRITTEN = {ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY}


@contextmanager
def small_course(app: Flask) -> Iterator[None]:
    """Pages know the small course, with chapters ch01 and ch02."""
    before = app.config["CONTENT"]
    app.config["CONTENT"] = SMALL
    try:
        yield
    finally:
        app.config["CONTENT"] = before


class Bank:
    """`bank.item(chapter="ch02")` adds a published item for practice and returns it."""

    def __init__(self, db: Any, clock: Callable[[], datetime]) -> None:
        self.db = db
        self.clock = clock

    def point(self, identity: str, title: str = "") -> KnowledgePoint:
        known = self.db.session.get(KnowledgePoint, identity)
        if known is not None:
            return known
        point = KnowledgePoint(
            id=identity, chapter_id=identity.partition(".")[0], position=next(_numbers),
            title=title or f"知识点 {identity}", level="掌握", cognitive="理解",
        )  # fmt: skip
        self.db.session.add(point)
        return point

    def item(self, type_: ItemType = ItemType.SINGLE_CHOICE, **values: Any) -> Item:
        item = self._build(type_, values)
        self.db.session.commit()
        return item

    def items(self, count: int, type_: ItemType = ItemType.SINGLE_CHOICE, **values: Any) -> list:
        """Many at once, each with a stem of its own."""
        built = [self._build(type_, dict(values)) for _n in range(count)]
        self.db.session.commit()
        return built

    def seeded(self, **values: Any) -> Item:
        """A blank whose numbers are drawn: 3 to 9999 boxes of 12."""
        face = ItemFace(
            type=ItemType.FILL_BLANK, stem="共有 {{boxes}} 箱，每箱 12 件，合计 ____ 件。",
            points=Decimal(2), blanks=1, seeded=True,
        )  # fmt: skip
        key = ItemKey(
            blanks=(("{{total}}",),),
            explanation=f"{CANARY}：{{{{boxes}}}} × 12 = {{{{total}}}}。",
            variables=(Variable(name="boxes", low=Decimal(3), high=Decimal(9999)),),
            derived=(Derived(name="total", expression="boxes * 12"),),
        )
        return self.item(ItemType.FILL_BLANK, face=face, key=key, **values)

    def _build(self, type_: ItemType, values: dict[str, Any]) -> Item:
        n = next(_numbers)
        chapter = values.pop("chapter", "ch01")
        points = values.pop("points", (f"{chapter}.one",))
        face = values.pop("face", None) or plain_face(type_, n)
        key = values.pop("key", None) or plain_key(type_)
        stimulus = values.pop("stimulus", None)
        at = self.clock()
        item = Item(
            type=type_.value, chapter_id=chapter, level="掌握", cognitive="理解",
            title=face.stem, created_at=at, updated_at=at,
            **{"difficulty": 3, "use": "practice", "state": "published"} | values,
        )  # fmt: skip
        item.knowledge = [self.point(p) for p in points]
        version = ItemVersion(
            item=item, number=1, origin="content", type=type_.value, face=face.to_data(),
            digest=f"{n:064d}", labels={}, created_at=at,
            stimulus=Stimulus(title="材料", text=stimulus) if stimulus else None,
        )  # fmt: skip
        self.db.session.add_all([item, version])
        self.db.session.flush()
        item.current_version_id = version.id
        self.db.session.add(ItemKeyRow(version_id=version.id, key=key.to_data()))
        return item

    def state(self, user: Any, item: Item, **values: Any) -> LearnerItem:
        """Where a learner stands with an item."""
        row = LearnerItem(user_id=user.id, item_id=item.id, **values)
        self.db.session.add(row)
        self.db.session.commit()
        return row


def plain_face(type_: ItemType, n: int) -> ItemFace:
    """A face without anything secret."""
    stem = f"第 {n} 道题的题干" + ("：____。" if type_ is ItemType.FILL_BLANK else "。")
    options: tuple[Option, ...] = ()
    if type_ in (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE):
        options = tuple(Option(letter, f"选项 {letter}") for letter in "ABCD")
    return ItemFace(
        type=type_, stem=stem, points=Decimal(2), options=options,
        blanks=1 if type_ is ItemType.FILL_BLANK else 0,
    )  # fmt: skip


def plain_key(type_: ItemType) -> ItemKey:
    """B is right; B and D; true; 客户. The canary stands in every text."""
    told: dict[str, Any] = {"explanation": f"{CANARY}解析"}
    if type_ is ItemType.SINGLE_CHOICE:
        notes = {"A": OptionNote(feedback=f"{CANARY}反馈", misconception=f"{CANARY}误解")}
        return ItemKey(correct=("B",), notes=notes, **told)
    if type_ is ItemType.MULTIPLE_RESPONSE:
        return ItemKey(correct=("B", "D"), **told)
    if type_ is ItemType.TRUE_FALSE:
        return ItemKey(truth=True, misconception=f"{CANARY}误解", **told)
    if type_ is ItemType.FILL_BLANK:
        return ItemKey(blanks=((f"{CANARY}客户", "客户"),), **told)
    assert type_ in _WRITTEN
    point = KeyPoint(id="k1", text=f"{CANARY}采分点", points=Decimal(2))
    return ItemKey(model_answer=f"{CANARY}参考答案", key_points=(point,), **told)
