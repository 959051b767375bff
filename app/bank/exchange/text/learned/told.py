"""A reading of lines that were written anew, told by the lines of the source: where each question stands, what is left
over, and which questions were not read as usual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.bank.exchange.questions import Found, Problem, ProblemKind, Question
from app.bank.exchange.text.learned.key_rows import row_keys
from app.bank.exchange.text.learned.rows import Row
from app.bank.exchange.text.words.marks import find_start

_COST = 0.1
_LEAST = 0.05


def as_it_stood(found: Found, usual: Found, rows: Sequence[Row]) -> Found:
    """The reading with every question that is not as in the usual one marked, and lines that were taken out as loose
    where no question holds them."""
    as_usual = {_face(one) for one in usual.questions}
    questions = tuple(_placed(one, _face(one) in as_usual) for one in found.questions)
    shown = usual.lines  # Those that name students are empty.
    loose = {(number, shown[number - 1]) for number, _text in found.loose}
    loose.update(_taken_out(questions, rows, shown))
    return replace(found, questions=questions, loose=tuple(sorted(loose)))


def _face(question: Question) -> tuple[object, ...]:
    options = tuple(one.text for one in question.options)
    return (question.type, question.stem, options, question.key, question.reference)


def _placed(question: Question, as_usual: bool) -> Question:
    """The question with its lines in order: an answer above it was read below."""
    lines = sorted((question.source.first, question.source.last))
    question = replace(question, source=replace(question.source, first=lines[0], last=lines[1]))
    if as_usual:
        return question
    return replace(
        question.with_problems(Problem(ProblemKind.LEARNED_HABIT, lines[0])),
        confidence=round(max(_LEAST, question.confidence - _COST), 2),
    )


def _taken_out(
    questions: Sequence[Question], rows: Sequence[Row], shown: Sequence[str]
) -> Iterator[tuple[int, str]]:
    kept = {row.number for row in rows if row.text}
    told = "\n".join(text for one in questions for text in _answers(one))
    for number, text in enumerate(shown, 1):
        text = text.strip()
        if not text or number in kept or row_keys(text):
            continue
        start = find_start(text)
        if (start.text if start else text) not in told:
            yield number, shown[number - 1]


def _answers(question: Question) -> Iterator[str]:
    yield question.reference or ""
    yield question.explanation
    for forms in question.blanks or ():
        yield from forms
