"""The question bank and the theme words as kinds of content files, and reading them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.bank.content import get_library
from app.content.kinds import Entry, Kind, SourceFile
from app.content.library import Library
from app.content.problems import Problem, error
from app.workshop.survey.domain.lint import check_question
from app.workshop.survey.domain.themes import Theme
from app.workshop.survey.specs import QuestionBankSpec, QuestionSpec, ThemeFileSpec

QUESTIONS, THEMES = "survey-questions", "survey-themes"
QUESTIONS_FILE, THEMES_FILE = "survey/questions.yml", "survey/themes.yml"


def questions_kind() -> Kind:
    """What the loader has to know about the question bank."""
    return Kind(
        QUESTIONS, QUESTIONS_FILE, QuestionBankSpec.model_validate, entries=_entries, check=_check
    )


def themes_kind() -> Kind:
    """What the loader has to know about the theme words."""
    return Kind(THEMES, THEMES_FILE, ThemeFileSpec.model_validate)


def _entries(file: SourceFile) -> Iterable[Entry]:
    for one in file.spec.questions:
        yield Entry(one.id, "survey-question", file.path, "questions")


def _check(library: Library) -> Iterator[Problem]:
    """The bank sets the example: the linter of questionnaires finds nothing in it."""
    for file in library.files.get(QUESTIONS, ()):
        for at, spec in enumerate(file.spec.questions):
            for finding in check_question(spec.as_question("q1")):
                words = f"（{finding.words}）" if finding.words else ""
                place = file.place("questions", at, of=spec.id)
                yield error(file.path, place, f"问卷检查：{finding.rule}{words}")


def question_bank() -> tuple[QuestionSpec, ...]:
    """The question bank of the course; empty where the content folder has none."""
    return tuple(
        one for file in get_library().files.get(QUESTIONS, ()) for one in file.spec.questions
    )


def theme_words() -> tuple[tuple[Theme, ...], frozenset[str]]:
    """The themes and the words that are not counted."""
    specs: list[ThemeFileSpec] = [file.spec for file in get_library().files.get(THEMES, ())]
    themes = tuple(
        Theme(name=one.name, words=tuple(one.words)) for spec in specs for one in spec.themes
    )
    return themes, frozenset(word for spec in specs for word in spec.stop)
