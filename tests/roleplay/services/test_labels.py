"""“This label is wrong”: asked, decided, reckoned again, exported."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.courses.models import CourseClass
from app.extensions import db as database
from app.marking import ledger
from app.roleplay.domain.acts import Act, Taboo
from app.roleplay.domain.bank import parse_bank
from app.roleplay.models import PlayAssignment, PlayLabel, PlayRun
from app.roleplay.services import assigning, labels, marks, runs
from app.roleplay.services.labels import Given, LabelProblem
from app.roleplay.services.played import Played, load_played
from app.roleplay.services.runs import Saying
from app.roleplay.specs import ScenarioSpec
from tests.builders import Builders
from tests.conftest import Clock

Speak = Callable[[PlayRun, Sequence[str]], Played]


@pytest.fixture
def run(
    make: Builders, here: CourseClass, set_work: Callable[..., PlayAssignment], speak: Speak,
    spec: ScenarioSpec, clock: Clock,
) -> PlayRun:  # fmt: skip
    """An ended assessed run of a student along the average script."""
    made = assigning.start_attempt(set_work(), make.student(here).id, "text", 3, clock())
    speak(made, spec.scripts.average)
    runs.finish(made, clock())
    return made


@pytest.mark.both_engines
def test_a_correction_is_reckoned_again_and_can_be_taken_back(
    run: PlayRun, teacher: User, clock: Clock
) -> None:
    before, shown = run.points, load_played(run)
    turn = shown.lines[1].row
    given = Given((Act.APOLOGY, Act.EMPATHY), None, "也共情了")
    label = labels.decide(turn.id, given, teacher.id, clock())
    assert (label.before, label.after) == (before, run.points)
    assert (run.points or 0) > (before or 0)
    again = load_played(run)
    assert again.lines[1].turn.corrected
    assert again.lines[1].turn.judgement.acts == (Act.APOLOGY, Act.EMPATHY)
    assert again.lines[1].reply == shown.lines[1].reply
    assert load_played(run).scene == again.scene
    assert marks.load_marks(again).earned == run.points
    labels.decide(turn.id, None, teacher.id, clock())
    assert run.points == before
    assert load_played(run).scene == shown.scene
    assert [one.kind for one in labels.history(turn.id)] == ["correct", "keep"]
    assert database.session.scalar(select(func.count()).select_from(PlayLabel)) == 2


def test_a_learner_asks_and_nothing_moves(
    run: PlayRun, here: CourseClass, teacher: User, clock: Clock
) -> None:
    before = run.points
    turn = load_played(run).lines[1].row
    labels.ask(
        turn.id, Given((Act.APOLOGY, Act.EMPATHY), None, "我说到了感受"), run.user_id, clock()
    )
    assert run.points == before
    (waiting,) = labels.queue(here.id)
    assert waiting.asked is not None
    assert waiting.asked.note == "我说到了感受"
    assert labels.count_waiting(here.id) == 1
    labels.decide(turn.id, None, teacher.id, clock())
    assert labels.queue(here.id) == []
    with pytest.raises(LabelProblem, match="一样"):
        labels.ask(turn.id, Given((Act.APOLOGY,), None), run.user_id, clock())


def test_a_taboo_may_be_added_and_the_mark_falls(run: PlayRun, teacher: User, clock: Clock) -> None:
    before = run.points or 0
    turn = load_played(run).lines[2].row
    labels.decide(turn.id, Given((Act.ARGUE,), Taboo.CHALLENGE), teacher.id, clock())
    assert (run.points or 0) < before


def test_what_a_person_accepted_stays(run: PlayRun, teacher: User, clock: Clock) -> None:
    work = database.session.get_one(PlayAssignment, run.assignment_id)
    marks.accept(work, load_played(run), (), teacher.id, clock())
    earned = ledger.totals("play", [run.id])
    turn = load_played(run).lines[1].row
    labels.decide(turn.id, Given((Act.APOLOGY, Act.EMPATHY), None), teacher.id, clock())
    assert ledger.totals("play", [run.id]) == earned


def test_unsure_lines_wait_for_the_instructor_of_the_class_alone(
    make: Builders, here: CourseClass, begin: Callable[..., PlayRun], clock: Clock
) -> None:
    student, stranger = make.student(here), make.user()
    for user in (student, stranger):
        runs.say(begin(user), Saying(number=1, text="😡😡"), clock())
    (waiting,) = labels.queue(here.id)
    assert waiting.run.user_id == student.id
    other = make.class_("别的班")
    assert labels.queue(other.id) == []
    assert labels.find_line(other.id, waiting.turn.id) is None


def test_corrections_leave_as_lines_of_the_example_bank(
    run: PlayRun, teacher: User, clock: Clock, app: Flask
) -> None:
    lines = load_played(run).lines
    labels.decide(lines[1].row.id, Given((Act.APOLOGY, Act.EMPATHY), None), teacher.id, clock())
    labels.decide(lines[2].row.id, Given((Act.ARGUE,), Taboo.SNEER), teacher.id, clock())
    labels.decide(lines[0].row.id, Given((Act.GREET,), None), teacher.id, clock())
    labels.decide(lines[0].row.id, None, teacher.id, clock())
    result = app.test_cli_runner().invoke(args=["roleplay", "corrections"])
    assert result.exit_code == 0, result.output
    examples = list(parse_bank(result.output.splitlines(), "corrections"))
    assert [one.utterance for one in examples] == [lines[1].row.text, lines[2].row.text]
    assert examples[0].acts == {Act.APOLOGY, Act.EMPATHY}
    assert examples[1].taboo is Taboo.SNEER
    assert set(json.loads(result.output.splitlines()[0])) == {
        "id", "context", "utterance", "acts", "taboo", "channel", "hand", "pattern",
    }  # fmt: skip
