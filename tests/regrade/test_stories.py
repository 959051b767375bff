"""Longer stories: many steps and their undoing, numbers of one's own, blanks, several attempts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from app.bank.domain.items import Derived
from app.bank.domain.types import ItemType
from app.bank.history import draft_of
from app.bank.models import ItemVersion
from app.bank.service import save_version
from app.extensions import db
from app.marking import regrade
from app.marking.domain.rulings import Kind, find_undoable
from app.marking.regrade import Part, Proposal
from app.quiz.domain.saves import SaveSpec
from app.quiz.exams.closing import submit
from app.quiz.exams.paper import load_questions
from app.quiz.exams.results import load_results
from app.quiz.exams.saving import save_answers
from app.quiz.exams.sitting import start_sitting
from app.quiz.models import Sitting
from tests.builders import Builders
from tests.conftest import Clock
from tests.quiz.manage.builders import SHORT, SINGLE
from tests.quiz.sitting.builders import ExamBuilders, sample, seeded_sample
from tests.regrade.conftest import LABELS, Bench, proposal

D = Decimal
Make = Callable[..., Bench]


def some_step(here: Bench, on: ItemType, chance: Random) -> dict[str, Any]:
    """Values of a step that can be taken on the question."""
    kind = chance.choice([Kind.KEY, Kind.KEY, Kind.ACCEPT, Kind.POINTS, Kind.VOID, Kind.FULL])
    values: dict[str, Any] = {"kind": kind}
    if kind is Kind.POINTS:
        values |= {"points": D(chance.choice(["0.5", "1", "3", "7.25"]))}
    elif on is SINGLE and kind is Kind.KEY:
        key = here.key(on, correct=(chance.choice("ABCD"),), explanation=str(chance.random()))
        values |= {"key": key}
    elif on is SINGLE and kind is Kind.ACCEPT:
        values |= {"accept": {"options": [chance.choice("BCD")]}}
    elif kind is Kind.KEY:
        values |= {"key": here.key(on, model_answer=str(chance.random()))}
    elif kind is Kind.ACCEPT:
        values |= {"accept": {"variants": {"k1": [str(chance.random())]}}}
    if kind in (Kind.KEY, Kind.ACCEPT):
        values |= {"never_lower": on is SINGLE and chance.random() < 0.4}
        values |= {"hand_too": chance.random() < 0.4}
    return values


def ledger_of(here: Bench, on: ItemType) -> list[tuple[Any, ...]]:
    """The marks that hold, with all that belongs to them."""
    found = []
    for sitting in here.sittings:
        events = here.events(on, sitting)
        last = events[-1] if events else None
        found.append(
            (last.new, last.max, last.correctness, last.by_hand, last.detail) if last else None
        )
    return found


@pytest.mark.both_engines
@pytest.mark.parametrize("on", [SINGLE, SHORT])
@pytest.mark.parametrize("seed", range(2))
def test_any_steps_undone_one_by_one_give_back_each_earlier_ledger(
    bench: Make, on: ItemType, seed: int
) -> None:
    chance = Random(f"{on}/{seed}")
    here = bench([SINGLE, SHORT], students=5)
    here.staff.mark_written(here.exam, "1.25")
    snapshots = [ledger_of(here, on)]
    for _step in range(5):
        values = some_step(here, on, chance)
        here.rule(on, values.pop("kind"), **values)
        snapshots.append(ledger_of(here, on))
        full = load_results(here.exam, here.clock()).full
        for mark in here.marks(on):
            assert mark is None or 0 <= mark <= here.part(on).question.worth <= full
        if here.part(on).question.mode.value != "counts":
            break
    while (step := find_undoable(here.part(on).steps)) is not None:
        snapshots.pop()
        here.undo(on, step.number)
        expected = [
            one if one is not None else (None, D(2), None, False, {}) for one in snapshots[-1]
        ]
        assert ledger_of(here, on) == expected
    assert len(snapshots) == 1


# --- papers with items of their own


def sat(
    make: Builders, clock: Clock, items: list[Any], answers: list[Callable[[Any], Any]]
) -> tuple[Any, list[Sitting]]:
    """An exam of these items, and one sitting for each way of answering its only question."""
    class_ = make.class_()
    teacher = make.instructor(class_)
    exam: Any = ExamBuilders(db, clock).exam(class_, teacher, items)
    slot = exam.form.slots[0]
    db.session.get_one(ItemVersion, slot.version_id).labels = LABELS
    db.session.commit()
    sittings = []
    for number, answer in enumerate(answers):
        sitting = start_sitting(exam, make.student(class_), clock(), 1000 + number)
        question = load_questions(sitting)[slot.id]
        save = SaveSpec(
            client="client-0001", seq=1, slot_id=slot.id,
            response=question.shown.encode(answer(question)),
        )  # fmt: skip
        save_answers(sitting, [save], clock())
        sittings.append(submit(sitting, clock()))
    return exam, sittings


def part_of(exam: Any) -> Part:
    part = regrade.find_part(exam.class_id, "sitting", exam.form.slots[0].id)
    assert part is not None
    return part


def take(exam: Any, what: Proposal, clock: Clock) -> None:
    part = part_of(exam)
    regrade.take(part, what, regrade.preview(part, what).stamp, exam.author_id, clock())


def marks_of(exam: Any, sittings: list[Sitting]) -> list[Decimal | None]:
    from app.marking.ledger import current_marks

    held = current_marks("sitting", [sitting.id for sitting in sittings])
    return [held[sitting.id, exam.form.slots[0].id].new for sitting in sittings]


def shown_number(question: Any) -> int:
    return int(question.shown.face.stem.split()[0])


def test_numbers_of_ones_own_stay_those_that_were_drawn(make: Builders, clock: Clock) -> None:
    ways = [
        lambda question: [str(shown_number(question) * 2)],
        lambda question: [str(shown_number(question) * 3)],
    ]
    exam, sittings = sat(make, clock, [seeded_sample()], ways)
    assert marks_of(exam, sittings) == [2, 0]
    version = db.session.get_one(ItemVersion, exam.form.slots[0].version_id)
    draft = draft_of(version)
    # The formula was wrong; whoever mended it drew from other numbers as well.
    key = replace(
        draft.key,
        derived=(Derived(name="twice", expression="n * 3"),),
        variables=(replace(draft.key.variables[0], choices=(D(7),)),),
    )
    item = save_version(
        version.item_id, replace(draft, key=key), version.id, exam.author_id, clock()
    )
    take(exam, proposal(Kind.KEY, version_id=item.current_version_id), clock)
    assert marks_of(exam, sittings) == [0, 2]


def test_another_form_of_a_blank_is_accepted_for_part_of_the_marks(
    make: Builders, clock: Clock
) -> None:
    ways = [
        lambda _question: ["顾客", "80%"],
        lambda _question: ["顾客", "八成左右"],
        lambda _question: ["消费者", ""],
    ]
    exam, sittings = sat(make, clock, [sample(ItemType.FILL_BLANK)], ways)
    assert marks_of(exam, sittings) == [1, 0, 0]
    take(exam, proposal(Kind.ACCEPT, accept={"forms": [["顾客"], []]}), clock)
    assert marks_of(exam, sittings) == [2, 1, 0]
    take(exam, proposal(Kind.ACCEPT, accept={"forms": [["消费者"], ["八成左右"]]}), clock)
    assert marks_of(exam, sittings) == [2, 2, 1]
    take(exam, proposal(Kind.UNDO, undoes=2), clock)
    assert marks_of(exam, sittings) == [2, 1, 0]


def test_of_several_attempts_the_best_still_counts(bench: Make) -> None:
    here = bench([SINGLE], students=1, attempts=2)
    again = here.staff.sit(here.exam, here.sittings[0].user, right=False)
    here.sittings.append(again)
    assert here.marks(SINGLE) == [2, 0]
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    assert here.marks(SINGLE) == [0, 2]
    found = load_results(here.exam, here.clock()).spread
    assert found is not None
    assert (found.count, found.highest, found.lowest) == (1, 2, 2)
