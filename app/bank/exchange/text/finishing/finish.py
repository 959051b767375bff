"""A draft into a `Question`: type, key, marks, and what a person should look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Problem, ProblemKind, Question, Source, SourceKind
from app.bank.exchange.text.cleaning.garbled import garbled_piece
from app.bank.exchange.text.cleaning.joining import join_lines
from app.bank.exchange.text.finishing.bare_options import bare_options
from app.bank.exchange.text.finishing.choice import bracket_underlined, read_choice
from app.bank.exchange.text.finishing.explained import take_key
from app.bank.exchange.text.finishing.fill import read_fill
from app.bank.exchange.text.finishing.gaps import take_any_order
from app.bank.exchange.text.finishing.kinds import find_type
from app.bank.exchange.text.finishing.told_behind import take_behind
from app.bank.exchange.text.finishing.truth import read_true_false
from app.bank.exchange.text.finishing.written import read_written
from app.bank.exchange.text.questions.material import titled
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words.values import plain

_OWN_POINTS = re.compile(
    r"[（(\[【]\s*(?:本小?题(?:满分|共)?|共|每小?题|满分|分值\s*[:：])?\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分\s*[)）\]】]"
)
# How much less sure a question is for each kind of problem; those not named cost a tenth.
_COSTS = {
    ProblemKind.GUESSED_TYPE: 0.15,
    ProblemKind.UNKNOWN_TYPE: 0.4,
    ProblemKind.NO_STEM: 0.5,
    ProblemKind.NO_OPTIONS: 0.3,
    ProblemKind.NO_KEY: 0.15,
    ProblemKind.ODD_KEY: 0.25,
    ProblemKind.KEYS_DIFFER: 0.25,
    ProblemKind.GUESSED_KEY: 0.3,
    ProblemKind.GARBLED: 0.3,
    ProblemKind.CUT_OFF: 0.3,
    ProblemKind.WHOLE_AS_POINT: 0.0,
    ProblemKind.NUMBER_GAP: 0.02,
    ProblemKind.TURNED_SIMPLE: 0.02,
    ProblemKind.POINTS_DIFFER: 0.02,
}
_CIRCLED_KEY = re.compile(r"[（(]?\s*[①-⑧](?:[\s、,，]*[①-⑧]){0,7}\s*[)）]?[。.]?")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_UNDER = re.compile("</?u>")
# Labels that have become part of the question.
_TAKEN = frozenset({"type", "points"})
_WRITTEN = frozenset({ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY})


@dataclass(frozen=True, slots=True)
class Marks:
    """What a section's heading gives each of its questions."""

    each: Decimal | None = None
    per_blank: bool = False
    differ: bool = False


def finish(
    draft: Draft,
    marks: Marks,
    section: str,
    *,
    before: ItemType | None = None,
    turned: bool = False,
) -> Question:
    """The question of a draft. `before` is the type of the one before it; `turned` says that its
    lines were in Traditional characters."""
    own = _own_points(draft)
    if not draft.options and _chooses(draft):
        draft.options = bare_options(draft)
    bracket_underlined(draft)
    take_key(draft)
    take_behind(draft)
    type_ = find_type(draft, before)
    if type_ is not ItemType.FILL_BLANK:
        _without_tags(draft)
    total = Decimal(own) if own else marks.each
    question = _read(draft, type_, total)
    if marks.differ:
        draft.note(ProblemKind.POINTS_DIFFER)
    if question.stem is None:
        draft.note(ProblemKind.NO_STEM)
    if turned:
        draft.note(ProblemKind.TURNED_SIMPLE)
    if odd := garbled_piece(question.stem or "", *(one.text for one in question.options)):
        draft.note(ProblemKind.GARBLED, detail=odd)
    problems = tuple(draft.problems)
    labels = {name: text for name, text in draft.labels.items() if text and name not in _TAKEN}
    return _with(
        question,
        draft,
        section=section,
        points=_points(draft, question, total, marks, bool(own)),
        labels=labels,
        problems=problems,
    )


def _without_tags(draft: Draft) -> None:
    """Take out <u> around words that are those of no blank."""
    draft.parts["stem"] = [_UNDER.sub("", line) for line in draft.parts["stem"]]
    draft.options = [(label, _UNDER.sub("", text)) for label, text in draft.options]


def _chooses(draft: Draft) -> bool:
    """Whether a question without options is of a kind that has some, or its key is one of ①②③④."""
    named = draft.labels.get("type") or (draft.heading.title if draft.heading else "")
    answer = draft.text("answer") or draft.listed_key
    return "选" in named or _CIRCLED_KEY.fullmatch(answer) is not None


def _read(draft: Draft, type_: ItemType | None, total: Decimal | None) -> Question:
    source = Source(SourceKind.LINE, draft.first, draft.last)
    if type_ is None:
        stem = plain(join_lines(draft.parts["stem"])) or None
        draft.note(ProblemKind.NO_KEY)
        return Question(source=source, stem=stem)
    if type_.is_choice:
        stem, options, correct = read_choice(draft, type_)
        return Question(
            source=source, type=type_, stem=stem or None, options=options, correct=correct
        )
    if type_ is ItemType.TRUE_FALSE:
        stem, truth = read_true_false(draft)
        return Question(source=source, type=type_, stem=stem or None, truth=truth)
    if type_ is ItemType.FILL_BLANK:
        any_order = take_any_order(draft)
        stem, blanks = read_fill(draft)
        return Question(
            source=source, type=type_, stem=stem or None, blanks=blanks, ordered=not any_order
        )
    stem, reference, points = read_written(draft, type_, total)
    return Question(
        source=source, type=type_, stem=stem or None, reference=reference, key_points=points
    )


def _with(
    question: Question,
    draft: Draft,
    *,
    section: str,
    points: Decimal | None,
    labels: dict[str, str],
    problems: tuple[Problem, ...],
) -> Question:
    explanation = "\n\n".join(plain(part).strip() for part in draft.parts["explanation"]).strip()
    return Question(
        source=question.source,
        type=question.type,
        number=str(draft.number) if draft.number else "",
        section=section,
        stem=question.stem,
        options=question.options,
        correct=question.correct,
        truth=question.truth,
        blanks=question.blanks,
        ordered=question.ordered,
        reference=question.reference,
        key_points=question.key_points,
        explanation=explanation,
        points=points,
        material=titled(plain(draft.material[1])) if draft.material else None,
        labels=labels,
        confidence=_confidence(draft, problems),
        problems=problems,
    )


def _confidence(draft: Draft, problems: tuple[Problem, ...]) -> float:
    sure = 0.97 if draft.sure else 0.85
    for kind in {problem.kind for problem in problems}:
        sure -= _COSTS.get(kind, 0.1)
    return round(max(0.05, sure), 2)


def _own_points(draft: Draft) -> str:
    """Points in the question's own words, taken out of the stem.

    Where several lie further down, they are those of the points of an answer that nothing announces.
    """
    found = [_OWN_POINTS.findall(line) for line in draft.parts["stem"]]
    for n, line in enumerate(draft.parts["stem"]):
        match = _OWN_POINTS.search(line)
        if match and (n == 0 or sum(map(len, found)) == 1):
            draft.parts["stem"][n] = (line[: match.start()] + line[match.end() :]).rstrip()
            return match[1]
    told = _NUMBER.search(draft.labels.get("points", ""))
    return draft.marks or (told[0] if told else "")


def _points(
    draft: Draft, question: Question, total: Decimal | None, marks: Marks, own: bool
) -> Decimal | None:
    """The marks as `Question.points` counts them: of one blank for fill-in questions."""
    if total is None or question.type is not ItemType.FILL_BLANK or (marks.per_blank and not own):
        return total
    blanks = max(1, (question.stem or "").count("____"))
    share = total / blanks
    if share != share.quantize(Decimal("0.01")):
        draft.note(ProblemKind.POINTS_DIFFER)
        return share.quantize(Decimal("0.01"))
    return share.normalize() if share != share.to_integral_value() else share.quantize(Decimal(1))
