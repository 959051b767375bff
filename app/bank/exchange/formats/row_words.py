"""The words of a table's cells: types, letters of options, right and wrong."""

from __future__ import annotations

import re
import unicodedata

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.common import truth_of
from app.bank.exchange.questions import Choice
from app.bank.exchange.text.words.headings import type_named

TYPE_WORDS: dict[ItemType, str] = {
    ItemType.SINGLE_CHOICE: "单选",
    ItemType.MULTIPLE_RESPONSE: "多选",
    ItemType.TRUE_FALSE: "判断",
    ItemType.FILL_BLANK: "填空",
    ItemType.TERM: "名词解释",
    ItemType.SHORT_ANSWER: "简答",
    ItemType.ESSAY: "论述",
}
_ENGLISH = {
    "single choice": ItemType.SINGLE_CHOICE,
    "multiple choice": ItemType.SINGLE_CHOICE,
    "multiple response": ItemType.MULTIPLE_RESPONSE,
    "multiple answer": ItemType.MULTIPLE_RESPONSE,
    "true/false": ItemType.TRUE_FALSE,
    "true or false": ItemType.TRUE_FALSE,
    "fill in the blank": ItemType.FILL_BLANK,
    "short answer": ItemType.SHORT_ANSWER,
    "选择": ItemType.SINGLE_CHOICE,
    "不定项选择": ItemType.MULTIPLE_RESPONSE,
    "是非": ItemType.TRUE_FALSE,
    "名词": ItemType.TERM,
    "问答": ItemType.SHORT_ANSWER,
    "案例分析": ItemType.ESSAY,
    "single": ItemType.SINGLE_CHOICE,
    "radio": ItemType.SINGLE_CHOICE,
    "multiple": ItemType.MULTIPLE_RESPONSE,
    "multi": ItemType.MULTIPLE_RESPONSE,
    "checkbox": ItemType.MULTIPLE_RESPONSE,
    "judge": ItemType.TRUE_FALSE,
    "judgment": ItemType.TRUE_FALSE,
    "judgement": ItemType.TRUE_FALSE,
    "true false": ItemType.TRUE_FALSE,
    "对错": ItemType.TRUE_FALSE,
    "正误": ItemType.TRUE_FALSE,
    "fill": ItemType.FILL_BLANK,
    "fill blank": ItemType.FILL_BLANK,
    "blank": ItemType.FILL_BLANK,
    "completion": ItemType.FILL_BLANK,
    "essay question": ItemType.ESSAY,
}
_LETTERS = re.compile(r"[A-Z](?:[\s,，、;；/|]*[A-Z])*")
_PLACES = re.compile(r"[0-9]{1,2}(?:[\s,，、;；/|]+[0-9]{1,2})*")
# What tables say of right and wrong beside the usual words.
_TRUTHS = {
    **dict.fromkeys(("y", "yes", "是", "是的", "对的", "正确的", "v", "right", "真", "1"), True),
    **dict.fromkeys(
        ("n", "no", "否", "不是", "不对", "错的", "错误的", "不正确", "wrong", "假", "0"), False
    ),
}
_LONGEST_TYPE = 16


def read_type(word: str) -> ItemType | None:
    """The type that a cell names, in Chinese or English, None for any other word."""
    try:
        return ItemType.parse(word)
    except ValueError:
        name = unicodedata.normalize("NFKC", word).strip().lower().removesuffix("题")
        known = _ENGLISH.get(name.replace("-", " ").replace("_", " "))
        return known or (type_named(name)[0] if len(name) <= _LONGEST_TYPE else None)


def letters_of(key: str, options: tuple[Choice, ...]) -> tuple[str, ...] | None:
    """The labels that a key names by letters, by places from 1, or by the options' texts."""
    known = [one.label for one in options]
    text = unicodedata.normalize("NFKC", key).strip().upper().strip("()[].")
    if _LETTERS.fullmatch(text):
        letters = set(re.findall("[A-Z]", text))
        return tuple(sorted(letters)) if letters <= set(known) or not known else None
    if _PLACES.fullmatch(text):
        places = {int(one) for one in re.findall("[0-9]+", text)}
        if all(1 <= place <= len(known) for place in places):
            return tuple(known[place - 1] for place in sorted(places))
    texts = [part.strip() for part in re.split(r"[\n;；|｜]", key) if part.strip()]
    named = [one.label for one in options if one.text in texts or one.text == key]
    return tuple(named) if named and len(named) == len(set(texts) or {key}) else None


def truth_key(key: str, options: tuple[Choice, ...]) -> bool | None:
    """The truth a key tells, by itself or by the option it names; A without options is 对, B 错."""
    label = unicodedata.normalize("NFKC", key).strip().upper()
    for one in options:
        if one.label == label:
            return truth_of(one.text)
    if not options and label in ("A", "B"):
        return label == "A"
    return truth_word(key)


def truth_word(key: str) -> bool | None:
    bare = unicodedata.normalize("NFKC", key).strip().strip("().。“”\"'").lower()
    said = truth_of(bare)
    return _TRUTHS.get(bare) if said is None else said
