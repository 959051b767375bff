"""What the machine can say of an answer, with the reasons; where a person judges it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Protocol

from app.bank.domain.items import KeyPoint
from app.bank.domain.quantities import read_answer, same
from app.cases.domain.case import Case, Dialogue, Part, Turn, TurnFault
from app.cases.domain.faults import Fault
from app.cases.domain.questions import (
    AnyQuestion,
    Cell,
    ChoiceQuestion,
    DialogueQuestion,
    TableQuestion,
    TextQuestion,
)
from app.cases.domain.responses import Response, empty, is_blank, turns_of
from app.marking.domain.rubric import Criterion, Fact, Found, Level, Rubric

CENT = Decimal("0.01")
NOTHING = Decimal(0)
HALF = Decimal("0.5")
# A marked phrase names the fault if it covers at least this share of the words that are at fault.
ENOUGH = Fraction(1, 2)
HALF_SIGN = "½"
LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class PointCredit:
    """What one key point of a written answer earned: 0, ½ or 1 of its points."""

    point: KeyPoint
    credit: Decimal


class TextMarker(Protocol):
    """The engine of written answers, as this package asks it."""

    def __call__(
        self, stem: str, model_answer: str, points: Sequence[KeyPoint], answer: str
    ) -> Sequence[PointCredit]: ...


# ── the rubric of a case ────────────────────────────────────────────────────────────────────────


def is_by_machine(question: AnyQuestion) -> bool:
    """Whether the machine can propose the marks of a question."""
    if isinstance(question, TextQuestion):
        return bool(question.key_points)
    return isinstance(question, ChoiceQuestion | TableQuestion | DialogueQuestion)


def criteria_by_question(case: Case) -> dict[str, tuple[Criterion, ...]]:
    """The lines by which each question is marked, numbered through the case in its order.

    A question that the machine marks is one line; one that a person judges has a line for each
    criterion of its rubric. The numbers name the lines in the ledger: a frozen case never changes.
    """
    found: dict[str, tuple[Criterion, ...]] = {}
    number = 0
    for place, question in enumerate(case.questions, 1):
        lines: list[Criterion] = []
        for name, points, levels in _lines(question):
            number += 1
            lines.append(
                Criterion(
                    number=number,
                    name=f"{place}. {name}",
                    points=points,
                    by_machine=is_by_machine(question),
                    levels=levels,
                )
            )
        found[question.id] = tuple(lines)
    return found


def rubric_of(case: Case) -> Rubric:
    """The whole case as one rubric."""
    lines = criteria_by_question(case).values()
    return Rubric(criteria=tuple(line for of_one in lines for line in of_one))


def _lines(question: AnyQuestion) -> Iterable[tuple[str, Decimal, tuple[Level, ...]]]:
    rubric = getattr(question, "rubric", ())
    if not rubric:
        yield _short(question.prompt), question.points, ()
    for line in rubric:
        levels = tuple(Level(points=level.points, text=level.text) for level in line.levels)
        yield line.name, line.points, levels


def _short(prompt: str) -> str:
    line = prompt.strip().splitlines()[0].lstrip("#>*- ")
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


# ── marks ───────────────────────────────────────────────────────────────────────────────────────


def mark_part(
    part: Part, responses: Mapping[str, Response], marker: TextMarker
) -> dict[str, Found]:
    """What the machine gives for the questions of a part, by question id."""
    found: dict[str, Found] = {}
    for question in part.questions:
        response = responses.get(question.id, empty(question))
        marked = mark_question(question, part.dialogue, response, marker)
        if marked is not None:
            found[question.id] = marked
    return found


def mark_question(
    question: AnyQuestion, dialogue: Dialogue | None, response: Response, marker: TextMarker
) -> Found | None:
    """What the machine gives for an answer, and why; None where a person has to judge."""
    if isinstance(question, ChoiceQuestion):
        return mark_choice(question, response)
    if isinstance(question, TableQuestion):
        return mark_table(question, response)
    if isinstance(question, DialogueQuestion):
        return mark_dialogue(question, dialogue, response, marker) if dialogue else None
    if isinstance(question, TextQuestion) and question.key_points:
        return mark_text(question, response, marker)
    return None


def mark_choice(question: ChoiceQuestion, response: Response) -> Found:
    """All right ones and nothing else: full; some of them and nothing else: half; otherwise nothing."""
    ticks = {response} if isinstance(response, str) else set(response)
    ticks.discard("")
    right = {option.id for option in question.options if option.right}
    facts = [
        Fact(name=option.text, own="✓", ok=option.right)
        for option in question.options
        if option.id in ticks
    ]
    facts += [
        Fact(name=option.text, expected="✓", ok=False)
        for option in question.options
        if option.right and option.id not in ticks
    ]
    part = HALF if ticks and ticks < right else NOTHING
    share = Decimal(1) if ticks == right else part
    return Found(points=_round(question.points * share), facts=facts)


def mark_table(question: TableQuestion, response: Response) -> Found:
    """Cell by cell."""
    points, facts = NOTHING, list[Fact]()
    for row, at, cell in question.asked():
        own = str(response.get(f"{row}.{at}", ""))
        ok = is_right_cell(cell, own)
        points += cell.points if ok else NOTHING
        facts.append(
            Fact(
                name=f"{question.rows[row][0].given} · {question.columns[at]}",
                own=own or "—",
                expected=f"{_plain(cell)}{cell.unit}",
                tolerance=f"±{cell.tolerance:f}" if cell.tolerance else "",
                ok=ok,
            )
        )
    return Found(points=points, facts=facts)


def is_right_cell(cell: Cell, own: str) -> bool:
    """Whether a cell holds the number within its tolerance, or the text in one of its forms."""
    forms = [_plain(cell), *cell.variants]
    if isinstance(cell.answer, Decimal) and cell.unit:
        forms.append(f"{_plain(cell)}{cell.unit}")
    answer = read_answer(own)
    return any(same(answer, read_answer(form), Fraction(cell.tolerance)) for form in forms)


def mark_text(question: TextQuestion, response: Response, marker: TextMarker) -> Found:
    """Key point by key point."""
    text = response if isinstance(response, str) else ""
    earned = marker(question.prompt, question.model_answer, question.key_points, text)
    points = sum((one.point.points * one.credit for one in earned), NOTHING)
    return Found(points=min(_round(points), question.points), facts=_credit_facts(earned))


def mark_dialogue(
    question: DialogueQuestion, dialogue: Dialogue, response: Response, marker: TextMarker
) -> Found:
    """Turns found and named, less what was wrongly flagged; then the new wordings.

    Points for finding and naming together are never below nothing: see `DialogueQuestion`. A phrase
    that misses the words at fault, or no phrase at all, finds the turn by half.
    """
    marks = turns_of(response)
    found, facts = NOTHING, list[Fact]()
    for turn in dialogue.turns:
        own = marks.get(turn.id)
        if turn.fault is None and own is not None:
            found -= question.per_turn
            facts.append(Fact(name=_quote(turn), own=own["phrase"] or "✓", ok=False))
        elif turn.fault is not None:
            points, told = _mark_turn(question, turn, turn.fault, own)
            found += points
            facts += told
    rewritten = NOTHING
    for id_ in question.rewrite:
        turn = dialogue.turn(id_)
        if turn.fault is None:
            continue
        points, told = _mark_rewrite(
            turn, turn.fault, marks.get(id_, {}).get("rewrite", ""), marker
        )
        rewritten += points
        facts += told
    total = max(NOTHING, found) + rewritten
    return Found(points=min(_round(total), question.points), facts=facts)


def covered(text: str, phrase: str, own: str) -> Fraction:
    """Which share of `phrase` the words `own` cover, both being pieces of `text`; 0 to 1.

    Where the same words stand twice, the reader is taken to mean the place that fits best.
    """
    if not own or not phrase or phrase not in text:
        return Fraction(0)
    start = text.index(phrase)
    wanted = range(start, start + len(phrase))
    best, at = 0, text.find(own)
    while at >= 0:
        shared = min(wanted.stop, at + len(own)) - max(wanted.start, at)
        best, at = max(best, shared), text.find(own, at + 1)
    return Fraction(best, len(phrase))


def _mark_turn(
    question: DialogueQuestion, turn: Turn, fault: TurnFault, own: Mapping[str, str] | None
) -> tuple[Decimal, list[Fact]]:
    if own is None:
        return NOTHING, [Fact(name=_quote(turn), own="—", expected=fault.phrase, ok=False)]
    hit = covered(turn.text, fault.phrase, own["phrase"]) >= ENOUGH
    named = bool(own["fault"]) and fault.accepts(Fault(own["fault"]))
    points = question.per_turn * (1 if hit else HALF) + question.per_class * (1 if named else 0)
    return points, [
        Fact(
            name=_quote(turn),
            own=own["phrase"] or "—",
            expected=fault.phrase,
            ok=True if hit else None,
        ),
        Fact(name=_quote(turn), own=own["fault"] or "—", expected=fault.fault.value, ok=named),
    ]


def _mark_rewrite(
    turn: Turn, fault: TurnFault, text: str, marker: TextMarker
) -> tuple[Decimal, list[Fact]]:
    earned = marker(turn.text, fault.rewrite.model, fault.rewrite.points, text)
    points = sum((one.point.points * one.credit for one in earned), NOTHING)
    return points, _credit_facts(earned)


def _credit_facts(earned: Sequence[PointCredit]) -> list[Fact]:
    return [
        Fact(
            name=one.point.text,
            own=HALF_SIGN if one.credit == HALF else "",
            ok=None if one.credit == HALF else one.credit > 0,
        )
        for one in earned
    ]


def no_credit(points: Sequence[KeyPoint]) -> list[PointCredit]:
    """What an empty answer earns."""
    return [PointCredit(point, NOTHING) for point in points]


def _quote(turn: Turn) -> str:
    return turn.text if len(turn.text) <= LONGEST_NAME else turn.text[: LONGEST_NAME - 1] + "…"


def _plain(cell: Cell) -> str:
    return f"{cell.answer:f}" if isinstance(cell.answer, Decimal) else str(cell.answer)


def _round(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)


def is_answered(question: AnyQuestion, responses: Mapping[str, Response]) -> bool:
    """Whether a question has any answer."""
    return not is_blank(responses.get(question.id, empty(question)))
