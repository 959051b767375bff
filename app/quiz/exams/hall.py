"""What the exam hall and the page before handing in show of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.bank.domain.types import ItemType, MultipleResponseRule
from app.bank.labels import RULE_LABELS, SECTION_LABELS
from app.bank.views import plain, question_view, stimulus_view
from app.quiz.domain.paper import Section
from app.quiz.exams.answers import Answers, answers_of
from app.quiz.exams.paper import Paper, Question, load_paper
from app.quiz.models import Exam, Sitting
from app.web.i18n import format_time
from app.web.questionview import QuestionView, StimulusView


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section's heading, the sentence under it, and its questions."""

    number: int
    label: str
    sentence: str
    questions: Sequence[QuestionView]


@dataclass(frozen=True, slots=True, kw_only=True)
class HallView:
    """The paper with its answers. `numbers` are the newest saves by slot id, for the page's script."""

    sections: Sequence[SectionView]
    numbers: dict[int, int] = field(default_factory=dict[int, int])

    @property
    def questions(self) -> list[QuestionView]:
        """All questions in the order of the page."""
        return [question for section in self.sections for question in section.questions]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(question.answered for question in self.questions)

    @property
    def empty(self) -> list[QuestionView]:
        """Questions without an answer."""
        return [question for question in self.questions if not question.answered]

    @property
    def flagged(self) -> list[QuestionView]:
        """Questions that the candidate marked to look at again."""
        return [question for question in self.questions if question.flagged]


def load_hall(sitting: Sitting) -> HallView:
    """The paper as its candidate writes it; two SQL statements, and no key."""
    paper, answers = load_paper(sitting), answers_of(sitting)
    sections = [
        section_view(section, sitting.exam, _questions(section, paper, answers))
        for section in paper.sections
    ]
    return HallView(
        sections=sections, numbers={slot: answer.number for slot, answer in answers.items()}
    )


def section_view(section: Section, exam: Exam, questions: Sequence[QuestionView]) -> SectionView:
    """The heading of a section: how many questions, what they are worth, by which rule."""
    first, last, each = section.first, section.last, section.each
    span = _("第 %(n)s 题", n=first) if first == last else _("%(a)s–%(b)s 题", a=first, b=last)
    if each is not None and first != last:
        sentence = _("%(span)s，每题 %(n)s 分。", span=span, n=plain(each))
    else:
        sentence = _("%(span)s，共 %(n)s 分。", span=span, n=plain(section.total))
    if section.type is ItemType.MULTIPLE_RESPONSE:
        sentence += _("%(rule)s。", rule=RULE_LABELS[MultipleResponseRule(exam.rule)])
    return SectionView(
        number=section.number,
        label=str(SECTION_LABELS[section.type]),
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


def _questions(section: Section, paper: Paper, answers: Answers) -> list[QuestionView]:
    return [
        _question(
            paper.questions[slot.id],
            section.first + place,
            answers,
            stimulus=shared_text(section, paper, place),
        )
        for place, slot in enumerate(section.slots)
    ]


def _question(question: Question, number: int, answers: Answers, **more: Any) -> QuestionView:
    slot = question.slot
    answer = answers.get(slot.id)
    saved = {"save_state": ""}
    if answer is not None:
        time = format_time(answer.saved_at, "HH:mm:ss")
        saved = {"save_state": "saved", "save_text": _("已保存 %(time)s", time=time)}
    return question_view(
        question.shown.own,
        key=f"q{number}",
        name=input_name(slot.id),
        number=number,
        points=slot.points,
        response=question.shown.encode(answer.response) if answer else None,
        can_flag=True,
        flagged=answer.flagged if answer else False,
        **saved,
        **more,
    )
