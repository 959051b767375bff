"""What exams tell the bank of an item: which papers hold which version, and how it was answered there.

Rehearsals count for nothing. Marks come from released exams only, so that the bank says nothing of an
exam that its own candidates may not know yet; titles only from classes whose exams the reader manages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.authz.gate import may
from app.authz.permissions import Permission
from app.bank import usage
from app.bank.models import ItemVersion
from app.bank.usage import Known, Tally, Use
from app.extensions import db
from app.marking.domain.rulings import AS_FROZEN, Mode
from app.marking.models import MarkEvent
from app.marking.standing import load_terms
from app.quiz.exams.terms import WORK
from app.quiz.models import DraftItem, Exam, ExamForm, FormSlot, Sitting

Held = tuple[Exam, int | None]


class ExamUsage:
    """The source of kind "exams"."""

    name = "exams"

    def look_up(self, item_id: int) -> Known:
        """Papers and marks of an item; four SQL statements, or five where rulings must be asked."""
        held = list(dict.fromkeys([*_frozen(item_id), *_drafted(item_id)]))
        held.sort(key=lambda pair: (pair[0].closes_at, pair[0].id), reverse=True)
        seen = [_use(exam, version) for exam, version in held if may(Permission.EXAM_MANAGE, exam)]
        tally = _tally(item_id, {exam.id for exam, _version in held if exam.state == "released"})
        return Known(
            uses=seen,
            hidden=len(held) - len(seen),
            tally=tally,
            last_at=_last_sat({exam.id for exam, version in held if version is not None}),
        )


def _frozen(item_id: int) -> Iterator[Held]:
    """Published papers that hold the item, with the number of its version."""
    current = aliased(ExamForm)
    query = (
        select(Exam, ItemVersion.number)
        .join(current, current.id == Exam.form_id)
        .join(ExamForm, and_(ExamForm.exam_id == Exam.id, ExamForm.number == current.number))
        .join(FormSlot, FormSlot.form_id == ExamForm.id)
        .join(ItemVersion, ItemVersion.id == FormSlot.version_id)
        .where(ItemVersion.item_id == item_id, Exam.state != "draft", Exam.kind == "exam")
        .options(joinedload(Exam.course_class))
    )
    yield from ((exam, number) for exam, number in db.session.execute(query).unique())


def _drafted(item_id: int) -> Iterator[Held]:
    """Papers their authors are still at; they follow the newest version."""
    query = (
        select(Exam)
        .join(DraftItem, DraftItem.exam_id == Exam.id)
        .where(DraftItem.item_id == item_id, Exam.state == "draft", Exam.kind == "exam")
        .options(joinedload(Exam.course_class))
    )
    yield from ((exam, None) for exam in db.session.scalars(query).unique())


def _use(exam: Exam, version: int | None) -> Use:
    states = {"draft": _("草稿"), "published": _("已发布"), "released": _("成绩已公布")}
    return Use(
        title=exam.title,
        place=exam.course_class.name,
        state=states[exam.state],
        version=version,
        at=exam.opens_at,
        url=url_for("exams_manage.paper", exam_id=exam.public_id),
    )


def _tally(item_id: int, exam_ids: Collection[int]) -> Tally | None:
    """Marks of handed-in papers of these exams that hold; void questions say nothing."""
    if not exam_ids:
        return None
    sittings = select(Sitting.id).where(Sitting.exam_id.in_(exam_ids), Sitting.state == "submitted")
    slots = (
        select(FormSlot.id)
        .join(ItemVersion, ItemVersion.id == FormSlot.version_id)
        .where(ItemVersion.item_id == item_id)
    )
    newest = (
        select(MarkEvent.work_id, MarkEvent.part_id, func.max(MarkEvent.number).label("number"))
        .where(
            MarkEvent.work_kind == WORK,
            MarkEvent.work_id.in_(sittings),
            MarkEvent.part_id.in_(slots),
        )
        .group_by(MarkEvent.work_id, MarkEvent.part_id)
        .subquery()
    )
    query = (
        select(
            MarkEvent.part_id,
            MarkEvent.learner_id,
            MarkEvent.new,
            MarkEvent.max,
            Sitting.submitted_at,
        )
        .join(
            newest,
            and_(
                MarkEvent.work_kind == WORK,
                MarkEvent.work_id == newest.c.work_id,
                MarkEvent.part_id == newest.c.part_id,
                MarkEvent.number == newest.c.number,
            ),
        )
        .join(Sitting, Sitting.id == MarkEvent.work_id)
        .where(MarkEvent.new.is_not(None), MarkEvent.max > 0)
    )
    terms = load_terms(WORK, exam_ids)
    rows = [
        row
        for row in db.session.execute(query)
        if terms.get(row.part_id, AS_FROZEN).mode is Mode.COUNTS
    ]
    if not rows:
        return None
    shares = [Fraction(Decimal(row.new)) / Fraction(Decimal(row.max)) for row in rows]
    return Tally(
        label=_("考试"),
        answers=len(rows),
        people=len({row.learner_id for row in rows}),
        marked=len(rows),
        share=sum(shares, Fraction(0)) / len(shares),
        last_at=max(row.submitted_at for row in rows),
    )


def _last_sat(exam_ids: Collection[int]) -> datetime | None:
    """When one of these exams was last begun by anyone."""
    return db.session.scalar(
        select(func.max(Sitting.started_at)).where(Sitting.exam_id.in_(exam_ids))
    )


def register() -> None:
    """Tell the bank that exams use its items; the factory calls this."""
    usage.register(ExamUsage())
