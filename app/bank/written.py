"""Written questions as the engine takes them, and the engine with the course's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from app.bank.answers.doubts import Doubted
from app.bank.answers.grader import Grader, Marked, Span
from app.bank.answers.item import KeyPoint as EnginePoint
from app.bank.answers.item import Question
from app.bank.answers.layers import Layer, with_layer
from app.bank.answers.reasons import Reason
from app.bank.domain.grading import grade
from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.lexicon import read_lexicon
from app.bank.specs.shapes import BLANK
from app.bank.texts import plain_line


def question_of(face: ItemFace, key: ItemKey) -> Question:
    """A question as the engine takes it."""
    return _question(face, key.key_points, key.model_answer, key.full_points)


def grader_of(content: str, layer: Layer | None = None) -> Grader:
    """The engine with the lexicon of a content folder and, where it has any, a course's own words.

    One per process, and one for each of the layers that were asked for last.
    """
    return _grader(content) if layer is None else _layered(content, layer)


@cache
def _grader(content: str) -> Grader:
    return Grader(read_lexicon(Path(content)))


@lru_cache(maxsize=8)
def _layered(content: str, layer: Layer) -> Grader:
    return Grader(with_layer(read_lexicon(Path(content)), layer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a 填空 lists as right: the accepted forms of each blank, as `ItemKey` has them."""

    forms: tuple[tuple[str, ...], ...]
    ordered: bool = True
    tolerance: Decimal = Decimal(0)

    @property
    def key(self) -> ItemKey:
        return ItemKey(blanks=self.forms, ordered=self.ordered, tolerance=self.tolerance)


def read_blanks(grader: Grader, face: ItemFace, listed: Listed, response: Sequence[str]) -> Marked:
    """A 填空 read leniently: a blank that holds a listed form is right, another is read as it is meant.

    Key points are `b1`, `b2` … of one mark each; spans are ranges of the blanks joined by “；”.
    """
    if not listed.ordered and len(listed.forms) > 1:
        points = tuple(_blank_point(n, forms) for n, forms in enumerate(listed.forms, 1))
        question = Question(plain_line(face.stem), "", float(len(points)), points)
        return grader.grade_blank(question, "；".join(response), exchangeable=True)
    hits = grade(face, listed.key, list(response), MultipleResponseRule.HALF).detail.blanks
    found = [
        _whole(number, text)
        if right
        else grader.grade_blank(_one_blank(face, number, listed.forms[number - 1]), text)
        for number, (text, right) in enumerate(zip(response, hits, strict=True), 1)
    ]
    return _joined(found, response)


def _blank_point(number: int, forms: Sequence[str]) -> EnginePoint:
    return EnginePoint(f"b{number}", forms[0], 1.0, tuple(forms[1:]))


def _one_blank(face: ItemFace, number: int, forms: Sequence[str]) -> Question:
    """The question as if only this blank were left open: what stands beside it tells its unit."""
    before, after = face.stem.split(BLANK)[:number], face.stem.split(BLANK)[number:]
    stem = "……".join(before) + BLANK + "……".join(after)
    return Question(plain_line(stem), "", 1.0, (_blank_point(number, forms),))


def _whole(number: int, text: str) -> Marked:
    id_ = f"b{number}"
    return Marked(1.0, (id_,), (), (Span(id_, 0, len(text)),), 1.0, needs_review=False)


def _joined(found: Sequence[Marked], response: Sequence[str]) -> Marked:
    starts = [0, *accumulate(len(text) + 1 for text in response)]
    return Marked(
        score=sum(one.score for one in found),
        hits=tuple(id_ for one in found for id_ in one.hits),
        halves=tuple(id_ for one in found for id_ in one.halves),
        spans=tuple(
            Span(span.key_point, start + span.start, start + span.end)
            for one, start in zip(found, starts, strict=False)
            for span in one.spans
        ),
        confidence=min(one.confidence for one in found),
        needs_review=any(one.needs_review for one in found),
        reasons=tuple(dict.fromkeys(reason for one in found for reason in one.reasons)),
        doubts=tuple(
            Doubted(f"b{number}", next(iter(one.reasons), Reason.UNSURE), start, start + len(text))
            for number, (one, start, text) in enumerate(
                zip(found, starts, response, strict=False), 1
            )
            if one.needs_review
        ),
    )


@lru_cache(maxsize=1024)
def _question(
    face: ItemFace, points: tuple[KeyPoint, ...], reference: str, most: Decimal
) -> Question:
    return Question(
        stem=plain_line(face.stem),
        reference=reference,
        max=float(most),
        key_points=tuple(
            EnginePoint(
                point.id,
                point.text,
                float(point.points),
                point.variants,
                must_any=point.must_any,
                forbidden=point.forbidden,
                ordered=point.ordered,
                half=point.half,
            )
            for point in points
        ),
        is_term=face.type is ItemType.TERM,
    )
