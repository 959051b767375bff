"""像这样的题: the items of the bank that are most like a text, two SQL statements however large it is.

The database picks the candidates: those that hold most of the text's words, and those filed under its
main point. Only these are compared sign by sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Row, Select, case, select

from app.bank.domain.items import ItemFace
from app.bank.domain.likeness import Likeness, Text, rank
from app.bank.models import Item, ItemVersion, item_knowledge
from app.bank.texts import cut_words, plain_line
from app.extensions import db

MOST_WORDS = 16
BY_WORDS, BY_POINT = 60, 40
SHOWN = 8
# Words of asking, which say nothing of what is asked.
_ASKING = frozenset(
    [
        "下列",
        "以下",
        "属于",
        "正确",
        "错误",
        "说法",
        "选项",
        "哪些",
        "哪项",
        "什么",
        "主要",
        "包括",
        "简述",
        "论述",
    ]
)


@dataclass(frozen=True, slots=True)
class Alike:
    """One item and how it is like the text."""

    item_id: int
    public_id: str
    title: str
    type: str
    state: str
    likeness: Likeness


def text_of(face: ItemFace, knowledge: Iterable[str]) -> Text:
    """What of an item is compared."""
    return Text(
        stem=plain_line(face.stem),
        options=tuple(plain_line(option.text) for option in face.options),
        knowledge=tuple(knowledge),
        material=face.stimulus,
    )


def find_alike(own: Text, except_id: int | None = None, most: int = SHOWN) -> list[Alike]:
    """The items most like `own`, best first; retired ones are left out."""
    rows: dict[int, Row] = {}
    for query in _candidates(own):
        if except_id is not None:
            query = query.where(Item.id != except_id)
        rows |= {row.id: row for row in db.session.execute(query)}
    found = list(rows.values())
    texts = [
        text_of(ItemFace.from_data(row.face), row.labels.get("knowledge", ())) for row in found
    ]
    return [
        Alike(row.id, row.public_id, row.title, row.type, row.state, likeness)
        for row, likeness in ((found[place], one) for place, one in rank(own, texts, most))
    ]


def _candidates(own: Text) -> Iterable[Select]:
    if words := _telling(own):
        said = [case((Item.tokens.contains(f" {word} "), len(word)), else_=0) for word in words]
        score = sum(said[1:], said[0])
        enough = max(2, sum(map(len, words)) // 4)
        yield _query().where(score >= enough).order_by(score.desc(), Item.id).limit(BY_WORDS)
    if own.knowledge:
        tied = select(item_knowledge.c.item_id).where(
            item_knowledge.c.knowledge_id == own.knowledge[0]
        )
        yield _query().where(Item.id.in_(tied)).order_by(Item.id.desc()).limit(BY_POINT)


def _telling(own: Text) -> list[str]:
    """The words that say most of what is asked: long ones of the stem, then those of the options."""
    stem = [word for word in dict.fromkeys(cut_words(own.stem)) if _tells(word)]
    rest = dict.fromkeys(word for text in own.options for word in cut_words(text) if _tells(word))
    more = [word for word in rest if word not in stem]
    ordered = sorted(stem, key=len, reverse=True) + sorted(more, key=len, reverse=True)
    return ordered[:MOST_WORDS]


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in _ASKING


def _query() -> Select:
    columns = (Item.id, Item.public_id, Item.title, Item.type, Item.state)
    return (
        select(*columns, ItemVersion.face, ItemVersion.labels)
        .join(ItemVersion, ItemVersion.id == Item.current_version_id)
        .where(Item.state != "retired")
    )
