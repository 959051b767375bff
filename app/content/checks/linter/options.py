"""Does the look of one item give its key away, and does each option teach something?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.content.checks.linter import signs
from app.content.problems import Problem, warning
from app.content.questions import Question
from app.content.text import count_hanzi, says_all_of_the_above

LEAST_EXPLANATION = 10  # 汉字

LETTERS = "ABCDEFGH"
CHOICES = ("single_choice", "multiple_response")


def check(found: Sequence[Question]) -> Iterator[Problem]:
    for question in found:
        yield from _explanation(question)
        if question.type in CHOICES and question.keys:
            yield from _catch_all(question)
            yield from _lengths(question)
            yield from _forms(question)
            yield from _overlap(question)
            yield from _absolute(question)
            yield from _feedback(question)
            yield from _negative(question)


def distractors_of(question: Question) -> list[str]:
    return signs.distractors(question.options, question.keys)


def _explanation(question: Question) -> Iterator[Problem]:
    if 0 < count_hanzi(question.explanation) < LEAST_EXPLANATION and not question.seeded:
        text = f"解析不足 {LEAST_EXPLANATION} 个字，要讲清为什么"
        yield warning(question.path, question.place("explanation"), text)


def _catch_all(question: Question) -> Iterator[Problem]:
    for place, option in enumerate(question.options):
        if says_all_of_the_above(option):
            text = f"不宜用“{option}”作选项"
            yield warning(question.path, question.place("options", place, "text"), text)


def _lengths(question: Question) -> Iterator[Problem]:
    told = signs.longer_key(question.options, question.keys)
    if question.type == "single_choice" and told is not None:
        key, mean = told
        place = question.place("options", question.keys[0], "text")
        text = f"答案 {key} 个字，干扰项平均 {mean:.0f} 个字，一看长短就选得出"
        yield warning(question.path, place, text)


def _forms(question: Question) -> Iterator[Problem]:
    """Numbers beside sentences, a full stop behind some of them only."""
    place = question.place("options")
    if signs.mixes_numbers(question.options):
        yield warning(question.path, place, "选项有的是数，有的是句子，形式应一致")
    if signs.mixes_ends(question.options):
        yield warning(question.path, place, "选项有的以句号结尾，有的没有")


def _overlap(question: Question) -> Iterator[Problem]:
    """One option stands whole inside another: then either both are right or one says too little."""
    for inner, outer in signs.contained(question.options):
        text = f"选项 {LETTERS[inner]} 整个含在选项 {LETTERS[outer]} 里"
        yield warning(question.path, question.place("options", inner, "text"), text)


def _absolute(question: Question) -> Iterator[Problem]:
    if signs.absolute_distractors(question.options, question.keys):
        text = "干扰项都用了“只、一律、必然”一类的话，答案没有，一眼可辨"
        yield warning(question.path, question.place("options"), text)


def _feedback(question: Question) -> Iterator[Problem]:
    for place, feedback in enumerate(question.feedback):
        if not feedback.strip():
            yield warning(question.path, question.place("options", place), "这个选项没有 feedback")


def _negative(question: Question) -> Iterator[Problem]:
    if signs.unmarked_negative(question.stem):
        text = "题目问的是“不……的”，否定的词要用 ** ** 加粗"
        yield warning(question.path, question.place("stem"), text)
