"""Trying an item on answers made from itself, before any student meets it.

The model answer must earn everything; the question copied back, the model answer denied, the names
exchanged, the misconceptions that the author lists and ordered parts turned round must earn nothing.
What fails tells the author what to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.bank.answers.grader import Grader
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.reasons import Reason
from app.bank.answers.text import clauses, normalise


class Trial(StrEnum):
    """The answers that an item is tried on."""

    MODEL = "model"
    COPIED = "copied"
    DENIED = "denied"
    EXCHANGED = "exchanged"
    MISTAKEN = "mistaken"
    TURNED = "turned"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A trial that went wrong: the answer tried, its mark, key points concerned, what to add."""

    trial: Trial
    answer: str
    score: float
    key_points: tuple[str, ...]
    advice: str


_ADVICE = {
    Reason.REQUIRED: "参考答案里没有 must_any 的任何一个词，请补上。",
    Reason.MISTAKEN: "参考答案里像是出现了 forbidden 的说法，请把那条错误说法写得更具体。",
    Reason.TURNED: "参考答案的次序与 ordered 的采分点不同，请改成一致。",
}


def lint(question: Question, grader: Grader) -> list[LintFinding]:
    """What an author should mend; empty for a sound item.

    Four answers are marked, and one for each misconception and each ordered key point.
    """
    return [
        *_model(question, grader),
        *_copied(question, grader),
        *_denied(question, grader),
        *_exchanged(question, grader),
        *_mistaken(question, grader),
        *_turned(question, grader),
    ]


def _model(question: Question, grader: Grader) -> Iterator[LintFinding]:
    marked = grader.grade(question, question.reference)
    missed = [p for p in question.key_points if p.id not in marked.hits]
    if marked.score >= question.max or not missed:
        return
    words = "；".join(point.text for point in missed)
    also = "".join(text for reason, text in _ADVICE.items() if reason in marked.reasons)
    yield LintFinding(
        Trial.MODEL,
        question.reference,
        marked.score,
        tuple(point.id for point in missed),
        f"参考答案没有得满分，这些采分点在其中认不出：{words}。请把参考答案里的说法写进它们的 variants，或补写参考答案。{also}",
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


def _mistaken(question: Question, grader: Grader) -> Iterator[LintFinding]:
    for point in question.key_points:
        for answer in point.forbidden:
            yield from _earning(
                question,
                grader,
                Trial.MISTAKEN,
                answer,
                point,
                f"写“{answer}”仍然得到采分点 {point.id} 的分。请把这条 forbidden 写成一句完整的判断，用词与采分点分得开。",
            )


def _turned(question: Question, grader: Grader) -> Iterator[LintFinding]:
    for point in question.key_points:
        answer = turned_text(point.text) if point.ordered else ""
        if answer:
            yield from _earning(
                question,
                grader,
                Trial.TURNED,
                answer,
                point,
                f"把采分点 {point.id} 的各部分倒过来写仍然得分。请用“、”或“→”分开各部分，每一部分写题目没有的词。",
            )


def _earning(
    question: Question, grader: Grader, trial: Trial, answer: str, point: KeyPoint, advice: str
) -> Iterator[LintFinding]:
    """A finding if an answer earns the key point that it must not earn."""
    marked = grader.grade(question, answer)
    if point.id in (*marked.hits, *marked.halves):
        yield LintFinding(trial, answer, marked.score, (point.id,), advice)


def turned_text(text: str) -> str:
    """The parts of a key point in the opposite order, its head before 「：」 left where it is.

    Empty if it has not two parts.
    """
    head, mark, rest = text.rpartition("：")
    parts = [part for part in re.split("[、，,；;。]|→|->|再|然后|最后", rest) if part.strip()]
    return head + mark + "、".join(reversed(parts)) if len(parts) > 1 else ""


def _head(text: str, names: dict[str, int]) -> str:
    """The name that a key point begins with, as the author wrote it."""
    norm = normalise(text).norm
    start = clauses(norm)[0].start if norm else 0
    lengths = [len(name) for name in names if norm.startswith(name, start)]
    return text[: start + max(lengths, default=0)]
