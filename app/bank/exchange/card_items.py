"""A card into the data that the item specs check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.bank.domain.responses import parse_truth
from app.bank.domain.types import ItemType
from app.bank.exchange.cards import Card
from app.bank.exchange.text.words.marks import letter

# Which field of a card a finding about an item's field concerns.
CARD_FIELDS: Mapping[str, str] = {
    "options": "options",
    "answer": "answer",
    "blanks": "answer",
    "model_answer": "answer",
    "key_points": "key_points",
}
_POINT = re.compile(r"(?P<text>.*?)\s*[|｜]\s*(?P<points>[^|｜]*?)\s*分?")


def to_item_data(card: Card, labels: Mapping[str, Any]) -> dict[str, Any]:
    """Data for `specs.parse_item`; what cannot be read is left out, so that the specs complain.

    A card without explanation gets one that tells the answer, so that students see at least that.
    """
    data: dict[str, Any] = {
        "type": card.type.value,
        "stem": card.stem,
        "explanation": card.explanation or _told(card),
        **labels,
    }
    if card.points:
        data["points"] = card.points
    if card.type.is_choice:
        ticked = set(re.sub(r"[^A-H]", "", letter(card.answer)))
        data["options"] = [
            {"text": text, "correct": chr(ord("A") + n) in ticked}
            for n, text in enumerate(card.options)
        ]
    elif card.type is ItemType.TRUE_FALSE:
        truth = _truth(card.answer)
        data |= {} if truth is None else {"answer": truth}
    elif card.type is ItemType.FILL_BLANK:
        data["blanks"] = [forms_of(line) for line in card.answer.split("\n") if line.strip()]
    else:
        data |= {"model_answer": card.answer, "key_points": [_point(p) for p in card.key_points]}
    return data


def forms_of(line: str) -> list[str]:
    """The accepted forms of one blank."""
    return [form.strip() for form in re.split(r"[|｜]", line) if form.strip()]


def _truth(answer: str) -> bool | None:
    try:
        return parse_truth(answer)
    except ValueError:
        return None


def _point(line: str) -> dict[str, Any]:
    match = _POINT.fullmatch(line)
    if match is None:
        return {"text": line.strip(), "points": ""}
    return {"text": match["text"].strip(), "points": match["points"]}


def _told(card: Card) -> str:
    """An explanation for a card that has none; options are named by words, since they are shuffled."""
    if not card.answer.strip():
        return ""
    if card.type.is_choice:
        names = re.sub(r"[^A-H]", "", letter(card.answer))
        right = [text for n, text in enumerate(card.options) if chr(ord("A") + n) in names]
        return f"正确答案：{'；'.join(right)}" if right else ""
    if card.type is ItemType.TRUE_FALSE:
        return f"正确答案：{card.answer}"
    if card.type is ItemType.FILL_BLANK:
        forms = [forms_of(line) for line in card.answer.split("\n")]
        return f"正确答案：{'；'.join(form[0] for form in forms if form)}"
    return "见参考答案与采分点。"
