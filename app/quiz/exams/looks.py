"""Sittings as work that can be looked at again (复核), and what the candidate's pages say of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.domain.types import ItemType
from app.bank.texts import plain_line
from app.bank.views import MARKS
from app.extensions import db
from app.marking.domain.looks import Refusal, State, Window, find_refusal
from app.marking.domain.rulings import AS_FROZEN, Mode
from app.marking.ledger import current_marks
from app.marking.looks import looks_of
from app.marking.models import LookStep, SecondLook
from app.marking.standing import load_terms
from app.marking.works import Answered, Asked, PartLabel
from app.quiz.domain.paper import option_order
from app.quiz.exams.answers import answers_of
from app.quiz.exams.paper import Paper, load_paper
from app.quiz.exams.review import find_shown
from app.quiz.exams.terms import WORK, seed_of, standing_questions
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting


class ReviewableSittings:
    """The part of the source "sitting" that second looks use: a part is a slot of its form."""

    def find_asked(self, work_id: int, part_id: int, at: datetime) -> Asked | None:
        """One question of a handed-in sitting; six SQL statements at most, and no key."""
        sitting = _sitting(work_id)
        if sitting is None:
            return None
        return _asked(sitting, load_paper(sitting), part_id, at)

    def find_answered(self, work_id: int, part_id: int, at: datetime) -> Answered | None:
        """The same with answer and key; eleven SQL statements at most."""
        sitting = _sitting(work_id)
        if sitting is None:
            return None
        paper = load_paper(sitting)
        asked = _asked(sitting, paper, part_id, at)
        if asked is None:
            return None
        question = standing_questions([sitting])[part_id]
        shown = paper.questions[part_id]
        seed = seed_of(part_id, shown.item_id, sitting)
        answer = answers_of(sitting).get(part_id)
        response = answer.response if answer else None
        face = question.for_numbers(seed)[0]
        order = option_order(
            face, slot_id=part_id, seed=sitting.seed, shuffle=sitting.exam.shuffle_options
        )
        return Answered(
            asked=asked,
            face=face,
            key=question.told_key(response, seed),
            version_id=question.version_id,
            response=response,
            order=order if face.options else (),
            saved_at=answer.saved_at if answer else None,
            material=shown.stimulus,
        )

    def label_parts(self, part_ids: Collection[int]) -> dict[int, PartLabel]:
        """Questions by slot id; one SQL statement."""
        query = (
            select(FormSlot, Exam.title)
            .join(ExamForm, ExamForm.id == FormSlot.form_id)
            .join(Exam, Exam.id == ExamForm.exam_id)
            .where(FormSlot.id.in_(part_ids))
            .options(joinedload(FormSlot.version))
        )
        return {
            slot.id: PartLabel(
                paper_title=title,
                title=plain_line(slot.version.face["stem"]),
                type=ItemType(slot.type),
            )
            for slot, title in db.session.execute(query)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """What the paper says under one question: requests so far, and why no more can be made, if so."""

    slot_id: int
    looks: Sequence[SecondLook]
    refusal: Refusal | None

    @property
    def newest(self) -> SecondLook | None:
        return self.looks[-1] if self.looks else None

    @property
    def state(self) -> State | None:
        return State(self.looks[-1].state) if self.looks else None

    @property
    def decision(self) -> LookStep | None:
        """The last step of the newest request, where that answered it."""
        if self.state is not State.ANSWERED:
            return None
        return self.looks[-1].steps[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksOnPaper:
    """Second looks of one paper by question key. `open` says that one may ask by now and still."""

    window: Window
    open: bool
    by_key: Mapping[str, LookLine]


def looks_on(
    sitting: Sitting, slots: Mapping[str, int], shown: Collection[str], at: datetime
) -> LooksOnPaper:
    """What the review page says of second looks; `slots` are slot ids by question key.

    Four SQL statements at most, none where marks may not be seen.
    """
    window = _window(sitting.exam)
    if MARKS not in shown or window.opens_at is None:
        return LooksOnPaper(window=window, open=False, by_key={})
    looks = looks_of(WORK, [sitting.id]).get(sitting.id, {})
    marks = current_marks(WORK, [sitting.id])
    terms = load_terms(WORK, [sitting.exam_id])
    lines = {}
    for key, slot_id in slots.items():
        own, event = looks.get(slot_id, []), marks.get((sitting.id, slot_id))
        refusal = find_refusal(
            window,
            at,
            sees_marks=True,
            counts=terms.get(slot_id, AS_FROZEN).mode is Mode.COUNTS,
            mark=event.new if event else None,
            states=tuple(State(one.state) for one in own),
        )
        if own or refusal is None:
            lines[key] = LookLine(slot_id=slot_id, looks=own, refusal=refusal)
    return LooksOnPaper(window=window, open=window.is_open(at), by_key=lines)


def _sitting(work_id: int) -> Sitting | None:
    query = (
        select(Sitting)
        .where(Sitting.id == work_id, Sitting.state == "submitted")
        .options(joinedload(Sitting.exam))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def _window(exam: Exam) -> Window:
    """Rehearsals count nowhere: nobody asks about their marks."""
    return Window(days=exam.look_days if exam.kind == "exam" else 0, opens_at=exam.released_at)


def _asked(sitting: Sitting, paper: Paper, part_id: int, at: datetime) -> Asked | None:
    question = paper.questions.get(part_id)
    if question is None:
        return None
    exam = sitting.exam
    terms = load_terms(WORK, [exam.id]).get(part_id, AS_FROZEN)
    number = paper.numbers[part_id]
    return Asked(
        kind=WORK,
        work_id=sitting.id,
        part_id=part_id,
        paper_id=exam.id,
        class_id=sitting.class_id,
        learner_id=sitting.user_id,
        paper_title=exam.title,
        number=number,
        title=plain_line(question.shown.face.stem),
        type=question.slot.type,
        worth=terms.worth(question.slot.points),
        counts=terms.mode is Mode.COUNTS,
        sees_marks=MARKS in find_shown(sitting, at),
        window=_window(exam),
        endpoint="exams.review",
        place={"sitting_id": sitting.public_id, "_anchor": f"q{number}"},
    )
