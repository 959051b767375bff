"""What the exam hall and the page before handing in show of a paper.

The hall is opened by everybody at once, so its questions are not rendered anew for each candidate:
a question is rendered once per language into a skeleton, and each candidate's is filled from it
(`app.web.skeleton`). No key is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.bank.domain.items import LETTERS, ItemFace
from app.bank.domain.responses import Response
from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.inputs import blank_name
from app.bank.labels import RULE_LABELS, SECTION_LABELS
from app.bank.views import TRUTHS, inline, plain, question_view, stimulus_view
from app.quiz.domain.paper import Section
from app.quiz.domain.reviewing import can_look_up
from app.quiz.exams.answers import Answer, Answers, answers_in
from app.quiz.exams.door import Admitted
from app.quiz.exams.frozen import frozen_form
from app.quiz.exams.paper import Paper, Question, lay_out
from app.web.i18n import clock_time, pick_locale
from app.web.questionview import BlankView, OptionView, QuestionView, StimulusView
from app.web.skeleton import Skeleton, joined, mark

CHECKED = Markup(" checked")
UNCHECKED = Markup("")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section's heading, the sentence under it, and its questions: as views, or rendered."""

    number: int
    label: str
    sentence: str
    questions: Sequence[QuestionView] = ()
    body: Markup = UNCHECKED
    cells: Markup = UNCHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question on the answer card."""

    key: str
    number: int
    answered: bool
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HallView:
    """The paper with its answers. `numbers` are the newest saves by slot id, for the page's script."""

    sections: Sequence[SectionView]
    cells: Sequence[Cell]
    slots: Sequence[int]
    numbers: dict[int, int] = field(default_factory=dict[int, int])

    @property
    def count(self) -> int:
        """How many questions the paper has."""
        return len(self.cells)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(cell.answered for cell in self.cells)

    @property
    def empty(self) -> list[Cell]:
        """Questions without an answer."""
        return [cell for cell in self.cells if not cell.answered]

    @property
    def flagged(self) -> list[Cell]:
        """Questions that the candidate marked to look at again."""
        return [cell for cell in self.cells if cell.flagged]


def load_hall(found: Admitted) -> HallView:
    """The paper as its candidate writes it; one SQL statement, and no key."""
    paper, answers = paper_of(found), answers_in(found.id)
    look = found.public_id if can_look_up(found.review) else None
    locale = pick_locale()
    sections: list[SectionView] = []
    cells: list[Cell] = []
    for section in paper.sections:
        own = _cells(section, answers)
        view = section_view(section, found.rule)
        body = joined(_body(section, paper, answers, look, locale))
        sections.append(replace(view, body=body, cells=joined(_cell(cell, locale) for cell in own)))
        cells += own
    return HallView(
        sections=sections,
        cells=cells,
        slots=[slot.id for section in paper.sections for slot in section.slots],
        numbers={slot: answer.number for slot, answer in answers.items()},
    )


def load_check(found: Admitted) -> HallView:
    """What the page before handing in needs of it: which questions are answered and flagged."""
    paper, answers = paper_of(found), answers_in(found.id)
    return HallView(
        sections=(),
        cells=[cell for section in paper.sections for cell in _cells(section, answers)],
        slots=(),
        numbers={slot: answer.number for slot, answer in answers.items()},
    )


def paper_of(found: Admitted) -> Paper:
    """The candidate's paper out of the frozen form; no SQL once the process knows the form."""
    form = frozen_form(found.exam_public_id, found.form_id)
    questions: dict[int, Question] = {}
    for slot_id in found.slots or form.slots:
        question = form.question(slot_id, seed=found.seed, faces=found.faces, shuffle=found.shuffle)
        if question is not None:
            questions[slot_id] = question
    slots = [question.slot for question in questions.values()]
    stored, shuffle = bool(found.slots), found.shuffle_items
    return Paper(lay_out(slots, stored=stored, seed=found.seed, shuffle=shuffle), questions)


def section_view(
    section: Section, rule: str, questions: Sequence[QuestionView] = ()
) -> SectionView:
    """The heading of a section: how many questions, what they are worth, by which rule."""
    first, last, each = section.first, section.last, section.each
    span = _("第 %(n)s 题", n=first) if first == last else _("%(a)s–%(b)s 题", a=first, b=last)
    if each is not None and first != last:
        sentence = _("%(span)s，每题 %(n)s 分。", span=span, n=plain(each))
    else:
        sentence = _("%(span)s，共 %(n)s 分。", span=span, n=plain(section.total))
    if any(slot.type is ItemType.MULTIPLE_RESPONSE for slot in section.slots):
        sentence += _("%(rule)s。", rule=RULE_LABELS[MultipleResponseRule(rule)])
    return SectionView(
        number=section.number,
        label=section.title or str(SECTION_LABELS[section.type]),
        sentence=sentence,
        questions=questions,
    )


def shared_text(section: Section, paper: Paper, place: int) -> StimulusView | None:
    """The 材料 that stands above the question at `place` of a section, if one begins there."""
    question = paper.questions[section.slots[place].id]
    shared = question.stimulus
    if shared is None:
        return None
    places = [i for i, slot in enumerate(section.slots) if slot.stimulus_id == shared[0]]
    if places[0] != place:
        return None
    first, last = section.first + places[0], section.first + places[-1]
    if first == last:
        return stimulus_view(shared)
    return stimulus_view(shared, label=_("材料，%(a)s–%(b)s 题共用", a=first, b=last))


def input_name(slot_id: int) -> str:
    """Name of a question's inputs on the page."""
    return f"s{slot_id}"


def _cells(section: Section, answers: Answers) -> list[Cell]:
    cells = []
    for number, slot in enumerate(section.slots, section.first):
        answer = answers.get(slot.id)
        cells.append(
            Cell(
                key=f"q{number}",
                number=number,
                answered=answer is not None and not answer.is_blank,
                flagged=answer is not None and answer.flagged,
            )
        )
    return cells


def _cell(cell: Cell, locale: str) -> Markup:
    skeleton = _cell_skeleton(cell.answered, cell.flagged, locale)
    return skeleton.fill({"key": cell.key, "number": str(cell.number)})


@lru_cache(maxsize=16)
def _cell_skeleton(answered: bool, flagged: bool, _locale: str) -> Skeleton:
    cell = {"key": mark("key"), "number": mark("number"), "answered": answered, "flagged": flagged}
    return Skeleton.cut(get_template_attribute("exams/_words.html", "cell")(cell))


def _body(
    section: Section, paper: Paper, answers: Answers, look: str | None, locale: str
) -> list[Markup]:
    """The section's questions, with the 材料 above the first that shares it.

    `look` is the sitting whose candidate may look answers up; None where nobody may.
    """
    parts: list[Markup] = []
    for place, slot in enumerate(section.slots):
        if (shared := shared_text(section, paper, place)) is not None:
            parts.append(get_template_attribute("macros/question.html", "stimulus")(shared))
        question = paper.questions[slot.id]
        parts.append(_question(question, section.first + place, answers.get(slot.id), locale))
        if look is not None:
            address = url_for("exam_answers.show", sitting_id=look, slot_id=slot.id)
            parts.append(get_template_attribute("exams/_words.html", "look_up")(address))
    return parts


def _question(question: Question, number: int, answer: Answer | None, locale: str) -> Markup:
    face, slot = question.shown.own, question.slot
    skeleton = _question_skeleton(
        question.shown.face, plain(slot.points), answer is not None, locale
    )
    values = {
        "key": f"q{number}",
        "number": str(number),
        "name": input_name(slot.id),
        "flag": CHECKED if answer and answer.flagged else UNCHECKED,
        "saved": clock_time(answer.saved_at) if answer else "",
    }
    response = question.shown.encode(answer.response) if answer else None
    return skeleton.fill(values | _answered(face, response, input_name(slot.id)))


def _answered(face: ItemFace, response: Response, name: str) -> dict[str, str]:
    """The values that the answer gives: ticks, blanks or a text; and the options in their order."""
    if face.type is ItemType.TRUE_FALSE:
        return {
            f"tick_{i}": CHECKED if response is value else UNCHECKED
            for i, (_id, _letter, value) in enumerate(TRUTHS)
        }
    if face.options:
        ticked = {response} if isinstance(response, str) else set(_listed(response))
        values: dict[str, str] = {}
        for i, option in enumerate(face.options):
            values[f"id_{i}"] = option.id
            values[f"text_{i}"] = inline(option.text)
            values[f"tick_{i}"] = CHECKED if option.id in ticked else UNCHECKED
        return values
    if face.blanks:
        written = _listed(response)
        return {
            f"blank_{i}": written[i] if i < len(written) else "" for i in range(face.blanks)
        } | {f"blank_name_{i}": blank_name(name, i) for i in range(face.blanks)}
    return {"text": response if isinstance(response, str) else ""}


@lru_cache(maxsize=4096)
def _question_skeleton(face: ItemFace, points: str, saved: bool, _locale: str) -> Skeleton:
    """The question as everybody has it, in one language, with marks where candidates differ."""
    view = question_view(
        face,
        key=mark("key"),
        name=mark("name"),
        number=mark("number"),
        can_flag=True,
        flag_tick=mark("flag"),
        save_state="saved" if saved else "",
        save_text=_("已保存 %(time)s", time=mark("saved")) if saved else "",
        **_marked(face),
    )
    return Skeleton.cut(
        get_template_attribute("macros/question.html", "question")(replace(view, points=points))
    )


def _marked(face: ItemFace) -> dict[str, Any]:
    """The parts of the view that hold an answer, with marks for it."""
    if face.type is ItemType.TRUE_FALSE:
        words = (_("对"), _("错"))
        return {
            "options": tuple(
                OptionView(
                    id=id_, letter=letter, html=Markup.escape(words[i]), tick=mark(f"tick_{i}")
                )
                for i, (id_, letter, _value) in enumerate(TRUTHS)
            )
        }
    if face.options:
        return {
            "options": tuple(
                OptionView(
                    id=mark(f"id_{i}"),
                    letter=LETTERS[i],
                    html=mark(f"text_{i}"),
                    tick=mark(f"tick_{i}"),
                )
                for i in range(len(face.options))
            )
        }
    if face.blanks:
        return {
            "blanks": tuple(
                BlankView(name=mark(f"blank_name_{i}"), value=mark(f"blank_{i}"))
                for i in range(face.blanks)
            )
        }
    return {"text": mark("text")}


def _listed(response: Response) -> list[str]:
    return response if isinstance(response, list) else []
