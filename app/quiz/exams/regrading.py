"""Exams as papers that can be ruled upon: what regrading asks of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import User
from app.bank.domain.items import ItemFace
from app.bank.domain.responses import Response
from app.bank.domain.types import MultipleResponseRule
from app.bank.domain.variants import variant_seed
from app.bank.models import Item, ItemVersion
from app.bank.queries import load_keys
from app.bank.texts import plain_line
from app.extensions import db
from app.marking.domain.question import Frozen
from app.marking.ledger import totals
from app.marking.models import MarkEvent
from app.marking.works import Sheet, State, Work
from app.quiz.exams.answers import newest_saves
from app.quiz.exams.authoring import lock_exam
from app.quiz.exams.paper import title_with
from app.quiz.exams.terms import WORK, full_marks, is_lenient, reader_of
from app.quiz.models import Exam, ExamForm, FormSlot, ResponseLog, Sitting


class RegradableSittings:
    """The part of the source "sitting" that rulings use: the paper is the exam, a part its slot."""

    def find_sheet(self, class_id: int, part_id: int) -> Sheet | None:
        """One question of a published exam of this class; six SQL statements at most."""
        present = aliased(ExamForm)
        forms = (
            select(func.count())
            .select_from(ExamForm)
            .where(ExamForm.exam_id == present.exam_id, ExamForm.number == present.number)
            .correlate(present)
            .scalar_subquery()
        )
        query = (
            select(FormSlot, Exam, Item.public_id, ExamForm.label, forms)
            .join(ExamForm, ExamForm.id == FormSlot.form_id)
            .join(Exam, Exam.id == ExamForm.exam_id)
            .join(present, present.id == Exam.form_id)
            .join(ItemVersion, ItemVersion.id == FormSlot.version_id)
            .join(Item, Item.id == ItemVersion.item_id)
            .where(
                FormSlot.id == part_id,
                Exam.class_id == class_id,
                Exam.state != "draft",
                ExamForm.number == present.number,
            )
            .options(joinedload(FormSlot.version).joinedload(ItemVersion.stimulus))
        )
        found = db.session.execute(query).first()
        if found is None:
            return None
        slot, exam, item_public_id, label, forms_ = found
        title = exam.title
        if forms_ > 1:
            title = title_with(exam.title, label)
        shared = slot.version.stimulus
        number = select(func.count()).where(
            FormSlot.form_id == slot.form_id, FormSlot.position <= slot.position
        )
        return Sheet(
            kind=WORK,
            part_id=slot.id,
            paper_id=exam.id,
            class_id=exam.class_id,
            paper_title=title,
            number=db.session.scalar(number) or 1,
            title=plain_line(slot.version.face["stem"]),
            item_public_id=item_public_id,
            frozen=Frozen(
                version_id=slot.version_id,
                face=ItemFace.from_data(slot.version.face),
                key=load_keys([slot.version_id])[slot.version_id],
                points=slot.points,
                rule=MultipleResponseRule(exam.rule),
                reader=reader_of(exam),
                lenient=is_lenient(exam),
            ),
            full=full_marks(exam),
            works=_count_handed_in(exam.id),
            released=exam.state == "released",
            url=url_for("exams_manage.results", exam_id=exam.public_id),
            material=(shared.id, shared.title, shared.text) if shared else None,
            for_all=forms_ == 1 and not slot.pool,
        )

    def list_works(self, part_id: int, after: int, limit: int) -> Sequence[Work]:
        """Answers of handed-in sittings that were given the question, by rising id.

        Three SQL statements; one more for each batch of which a pool gave the question to nobody.
        """
        slot = db.session.get_one(FormSlot, part_id, options=[joinedload(FormSlot.version)])
        query = (
            select(Sitting.id, Sitting.user_id, User.name, Sitting.seed, Sitting.slots)
            .join(User, User.id == Sitting.user_id)
            .where(Sitting.form_id == slot.form_id, Sitting.state == "submitted")
            .order_by(Sitting.id)
            .limit(limit)
        )
        rows = []
        while batch := db.session.execute(query.where(Sitting.id > after)).all():
            rows = [row for row in batch if not row.slots or part_id in row.slots]
            if rows:
                break
            after = batch[-1].id
        responses = _responses([row.id for row in rows], part_id)
        seeded = bool(slot.version.face["seeded"])
        return [
            Work(
                work_id=row.id,
                learner_id=row.user_id,
                learner_name=row.name,
                response=responses.get(row.id),
                seed=variant_seed(str(slot.version.item_id), row.seed) if seeded else None,
            )
            for row in rows
        ]

    def totals_of(self, work_ids: Collection[int]) -> dict[int, Decimal]:
        """The marks of whole sittings so far; one SQL statement."""
        return totals(WORK, work_ids)

    def lock_paper(self, paper_id: int) -> None:
        """Let nobody hand in, rule or release until the end of the caller's transaction."""
        lock_exam(paper_id)

    def state_of(self, paper_id: int) -> State:
        """What the marks of an exam rest on now; two SQL statements."""
        query = (
            select(func.count(MarkEvent.id), func.max(MarkEvent.id))
            .join(Sitting, (MarkEvent.work_kind == WORK) & (MarkEvent.work_id == Sitting.id))
            .where(Sitting.exam_id == paper_id)
        )
        events, newest = db.session.execute(query).one()
        return State(works=_count_handed_in(paper_id), events=events, last_event=newest or 0)


def _count_handed_in(exam_id: int) -> int:
    query = select(func.count()).where(Sitting.exam_id == exam_id, Sitting.state == "submitted")
    return db.session.scalar(query) or 0


def _responses(sitting_ids: Collection[int], slot_id: int) -> dict[int, Response]:
    """The answers to one question that count, by sitting; one SQL statement."""
    newest = newest_saves(ResponseLog.sitting_id.in_(sitting_ids), ResponseLog.slot_id == slot_id)
    query = select(ResponseLog.sitting_id, ResponseLog.response).where(ResponseLog.id.in_(newest))
    return {sitting: response for sitting, response in db.session.execute(query)}  # noqa: C416
