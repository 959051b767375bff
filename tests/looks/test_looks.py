"""Second looks: asked for within their time, answered through the ledger, never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.bank.domain.types import ItemType
from app.extensions import db
from app.gradebook.models import GradeEvent
from app.marking import looks
from app.marking.domain.looks import MOST_ASKED, Act, State
from app.marking.domain.rulings import Kind
from app.marking.look_desk import count_open, group, list_looks, load_desk
from app.marking.looks import LookRefused
from app.marking.models import LookStep, SecondLook
from app.quiz.models import Exam
from tests.looks.conftest import REASON, Room
from tests.quiz.manage.builders import MULTIPLE, SHORT, SINGLE, TRUTH

Make = Callable[..., Room]


def last_grade() -> Decimal | None:
    return db.session.scalar(select(GradeEvent.new).order_by(GradeEvent.id.desc()).limit(1))


@pytest.mark.both_engines
@pytest.mark.parametrize("kind", [SINGLE, MULTIPLE, TRUTH, SHORT])
def test_asking_changes_no_mark_and_a_decision_does(room: Make, kind: ItemType) -> None:
    here = room([kind])
    look = here.ask(kind, 1)
    before = here.mark(look)
    assert (look.state, here.mark(look).id) == (State.ASKED, before.id)
    desk = load_desk(look, here.clock())
    assert desk is not None
    points = {point.id: "0.5" for point in desk.points}
    here.decide(look, Act.CHANGE, "第二点确实写到了", points=points)
    after = here.mark(look)
    assert look.state == State.ANSWERED
    assert (after.reason, after.by_hand, after.author_id) == ("复核", True, here.staff.teacher.id)
    assert (after.old, after.number) == (before.new, before.number + 1)
    step = here.steps(look)[-1]
    assert (step.old, step.new, step.event_number) == (before.new, after.new, after.number)
    assert last_grade() == after.new


@pytest.mark.both_engines
def test_a_mark_that_stands_is_answered_with_words(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    number = here.mark(look).number
    here.decide(look, Act.STAND, "答案没有问题")
    assert here.mark(look).number == number
    assert [(s.act, s.words) for s in here.steps(look)] == [
        (Act.ASK, REASON),
        (Act.STAND, "答案没有问题"),
    ]


def test_a_ruling_for_everybody_is_what_the_answer_points_to(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE, 1)
    with pytest.raises(LookRefused, match="还没有对所有人改过"):
        here.decide(look, Act.RULING)
    here.bench.rule(SINGLE, Kind.ACCEPT, accept={"options": ["B"]})
    look = db.session.get_one(SecondLook, look.id)
    here.decide(look, Act.RULING, "B 也算对")
    step = here.steps(look)[-1]
    assert (step.old, step.new) == (0, 2)
    assert step.ruling_id is not None


def test_only_one_request_is_open_and_three_are_the_most(room: Make) -> None:
    here = room([SINGLE])
    for _ in range(MOST_ASKED):
        look = here.ask(SINGLE)
        with pytest.raises(LookRefused, match="已经有一份申请"):
            here.ask(SINGLE)
        here.decide(look, Act.STAND)
    with pytest.raises(LookRefused, match="最多申请 3 次"):
        here.ask(SINGLE)


def test_the_time_to_ask_ends_to_the_second(room: Make) -> None:
    here = room([SINGLE, TRUTH], look_days=2)
    here.clock.move(days=2)
    here.ask(SINGLE)
    here.clock.move(seconds=1)
    with pytest.raises(LookRefused, match="时间已经过了"):
        here.ask(TRUTH)


def test_an_open_request_outlives_the_time_to_ask(room: Make) -> None:
    here = room([SINGLE], look_days=1)
    look = here.ask(SINGLE)
    here.clock.move(days=9)
    looks.say(look, look.learner_id, "补一句", here.clock(), by_staff=False)
    here.decide(look, Act.STAND)
    assert look.state == State.ANSWERED


def test_exams_may_not_offer_it(room: Make) -> None:
    here = room([SINGLE], look_days=0)
    with pytest.raises(LookRefused, match="不开放复核"):
        here.ask(SINGLE)


def test_nobody_asks_about_marks_that_are_not_shown(room: Make) -> None:
    review = {"after_submit": ["own"], "after_close": ["own"], "after_release": ["own"]}
    here = room([SINGLE], review=review)
    with pytest.raises(LookRefused, match="能看到分数以后"):
        here.ask(SINGLE)


def test_a_void_question_needs_no_second_look(room: Make) -> None:
    here = room([SINGLE])
    here.bench.rule(SINGLE, Kind.VOID)
    with pytest.raises(LookRefused, match="不用申请"):
        here.ask(SINGLE)


@pytest.mark.parametrize("reason", ["", "   ", "四个字呀", "长" * 1001])
def test_reasons_have_a_length(room: Make, reason: str) -> None:
    here = room([SINGLE])
    with pytest.raises(LookRefused) as refused:
        here.ask(SINGLE, reason=reason)
    assert (refused.value.field, refused.value.status) == ("reason", 422)
    assert db.session.scalars(select(SecondLook)).all() == []


def test_somebody_elses_answer_cannot_be_asked_about(room: Make) -> None:
    here = room([SINGLE])
    with pytest.raises(LookRefused) as refused:
        looks.ask(
            "sitting", here.bench.ids[0], here.bench.slot_ids[SINGLE], here.student(1).id, REASON,
            here.clock(),
        )  # fmt: skip
    assert refused.value.status == 404


def test_messages_move_it_on_and_nothing_is_overwritten(room: Make) -> None:
    here = room([SHORT])
    look = here.ask(SHORT)
    learner, teacher = look.learner_id, here.staff.teacher.id
    looks.say(look, learner, "再补一句", here.clock(), by_staff=False)
    assert look.state == State.ASKED
    looks.say(look, teacher, "哪一句？", here.clock(), by_staff=True)
    assert look.state == State.WORKING
    here.decide(look, Act.STAND)
    looks.reopen(look, teacher, "漏看了一段", here.clock())
    assert look.state == State.WORKING
    looks.withdraw(look, learner, here.clock())
    acts = [step.act for step in here.steps(look)]
    assert acts == [Act.ASK, Act.SAY, Act.SAY, Act.STAND, Act.REOPEN, Act.WITHDRAW]
    assert [step.number for step in here.steps(look)] == list(range(1, 7))
    for late in (
        lambda: looks.withdraw(look, learner, here.clock()),
        lambda: here.decide(look, Act.STAND),
        lambda: looks.say(look, learner, "还有", here.clock(), by_staff=False),
        lambda: looks.reopen(look, teacher, "再看", here.clock()),
    ):
        with pytest.raises(LookRefused):
            late()
    assert len(here.steps(look)) == 6


def test_a_decision_on_a_withdrawn_request_gives_no_mark(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    looks.withdraw(look, look.learner_id, here.clock())
    number = here.mark(look).number
    with pytest.raises(LookRefused):
        here.decide(look, Act.CHANGE, points={"whole": "1"})
    assert here.mark(look).number == number


def test_reopening_beside_a_newer_open_request_is_refused(room: Make) -> None:
    here = room([SINGLE])
    first = here.ask(SINGLE)
    here.decide(first, Act.STAND)
    here.ask(SINGLE)
    with pytest.raises(LookRefused, match="又提了一份"):
        looks.reopen(first, here.staff.teacher.id, "再看", here.clock())


def test_a_mark_changed_since_the_page_was_opened_is_noticed(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    seen = here.mark(look).number
    here.bench.rule(SINGLE, Kind.POINTS, points=Decimal(4))
    look = db.session.get_one(SecondLook, look.id)
    with pytest.raises(LookRefused, match="刚刚变过"):
        here.decide(look, Act.STAND, seen=seen)
    assert look.state == State.ASKED


@pytest.mark.parametrize("typed", ["", "-1", "99", "1.234", "甲"])
def test_numbers_that_cannot_be_name_their_field(room: Make, typed: str) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    number = here.mark(look).number
    with pytest.raises(LookRefused) as refused:
        here.decide(look, Act.CHANGE, points={"whole": typed})
    assert (refused.value.field, refused.value.status) == ("p-whole", 422)
    assert (here.mark(look).number, look.state) == (number, State.ASKED)


def test_the_same_mark_is_no_new_mark(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    with pytest.raises(LookRefused, match="维持原分"):
        here.decide(look, Act.CHANGE, points={"whole": "2.0"})


def test_nobody_answers_their_own_request(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE)
    with pytest.raises(LookRefused, match="不能答复自己"):
        looks.decide(
            look, looks.Decision(act=Act.STAND, words="好", seen=1), look.learner_id, here.clock()
        )


def test_a_mark_given_here_is_spared_by_later_rulings(room: Make) -> None:
    here = room([SINGLE])
    look = here.ask(SINGLE, 1)
    here.decide(look, Act.CHANGE, points={"whole": "1.5"})
    here.bench.rule(SINGLE, Kind.KEY, key=here.bench.key(SINGLE, correct=("C",)))
    assert here.bench.marks(SINGLE) == [0, Decimal("1.5")]


def test_the_list_goes_by_question_oldest_first(room: Make) -> None:
    here = room([SINGLE, TRUTH], students=3)
    asked = []
    for kind, number in [(TRUTH, 0), (SINGLE, 0), (TRUTH, 1), (SINGLE, 2)]:
        here.clock.move(minutes=1)
        asked.append(here.ask(kind, number).id)
    class_id = here.staff.class_.id
    listed = list_looks(class_id, (State.ASKED, State.WORKING))
    assert [look.id for look in listed] == [asked[0], asked[2], asked[1], asked[3]]
    assert [len(one.looks) for one in group(listed)] == [2, 2]
    assert count_open(class_id) == 4
    here.decide(db.session.get_one(SecondLook, asked[0]), Act.STAND)
    assert count_open(class_id) == 3


def test_the_desk_reads_a_constant_number_of_rows(
    room: Make, count_sql: Callable[..., object]
) -> None:
    here = room([SINGLE, TRUTH], students=4)
    class_id, states = here.staff.class_.id, (State.ASKED, State.WORKING)
    here.ask(SINGLE, 0)
    with count_sql() as few:  # type: ignore[attr-defined]
        group(list_looks(class_id, states))
    for number in (1, 2, 3):
        here.ask(SINGLE, number)
        here.ask(TRUTH, number)
    db.session.expire_all()
    with count_sql() as many:  # type: ignore[attr-defined]
        group(list_looks(class_id, states))
    assert len(few) == len(many)


def test_settings_hold_the_days(room: Make) -> None:
    here = room([SINGLE], look_days=14)
    assert db.session.scalars(select(Exam.look_days)).one() == 14
    assert db.session.scalar(select(func.count()).select_from(LookStep)) == 0
    assert here.bench.exam.look_days == 14
