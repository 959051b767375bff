"""The cases of the course: their marks, their tables and their dialogues hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from app.bank.answers import item as engine
from app.bank.answers.grader import Grader
from app.bank.answers.item import Question
from app.bank.domain.expressions import evaluate
from app.bank.domain.items import KeyPoint
from app.bank.lexicon import read_lexicon
from app.cases.content import GLOB
from app.cases.domain.case import Case, Opens
from app.cases.domain.faults import THREE_FAULTS
from app.cases.domain.questions import (
    AnyQuestion,
    ChoiceQuestion,
    DecisionQuestion,
    DialogueQuestion,
    TableQuestion,
    TextQuestion,
)
from app.cases.specs import CaseSpec
from app.content.text import count_hanzi
from app.content.yaml import load_yaml

CONTENT = Path(__file__).parents[2] / "content"
FILES = sorted(CONTENT.glob(GLOB))
SERVICE_DESK = ("case-aircon", "case-desk-blame", "case-desk-card", "case-desk-dividend")


def read(file: Path) -> Case:
    return CaseSpec.model_validate(load_yaml(file.read_text(encoding="utf-8")).value).build()


CASES = {file.stem: read(file) for file in FILES}
every_case = pytest.mark.parametrize("name", CASES)


def total_of(question: AnyQuestion, case: Case) -> Decimal:
    """The marks a perfect answer gathers, counted from what they rest on."""
    match question:
        case TextQuestion():
            return sum((p.points for p in (*question.key_points, *question.rubric)), Decimal(0))
        case TableQuestion():
            return sum((cell.points for _, _, cell in question.asked()), Decimal(0))
        case DecisionQuestion():
            return sum((c.levels[0].points for c in question.rubric), Decimal(0))
        case DialogueQuestion():
            part = next(part for part in case.parts if question in part.questions)
            assert part.dialogue is not None
            found = len(part.dialogue.faulty) * (question.per_turn + question.per_class)
            faults = [part.dialogue.turn(id_).fault for id_ in question.rewrite]
            return found + sum((f.rewrite.total for f in faults if f), Decimal(0))
        case ChoiceQuestion():
            return question.points


def test_all_nineteen_are_there() -> None:
    assert len(CASES) == 19


@every_case
def test_a_case_is_complete(name: str) -> None:
    case = CASES[name]
    assert case.id == name
    assert 4 <= len(case.questions) <= 6
    assert 300 <= count_hanzi(case.teaching_note) <= 800
    assert len(case.discussion) >= 3
    assert case.doubts
    assert len({type(question) for question in case.questions}) >= 2
    assert any(not isinstance(question, ChoiceQuestion) for question in case.questions)
    assert all(part.opens in (Opens.START, Opens.ANSWER) for part in case.parts)


@every_case
def test_marks_add_up(name: str) -> None:
    case = CASES[name]
    for question in case.questions:
        assert total_of(question, case) == question.points, question.id


@every_case
def test_numbers_of_tables_are_those_of_their_formulas(name: str) -> None:
    """A number without a formula could not be recomputed: there is none."""
    for question in CASES[name].questions:
        if isinstance(question, TableQuestion):
            for row, column, cell in question.asked():
                if isinstance(cell.answer, Decimal):
                    assert cell.formula, f"{question.id} {row} {column}"
                    off = abs(evaluate(cell.formula, {}) - Fraction(cell.answer))
                    assert off <= max(Fraction(cell.tolerance), Fraction(1, 200))


@every_case
def test_phrases_of_faults_are_said_and_left_out_of_the_better_wording(name: str) -> None:
    for part in CASES[name].parts:
        for turn in part.dialogue.faulty if part.dialogue else ():
            assert turn.fault is not None
            assert turn.fault.phrase in turn.text
            assert turn.fault.phrase not in turn.fault.rewrite.model


@pytest.mark.parametrize("name", SERVICE_DESK)
def test_dialogues_are_worth_listening_to(name: str) -> None:
    dialogues = [part.dialogue for part in CASES[name].parts if part.dialogue]
    assert dialogues
    for dialogue in dialogues:
        assert 10 <= len(dialogue.turns) <= 18
        found = {turn.fault.fault for turn in dialogue.faulty if turn.fault}
        assert found >= set(THREE_FAULTS)
        faultless = [t for t in dialogue.turns if not t.fault and t.by != "customer"]
        assert faultless, "flagging every turn of the staff would be right"


@every_case
def test_questions_about_a_dialogue_do_not_name_its_faults(name: str) -> None:
    for part in CASES[name].parts:
        faulty = {turn.id for turn in part.dialogue.faulty} if part.dialogue else set()
        for question in part.questions:
            told = re.findall(r"t[0-9]+", question.prompt + question.hint)
            assert not faulty & set(told), question.id
            if isinstance(question, DialogueQuestion):
                assert set(question.rewrite) in (set(), faulty), question.id


@every_case
def test_right_options_give_themselves_away_neither_by_place_nor_by_length(name: str) -> None:
    for question in CASES[name].questions:
        if isinstance(question, ChoiceQuestion) and not question.multiple:
            right = next(option for option in question.options if option.right)
            others = [len(option.text) for option in question.options if not option.right]
            assert len(right.text) <= 1.6 * sum(others) / len(others), question.id


def test_right_options_do_not_gather_in_one_place() -> None:
    places = Counter(
        at
        for case in CASES.values()
        for question in case.questions
        if isinstance(question, ChoiceQuestion) and not question.multiple
        for at, option in enumerate(question.options)
        if option.right
    )
    assert max(places.values()) <= 0.45 * sum(places.values())


def test_all_types_of_questions_occur() -> None:
    types = Counter(type(question) for case in CASES.values() for question in case.questions)
    assert min(types[t] for t in (ChoiceQuestion, TextQuestion, TableQuestion)) >= 10
    assert types[DecisionQuestion] >= 10
    assert types[DialogueQuestion] >= len(SERVICE_DESK)


@every_case
def test_dates_that_wait_for_a_part_are_not_told_before_it(name: str) -> None:
    case = CASES[name]
    order = [part.id for part in case.parts]
    for event in case.timeline:
        if event.part and re.search(r"[12][0-9]{3} 年", event.when):
            before = case.parts[: order.index(event.part)]
            told = case.summary + "".join(part.title + part.text for part in before)
            assert event.when not in told, event.what


@pytest.fixture(scope="module")
def grader() -> Grader:
    return Grader(read_lexicon(CONTENT))


def as_asked(stem: str, reference: str, points: Sequence[KeyPoint]) -> Question:
    return Question(
        stem,
        reference,
        float(sum(point.points for point in points)),
        tuple(engine.KeyPoint(p.id, p.text, float(p.points), p.variants) for p in points),
    )


def written(case: Case) -> Iterator[tuple[str, Question]]:
    """What the engine of written answers will be asked to mark: answers and better wordings."""
    for question in case.questions:
        if isinstance(question, TextQuestion) and question.key_points:
            asked = as_asked(question.prompt, question.model_answer, question.key_points)
            yield question.id, asked
    for part in case.parts:
        for turn in part.dialogue.faulty if part.dialogue else ():
            assert turn.fault is not None
            rewrite = turn.fault.rewrite
            yield turn.id, as_asked(turn.text, rewrite.model, rewrite.points)


@every_case
def test_model_answers_earn_everything(name: str, grader: Grader) -> None:
    for id_, question in written(CASES[name]):
        assert grader.grade(question, question.reference).score == question.max, id_


@every_case
def test_questions_and_faulty_turns_copied_back_earn_nothing(name: str, grader: Grader) -> None:
    for id_, question in written(CASES[name]):
        assert grader.grade(question, question.stem).score == 0, id_


def prose(value: object, key: str = "") -> Iterator[str]:
    """Every text of a case file that people read: not the ids that parts of it are known by."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from prose(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from prose(inner, key)
    elif isinstance(value, str) and key not in {"id", "rewrite", "by"}:
        yield value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_texts_name_questions_and_turns_as_the_page_numbers_them(file: Path) -> None:
    texts = list(prose(load_yaml(file.read_text(encoding="utf-8")).value))
    assert any("第 1 题" in text for text in texts)
    assert [
        text for text in texts if re.search(r"(?<![\w.])(t\d{1,2}|[a-d]\d)(?![\w.])", text)
    ] == []
