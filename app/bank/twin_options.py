"""Whether questions with the same stem are the same: 下列说法正确的是 stands before a hundred different ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import or_, select

from app.bank.exchange.questions import Question
from app.bank.models import Item, ItemVersion
from app.bank.texts import plain_line
from app.bank.twins import SAME, Twin, find_twins
from app.extensions import db

_SPACE = re.compile(r"\s+")
Options = frozenset[str]


def find_twins_of(questions: Sequence[Question], *, within: bool = True) -> list[Twin | None]:
    """What each question is like in the bank or, where `within`, among the questions before it.

    Of several with the same stem it is the one with the same options, in whatever order; where none
    has them, the question is like the first and not the same. Two SQL statements at most.
    """
    twins = find_twins([question.stem for question in questions], within=within)
    same = [place for place, twin in enumerate(twins) if twin is not None and twin.share == SAME]
    if not same:
        return twins
    known = _known([_stem(questions[place]) for place in same], twins)
    earlier: dict[str, list[tuple[int, Options]]] = defaultdict(list)
    for place, question in enumerate(questions):
        twin, stem, own = twins[place], _folded(_stem(question)), _options(question)
        if twin is not None and twin.share == SAME:
            twins[place] = _told(twin, own, known.get(stem, []), earlier[stem])
        if within:
            earlier[stem].append((place, own))
    return twins


def _told(
    twin: Twin,
    own: Options,
    known: Iterable[tuple[int, Options]],
    earlier: Iterable[tuple[int, Options]],
) -> Twin:
    for item_id, options in known:
        if options == own:
            return Twin(item_id, None, SAME)
    for place, options in earlier:
        if options == own:
            return Twin(None, place, SAME)
    return replace(twin, share=SAME - 1)


def _known(
    stems: Sequence[str], twins: Sequence[Twin | None]
) -> dict[str, list[tuple[int, Options]]]:
    """The options of the items that have one of the stems, by the stem, the oldest first."""
    ids = {twin.item_id for twin in twins if twin is not None and twin.share == SAME}
    query = (
        select(Item.id, Item.title, ItemVersion.face)
        .join(ItemVersion, Item.current_version_id == ItemVersion.id)
        .where(or_(Item.title.in_(set(stems)), Item.id.in_(ids - {None})))
        .where(Item.state != "retired")
        .order_by(Item.id)
    )
    found: dict[str, list[tuple[int, Options]]] = defaultdict(list)
    for item_id, title, face in db.session.execute(query):
        texts = (option["text"] for option in face.get("options", ()))
        found[_folded(title)].append((item_id, frozenset(map(_plain, texts))))
    return found


def _stem(question: Question) -> str:
    return plain_line(question.stem or "")


def _options(question: Question) -> Options:
    choice = question.type is None or question.type.is_choice
    return frozenset(_plain(one.text) for one in question.options) if choice else frozenset()


def _plain(text: str) -> str:
    return _folded(plain_line(text))


def _folded(text: str) -> str:
    return _SPACE.sub("", text)
