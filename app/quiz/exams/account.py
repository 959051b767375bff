"""成绩是怎么来的: every mark of one's own paper with who gave it, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from app.bank.labels import TYPE_LABELS
from app.bank.texts import plain_line
from app.bank.views import MARKS, WHY
from app.marking.account import Entry, load_account
from app.marking.domain.rulings import AS_FROZEN, Mode
from app.marking.standing import is_running, load_terms
from app.quiz.exams.paper import load_paper
from app.quiz.exams.review import find_shown
from app.quiz.exams.terms import WORK
from app.quiz.models import Sitting


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question of the paper with all its marks, oldest first; `worth` is what it counts now."""

    number: int
    type_label: str
    title: str
    frozen: Decimal
    worth: Decimal
    mode: Mode
    entries: Sequence[Entry]

    @property
    def mark(self) -> Decimal | None:
        return self.entries[-1].new if self.entries else None

    @property
    def is_ruled(self) -> bool:
        """Whether a step on the question changed the mark."""
        return any(entry.kind is not None for entry in self.entries)

    @property
    def has_story(self) -> bool:
        """Whether there is more to tell than one mark."""
        return len(self.entries) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account of a whole paper. `lines` is empty where marks may not be seen yet."""

    lines: Sequence[Line]
    reasons: bool
    regrading: bool

    @property
    def earned(self) -> Decimal:
        return sum((line.mark or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def full(self) -> Decimal:
        return sum((line.worth for line in self.lines), Decimal(0))

    @property
    def frozen(self) -> Decimal:
        return sum((line.frozen for line in self.lines), Decimal(0))

    @property
    def waiting(self) -> int:
        return sum(line.mark is None for line in self.lines)


def explain_marks(sitting: Sitting, at: datetime, shown: frozenset[str] | None = None) -> Account:
    """The account with `shown`, or as far as the exam's rules let the candidate see marks by now; six
    SQL statements, no key.

    What staff wrote as the reason of a step may give the answer away, so it is shown where explanations
    are.
    """
    shown = find_shown(sitting, at) if shown is None else shown
    regrading = is_running(WORK, sitting.exam_id)
    if MARKS not in shown:
        return Account(lines=(), reasons=False, regrading=regrading)
    paper = load_paper(sitting)
    terms = load_terms(WORK, [sitting.exam_id])
    entries = load_account(WORK, sitting.id, sitting.class_id)
    lines = []
    for section in paper.sections:
        for number, slot in enumerate(section.slots, section.first):
            held = terms.get(slot.id, AS_FROZEN)
            lines.append(
                Line(
                    number=number,
                    type_label=str(TYPE_LABELS[slot.type]),
                    title=plain_line(paper.questions[slot.id].shown.face.stem),
                    frozen=slot.points,
                    worth=held.worth(slot.points),
                    mode=held.mode,
                    entries=told(entries.get(slot.id, ()), with_reasons=WHY in shown),
                )
            )
    return Account(lines=lines, reasons=WHY in shown, regrading=regrading)


def told(entries: Sequence[Entry], *, with_reasons: bool) -> list[Entry]:
    """Entries as they may be told: reasons of steps only where explanations may be read."""
    return [
        entry if with_reasons or entry.kind is None else replace(entry, reason="")
        for entry in entries
    ]
