"""What readers of several formats share: blanks of a stem, truth words, and the end of a reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.domain.items import LETTERS
from app.bank.domain.responses import parse_truth
from app.bank.domain.types import ItemType
from app.bank.exchange.parts import BLANK
from app.bank.exchange.questions import (
    Choice,
    Found,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
)

MAX_BYTES = 20_000_000
MAX_QUESTIONS = 50_000
_BLANKS = re.compile(r"(?<!_)_{3,}(?!_)")
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_COUNTED = re.compile(rf"\s*(?:[（(]?(\d{{1,2}})\s*[.．、)）:：](?!\d)|([{_CIRCLES}]))\s*(?=\S)")
_ESSAY = re.compile("论述|试论|论证")
UNSURE = 0.8


def written_type(stem: str) -> ItemType:
    """论述 where the words ask for one, else 简答: foreign formats know one written type only."""
    return ItemType.ESSAY if _ESSAY.search(stem) else ItemType.SHORT_ANSWER


def check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise ReadError(ReadFault.TOO_BIG, f"{len(data)}")


def finish(questions: Sequence[Question], loose: Sequence[tuple[int, str]] = ()) -> Found:
    """All that was found, looked over; `ReadError` NO_QUESTIONS or TOO_MANY."""
    if not questions:
        raise ReadError(ReadFault.NO_QUESTIONS)
    if len(questions) > MAX_QUESTIONS:
        raise ReadError(ReadFault.TOO_MANY, f"{len(questions)}")
    return Found(tuple(map(look_over, questions)), tuple(loose))


def look_over(question: Question) -> Question:
    """The question with the problems that any format may bring."""
    kinds: list[ProblemKind] = []
    if not (question.stem or "").strip():
        question = replace(question, stem=None)
        kinds.append(ProblemKind.NO_STEM)
    if question.type is not None and question.type.is_choice:
        texts = [one.text for one in question.options]
        if len(texts) < 2:
            kinds.append(ProblemKind.NO_OPTIONS)
        elif len(set(texts)) < len(texts):
            kinds.append(ProblemKind.SAME_OPTIONS)
        if question.type is ItemType.MULTIPLE_RESPONSE and len(question.correct or ()) == 1:
            kinds.append(ProblemKind.TOO_FEW_KEYS)
        if question.type is ItemType.SINGLE_CHOICE and len(question.correct or ()) > 1:
            kinds.append(ProblemKind.ODD_KEY)
    if question.type is ItemType.FILL_BLANK:
        count = (question.stem or "").count(BLANK)
        if not count:
            kinds.append(ProblemKind.NO_BLANK)
        elif question.blanks is not None and len(question.blanks) != count:
            kinds.append(ProblemKind.BLANK_COUNT)
    objective = question.type is not None and question.type.is_objective
    if objective and question.key is None:
        kinds.append(ProblemKind.NO_KEY)
    known = {problem.kind for problem in question.problems}
    place = question.source.first
    return question.with_problems(*(Problem(kind, place) for kind in kinds if kind not in known))


def lettered(texts: Sequence[str], feedback: Sequence[str] = ()) -> tuple[Choice, ...]:
    """Options with the letters of their places; those past Z get two letters."""
    told = [*feedback, *[""] * (len(texts) - len(feedback))]
    return tuple(
        Choice(letter(n), text, note)
        for n, (text, note) in enumerate(zip(texts, told, strict=True))
    )


def unnumbered(texts: Sequence[str]) -> list[str]:
    """Options without numbers of their own, where they count from 1: 1.甲, 2.乙."""
    marks = [_COUNTED.match(text) for text in texts]
    counted = [mark[1] or str(_CIRCLES.index(mark[2]) + 1) if mark else "" for mark in marks]
    if counted != [str(n) for n in range(1, len(texts) + 1)]:
        return list(texts)
    return [text[mark.end() :] for text, mark in zip(texts, marks, strict=True) if mark]


def letter(place: int) -> str:
    """The letter of a place from 0: A … Z, then AA, AB …"""
    first, second = divmod(place, len(LETTERS))
    return LETTERS[second] if not first else letter(first - 1) + LETTERS[second]


def even_blanks(stem: str) -> str:
    """Every run of underscores as the one blank `____`."""
    return _BLANKS.sub(BLANK, stem)


def with_blank(stem: str) -> str:
    """The stem with a blank at its end if it shows none, as short-answer questions elsewhere."""
    stem = even_blanks(stem)
    return stem if BLANK in stem else f"{stem} {BLANK}".strip()


def truth_of(text: str) -> bool | None:
    """What a word or sign says of right and wrong, None if nothing."""
    try:
        return parse_truth(text.strip())
    except ValueError:
        return None


def lost(detail: str, place: int = 0) -> Problem:
    """Something of the source that a question here cannot hold."""
    return Problem(ProblemKind.LOST_FEATURE, place, detail[:200])
