"""The paper of one sitting: what was frozen, with this candidate's numbers, orders and names.

Nothing here reads a key: items with seeded numbers got their face at the start of the sitting.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from app.bank.domain.items import ItemFace
from app.bank.domain.types import ItemType
from app.bank.models import ItemVersion
from app.extensions import db
from app.quiz.domain.paper import Section, Shown, Slot, arrange, in_sections, present
from app.quiz.models import Exam, ExamForm, FormSlot, Sitting


@dataclass(frozen=True, slots=True)
class Question:
    """A question of this sitting. `stimulus` is (id, title, text) or None."""

    slot: Slot
    item_id: int
    version_id: int
    shown: Shown
    stimulus: tuple[int, str, str] | None


@dataclass(frozen=True, slots=True)
class Paper:
    """Sections in order, and questions by slot id."""

    sections: Sequence[Section]
    questions: dict[int, Question]

    @property
    def numbers(self) -> dict[int, int]:
        """The number of each question as the candidate sees it, by slot id."""
        return {
            slot.id: number
            for section in self.sections
            for number, slot in enumerate(section.slots, section.first)
        }


def list_forms(exam: Exam) -> list[ExamForm]:
    """The parallel forms of the present publication by label; one SQL statement."""
    number = select(ExamForm.number).where(ExamForm.id == exam.form_id).scalar_subquery()
    query = select(ExamForm).where(ExamForm.exam_id == exam.id, ExamForm.number == number)
    return list(db.session.scalars(query.order_by(ExamForm.label)))


def title_with(title: str, label: str) -> str:
    """An exam's title where it has several forms: with the form's label."""
    return _("%(title)s %(label)s 卷", title=title, label=label)


def count_given(which: ColumnElement[bool]) -> dict[int, int]:
    """How many questions a candidate gets on form A of each of these exams; one SQL statement."""
    pools = (
        select(
            Exam.id.label("exam_id"),
            case((FormSlot.pool == "", func.count()), else_=func.max(FormSlot.take)).label("n"),
        )
        .join(FormSlot, FormSlot.form_id == Exam.form_id)
        .where(which)
        .group_by(Exam.id, FormSlot.pool)
        .subquery()
    )
    query = select(pools.c.exam_id, func.sum(pools.c.n)).group_by(pools.c.exam_id)
    return {exam_id: int(count) for exam_id, count in db.session.execute(query)}


def load_slots(
    form_ids: Collection[int], slot_ids: Collection[int] | None = None
) -> list[FormSlot]:
    """Slots of frozen papers with their versions and 材料; one SQL statement."""
    query = (
        select(FormSlot)
        .where(FormSlot.form_id.in_(form_ids))
        .options(joinedload(FormSlot.version).joinedload(ItemVersion.stimulus))
        .order_by(FormSlot.position)
    )
    if slot_ids is not None:
        query = query.where(FormSlot.id.in_(slot_ids))
    return list(db.session.scalars(query))


def load_paper(sitting: Sitting) -> Paper:
    """The whole paper as this sitting shows it; one SQL statement besides the sitting's exam."""
    questions = load_questions(sitting)
    slots = [questions[id_].slot for id_ in sitting.slots or questions]
    stored, shuffle = bool(sitting.slots), sitting.exam.shuffle_items
    return Paper(lay_out(slots, stored=stored, seed=sitting.seed, shuffle=shuffle), questions)


def lay_out(slots: Sequence[Slot], *, stored: bool, seed: int, shuffle: bool) -> Sequence[Section]:
    """The sections of a paper, whose questions stand in the order that was `stored` with the sitting."""
    if stored:
        return in_sections(slots)
    return arrange(slots, seed=seed, shuffle=shuffle)  # from before orders were stored


def load_questions(
    sitting: Sitting, slot_ids: Collection[int] | None = None
) -> dict[int, Question]:
    """Questions of this sitting (all, or the slots named) by slot id; one SQL statement."""
    rows = load_slots([sitting.form_id], slot_ids)
    own = set(sitting.slots) or {row.id for row in rows}
    return {row.id: _question(row, sitting) for row in rows if row.id in own}


def slot_of(row: FormSlot) -> Slot:
    """A row of a frozen paper as the domain sees it."""
    return Slot(
        id=row.id,
        position=row.position,
        type=ItemType(row.type),
        points=row.points,
        stimulus_id=row.version.stimulus_id,
        section=row.section,
        pool=row.pool,
        take=row.take,
    )


def face_of(row: FormSlot, sitting: Sitting) -> ItemFace:
    """The face of a slot with this sitting's own numbers."""
    return ItemFace.from_data(sitting.faces.get(str(row.id)) or row.version.face)


def _question(row: FormSlot, sitting: Sitting) -> Question:
    shared = row.version.stimulus
    slot = slot_of(row)
    shown = present(
        face_of(row, sitting),
        slot_id=row.id,
        seed=sitting.seed,
        shuffle=sitting.exam.shuffle_options,
    )
    stimulus = (shared.id, shared.title, shared.text) if shared else None
    return Question(slot, row.version.item_id, row.version_id, shown, stimulus)
