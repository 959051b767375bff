"""What the written-answer engine proposes for answers, in the marks of the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flask import current_app

from app.bank.answers.doubts import Doubted
from app.bank.answers.grader import Marked
from app.bank.answers.item import Question
from app.bank.answers.layers import Layer
from app.bank.answers.reasons import Reason
from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.types import ItemType
from app.bank.written import Listed, grader_of, question_of, read_blanks
from app.marking.domain.blanks import points_of_blanks
from app.marking.domain.machine import ENGINE, MachineMark
from app.marking.domain.points import add_up
from app.web.numbers import plain

Span = tuple[str, int, int]  # key point, half-open range of the answer in code points


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a proposal leans on: the answers of these numbers, of the same words or only alike."""

    same: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Points by key point id, the mark they come to, and why. `sure`: no person has to look."""

    points: dict[str, Decimal]
    credits: tuple[float, ...]
    mark: Decimal
    correctness: Decimal
    confidence: float
    sure: bool
    reasons: tuple[str, ...]
    spans: tuple[Span, ...]
    # The key points that a person should look at first, in the order of the question.
    doubts: tuple[Doubted, ...] = ()
    # Where it leans on answers that people marked: which, and the mark the engine had by itself.
    learned: Learned | None = None
    engine: Decimal | None = None

    @property
    def halves(self) -> frozenset[str]:
        """Key points that were said in part."""
        return frozenset(
            id_ for id_, credit in zip(self.points, self.credits, strict=True) if 0 < credit < 1
        )

    @property
    def near(self) -> tuple[Span, ...]:
        """Words that come near a key point which they did not earn."""
        lost = {id_ for id_, earned in zip(self.points, self.credits, strict=True) if not earned}
        return tuple(
            (one.key_point, one.start, one.end)
            for one in self.doubts
            if one.key_point in lost and one.start < one.end
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether people's marks may know better: it is not sure, or found nothing, perhaps for want of
        a wording that it knows."""
        return not self.sure or Reason.NOTHING in self.reasons

    def evidence(self) -> dict[str, object]:
        """What the ledger keeps of it beside a mark."""
        leans: dict[str, object] = {}
        if self.learned is not None and self.engine is not None:
            leans = {
                "learned": {"same": self.learned.same, "from": list(self.learned.numbers)},
                "engine": plain(self.engine),
            }
        return {
            **leans,
            "spans": [list(span) for span in self.spans],
            "proposed": plain(self.mark),
            "confidence": round(self.confidence, 4),
            "reasons": list(self.reasons),
            "doubts": [[one.key_point, str(one.why), one.start, one.end] for one in self.doubts],
        }


# Gives the layer of the course whose answers are read. Asked with the first of them, so that nothing is
# looked up where there are none.
Layers = Callable[[], Layer | None]


def no_layer() -> None:
    """Where answers belong to no course: the shipped lexicon alone."""


def propose(
    face: ItemFace, key: ItemKey, response: Response, worth: Decimal, layer: Layer | None = None
) -> Proposal | None:
    """The proposal for one written answer; None where there are no key points to hold it to."""
    if face.type.is_objective or not key.key_points or not isinstance(response, str):
        return None
    marked = _grade(str(current_app.config["CONTENT"]), layer, question_of(face, key), response)
    return _in_marks(key.key_points, marked, worth, key.most)


def propose_blanks(
    face: ItemFace, key: ItemKey, response: Response, worth: Decimal, layer: Layer | None = None
) -> Proposal | None:
    """The lenient proposal for a 填空, a key point a blank; None where nothing was answered."""
    if face.type is not ItemType.FILL_BLANK or not isinstance(response, list) or is_blank(response):
        return None
    content = str(current_app.config["CONTENT"])
    blanks = Listed(forms=key.blanks, ordered=key.ordered, tolerance=key.tolerance)
    marked = _read_blanks(content, layer, face, blanks, tuple(response))
    return _in_marks(points_of_blanks(key, worth), marked, worth)


def sure_mark(
    face: ItemFace,
    keys: Sequence[ItemKey],
    response: Response,
    worth: Decimal,
    *,
    sure_from: Decimal,
    layers: Layers = no_layer,
) -> MachineMark | None:
    """The mark that needs no person: of a proposal at least as sure as `sure_from` (0–1)."""
    if is_blank(response):
        return None
    read = propose_blanks if face.type is ItemType.FILL_BLANK else propose
    found = read(face, keys[0], response, worth, layers())
    if found is None or not found.sure or found.confidence < sure_from:
        return None
    detail = {"points": {id_: plain(n) for id_, n in found.points.items()}, **found.evidence()}
    return MachineMark(points=found.mark, correctness=found.correctness, rule=ENGINE, detail=detail)


@lru_cache(maxsize=20_000)
def _grade(content: str, layer: Layer | None, question: Question, answer: str) -> Marked:
    """Kept, because a desk asks for the same proposals with every page; the engine is deterministic."""
    return grader_of(content, layer).grade(question, answer)


@lru_cache(maxsize=20_000)
def _read_blanks(
    content: str, layer: Layer | None, face: ItemFace, listed: Listed, response: tuple[str, ...]
) -> Marked:
    return read_blanks(grader_of(content, layer), face, listed, response)


def _in_marks(
    points: Sequence[KeyPoint], marked: Marked, worth: Decimal, most: Decimal | None = None
) -> Proposal:
    earns = tuple(
        1.0 if point.id in marked.hits else 0.5 if point.id in marked.halves else 0.0
        for point in points
    )
    given = {
        point.id: point.points * Decimal(str(earned))
        for point, earned in zip(points, earns, strict=True)
    }
    given = {id_: number.quantize(Decimal("0.01")) for id_, number in given.items()}
    earned = add_up(points, given, worth, most)
    return Proposal(
        points=given,
        credits=earns,
        mark=earned.mark,
        correctness=earned.correctness,
        confidence=marked.confidence,
        sure=not marked.needs_review,
        reasons=tuple(str(reason) for reason in marked.reasons),
        spans=tuple((span.key_point, span.start, span.end) for span in marked.spans),
        doubts=marked.doubts,
    )
