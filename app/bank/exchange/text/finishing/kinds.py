"""Which of the seven types a question is: what its heading says, or what it looks like."""

from __future__ import annotations

import re

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import ProblemKind
from app.bank.exchange.text.cleaning.lines import UNDER_CLOSE, UNDER_OPEN
from app.bank.exchange.text.finishing.told_behind import fills_blanks
from app.bank.exchange.text.questions.evidence import KEY_INSIDE
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words import marks
from app.bank.exchange.text.words.headings import type_named
from app.bank.exchange.text.words.values import (
    letters_only,
    plain,
    read_letters,
    read_truth,
    without_tick,
)

_UNDERSCORES = re.compile(r"_{2,}")
_WORDS_OUT = re.compile(
    f"(?<=[^\\s]){UNDER_OPEN}[^{UNDER_CLOSE}]+{UNDER_CLOSE}|{UNDER_OPEN}[^{UNDER_CLOSE}]+{UNDER_CLOSE}(?=[^\\s。.])"
)
_EMPTY = re.compile(r"[（(][\s\u3000]*[)）]")
_EMPTY_END = re.compile(r"[。.！!”]?\s*[（(][\s\u3000]*[)）]\s*[。.]?$")
_TOLD_END = re.compile(r"[（(](?:[^（()）]|[（(][^（()）]*[)）]){1,80}[)）]\s*[。.]?$")
_GAP = re.compile(r"(?:(?<=[\u4e00-\u9fff，,、（(“])|^)[ \u3000]+(?=[\u4e00-\u9fff，,、。.)）”])")
_ESSAY = re.compile(r"(?:试论|论述|试述|案例|材料|结合(?:案例|材料|实际|实例)|根据(?:案例|材料))")
_CIRCLE = re.compile("[①-⑧]")
_ASKED_END = re.compile(
    r"(?:区别|差别|差异|不同|联系|关系|区分|分别|为什么|为何|怎样|如何|哪些).{0,12}[?？]$"
)
_TERM = re.compile(r"[^。？?！!，,；;：:_]{2,24}")
_LONG_ANSWER = 400
_WRITTEN = (ItemType.SHORT_ANSWER, ItemType.ESSAY)
_MANY = re.compile(
    r"[（(【\[]\s*(?:多选|不定项|多项)(?:选择)?题?\s*[)）】\]]|(?:正确|错误|不正确)的(?:有|包括)\s*[（(]|(?:有|包括|包含)\s*(?:哪些|[（(]\s*[)）])"
)


def find_type(draft: Draft, before: ItemType | None = None) -> ItemType | None:
    """The type of a question, with a note where it was guessed; None where nothing shows it.

    `before` is the type of the question before it in the same numbering, for one that lost its words.
    """
    named = _named(draft) or _term(draft)
    truths = has_truth_options(draft)
    if named is None:
        guessed = ItemType.TRUE_FALSE if truths else _guess(draft) or before
        if guessed is None:
            draft.note(ProblemKind.UNKNOWN_TYPE)
        else:
            draft.note(ProblemKind.GUESSED_TYPE)
        return guessed
    if truths:
        return ItemType.TRUE_FALSE
    if named is ItemType.SINGLE_CHOICE and not draft.options and _is_truth(draft):
        return ItemType.TRUE_FALSE
    if named.is_choice and fills_blanks(draft):
        return ItemType.FILL_BLANK
    if named in _WRITTEN and not draft.options and _only_truth(draft):
        return ItemType.TRUE_FALSE
    if named is ItemType.TERM and _ASKED_END.search(plain(draft.text("stem"))):
        draft.note(ProblemKind.GUESSED_TYPE)
        return ItemType.SHORT_ANSWER  # 甲与乙有什么区别？ among terms explains none.
    if not named.is_choice and len(draft.options) >= 3 and all(text for _l, text in draft.options):
        draft.note(ProblemKind.GUESSED_TYPE)
        return _choice(draft)
    return named


def _term(draft: Draft) -> ItemType | None:
    """Below 名词解释与简答 a name that asks nothing is a term."""
    title = draft.heading.title if draft.heading else ""
    stem = plain(draft.text("stem")).strip()
    if "名" not in title or draft.options or not _TERM.fullmatch(stem):
        return None
    return None if marks.asks(stem) or marks.seems_to_ask(stem) else ItemType.TERM


def has_truth_options(draft: Draft) -> bool:
    """Whether the options only say 正确 and 错误."""
    if len(draft.options) != 2:
        return False
    said = [read_truth(without_tick(plain(text)).strip(" 。.")) for _label, text in draft.options]
    return {truth for truth, rest in said if not rest} == {True, False}


def _only_truth(draft: Draft) -> bool:
    """Whether the answer is 正确 or 错误 and not a word more: 辨析 without reasons."""
    answer = draft.text("answer") or draft.listed_key
    truth, rest = read_truth(answer) if answer else (None, "")
    return truth is not None and not rest and not draft.parts["points"]


def _named(draft: Draft) -> ItemType | None:
    if "type" in draft.labels:
        type_, named = type_named(draft.labels["type"])
        if named and type_ is not None:
            return type_
    return draft.heading.type if draft.heading else None


def _guess(draft: Draft) -> ItemType | None:
    stem = plain("\n".join(draft.parts["stem"]))
    if draft.options:
        return _choice(draft)
    if _is_truth(draft):
        return ItemType.TRUE_FALSE
    letters = _letters(draft, stem)
    if letters:
        return ItemType.MULTIPLE_RESPONSE if len(letters) > 1 else ItemType.SINGLE_CHOICE
    if not stem:
        return None
    if _filled_in(draft) and not marks.asks(stem):
        return ItemType.FILL_BLANK
    written = bool(draft.parts["answer"]) and (marks.asks(stem) or len(draft.text("answer")) > 30)
    if _UNDERSCORES.search(stem) and not written:
        return ItemType.FILL_BLANK
    if _EMPTY_END.search(stem) and stem[: _EMPTY_END.search(stem).start() + 1].endswith("。"):  # type: ignore[union-attr]
        return ItemType.TRUE_FALSE
    if _EMPTY.search(stem):
        return ItemType.FILL_BLANK
    if (
        not written
        and not marks.asks(stem)
        and _TOLD_END.search(stem)
        and _GAP.search(_without_end(stem))
    ):
        return ItemType.FILL_BLANK
    if _ESSAY.match(stem) or len(draft.text("answer")) > _LONG_ANSWER:
        return ItemType.ESSAY
    if marks.seems_to_ask(stem.split("\n")[0]) or marks.seems_to_ask(stem) or draft.has_answer:
        return ItemType.SHORT_ANSWER
    return None


def _filled_in(draft: Draft) -> bool:
    """Whether words of a sentence stood out, and nothing else answers it."""
    return not draft.has_answer and bool(_WORDS_OUT.search("\n".join(draft.parts["stem"])))


def _without_end(stem: str) -> str:
    match = _TOLD_END.search(stem)
    return stem[: match.start()] if match else stem


def _choice(draft: Draft) -> ItemType:
    stem = plain(draft.text("stem"))
    letters = _letters(draft, stem)
    if len(letters) > 1:
        return ItemType.MULTIPLE_RESPONSE
    if not letters and (len(draft.options) >= 5 or _MANY.search(stem)):
        return ItemType.MULTIPLE_RESPONSE
    return ItemType.SINGLE_CHOICE


def _letters(draft: Draft, stem: str) -> tuple[str, ...]:
    answer = draft.text("answer") or draft.listed_key
    if draft.circled and (marks_ := _CIRCLE.findall(answer)):
        return tuple(marks_)
    if answer:
        return read_letters(answer)[0]
    inside = [letters_only(match[0]) for match in KEY_INSIDE.finditer(stem)]
    return inside[-1] if inside else ()


def _is_truth(draft: Draft) -> bool:
    answer = draft.text("answer") or draft.listed_key
    if answer:
        truth, rest = read_truth(answer)
        return truth is not None and (not rest or "\n" in answer or not draft.options)
    stem = plain(draft.text("stem"))
    inside = [read_truth(match[0]) for match in KEY_INSIDE.finditer(stem)]
    return bool(inside) and inside[-1][0] is not None and not letters_only(stem[-3:])
