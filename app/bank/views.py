"""The one builder of question views: from an item's face, an answer and what may be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.bank.content import find_figure
from app.bank.domain.grading import Grade
from app.bank.domain.items import LETTERS, ItemFace, ItemKey
from app.bank.domain.responses import Response, is_blank
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.inputs import blank_name
from app.bank.labels import RULE_LABELS, TYPE_LABELS, any_words, term_words
from app.content.markdown import render_fragment, render_inline, split_blanks
from app.web.numbers import plain
from app.web.questionview import (
    BlankView,
    OptionView,
    PointView,
    QuestionView,
    StimulusView,
    Verdict,
)

# What a reader may be shown besides the question itself.
OWN, RIGHT, MARKS, KEY, WHY = "own", "right", "marks", "key", "why"
EVERYTHING = frozenset({OWN, RIGHT, MARKS, KEY, WHY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a response was marked. `earned` is None while it waits for a person.

    `points` says what each key point earned, by key point id; `blanks` how much of each blank counted
    (0–1), where a person or the engine judged them one by one; `provisional` that no person looked.
    """

    grade: Grade | None = None
    earned: Decimal | None = None
    points: Mapping[str, Decimal] | None = None
    comment: str = ""
    rule: str = ""
    provisional: bool = False
    blanks: Sequence[Fraction] = ()


@lru_cache(maxsize=4096)
def fragment(text: str) -> Markup:
    """Block HTML of a short Markdown text; sanitised by the renderer."""
    return Markup(render_fragment(text, find_figure))  # noqa: S704


@lru_cache(maxsize=8192)
def inline(text: str) -> Markup:
    """HTML of a text of one paragraph; sanitised by the renderer."""
    return Markup(render_inline(text, find_figure))  # noqa: S704


@lru_cache(maxsize=2048)
def _stem_parts(text: str) -> tuple[Markup, ...]:
    return tuple(Markup(part) for part in split_blanks(text, find_figure))  # noqa: S704


def question_view(
    face: ItemFace,
    *,
    key: str,
    number: int | str = "",
    name: str = "",
    points: Decimal | None = None,
    order: Sequence[str] | None = None,
    response: Response = None,
    item_key: ItemKey | None = None,
    outcome: Outcome | None = None,
    show: Collection[str] = (),
    **more: Any,
) -> QuestionView:
    """Build the view of one question.

    `key` is its id on the page, `order` the option ids as this reader sees them, `response` the
    canonical answer. `item_key` and `outcome` are used only as far as `show` allows; a page before
    release passes neither. `more` goes into the view as it is (flagged, save_state, tags …).
    """
    inputs = name or key
    shown = frozenset(show)
    told = item_key if item_key is not None and KEY in shown else None
    views: dict[str, Any] = {
        "options": _options(face, order, response, item_key, shown),
        "blanks": _blanks(face, inputs, response, outcome, told, shown),
        "text": response if face.type.value in _WRITTEN and isinstance(response, str) else "",
        "answered": not is_blank(response),
        "points": plain(face.points if points is None else points),
    }
    if face.blanks:
        parts = _stem_parts(face.stem)
        views["stem_parts"] = parts if len(parts) == face.blanks + 1 else ()
    views |= _told(face, item_key, outcome, shown)
    return QuestionView(
        key=key,
        name=inputs,
        type=face.type.value,
        type_label=str(TYPE_LABELS[face.type]),
        number=number,
        stem=fragment(face.stem),
        rows=_ROWS.get(face.type, 6),
        **(views | more),
    )


def preview_view(face: ItemFace, item_key: ItemKey, *, key: str, **more: Any) -> QuestionView:
    """The view for teachers: everything, misconceptions and variants included."""
    return question_view(
        face,
        key=key,
        item_key=item_key,
        show=EVERYTHING | {_PREVIEW},
        **more,
    )


def stimulus_view(stimulus: tuple[int, str, str], *, label: str = "") -> StimulusView:
    """The view of a 材料 as `queries.Loaded` gives it."""
    identity, title, text = stimulus
    return StimulusView(key=f"stimulus-{identity}", title=title, html=fragment(text), label=label)


_PREVIEW = "preview"
_WRITTEN = {"term", "short_answer", "essay"}
_ROWS = {ItemType.TERM: 4, ItemType.SHORT_ANSWER: 7, ItemType.ESSAY: 14}
TRUTHS = (("true", "√", True), ("false", "×", False))


def _options(
    face: ItemFace,
    order: Sequence[str] | None,
    response: Response,
    item_key: ItemKey | None,
    shown: frozenset[str],
) -> tuple[OptionView, ...]:
    if face.type is ItemType.TRUE_FALSE:
        return _truths(response, item_key, shown)
    texts = {option.id: option.text for option in face.options}
    chosen = {response} if isinstance(response, str) else set(_as_list(response))
    views = []
    for letter, identity in zip(LETTERS, order or tuple(texts), strict=False):
        picked = identity in chosen
        # Right or wrong is told of the chosen options alone unless the key may be seen.
        knows = item_key is not None and (KEY in shown or (RIGHT in shown and picked))
        note = item_key.notes.get(identity) if item_key and WHY in shown else None
        views.append(
            OptionView(
                id=identity,
                letter=letter,
                html=inline(texts[identity]),
                chosen=picked,
                correct=(identity in item_key.correct) if item_key and knows else None,
                feedback=fragment(note.feedback) if note and note.feedback else None,
                misconception=note.misconception if note and _PREVIEW in shown else "",
            )
        )
    return tuple(views)


def _truths(
    response: Response, item_key: ItemKey | None, shown: frozenset[str]
) -> tuple[OptionView, ...]:
    words = {True: _("对"), False: _("错")}
    views = []
    for identity, letter, value in TRUTHS:
        picked = response is value
        knows = item_key is not None and (KEY in shown or (RIGHT in shown and picked))
        wrong = item_key is not None and item_key.truth is not value
        views.append(
            OptionView(
                id=identity,
                letter=letter,
                html=escape(words[value]),
                chosen=picked,
                correct=(item_key.truth is value) if item_key and knows else None,
                misconception=item_key.misconception
                if item_key and wrong and _PREVIEW in shown
                else "",
            )
        )
    return tuple(views)


def _blanks(
    face: ItemFace,
    name: str,
    response: Response,
    outcome: Outcome | None,
    told: ItemKey | None,
    shown: frozenset[str],
) -> tuple[BlankView, ...]:
    written = _as_list(response)
    known = outcome if outcome and outcome.grade and RIGHT in shown else None
    detail = known.grade.detail.blanks if known and known.grade else ()
    earned = (known.blanks if known else ()) or [Fraction(right) for right in detail]
    return tuple(
        BlankView(
            name=blank_name(name, i),
            value=written[i] if i < len(written) else "",
            width=8,
            correct=bool(earned[i]) if i < len(earned) else None,
            half=i < len(earned) and 0 < earned[i] < 1,
            accepted=told.blanks[i] if told else (),
        )
        for i in range(face.blanks)
    )


def _told(
    face: ItemFace, item_key: ItemKey | None, outcome: Outcome | None, shown: frozenset[str]
) -> dict[str, Any]:
    """What is told after the answer, as far as `shown` allows."""
    told: dict[str, Any] = {}
    if outcome is not None:
        told |= _marks_told(outcome, face, shown)
    if item_key is None:
        return told
    if WHY in shown and item_key.explanation:
        told["explanation"] = fragment(item_key.explanation)
    if KEY in shown:
        if item_key.model_answer:
            told["model_answer"] = fragment(item_key.model_answer)
        told["key_points"] = _key_points(item_key, outcome, shown)
        told["any_of"] = any_words(item_key)
    return told


def _marks_told(outcome: Outcome, face: ItemFace, shown: frozenset[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"comment": outcome.comment}
    if RIGHT in shown:
        told["verdict"] = _verdict(outcome, face)
    if MARKS in shown:
        if outcome.earned is not None:
            told["score"] = plain(outcome.earned)
            pattern = _("暂定 %(n)s 分") if outcome.provisional else _("得 %(n)s 分")
            told["verdict_label"] = pattern % {"n": plain(outcome.earned)}
        if face.type is ItemType.MULTIPLE_RESPONSE and outcome.rule:
            told["rule"] = str(RULE_LABELS[MultipleResponseRule(outcome.rule)])
    return told


def _verdict(outcome: Outcome, face: ItemFace) -> Verdict:
    share = outcome.grade.share if outcome.grade else None
    if share is None and outcome.earned is not None and face.points:
        share = outcome.earned / face.points
    if share is None:
        return "waiting"
    return "right" if share >= 1 else "part" if share > 0 else "wrong"


def _key_points(
    item_key: ItemKey, outcome: Outcome | None, shown: frozenset[str]
) -> tuple[PointView, ...]:
    earned = outcome.points if outcome and MARKS in shown else None
    views = []
    for number, point in enumerate(item_key.key_points, 1):
        got = earned.get(point.id) if earned else None
        state = None
        if got is not None:
            state = "full" if got >= point.points else "half" if got > 0 else "none"
        views.append(
            PointView(
                number=number,
                text=inline(point.text),
                worth=plain(point.points),
                earned=plain(got) if got is not None else None,
                state=state,
                variants=point.variants if _PREVIEW in shown else (),
                terms=tuple(term_words(point)) if _PREVIEW in shown else (),
            )
        )
    return tuple(views)


def _as_list(response: Response) -> list[str]:
    return response if isinstance(response, list) else []
