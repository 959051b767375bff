"""Changing a survey's design: texts, questions, weights. Only while it is being designed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask_babel import gettext as _

from app.database import writing
from app.workshop.survey.content import question_bank
from app.workshop.survey.domain.questionnaire import MOST_QUESTIONS, Question, read_questions
from app.workshop.survey.models import Survey
from app.workshop.survey.service import ChangedMeanwhile, hold, refuse

Questions = list[Question]


def _change(survey: Survey, seen: int, change: Callable[[Survey, Questions], Questions]) -> None:
    """Let `change` make new questions out of the old; refuses when the design is frozen or was changed
    since revision `seen`."""
    with writing():
        row = hold(survey)
        if row.state != "draft":
            raise refuse(_("问卷已经发出，题目不能再改。什么也没有变。"))
        if row.revision != seen:
            raise ChangedMeanwhile
        questions = change(row, list(read_questions(row.questions)))
        if len(questions) > MOST_QUESTIONS:
            raise refuse(_("一份问卷最多 %(n)s 题，再加就超过了。", n=MOST_QUESTIONS))
        row.questions = [one.to_data() for one in questions]
        row.revision += 1


def change_texts(survey: Survey, seen: int, texts: Mapping[str, str]) -> None:
    """Store title, purpose, introduction and thanks."""

    def change(row: Survey, questions: Questions) -> Questions:
        row.title, row.purpose = texts["title"], texts["purpose"]
        row.intro, row.thanks = texts["intro"], texts["thanks"]
        return questions

    _change(survey, seen, change)


def change_weights(survey: Survey, seen: int, weights: Mapping[str, float], crosshair: str) -> None:
    """Store the weights as typed and where the grid's lines go."""

    def change(row: Survey, questions: Questions) -> Questions:
        row.weights, row.crosshair = dict(weights), crosshair
        return questions

    _change(survey, seen, change)


def add_question(survey: Survey, seen: int, question: Question) -> None:
    """Add a question of one's own at the end; its id and those of its rows are given here."""

    def change(row: Survey, questions: Questions) -> Questions:
        return [*questions, _renamed(question, _take_id(row))]

    _change(survey, seen, change)


def add_from_bank(survey: Survey, seen: int, wanted: list[str]) -> int:
    """Add questions of the bank, in its order; those that are there already by the same words are left out.

    Returns how many were added.
    """
    added: list[Question] = []

    def change(row: Survey, questions: Questions) -> Questions:
        there = {one.text for one in questions}
        for spec in question_bank():
            if spec.id in wanted and spec.text not in there:
                added.append(spec.as_question(_take_id(row)))
        return [*questions, *added]

    _change(survey, seen, change)
    return len(added)


def replace_question(survey: Survey, seen: int, question: Question) -> None:
    """Put a changed question in the place of the one with its id."""

    def change(_row: Survey, questions: Questions) -> Questions:
        return [
            _renamed(question, question.id) if one.id == question.id else one for one in questions
        ]

    _change(survey, seen, change)


def remove_question(survey: Survey, seen: int, id_: str) -> None:
    """Take a question out."""
    _change(survey, seen, lambda _row, questions: [one for one in questions if one.id != id_])


def move_question(survey: Survey, seen: int, id_: str, place: int) -> None:
    """Put a question at a place, counted from 0; beyond the ends means at the end."""

    def change(_row: Survey, questions: Questions) -> Questions:
        moved = [one for one in questions if one.id == id_]
        rest = [one for one in questions if one.id != id_]
        at = max(0, min(place, len(rest)))
        return [*rest[:at], *moved, *rest[at:]]

    _change(survey, seen, change)


def _take_id(row: Survey) -> str:
    row.next_id += 1
    return f"q{row.next_id - 1}"


def _renamed(question: Question, id_: str) -> Question:
    rows = tuple(replace(row, id=f"{id_}r{n}") for n, row in enumerate(question.rows, 1))
    return replace(question, id=id_, rows=rows)
