"""Believable answers: right with the chance of the student's skill, otherwise wrong as people are."""

from __future__ import annotations

from random import Random

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.responses import Response
from app.bank.domain.types import ItemType

OPENINGS = ("", "我认为，", "首先，", "简单说，", "可以从几个方面看。")
FILLERS = (
    "企业要多关心客户。",
    "这一点在实际工作中很重要。",
    "要结合企业的情况来看。",
)


def answer(face: ItemFace, key: ItemKey, skill: float, rng: Random) -> Response:
    """An answer to an item, in its canonical shape."""
    knows = rng.random() < skill
    match face.type:
        case ItemType.SINGLE_CHOICE:
            wrong = [o.id for o in face.options if o.id not in key.correct]
            return key.correct[0] if knows else rng.choice(wrong)
        case ItemType.MULTIPLE_RESPONSE:
            return _ticks(face, key, knows, rng)
        case ItemType.TRUE_FALSE:
            return bool(key.truth) if knows else not key.truth
        case ItemType.FILL_BLANK:
            return [
                rng.choice(forms) if rng.random() < skill else rng.choice(("不清楚", "客户", ""))
                for forms in key.blanks
            ]
        case _:
            return _written(key, skill, rng)


def _ticks(face: ItemFace, key: ItemKey, knows: bool, rng: Random) -> list[str]:
    ticked = set(key.correct)
    if not knows:
        ticked.discard(rng.choice(key.correct))
        if rng.random() < 0.4:
            ticked.add(rng.choice([o.id for o in face.options if o.id not in key.correct]))
    return [o.id for o in face.options if o.id in ticked]


def _written(key: ItemKey, skill: float, rng: Random) -> str:
    """Some of the key points in this student's words, and a filler where they knew less."""
    said = [
        rng.choice((point.text, *point.variants)).rstrip("。；")
        for point in key.key_points
        if rng.random() < skill
    ]
    if not said:
        return rng.choice(FILLERS) if rng.random() < 0.6 else ""
    text = rng.choice(OPENINGS) + "；".join(said) + "。"
    return text if rng.random() < skill else text + rng.choice(FILLERS)
