"""A paper as its author looks at it and prints it: questions, key, answer sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bank.domain.items import LETTERS, ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.bank.labels import SECTION_LABELS
from app.bank.models import Item, ItemVersion
from app.bank.queries import load_keys
from app.bank.views import preview_view, question_view, stimulus_view
from app.extensions import db
from app.quiz.domain.paper import Slot, arrange, own_numbers
from app.quiz.models import DraftItem, Exam, FormSlot
from app.web.questionview import QuestionView, StimulusView

# Numbers of seeded items are drawn with this seed wherever no candidate's own are meant.
SAMPLE_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuestion:
    """A question ready to be shown. `stimulus` stands above the first of those that share it.

    `letters` are the options to tick on an answer sheet; empty where something is to be written.
    """

    number: int
    type: ItemType
    view: QuestionView
    stimulus: StimulusView | None
    letters: str
    blanks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSection:
    """Questions of one type; `each` is None where they are worth different marks."""

    number: int
    type: ItemType
    title: str
    questions: Sequence[PaperQuestion]
    points: Decimal
    each: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """The whole paper."""

    sections: Sequence[PaperSection]
    points: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class _Entry:
    slot: Slot
    version: ItemVersion


def view_paper(exam: Exam, *, with_key: bool = False) -> PaperView:
    """The frozen paper where there is one, else the draft as it stands; three SQL statements."""
    entries = _frozen(exam) if exam.form_id else _drafted(exam)
    keys = load_keys({entry.version.id for entry in entries.values()})
    sections = arrange((e.slot for e in entries.values()), seed=0, shuffle=False)
    told: set[int] = set()
    shown = []
    for section in sections:
        questions = []
        for number, slot in enumerate(section.slots, section.first):
            entry = entries[slot.id]
            first = slot.stimulus_id is not None and slot.stimulus_id not in told
            if slot.stimulus_id is not None:
                told.add(slot.stimulus_id)
            key = keys[entry.version.id]
            questions.append(_question(number, entry, key, with_key=with_key, first=first))
        shown.append(
            PaperSection(
                number=section.number,
                type=section.type,
                title=str(SECTION_LABELS[section.type]),
                questions=questions,
                points=section.total,
                each=section.each,
            )
        )
    total = sum((section.points for section in shown), Decimal(0))
    return PaperView(sections=shown, points=total, count=len(entries))


def _question(
    number: int, entry: _Entry, key: ItemKey, *, with_key: bool, first: bool
) -> PaperQuestion:
    raw = ItemFace.from_data(entry.version.face)
    face, key = own_numbers(raw, key, item_id=entry.version.item_id, seed=SAMPLE_SEED)
    name, points = f"q{number}", entry.slot.points
    if with_key:
        view = preview_view(face, key, key=name, number=number, points=points)
    else:
        view = question_view(face, key=name, number=number, points=points)
    shared = entry.version.stimulus
    return PaperQuestion(
        number=number,
        type=face.type,
        view=view,
        stimulus=stimulus_view((shared.id, shared.title, shared.text))
        if shared and first
        else None,
        letters=_letters(face),
        blanks=face.blanks,
    )


def _letters(face: ItemFace) -> str:
    if face.type is ItemType.TRUE_FALSE:
        return "√×"
    return LETTERS[: len(face.options)]


def _frozen(exam: Exam) -> dict[int, _Entry]:
    query = (
        select(FormSlot)
        .where(FormSlot.form_id == exam.form_id)
        .options(joinedload(FormSlot.version).joinedload(ItemVersion.stimulus))
    )
    return {
        row.id: _entry(row.id, row.position, row.points, row.version)
        for row in db.session.scalars(query)
    }


def _drafted(exam: Exam) -> dict[int, _Entry]:
    query = (
        select(DraftItem, ItemVersion)
        .join(DraftItem.item)
        .join(ItemVersion, ItemVersion.id == Item.current_version_id)
        .where(DraftItem.exam_id == exam.id)
        .options(joinedload(ItemVersion.stimulus))
    )
    order = list(ItemType)
    rows = sorted(
        db.session.execute(query),
        key=lambda row: (order.index(ItemType(row[1].type)), row[0].position, row[0].id),
    )
    return {
        draft.id: _entry(draft.id, place, draft.points, version)
        for place, (draft, version) in enumerate(rows, 1)
    }


def _entry(identity: int, position: int, points: Decimal, version: ItemVersion) -> _Entry:
    slot = Slot(
        id=identity,
        position=position,
        type=ItemType(version.type),
        points=points,
        stimulus_id=version.stimulus_id,
    )
    return _Entry(slot, version)
