"""After the paper: the receipt, and the paper with what may be shown of answers, marks and keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.bank.domain.grading import Detail, Grade
from app.bank.domain.items import ItemKey
from app.bank.labels import TYPE_LABELS
from app.bank.views import EVERYTHING, MARKS, OWN, RIGHT, WHY, Outcome, plain, question_view
from app.extensions import db
from app.marking.domain.machine import ENGINE
from app.marking.domain.question import Question as Ruled
from app.marking.domain.rulings import AS_FROZEN, Mode, Terms
from app.marking.ledger import current_marks
from app.marking.models import MarkEvent
from app.marking.standing import load_terms
from app.quiz.domain.access import AccessRules
from app.quiz.domain.deadline import is_over
from app.quiz.domain.paper import Section, option_order
from app.quiz.domain.reviewing import Moment, Phase, allowed, opens_key
from app.quiz.exams.answers import (
    Answer,
    Answers,
    NotCounted,
    answers_of,
    count_not_counted,
    receipts_of,
)
from app.quiz.exams.hall import SectionView, section_view, shared_text
from app.quiz.exams.notes import Note, load_notes
from app.quiz.exams.paper import Paper, Question, load_paper
from app.quiz.exams.people import may_start_late
from app.quiz.exams.terms import WORK, seed_of, standing_questions
from app.quiz.exams.written import (
    earned_blanks,
    earned_points,
    scaled,
    under_its_lines,
    written_view,
)
from app.quiz.models import Exam, FormSlot, HandIn, Sitting
from app.web.questionview import QuestionView


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """What proves that the paper arrived, and what comes next.

    `earlier` are the receipts of a paper that was opened again since: they stay true.
    """

    code: str
    handed_in_at: datetime
    saves: int
    earlier: Sequence[HandIn]
    answered: int
    questions: int
    shown: frozenset[str]
    not_counted: NotCounted
    # Whether the page offers the way out of Safe Exam Browser.
    quits_seb: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionScore:
    """Marks of one section: `earned` so far, of `worth`; `waiting` answers are not marked yet."""

    label: str
    earned: Decimal
    worth: Decimal
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The paper as it may be seen. `scores` is empty where marks may not be shown.

    `notes` tell by question key what was changed after the paper was marked, `regrading` that it is
    being changed just now.
    """

    shown: frozenset[str]
    sections: Sequence[SectionView]
    scores: Sequence[SectionScore]
    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict[str, Sequence[Note]])
    regrading: bool = False
    # Questions whose mark the engine gave and no person looked at, where marks may be shown.
    provisional: int = 0
    # Slot ids by question key.
    slots: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def earned(self) -> Decimal:
        """Marks so far."""
        return sum((score.earned for score in self.scores), Decimal(0))

    @property
    def worth(self) -> Decimal:
        """Marks of the whole paper."""
        return sum((score.worth for score in self.scores), Decimal(0))

    @property
    def waiting(self) -> int:
        """How many answers wait for a person."""
        return sum(score.waiting for score in self.scores)


Marks = dict[int, MarkEvent]  # by slot id
Rules = Mapping[int, Ruled]  # by slot id


def find_shown(sitting: Sitting, at: datetime) -> frozenset[str]:
    """What the candidate may see of this sitting now; two SQL statements at most."""
    exam = sitting.exam
    moment = Moment(
        submitted=sitting.state == "submitted",
        closed=is_closed(exam, at) if exam.review.get(Phase.AFTER_CLOSE) else False,
        released=exam.state == "released",
    )
    return allowed(exam.review, moment)


def load_receipt(sitting: Sitting, at: datetime) -> ReceiptView:
    """The receipt of a handed-in sitting; five SQL statements at most."""
    answers = answers_of(sitting)
    newest, *earlier = receipts_of(sitting)
    return ReceiptView(
        code=newest.code,
        handed_in_at=newest.handed_in_at,
        saves=newest.saves,
        earlier=earlier,
        answered=sum(not answer.is_blank for answer in answers.values()),
        questions=len(sitting.slots) or count_slots(sitting.form_id),
        shown=find_shown(sitting, at),
        not_counted=count_not_counted(sitting.id),
        quits_seb=AccessRules.from_json(sitting.exam.access).seb.required,
    )


def count_slots(form_id: int) -> int:
    """How many questions a form has; one SQL statement."""
    query = select(func.count()).where(FormSlot.form_id == form_id)
    return db.session.scalar(query) or 0


def find_shown_to_staff(sitting: Sitting, at: datetime, *, keys: bool) -> frozenset[str]:
    """What staff see of a handed-in paper; two SQL statements at most.

    The answers and their marks at any time. What opens keys only those who make the exam, with
    `keys`, see while others may still write: assistants are often students themselves.
    """
    if keys or sitting.exam.state == "released" or is_closed(sitting.exam, at):
        return EVERYTHING
    return frozenset({OWN, MARKS})


def load_review(sitting: Sitting, at: datetime, shown: frozenset[str] | None = None) -> ReviewView:
    """The paper with `shown`, or what the candidate may see; thirteen SQL statements at most.

    Keys are read only where what may be shown needs them: those by which the questions are marked now.
    """
    shown = find_shown(sitting, at) if shown is None else shown
    if not shown:
        return ReviewView(shown=shown, sections=(), scores=())
    paper, answers = load_paper(sitting), answers_of(sitting)
    marks = {part: mark for (_w, part), mark in current_marks(WORK, [sitting.id]).items()}
    terms = load_terms(WORK, [sitting.exam_id])
    rules: Rules = {}
    if opens_key(shown):
        rules = standing_questions([sitting])
    builder = _Builder(sitting, paper, answers, marks, terms, rules, shown | {OWN})
    sections = [
        section_view(section, sitting.exam.rule, builder.questions(section))
        for section in paper.sections
    ]
    scores = [_score(s, marks, terms) for s in paper.sections] if MARKS in shown else []
    notes = load_notes(sitting, with_marks=MARKS in shown, with_reasons=WHY in shown)
    return ReviewView(
        shown=shown,
        sections=sections,
        scores=scores,
        notes={
            f"q{n}": notes.by_slot[id_] for id_, n in paper.numbers.items() if id_ in notes.by_slot
        },
        regrading=notes.running,
        provisional=sum(map(_is_provisional, marks.values())) if MARKS in shown else 0,
        slots={f"q{n}": id_ for id_, n in paper.numbers.items()},
    )


def is_closed(exam: Exam, at: datetime) -> bool:
    """Whether nobody writes any more and nobody may begin; two SQL statements at most."""
    if not is_over(exam.closes_at, at):
        return False
    # Candidates with extra time may still write after the window's end.
    writing = select(Sitting.id).where(Sitting.exam_id == exam.id, Sitting.state == "open")
    if db.session.scalar(writing.limit(1)) is not None:
        return False
    # Whoever makes up for it later must not meet somebody who has seen the key.
    return not may_start_late(exam, at)


def _score(section: Section, marks: Marks, terms: Mapping[int, Terms]) -> SectionScore:
    held = [marks.get(slot.id) for slot in section.slots]
    given = [mark.new for mark in held if mark is not None and mark.new is not None]
    return SectionScore(
        label=str(TYPE_LABELS[section.type]),
        earned=sum(given, Decimal(0)),
        worth=sum(
            (terms.get(slot.id, AS_FROZEN).worth(slot.points) for slot in section.slots), Decimal(0)
        ),
        waiting=len(held) - len(given),
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds the question views of one review."""

    sitting: Sitting
    paper: Paper
    answers: Answers
    marks: Marks
    terms: Mapping[int, Terms]
    rules: Rules
    shown: frozenset[str]

    def questions(self, section: Section) -> list[QuestionView]:
        """The views of a section."""
        return [self._question(section, place) for place in range(len(section.slots))]

    def _question(self, section: Section, place: int) -> QuestionView:
        slot = section.slots[place]
        question = self.paper.questions[slot.id]
        answer, mark = self.answers.get(slot.id), self.marks.get(slot.id)
        face = question.shown.face
        # What was ruled on a question is told together with the marks, not before.
        held = self.terms.get(slot.id, AS_FROZEN) if MARKS in self.shown else AS_FROZEN
        worth = held.worth(slot.points)
        key = self._key(question, answer)
        key = under_its_lines(key, mark) if key else None
        exam = self.sitting.exam
        return question_view(
            face,
            key=f"q{section.first + place}",
            number=section.first + place,
            points=slot.points if held.mode is Mode.VOID else worth,
            order=option_order(
                face, slot_id=slot.id, seed=self.sitting.seed, shuffle=exam.shuffle_options
            )
            or None,
            response=answer.response if answer else None,
            item_key=scaled(key, worth or slot.points) if key else None,
            outcome=None if held.mode is Mode.VOID else self._outcome(worth, mark, key),
            show=self.shown,
            stimulus=shared_text(section, self.paper, place),
            tags=self._tags(mark, held.mode),
            **written_view(face, answer, mark, key, self.shown),
        )

    def _key(self, question: Question, answer: Answer | None) -> ItemKey | None:
        """The key by which this answer is marked now, with this candidate's own numbers."""
        ruled = self.rules.get(question.slot.id)
        if ruled is None:
            return None
        seed = seed_of(question.slot.id, question.item_id, self.sitting)
        return ruled.told_key(answer.response if answer else None, seed)

    def _tags(self, mark: MarkEvent | None, mode: Mode) -> tuple[str, ...]:
        """That a question counts for nobody or in full for all; else the mark in words, where it may
        be told but right and wrong may not.
        """
        if mode is Mode.VOID:
            return (_("作废，不计分"),)
        if mode is Mode.FULL:
            return (_("人人满分"),)
        if MARKS not in self.shown or RIGHT in self.shown:
            return ()
        if mark is None or mark.new is None:
            return (_("等老师批改"),)
        return (_("得 %(n)s 分", n=plain(mark.new)),)

    def _outcome(
        self, worth: Decimal, mark: MarkEvent | None, key: ItemKey | None
    ) -> Outcome | None:
        """The mark as far as it may be told; None where neither marks nor right and wrong may."""
        if not self.shown & {MARKS, RIGHT}:
            return None
        if mark is None or mark.new is None:
            return Outcome()
        share = mark.new / worth if mark.correctness is None else mark.correctness
        told = MARKS in self.shown
        return Outcome(
            grade=Grade(share=Fraction(share), detail=_detail(mark)),
            earned=mark.new if told else None,
            points=earned_points(mark, key, worth) if told and key else None,
            blanks=earned_blanks(mark, key) if key else (),
            comment=str(mark.detail.get("comment", "")) if told else "",
            rule=mark.rule,
            provisional=_is_provisional(mark),
        )


def _is_provisional(mark: MarkEvent) -> bool:
    """Whether the engine gave the mark and no person looked at it."""
    return mark.rule == ENGINE and not mark.by_hand


def _detail(mark: MarkEvent) -> Detail:
    """What the machine noted; a person's mark has no such notes."""
    return Detail.from_data(mark.detail) if "blanks" in mark.detail else Detail()
