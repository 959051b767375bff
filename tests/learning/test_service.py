"""Recording answers: mistakes, mastery, favourites, notes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.bank.domain.grading import Grade
from app.bank.domain.types import ItemType
from app.bank.models import Item
from app.learning import service
from app.learning.models import AnswerLog, LearnerItem, Mastery
from app.learning.words import standing
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import Bank


def answer(user: User, item: Item, share: float | None, at: datetime) -> AnswerLog:
    assert item.current_version_id is not None
    grade = Grade(share=None if share is None else Fraction(share))
    return service.record_answer(
        service.NewAnswer(
            user_id=user.id,
            item_id=item.id,
            version_id=item.current_version_id,
            response="B",
            grade=grade,
            source="practice",
            seed=7,
            rule="half",
        ),
        at,
    )


def state_of(db: Any, user: User, item: Item) -> LearnerItem:
    return db.session.get(LearnerItem, (user.id, item.id), populate_existing=True)


@pytest.mark.both_engines
def test_an_answer_is_kept_as_it_was_given(make: Builders, bank: Bank, clock: Clock) -> None:
    user, item = make.user(), bank.item()
    row = answer(user, item, 0.5, clock())
    assert (row.response, row.correctness, row.seed, row.rule) == ("B", Decimal("0.5"), 7, "half")
    assert row.answered_at == clock()


@pytest.mark.both_engines
def test_a_mistake_leaves_after_two_days(db: Any, make: Builders, bank: Bank, clock: Clock) -> None:
    user, item = make.user(), bank.item()
    answer(user, item, 0, clock())
    state = state_of(db, user, item)
    assert (state.in_mistakes, state.mistaken_at) == (True, clock())
    assert service.mistake_count(user.id) == 1
    answer(user, item, 1, clock.move(hours=1))
    answer(user, item, 1, clock.move(hours=1))
    assert state_of(db, user, item).in_mistakes
    answer(user, item, 1, clock.move(days=1))
    assert not state_of(db, user, item).in_mistakes
    assert service.mistake_count(user.id) == 0


def test_the_day_is_the_learners_own(db: Any, make: Builders, bank: Bank) -> None:
    """Two answers on one day in London may lie on two days in China."""
    user, item = make.user(), bank.item()
    answer(user, item, 0, datetime(2026, 11, 23, 1, tzinfo=UTC))
    answer(user, item, 1, datetime(2026, 11, 23, 15, 59, tzinfo=UTC))
    answer(user, item, 1, datetime(2026, 11, 23, 16, 1, tzinfo=UTC))
    assert not state_of(db, user, item).in_mistakes


def test_entering_again_renews_the_date_but_staying_does_not(
    db: Any, make: Builders, bank: Bank, clock: Clock
) -> None:
    user, item = make.user(), bank.item()
    first = clock()
    answer(user, item, 0, first)
    answer(user, item, 0, clock.move(days=1))
    assert state_of(db, user, item).mistaken_at == first
    for _day in range(2):
        answer(user, item, 1, clock.move(days=1))
    again = clock.move(days=1)
    answer(user, item, 0.5, again)
    assert state_of(db, user, item).mistaken_at == again


def test_a_written_answer_changes_neither_mistakes_nor_mastery(
    db: Any, make: Builders, bank: Bank, clock: Clock
) -> None:
    user, item = make.user(), bank.item(ItemType.ESSAY)
    answer(user, item, None, clock())
    state = state_of(db, user, item)
    assert (state.answers, state.in_mistakes, state.last_correctness) == (1, False, None)
    assert service.mastery_of(user.id, clock()) == {}


@pytest.mark.both_engines
def test_mastery_follows_every_point_of_the_item(
    db: Any, make: Builders, bank: Bank, clock: Clock
) -> None:
    user = make.user()
    item = bank.item(points=("ch01.one", "ch01.two"))
    bank.item(points=("ch01.three",))
    bank.item(chapter="ch02")
    answer(user, item, 1, clock())
    known = service.mastery_of(user.id, clock())
    assert known == {"ch01.one": pytest.approx(0.5405, abs=1e-4), "ch01.two": known["ch01.one"]}
    by_chapter = service.mastery_by_chapter(user.id, clock())
    assert by_chapter == {"ch01": pytest.approx(known["ch01.one"] * 2 / 3)}
    assert service.mastery_of(user.id, clock.move(days=45))["ch01.one"] == pytest.approx(
        known["ch01.one"] * 0.75
    )


def test_points_without_items_do_not_count(make: Builders, bank: Bank, clock: Clock) -> None:
    user, item = make.user(), bank.item(points=("ch01.one",))
    bank.item(points=("ch01.kept",), use="exam")
    bank.item(points=("ch01.away",), state="retired")
    answer(user, item, 1, clock())
    assert [p.id for p in service.practised_points()] == ["ch01.one"]
    assert service.mastery_by_chapter(user.id, clock())["ch01"] == pytest.approx(0.5405, abs=1e-4)


def test_only_the_latest_answers_are_kept_for_mastery(
    db: Any, make: Builders, bank: Bank, clock: Clock
) -> None:
    user, item = make.user(), bank.item()
    for n in range(12):
        answer(user, item, n % 2, clock.move(minutes=1))
    row = db.session.scalar(select(Mastery))
    assert (len(row.recent), row.answers) == (8, 12)
    assert float(row.estimate) == pytest.approx(
        service.mastery_of(user.id, clock())["ch01.one"], abs=1e-4
    )


def test_a_mistake_kept_for_exams_since_does_not_count(
    db: Any, make: Builders, bank: Bank, clock: Clock
) -> None:
    user, item = make.user(), bank.item()
    answer(user, item, 0, clock())
    item.use = "exam"
    db.session.commit()
    assert service.mistake_count(user.id) == 0


def test_learners_do_not_share_anything(make: Builders, bank: Bank, clock: Clock) -> None:
    user, other, item = make.user(), make.user(), bank.item()
    answer(user, item, 0, clock())
    assert service.mistake_count(other.id) == 0
    assert service.mastery_of(other.id, clock()) == {}
    assert service.learner_items(other.id, [item.id]) == {}


def test_a_favourite_turns_over_or_does_as_it_is_told(make: Builders, bank: Bank) -> None:
    user, item = make.user(), bank.item()
    assert service.toggle_favourite(user.id, item.id) is True
    assert service.toggle_favourite(user.id, item.id, True) is True
    assert service.toggle_favourite(user.id, item.id) is False
    assert service.toggle_favourite(user.id, item.id, False) is False


def test_a_note_is_kept_without_outer_space(db: Any, make: Builders, bank: Bank) -> None:
    user, item = make.user(), bank.item()
    service.keep_note(user.id, item.id, "  留意时间顺序\n")
    assert state_of(db, user, item).note == "留意时间顺序"
    service.keep_note(user.id, item.id, " ")
    assert state_of(db, user, item).note == ""


def test_where_an_item_stands_is_said(
    app: Any, db: Any, make: Builders, bank: Bank, clock: Clock
) -> None:
    user, item = make.user(), bank.item()

    def said() -> str:
        with app.test_request_context():
            return standing(state_of(db, user, item), service.local_day(clock()))

    answer(user, item, 0, clock())
    assert said() == "再在 2 个日子各答对一次就离开错题本"
    answer(user, item, 1, clock())
    assert said() == "今天已答对，换一天再答对 1 次就离开错题本"
    clock.move(days=1)
    assert said() == "再答对 1 次就离开错题本"
    answer(user, item, 1, clock())
    assert said() == "今天离开了错题本"
    clock.move(days=1)
    assert said() == ""
