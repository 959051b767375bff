"""Trying an item on answers made from itself, before any student meets it.

The model answer must earn everything; the question copied back, the model answer denied and the
names exchanged must earn nothing. What fails tells the author what to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.bank.answers.grader import Grader
from app.bank.answers.item import Question
from app.bank.answers.text import clauses, normalise


class Trial(StrEnum):
    """The answers that an item is tried on."""

    MODEL = "model"
    COPIED = "copied"
    DENIED = "denied"
    EXCHANGED = "exchanged"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A trial that went wrong: the answer tried, its mark, key points concerned, what to add."""

    trial: Trial
    answer: str
    score: float
    key_points: tuple[str, ...]
    advice: str


def lint(question: Question, grader: Grader) -> list[LintFinding]:
    """What an author should mend; empty for a sound item. Four answers are marked."""
    return [
        *_model(question, grader),
        *_copied(question, grader),
        *_denied(question, grader),
        *_exchanged(question, grader),
    ]


def _model(question: Question, grader: Grader) -> Iterator[LintFinding]:
    marked = grader.grade(question, question.reference)
    missed = [p for p in question.key_points if p.id not in marked.hits]
    if marked.score >= question.max or not missed:
        return
    words = "；".join(point.text for point in missed)
    yield LintFinding(
        Trial.MODEL,
        question.reference,
        marked.score,
        tuple(point.id for point in missed),
        f"参考答案没有得满分，这些采分点在其中认不出：{words}。请把参考答案里的说法写进它们的 variants，或补写参考答案。",
    )


def _copied(question: Question, grader: Grader) -> Iterator[LintFinding]:
    answer = question.stem
    marked = grader.grade(question, answer)
    if marked.score:
        found = (*marked.hits, *marked.halves)
        yield LintFinding(
            Trial.COPIED,
            answer,
            marked.score,
            found,
            f"只抄题目就得了 {marked.score} 分。请在采分点 {'、'.join(found)} 里写出题目没有说的内容。",
        )


def _denied(question: Question, grader: Grader) -> Iterator[LintFinding]:
    answer = "；".join(denied_text(point.text) for point in question.key_points) + "。"
    marked = grader.grade(question, answer)
    if marked.score:
        found = (*marked.hits, *marked.halves)
        yield LintFinding(
            Trial.DENIED,
            answer,
            marked.score,
            found,
            f"把采分点都否定了仍得 {marked.score} 分。请把 {'、'.join(found)} 写成一句完整的判断，不要只写名词或只写否定。",
        )


def denied_text(text: str) -> str:
    """A key point with each of its clauses denied: 甲，乙 becomes 并不是甲，也不是乙."""
    parts = [part for part in re.split("[，,；;。：:]", text) if part.strip()]
    return "，".join(("也不是" if index else "并不是") + part for index, part in enumerate(parts))


def _exchanged(question: Question, grader: Grader) -> Iterator[LintFinding]:
    answer, concerned = exchanged_answer(question, grader)
    if not answer:
        return
    marked = grader.grade(question, answer)
    found = tuple(id_ for id_ in (*marked.hits, *marked.halves) if id_ in concerned)
    if found:
        yield LintFinding(
            Trial.EXCHANGED,
            answer,
            marked.score,
            found,
            f"名称互换以后 {'、'.join(found)} 仍然得分。请在它们的 text 和每条 variants 开头写上各自的名称加冒号，如“分析型：……”。",
        )


def exchanged_answer(question: Question, grader: Grader) -> tuple[str, frozenset[str]]:
    """Every name with what belongs to the next one, and the key points that have a name of their own.

    Empty where key points do not differ by names.
    """
    anchors = grader.item(question).anchors
    named = [
        (point, number)
        for number, point in enumerate(question.key_points)
        if anchors.of_point(number) >= 0
    ]
    if len(named) < 2:
        return "", frozenset()
    heads = [_head(point.text, anchors.numbers) for point, _ in named]
    rests = [point.text[len(head) :] for (point, _), head in zip(named, heads, strict=True)]
    turned = [*rests[1:], rests[0]]
    answer = "；".join(head + rest for head, rest in zip(heads, turned, strict=True)) + "。"
    return answer, frozenset(point.id for point, _ in named)


def _head(text: str, names: dict[str, int]) -> str:
    """The name that a key point begins with, as the author wrote it."""
    norm = normalise(text).norm
    start = clauses(norm)[0].start if norm else 0
    lengths = [len(name) for name in names if norm.startswith(name, start)]
    return text[: start + max(lengths, default=0)]
