"""What stands between the braces of a GIFT question, as options, blanks or a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.common import UNSURE, lettered, lost, with_blank
from app.bank.exchange.formats.from_html import from_html
from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.formats.tags import Tags
from app.bank.exchange.questions import Problem, ProblemKind, Question

_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
_WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]+)?)%")


@dataclass(slots=True)
class Answer:
    sign: str
    text: str
    weight: Decimal | None
    feedback: str


def unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] == "n" else m[1], text).strip()


def markdown(raw: str, *, html: bool) -> str:
    text = unescape(raw)
    return from_html(text) if html and re.search(r"<[a-zA-Z/]|&[a-z#0-9]+;", text) else text


def answered(base: Question, answers: list[Answer], tags: Tags) -> Question:
    place = base.source.first
    if not answers:
        return replace(base, confidence=UNSURE).with_problems(lost("{…}", place))
    if all(a.sign == "=" for a in answers) and any("->" in a.text for a in answers):
        return replace(base, confidence=UNSURE).with_problems(lost("matching", place))
    if all(a.sign == "=" for a in answers):
        forms = tuple(a.text for a in answers if a.text and a.weight in (None, 100))
        question = replace(
            base,
            type=ItemType.FILL_BLANK,
            stem=with_blank(base.stem or ""),
            blanks=(forms,) if forms else None,
        )
        odd = len(forms) < len(answers) or any(a.feedback for a in answers)
        return question.with_problems(lost("%", place)) if odd else question
    options = lettered([a.text for a in answers], [a.feedback for a in answers])
    marked = [a.sign == "=" or (a.weight or 0) >= 100 for a in answers]
    partial = any(a.weight not in (None, 0, 100) for a in answers)
    weighed = any(a.weight is not None for a in answers)
    several = weighed and not any(a.sign == "=" for a in answers)
    if tags.type is not None and tags.type.is_choice:
        several = tags.type is ItemType.MULTIPLE_RESPONSE
    if several:
        marked = [(a.weight or 0) > 0 for a in answers]
    correct = tuple(o.label for o, right in zip(options, marked, strict=True) if right)
    question = replace(
        base,
        type=ItemType.MULTIPLE_RESPONSE if several else ItemType.SINGLE_CHOICE,
        options=options,
        correct=correct or None,
    )
    return question.with_problems(lost("%", place)) if partial and not several else question


def numerical(base: Question, text: str) -> Question:
    place = base.source.first
    pieces = [a for a in answers_in(text, html=False) if a.sign == "="] or [
        Answer("=", unescape(cut(text, "#")[0]), None, "")
    ]
    forms: list[str] = []
    margin = Decimal(0)
    problems: list[Problem] = []
    for piece in pieces:
        if piece.weight not in (None, 100):
            problems.append(lost("%", place))
            continue
        form, tolerance = _number(piece.text)
        if form:
            forms.append(form)
            margin = max(margin, tolerance)
        else:
            problems.append(Problem(ProblemKind.BAD_VALUE, place, piece.text[:100]))
    return replace(
        base,
        type=ItemType.FILL_BLANK,
        stem=with_blank(base.stem or ""),
        blanks=(tuple(forms),) if forms else None,
        tolerance=margin,
    ).with_problems(*problems)


def _number(text: str) -> tuple[str, Decimal]:
    """The number and its tolerance from `5`, `5:0.1` or `4.9..5.1`; no text where it is none."""
    low, dots, high = text.partition("..")
    if dots:
        bottom, top = read_decimal(low), read_decimal(high)
        if bottom is None or top is None or top < bottom:
            return "", Decimal(0)
        return format((bottom + top) / 2, "f"), (top - bottom) / 2
    form, _, tolerance = text.partition(":")
    number, margin = read_decimal(form), read_decimal(tolerance or "0")
    if number is None or margin is None or margin < 0:
        return "", Decimal(0)
    return form.strip(), margin


def answers_in(text: str, *, html: bool) -> list[Answer]:
    answers: list[Answer] = []
    signs = [m for m in re.finditer(r"\\.|[=~]", text, re.DOTALL) if m[0] in "=~"]
    ends = [*(m.start() for m in signs[1:]), len(text)] if signs else []
    for sign, end in zip(signs, ends, strict=True):
        raw = text[sign.end() : end]
        weight = _WEIGHT.match(raw)
        raw = raw[weight.end() :] if weight else raw
        words, told = cut(raw, "#")
        answers.append(
            Answer(
                sign=sign[0],
                text=markdown(words, html=html),
                weight=Decimal(weight[1]) if weight else None,
                feedback=markdown(told, html=html),
            )
        )
    return answers


def cut(text: str, mark: str) -> tuple[str, str]:
    """What stands before and behind the first mark without a backslash."""
    for match in re.finditer(rf"\\.|{mark}", text, re.DOTALL):
        if match[0] == mark:
            return text[: match.start()], text[match.end() :]
    return text, ""


def split(text: str, mark: str) -> list[str]:
    head, rest = cut(text, mark)
    return [head, *split(rest, mark)] if rest else [head]
