"""Written answers after marking: key points in the paper's marks, and the words that earned them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.bank.domain.grading import points_for
from app.bank.domain.items import ItemFace, ItemKey
from app.bank.domain.words import count_words
from app.bank.views import KEY, MARKS
from app.marking.domain.blanks import points_of_blanks
from app.marking.highlight import with_evidence
from app.marking.lines import lines_of
from app.marking.models import MarkEvent
from app.quiz.exams.answers import Answer
from app.web.i18n import format_time


def scaled(key: ItemKey, worth: Decimal) -> ItemKey:
    """The key with key points in the marks of this paper."""
    ratio = _ratio(key, worth)
    if ratio == 1:
        return key
    points = tuple(replace(p, points=points_for(ratio, p.points)) for p in key.key_points)
    return replace(key, key_points=points)


def under_its_lines(key: ItemKey, mark: MarkEvent | None) -> ItemKey:
    """The key with the lines of the rubric that the mark was given by, where it was given by one."""
    lines = mark.detail.get("lines") if mark is not None else None
    if not isinstance(lines, list) or not lines:
        return key
    return replace(key, key_points=lines_of(lines), any_of=0)


def earned_points(mark: MarkEvent, key: ItemKey, worth: Decimal) -> dict[str, Decimal] | None:
    """What each key point earned, in the marks of this paper; None where nobody gave points."""
    given = mark.detail.get("points")
    if not isinstance(given, dict):
        return None
    ratio = _ratio(key, worth)
    return {id_: points_for(ratio, Decimal(str(points))) for id_, points in given.items()}


def earned_blanks(mark: MarkEvent, key: ItemKey) -> tuple[Fraction, ...]:
    """How much of each blank counted (0–1) where it was read for what it means; else none."""
    given = mark.detail.get("points")
    if not key.blanks or not isinstance(given, dict):
        return ()
    lines = points_of_blanks(key, mark.max)
    return tuple(
        Fraction(Decimal(str(given.get(line.id, 0)))) / Fraction(line.points) for line in lines
    )


def written_view(
    face: ItemFace,
    answer: Answer | None,
    mark: MarkEvent | None,
    key: ItemKey | None,
    shown: Collection[str],
) -> dict[str, Any]:
    """A written answer with its lines kept, its length and when it was last saved.

    Where key points and marks may be told, the words that earned a key point are marked.
    """
    if face.type.is_objective or answer is None or not isinstance(answer.response, str):
        return {}
    html = Markup("<br>").join(escape(line) for line in answer.response.splitlines())
    if key is not None and mark is not None and mark.new is not None and {MARKS, KEY} <= set(shown):
        html = with_evidence(answer.response, mark.detail, key.key_points) or html
    length = _("%(n)s 字", n=count_words(answer.response))
    saved = _("最后保存 %(time)s", time=format_time(answer.saved_at, "HH:mm:ss"))
    return {"answer": html or None, "answer_meta": f"{length} · {saved}"}


def _ratio(key: ItemKey, worth: Decimal) -> Fraction:
    available = key.full_points
    return Fraction(worth) / Fraction(available) if available else Fraction(1)
