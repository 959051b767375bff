"""The parts of a question that a format may have no place for: how each is seen, and how it is taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

from app.bank.domain.items import LETTERS, KeyPoint
from app.bank.exchange.questions import Choice, Question
from app.bank.exchange.settled import settle

BLANK = "____"
# What XML 1.0 (section 2.2) has no place for, and the carriage return, which its readers turn.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(picture:[^)\s]*\)")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Part(StrEnum):
    """What may be lost of a question; the words for it belong to the interface."""

    WHOLE = "whole"
    CHARACTERS = "characters"
    LINES = "lines"
    LETTERS = "letters"
    NUMBER = "number"
    SECTION = "section"
    SHUFFLE = "shuffle"
    FEEDBACK = "feedback"
    MISCONCEPTION = "misconception"
    REFERENCE = "reference"
    KEY_POINTS = "key_points"
    EXPLANATION = "explanation"
    POINTS = "points"
    MATERIAL = "material"
    DRAWN_NUMBERS = "drawn_numbers"
    LABELS = "labels"
    PICTURES = "pictures"
    TOLERANCE = "tolerance"
    ORDER = "order"
    KEY = "key"
    TYPE = "type"
    STEM = "stem"
    OPTIONS = "options"
    TITLE = "title"
    VARIANTS = "variants"
    TERMS = "terms"
    ANY_OF = "any_of"
    EMPHASIS = "emphasis"
    FORMULAS = "formulas"


def map_texts(question: Question, change: Callable[[str], str]) -> Question:
    """The question with every one of its texts changed."""
    return replace(
        question,
        number=change(question.number),
        section=change(question.section),
        stem=None if question.stem is None else change(question.stem),
        options=tuple(
            replace(
                one,
                text=change(one.text),
                feedback=change(one.feedback),
                misconception=change(one.misconception),
            )
            for one in question.options
        ),
        blanks=None
        if question.blanks is None
        else tuple(tuple(map(change, forms)) for forms in question.blanks),
        reference=None if question.reference is None else change(question.reference),
        key_points=tuple(
            replace(
                one,
                text=change(one.text),
                variants=tuple(map(change, one.variants)),
                must_any=tuple(map(change, one.must_any)),
                forbidden=tuple(map(change, one.forbidden)),
            )
            for one in question.key_points
        ),
        explanation=change(question.explanation),
        misconception=change(question.misconception),
        material=None
        if question.material is None
        else (change(question.material[0]), change(question.material[1])),
        labels={name: change(value) for name, value in question.labels.items()},
    )


def is_plain_number(text: str) -> bool:
    return _PLAIN_NUMBER.fullmatch(text) is not None


def place_letters(options: Iterable[Choice]) -> tuple[Choice, ...]:
    """The options with the letters of their places."""
    return tuple(replace(one, label=LETTERS[n]) for n, one in enumerate(options))


def _spoiled(question: Question) -> str | None:
    spoiled: list[str] = []

    def look(text: str) -> str:
        if _writable(text) != text:
            spoiled.append(text)
        return text

    map_texts(question, look)
    return _short(repr(spoiled[0])) if spoiled else None


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _broken_lines(question: Question) -> str | None:
    return "\\n" if _one_line(question) != question else None


def _one_line(question: Question) -> Question:
    return map_texts(question, lambda text: re.sub(r"\s*\n\s*", " ", text))


def _odd_letters(question: Question) -> str | None:
    letters = [one.label for one in question.options]
    ids = [one.id for one in question.key_points]
    if letters != list(LETTERS[: len(letters)]):
        return " ".join(letters)
    return " ".join(ids) if ids != [f"p{n}" for n in range(1, len(ids) + 1)] else None


def _even_letters(question: Question) -> Question:
    places = {one.label: LETTERS[n] for n, one in enumerate(question.options)}
    correct = question.correct
    if correct is not None:
        correct = tuple(sorted(places[label] for label in correct if label in places)) or None
    points = tuple(replace(point, id=f"p{n}") for n, point in enumerate(question.key_points, 1))
    options = place_letters(question.options)
    return replace(question, options=options, correct=correct, key_points=points)


def _unshuffled(question: Question) -> str | None:
    return "" if question.options and not question.shuffle else None


def _feedback(question: Question) -> str | None:
    return _first(one.feedback for one in question.options)


def _misconception(question: Question) -> str | None:
    return _first([question.misconception, *(one.misconception for one in question.options)])


def _points_of(points: tuple[KeyPoint, ...]) -> str | None:
    return "；".join(_short(one.text) for one in points) or None


def _variants(question: Question) -> str | None:
    return _first(form for one in question.key_points for form in one.variants)


def _without_variants(question: Question) -> Question:
    points = tuple(replace(one, variants=()) for one in question.key_points)
    return replace(question, key_points=points)


def _terms(question: Question) -> str | None:
    told = [
        "；".join((one.text, *one.must_any, *one.forbidden))
        for one in question.key_points
        if one.terms
    ]
    return _first(told)


def _without_terms(question: Question) -> Question:
    return replace(question, key_points=tuple(one.plain for one in question.key_points))


def _pictures(question: Question) -> str | None:
    names = [picture.name for picture in question.pictures]
    return " ".join(names) if names or _PICTURE.search(question.stem or "") else None


def _unpictured(question: Question) -> Question:
    def words(text: str) -> str:
        return _PICTURE.sub(lambda match: match[1] or "[ ]", text)

    return replace(map_texts(question, words), pictures=())


def _labels(question: Question) -> str | None:
    return "; ".join(f"{name}={value}" for name, value in question.labels.items()) or None


def _first(texts: Iterable[str]) -> str | None:
    return next((_short(text) for text in texts if text), None)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _no_notes(question: Question, name: str) -> Question:
    return replace(question, options=tuple(replace(o, **{name: ""}) for o in question.options))


_Step = tuple[Part, Callable[[Question], str | None], Callable[[Question], Question]]
# Drawn numbers first: what is settled has texts of its own, which the later steps look at.
STEPS: tuple[_Step, ...] = (
    (
        Part.DRAWN_NUMBERS,
        lambda q: " ".join(v.name for v in q.variables) or None,
        settle,
    ),
    (Part.CHARACTERS, _spoiled, lambda q: map_texts(q, _writable)),
    (Part.LETTERS, _odd_letters, _even_letters),
    (Part.PICTURES, _pictures, _unpictured),
    (Part.LINES, _broken_lines, _one_line),
    (Part.NUMBER, lambda q: q.number or None, lambda q: replace(q, number="")),
    (Part.SECTION, lambda q: q.section or None, lambda q: replace(q, section="")),
    (Part.SHUFFLE, _unshuffled, lambda q: replace(q, shuffle=True)),
    (Part.FEEDBACK, _feedback, lambda q: _no_notes(q, "feedback")),
    (
        Part.MISCONCEPTION,
        _misconception,
        lambda q: replace(_no_notes(q, "misconception"), misconception=""),
    ),
    (
        Part.REFERENCE,
        lambda q: _short(q.reference) if q.reference else None,
        lambda q: replace(q, reference=None),
    ),
    (Part.KEY_POINTS, lambda q: _points_of(q.key_points), lambda q: replace(q, key_points=())),
    (Part.VARIANTS, _variants, _without_variants),
    (Part.TERMS, _terms, _without_terms),
    (Part.ANY_OF, lambda q: str(q.any_of) if q.any_of else None, lambda q: replace(q, any_of=0)),
    (
        Part.EXPLANATION,
        lambda q: _short(q.explanation) or None,
        lambda q: replace(q, explanation=""),
    ),
    (
        Part.POINTS,
        lambda q: None if q.points is None else str(q.points),
        lambda q: replace(q, points=None),
    ),
    (
        Part.MATERIAL,
        lambda q: None if q.material is None else _short(q.material[0] or q.material[1]),
        lambda q: replace(q, material=None),
    ),
    (Part.LABELS, _labels, lambda q: replace(q, labels={})),
    (
        Part.TOLERANCE,
        lambda q: str(q.tolerance) if q.tolerance else None,
        lambda q: replace(q, tolerance=Decimal(0)),
    ),
    (Part.ORDER, lambda q: None if q.ordered else "", lambda q: replace(q, ordered=True)),
)
