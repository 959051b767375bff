"""A paper as its author looks at it and prints it: questions, key, answer sheet, form by form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.bank.domain.items import LETTERS, ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.bank.labels import SECTION_LABELS
from app.bank.models import ItemVersion
from app.bank.queries import load_keys
from app.bank.views import preview_view, question_view, stimulus_view
from app.quiz.domain.paper import Section, Slot, arrange, in_sections, own_numbers, present
from app.quiz.domain.pools import given, worth
from app.quiz.exams.drafting import FIRST, load_draft
from app.quiz.exams.paper import list_forms, load_slots, slot_of
from app.quiz.models import Exam
from app.web.questionview import QuestionView, StimulusView

# What is drawn for the sample that pages and prints show where no candidate's own paper is meant.
SAMPLE_SEED = 1
LARGEST_SAMPLE = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperQuestion:
    """A question ready to be shown. `stimulus` stands above the first of those that share it.

    `letters` are the options to tick on an answer sheet; empty where something is to be written.
    `answer` is the key in short, where it is asked for and short enough for a table.
    `pool` and `take` say that not every candidate gets it.
    """

    number: int
    type: ItemType
    view: QuestionView
    stimulus: StimulusView | None
    letters: str
    blanks: int
    answer: str
    pool: str
    take: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSection:
    """Questions under one heading; `each` is None where they are worth different marks.

    `count` and `points` are of every candidate's paper, also where all questions of a pool are here.
    """

    number: int
    title: str
    questions: Sequence[PaperQuestion]
    count: int
    points: Decimal
    each: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """One form. `labels` are those of all forms; `draws` says that papers of one form differ.

    `given` and `worth` are the questions and marks of every candidate's paper.
    """

    label: str
    labels: Sequence[str]
    sections: Sequence[PaperSection]
    points: Decimal
    given: int
    worth: Decimal
    draws: bool

    @property
    def is_parallel(self) -> bool:
        return len(self.labels) > 1


@dataclass(frozen=True, slots=True)
class _Entry:
    slot: Slot
    version: ItemVersion


@dataclass(frozen=True, slots=True)
class _Form:
    """A form with its questions by slot id, before anything is drawn."""

    label: str
    labels: Sequence[str]
    entries: Mapping[int, _Entry]

    @property
    def slots(self) -> list[Slot]:
        found = (entry.slot for entry in self.entries.values())
        return sorted(found, key=lambda slot: slot.position)


def view_whole(exam: Exam, label: str = FIRST) -> PaperView:
    """A form with all questions, also those of pools that not everybody gets; as authored."""
    form = _form(exam, label)
    return _view(form, in_sections(form.slots), SAMPLE_SEED)


def view_paper(
    exam: Exam, label: str = FIRST, *, with_key: bool = False, sample: int = SAMPLE_SEED
) -> PaperView:
    """A form as it is printed: in authored order, with what this sample draws of the pools.

    The frozen form where there is one, else the draft as it stands; three SQL statements.
    """
    form = _form(exam, label)
    return _view(form, arrange(form.slots, seed=sample, shuffle=False), sample, with_key=with_key)


def view_as_candidate(exam: Exam, label: str = FIRST, *, sample: int = SAMPLE_SEED) -> PaperView:
    """A form as a candidate with this seed sees it: drawn, shuffled, with own numbers."""
    form = _form(exam, label)
    sections = arrange(form.slots, seed=sample, shuffle=exam.shuffle_items)
    return _view(form, sections, sample, shuffle=exam.shuffle_options)


def _view(
    form: _Form,
    sections: Sequence[Section],
    seed: int,
    *,
    with_key: bool = False,
    shuffle: bool = False,
) -> PaperView:
    keys = load_keys({entry.version.id for entry in form.entries.values()})
    told: set[int] = set()
    shown = []
    for section in sections:
        questions = []
        for number, slot in enumerate(section.slots, section.first):
            entry = form.entries[slot.id]
            first = slot.stimulus_id is not None and slot.stimulus_id not in told
            if slot.stimulus_id is not None:
                told.add(slot.stimulus_id)
            raw = ItemFace.from_data(entry.version.face)
            face, key = own_numbers(
                raw, keys[entry.version.id], item_id=entry.version.item_id, seed=seed
            )
            if shuffle:
                face = present(face, slot_id=slot.id, seed=seed, shuffle=True).own
            questions.append(_question(number, entry, face, key if with_key else None, first=first))
        shown.append(
            PaperSection(
                number=section.number,
                title=section.title or str(SECTION_LABELS[section.type]),
                questions=questions,
                count=len(given(section.slots)),
                points=worth(section.slots),
                each=section.each,
            )
        )
    return PaperView(
        label=form.label,
        labels=form.labels,
        sections=shown,
        points=sum((section.points for section in shown), Decimal(0)),
        given=len(given(form.slots)),
        worth=worth(form.slots),
        draws=any(slot.pool for slot in form.slots),
    )


def _question(
    number: int, entry: _Entry, face: ItemFace, key: ItemKey | None, *, first: bool
) -> PaperQuestion:
    name, points = f"q{number}", entry.slot.points
    if key is not None:
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
        answer=_answer(face, key) if key is not None else "",
        pool=entry.slot.pool,
        take=entry.slot.take,
    )


def _answer(face: ItemFace, key: ItemKey) -> str:
    """The key of an objective question as a marker reads it: letters, √ or ×, the blanks' first forms."""
    if face.type is ItemType.TRUE_FALSE:
        return "√" if key.truth else "×"
    if face.options:
        pairs = zip(LETTERS, face.options, strict=False)
        return "".join(letter for letter, option in pairs if option.id in key.correct)
    return "；".join(forms[0] for forms in key.blanks)


def _letters(face: ItemFace) -> str:
    if face.type is ItemType.TRUE_FALSE:
        return "√×"
    return LETTERS[: len(face.options)]


def _form(exam: Exam, label: str) -> _Form:
    """The form of this label, else the first; two SQL statements where it is frozen, else one."""
    if exam.form_id is None:
        draft = load_draft(exam)
        paper = draft.find(label)
        entries = {
            row.draft.id: _Entry(row.slot, row.item.current_version)
            for row in paper.rows
            if row.item.current_version is not None
        }
        return _Form(paper.label, [one.label for one in draft.papers], entries)
    forms = {form.label: form.id for form in list_forms(exam)}
    if label not in forms:
        label = next(iter(forms))
    entries = {row.id: _Entry(slot_of(row), row.version) for row in load_slots([forms[label]])}
    return _Form(label, list(forms), entries)
