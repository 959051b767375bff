"""Marks by rubric: proposed, judged, overridden, confirmed; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from app.database import writing
from app.marking.domain.rubric import Criterion, Fact, Found, Marked, Rubric
from app.marking.ledger import MarkedMeanwhile, history
from app.marking.rubric_form import read_judgements
from app.marking.rubrics import (
    Judgement,
    JudgementError,
    MarkedWork,
    confirm,
    judge,
    load_marked,
    propose,
)
from tests.builders import Builders

RUBRIC = Rubric(
    criteria=(
        Criterion(number=1, name="完整", points=Decimal(2), by_machine=True),
        Criterion(number=2, name="说明", points=Decimal(1)),
    )
)
FACT = Fact(name="缺手机号", own="3", expected="0", ok=False)


@pytest.fixture
def work(make: Builders) -> MarkedWork:
    return MarkedWork(kind="file", work_id=7, class_id=make.class_().id, learner_id=make.user().id)


def marked(work: MarkedWork) -> Marked:
    return load_marked(work.kind, [work.work_id], RUBRIC)[work.work_id]


def offer(work: MarkedWork, points: str, at: datetime) -> None:
    with writing():
        propose(work, RUBRIC, {1: Found(points=Decimal(points), facts=(FACT,))}, at)


def say(work: MarkedWork, author: int, at: datetime, **typed: object) -> int:
    with writing():
        return judge(work, RUBRIC, [Judgement(**typed)], author, at)  # type: ignore[arg-type]


def test_the_machine_proposes_and_a_person_confirms(
    work: MarkedWork, make: Builders, clock: Callable[[], datetime]
) -> None:
    offer(work, "1.5", clock())
    found = marked(work)
    assert (found.earned, found.provisional, found.complete) == (Decimal("1.5"), True, False)
    assert found.lines[0].facts == (FACT,)
    offer(work, "1.5", clock())
    assert len(history("file", 7)) == 1
    teacher = make.user().id
    with writing():
        assert confirm(work, RUBRIC, teacher, clock()) == 1
    assert say(work, teacher, clock(), number=2, points="1") == 1
    assert not marked(work).provisional
    assert marked(work).earned == Decimal("2.5")
    offer(work, "0", clock())
    assert marked(work).earned == Decimal("2.5")


def test_whoever_differs_from_the_machine_says_why(
    work: MarkedWork, make: Builders, clock: Callable[[], datetime]
) -> None:
    offer(work, "1", clock())
    teacher = make.user().id
    with pytest.raises(JudgementError) as refused:
        say(work, teacher, clock(), number=1, points="2", seen=1)
    assert "理由" in refused.value.errors[1]
    say(work, teacher, clock(), number=1, points="2", reason="号码写在备注里", seen=1)
    events = history("file", 7)
    assert [event.new for event in events] == [Decimal(1), Decimal(2)]
    assert marked(work).lines[0].proposed == Decimal(1)


@pytest.mark.parametrize("points", ["3", "-1", "一", "1.555"])
def test_points_outside_the_criterion_are_refused(
    work: MarkedWork, make: Builders, clock: Callable[[], datetime], points: str
) -> None:
    with pytest.raises(JudgementError):
        say(work, make.user().id, clock(), number=2, points=points)
    assert history("file", 7) == []


def test_two_people_do_not_overwrite_each_other(
    work: MarkedWork, make: Builders, clock: Callable[[], datetime]
) -> None:
    say(work, make.user().id, clock(), number=2, points="1")
    with pytest.raises(MarkedMeanwhile):
        say(work, make.user().id, clock(), number=2, points="0.5", seen=0)
    assert marked(work).earned == Decimal(1)


def test_a_form_is_read_by_criterion() -> None:
    form = MultiDict({"points-1": "1", "reason-1": "因为", "seen-1": "4", "points-9": "5"})
    assert read_judgements(form, RUBRIC) == {
        1: Judgement(number=1, points="1", reason="因为", seen=4)
    }


def test_criteria_have_numbers_of_their_own() -> None:
    with pytest.raises(ValueError, match="share a number"):
        Rubric(criteria=(RUBRIC.criteria[0], RUBRIC.criteria[0]))
