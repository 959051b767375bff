"""Starting, saving, closing and marking, on both engines, by the server's clock alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank.domain.types import ItemType
from app.database import writing
from app.gradebook.domain.totals import Eligibility
from app.marking.ledger import NewMark, current_marks, record_marks
from app.quiz.domain.chain import first_break
from app.quiz.domain.deadline import GRACE
from app.quiz.domain.saves import SaveSpec
from app.quiz.domain.starting import Refusal
from app.quiz.exams import entrance
from app.quiz.exams.answers import answers_of, hand_in_of
from app.quiz.exams.closing import close, close_expired, close_if_over, submit
from app.quiz.exams.paper import load_paper
from app.quiz.exams.proof import record_in
from app.quiz.exams.saving import AlreadyHandedIn, SaveRefused, save_answers, take_up
from app.quiz.exams.scoring import WORK, refresh_marked
from app.quiz.exams.sitting import StartRefused, list_sittings, settled_sittings
from app.quiz.exams.sweeper import start_sweeper, sweep
from app.quiz.models import ResponseLog, Sitting
from tests.builders import Builders
from tests.quiz.sitting.builders import sample, seeded_sample
from tests.quiz.sitting.conftest import Hall

pytestmark = pytest.mark.both_engines

OBJECTIVE = [kind for kind in ItemType if kind.is_objective]
SINGLE, ESSAY = ItemType.SINGLE_CHOICE, ItemType.ESSAY


def stored(db: Any, sitting: Sitting) -> list[ResponseLog]:
    query = select(ResponseLog).where(ResponseLog.sitting_id == sitting.id).order_by(ResponseLog.id)
    return list(db.session.scalars(query))


def marks_by_type(sitting: Sitting) -> dict[ItemType, Decimal | None]:
    types = {
        slot.id: slot.type for section in load_paper(sitting).sections for slot in section.slots
    }
    return {
        types[part]: event.new for (_w, part), event in current_marks(WORK, [sitting.id]).items()
    }


# --- starting


def test_a_start_fixes_deadline_number_and_seed(hall: Hall) -> None:
    sitting = hall.start()
    assert (sitting.number, sitting.state, sitting.seed) == (1, "open", 20261123)
    assert sitting.deadline == hall.clock() + timedelta(minutes=60)


def test_starting_again_gives_the_open_sitting(hall: Hall, db: Any) -> None:
    first = hall.start()
    hall.clock.move(minutes=5)
    again = hall.start(seed=99)
    assert again.id == first.id
    assert again.deadline == first.deadline
    assert db.session.scalar(select(func.count()).select_from(Sitting)) == 1


def test_extra_time_moves_limit_and_window(hall: Hall, make: Builders) -> None:
    slow = make.student(hall.class_, "慢一点", extra_time=Decimal("1.5"))
    hall.clock.move(minutes=90)
    # 29 minutes of the window are left; the grant of 30 minutes moves its end.
    assert hall.start(slow).deadline == hall.clock() + timedelta(minutes=29 + 30, seconds=60)
    assert hall.start().deadline == hall.exam.closes_at


def test_refusals_say_why(open_hall: Callable[..., Hall], make: Builders) -> None:
    hall = open_hall(attempts=2)
    stranger = make.user("外人")
    with pytest.raises(StartRefused) as caught:
        hall.start(stranger)
    assert caught.value.refusal is Refusal.NOT_A_STUDENT
    with pytest.raises(StartRefused) as caught:
        hall.start(hall.teacher)
    assert caught.value.refusal is Refusal.NOT_A_STUDENT
    for _ in range(2):
        submit(hall.start(), hall.clock())
    with pytest.raises(StartRefused) as caught:
        hall.start()
    assert caught.value.refusal is Refusal.USED_UP
    assert "2 次" in caught.value.message
    assert [s.number for s in list_sittings(hall.exam.id, hall.student.id)] == [1, 2]


def test_the_window_is_the_server_clocks(hall: Hall) -> None:
    hall.clock.move(minutes=-2)
    with pytest.raises(StartRefused) as caught:
        hall.start()
    assert caught.value.refusal is Refusal.TOO_EARLY
    hall.clock.move(hours=3)
    with pytest.raises(StartRefused) as caught:
        hall.start()
    assert caught.value.refusal is Refusal.TOO_LATE


def test_below_the_line_is_refused_with_both_figures(
    open_hall: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fractions import Fraction

    hall = open_hall(needs_eligibility=True)
    answer = Eligibility(ok=False, have=Fraction(541, 10), line=Decimal(60))
    monkeypatch.setattr(entrance, "eligibility", lambda *_args: answer)
    with pytest.raises(StartRefused) as caught:
        hall.start()
    assert "54.1" in caught.value.message
    assert "60.0" in caught.value.message


def test_the_line_is_asked_of_the_gradebook(open_hall: Callable[..., Hall]) -> None:
    # A class that keeps no coursework marks keeps nobody out.
    assert open_hall(needs_eligibility=True).start().state == "open"


def test_an_abandoned_attempt_is_closed_before_the_next_starts(
    open_hall: Callable[..., Hall],
) -> None:
    hall = open_hall(attempts=2)
    first = hall.start()
    hall.clock.move(minutes=62)
    second = hall.start()
    assert second.number == 2
    closed = list_sittings(hall.exam.id, hall.student.id)[0]
    assert (closed.id, closed.state, closed.closed_by) == (first.id, "submitted", "time")


# --- saving


def test_a_save_is_stored_in_canonical_form_and_acknowledged(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    save = hall.save_of(sitting, ItemType.MULTIPLE_RESPONSE, ["C", "A"], flagged=True)
    saved = save_answers(sitting, [save], hall.clock())
    (row,) = stored(db, sitting)
    assert (row.response, row.flagged, row.late) == (["A", "C"], True, False)
    (receipt,) = saved.receipts
    assert (receipt.number, receipt.digest, receipt.saved_at) == (row.id, save.digest, hall.clock())
    assert not saved.superseded


def test_the_newest_save_of_a_question_counts(hall: Hall) -> None:
    sitting = hall.start()
    for seq, letter in enumerate("BDA", 1):
        save_answers(
            sitting, [hall.save_of(sitting, SINGLE, letter, seq)], hall.clock.move(seconds=1)
        )
    (answer,) = answers_of(sitting).values()
    assert answer.response == "A"


def test_a_batch_with_the_same_question_twice_keeps_the_later_one(hall: Hall) -> None:
    sitting = hall.start()
    saves = [hall.save_of(sitting, SINGLE, "B", 1), hall.save_of(sitting, SINGLE, "C", 2)]
    save_answers(sitting, saves, hall.clock())
    assert [a.response for a in answers_of(sitting).values()] == ["C"]


def test_a_save_sent_again_is_acknowledged_with_the_first_time(hall: Hall, db: Any) -> None:
    # The server was killed after its commit and before its reply: the page sends again.
    sitting = hall.start()
    save = hall.save_of(sitting, SINGLE)
    first = save_answers(sitting, [save], hall.clock()).receipts
    again = save_answers(sitting, [save], hall.clock.move(seconds=20)).receipts
    assert again == first
    assert len(stored(db, sitting)) == 1


def test_a_replay_does_not_undo_a_later_answer(hall: Hall) -> None:
    sitting = hall.start()
    old = hall.save_of(sitting, SINGLE, "B", 1)
    save_answers(sitting, [old], hall.clock())
    save_answers(sitting, [hall.save_of(sitting, SINGLE, "C", 2)], hall.clock())
    save_answers(sitting, [old], hall.clock())
    assert [a.response for a in answers_of(sitting).values()] == ["C"]


def test_the_same_name_with_another_body_is_refused_whole(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, SINGLE, "B")], hall.clock())
    other = [hall.save_of(sitting, ESSAY, seq=2), hall.save_of(sitting, SINGLE, "C")]
    with pytest.raises(SaveRefused) as caught:
        save_answers(sitting, other, hall.clock())
    assert (caught.value.status, caught.value.place) == (409, 1)
    assert [row.response for row in stored(db, sitting)] == ["B"]


def test_two_tabs_do_not_swallow_each_other(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    first = save_answers(sitting, [hall.save_of(sitting, SINGLE, "B")], hall.clock())
    assert not first.superseded
    other = hall.save_of(sitting, SINGLE, "C", client="client-0002")
    take_up(sitting.id, "client-0002", hall.clock())
    assert not save_answers(sitting, [other], hall.clock()).superseded
    back = save_answers(sitting, [hall.save_of(sitting, ESSAY, seq=2)], hall.clock())
    assert back.superseded
    assert back.receipts[0].superseded
    assert [row.superseded for row in stored(db, sitting)] == [False, False, True]
    assert [a.response for a in answers_of(sitting).values()] == ["C"]


def test_what_an_earlier_page_left_counts_when_the_one_whose_turn_it_is_sends_it(
    hall: Hall,
) -> None:
    sitting = hall.start()
    take_up(sitting.id, "client-0001", hall.clock())
    take_up(sitting.id, "client-0002", hall.clock())
    left = hall.save_of(sitting, SINGLE, "B", seq=7)
    saved = save_answers(sitting, [left], hall.clock(), writer="client-0002")
    assert not saved.superseded
    assert [a.response for a in answers_of(sitting).values()] == ["B"]


def test_the_chain_holds_and_any_change_breaks_it(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    save_answers(sitting, hall.saves(sitting, [SINGLE, ESSAY]), hall.clock())
    save_answers(sitting, [hall.save_of(sitting, SINGLE, "B", seq=3)], hall.clock())
    rows = stored(db, sitting)
    assert chain_break(rows) is None
    assert [row.position for row in rows] == [1, 2, 3]
    rows[1].response = "改过的"
    assert chain_break(rows) == 2
    db.session.rollback()
    assert chain_break([rows[0], rows[2]]) == 2


def test_what_is_no_answer_of_this_paper_is_refused_and_nothing_stored(
    hall: Hall, make: Builders, exams: Any, db: Any
) -> None:
    sitting = hall.start()
    good = hall.save_of(sitting, ESSAY)
    foreign_exam = exams.exam(hall.class_, hall.teacher, [sample(SINGLE, 9)])
    foreign_slot = foreign_exam.form.slots[0].id
    slot = hall.question(sitting, SINGLE).slot.id
    for slot_id, response in [
        (slot, "A"),  # an authored letter, which no page sends
        (slot, ["A"]),
        (slot, True),
        (slot, {"a": 1}),
        (foreign_slot, None),
        (10**9, None),
    ]:
        bad = SaveSpec(client="client-0001", seq=2, slot_id=slot_id, response=response)
        with pytest.raises(SaveRefused) as caught:
            save_answers(sitting, [good, bad], hall.clock())
        assert (caught.value.status, caught.value.place) == (422, 1)
    assert stored(db, sitting) == []


def test_grace_counts_and_what_is_later_is_kept_apart(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    end = sitting.deadline
    in_grace = save_answers(sitting, [hall.save_of(sitting, SINGLE, "A", 1)], end + GRACE)
    assert not in_grace.receipts[0].late
    moment = end + GRACE + timedelta(microseconds=1)
    late = save_answers(sitting, [hall.save_of(sitting, SINGLE, "B", 2)], moment)
    assert late.receipts[0].late
    assert [row.late for row in stored(db, sitting)] == [False, True]
    assert [a.response for a in answers_of(sitting).values()] == ["A"]


def test_late_answers_are_kept_after_the_server_closed_but_not_after_release(
    hall: Hall, db: Any
) -> None:
    sitting = hall.start()
    hall.clock.move(minutes=61)
    assert close_expired(hall.clock()) == 1
    late = save_answers(sitting, [hall.save_of(sitting, SINGLE)], hall.clock())
    assert late.receipts[0].late
    assert answers_of(sitting) == {}
    hall.exam.state = "released"
    db.session.commit()
    with pytest.raises(AlreadyHandedIn):
        save_answers(sitting, [hall.save_of(sitting, SINGLE, seq=2)], hall.clock())


def test_what_was_on_its_way_when_staff_closed_is_kept_as_late(hall: Hall) -> None:
    sitting = hall.start()
    close([sitting.id], hall.clock(), by="staff")
    saved = save_answers(sitting, [hall.save_of(sitting, SINGLE)], hall.clock())
    assert saved.receipts[0].late
    assert answers_of(sitting) == {}


def test_after_handing_in_only_replays_are_acknowledged(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    save = hall.save_of(sitting, SINGLE, "A")
    first = save_answers(sitting, [save], hall.clock()).receipts
    submit(sitting, hall.clock())
    assert save_answers(sitting, [save], hall.clock()).receipts == first
    with pytest.raises(AlreadyHandedIn):
        save_answers(sitting, [hall.save_of(sitting, SINGLE, "B", 2)], hall.clock())
    assert [row.response for row in stored(db, sitting)] == ["A"]


def test_texts_that_no_database_takes_are_stored_clean(hall: Hall) -> None:
    from app.quiz.domain.saves import read_saves
    from tests.quiz.sitting.conftest import as_json

    sitting = hall.start()
    body = as_json(hall.save_of(sitting, ESSAY, "甲\0乙\ud800🙂"))
    save_answers(sitting, read_saves(body), hall.clock())
    assert [a.response for a in answers_of(sitting).values()] == ["甲乙?🙂"]


def chain_break(rows: list[ResponseLog]) -> int | None:
    return first_break((record_in(row), row.link) for row in rows)


def test_the_long_way_of_saving_costs_the_same_on_any_paper(
    open_hall: Callable[..., Hall], count_sql: Any
) -> None:
    counts = []
    for size in (10, 100):
        hall = open_hall([sample(SINGLE, n) for n in range(size)])
        sitting = hall.start()
        save = hall.save_of(sitting, SINGLE)
        with count_sql() as statements:
            save_answers(sitting, [save], hall.clock())
        counts.append(len(statements))
    assert counts == [6, 6]


# --- closing and marking


def test_handing_in_marks_objective_answers_at_once(hall: Hall) -> None:
    sitting = hall.start()
    save_answers(sitting, hall.saves(sitting, [*OBJECTIVE, ESSAY]), hall.clock())
    done = submit(sitting, hall.clock.move(minutes=10))
    assert (done.state, done.closed_by, done.submitted_at) == (
        "submitted", "candidate", hall.clock(),
    )  # fmt: skip
    assert marks_by_type(sitting) == dict.fromkeys(OBJECTIVE, Decimal(2)) | {
        ItemType.TERM: Decimal(0),
        ItemType.SHORT_ANSWER: Decimal(0),
    }
    assert done.marked_at is None  # the essay waits for a person
    events = current_marks(WORK, [sitting.id]).values()
    assert {event.author_id for event in events} == {None}
    assert {e.reason for e in events} == {"", "没有作答"}
    assert [e.rule for e in events if e.rule] == ["half"]


def test_an_empty_paper_is_marked_whole(hall: Hall) -> None:
    done = submit(hall.start(), hall.clock())
    assert done.marked_at == hall.clock()
    assert set(marks_by_type(done).values()) == {Decimal(0)}


def test_handing_in_twice_changes_nothing(hall: Hall) -> None:
    sitting = hall.start()
    save_answers(sitting, [hall.save_of(sitting, SINGLE)], hall.clock())
    first = submit(sitting, hall.clock())
    code, at = hand_in_of(first).code, first.submitted_at
    again = submit(sitting, hall.clock.move(minutes=1))
    assert (hand_in_of(again).code, again.submitted_at) == (code, at)
    assert {e.number for e in current_marks(WORK, [sitting.id]).values()} == {1}


def test_after_the_grace_the_server_closes_as_of_the_deadline(hall: Hall) -> None:
    sitting = hall.start()
    late = hall.clock.move(minutes=60, seconds=31)
    done = submit(sitting, late)
    assert (done.closed_by, done.submitted_at) == ("time", done.deadline)


def test_within_the_grace_a_hand_in_is_the_candidates(hall: Hall) -> None:
    sitting = hall.start()
    done = submit(sitting, hall.clock.move(minutes=60, seconds=30))
    assert done.closed_by == "candidate"


def test_sweeping_closes_what_is_over_and_nothing_else(
    hall: Hall, make: Builders, count_sql: Any
) -> None:
    abandoned = hall.start()
    hall.clock.move(minutes=30)
    writing_on = hall.start(make.student(hall.class_, "后来的"))
    hall.clock.move(minutes=30, seconds=30)
    with count_sql() as statements:
        assert close_expired(hall.clock()) == 0
    assert len(statements) == 1
    hall.clock.move(seconds=1)
    assert close_expired(hall.clock()) == 1
    assert close_expired(hall.clock()) == 0
    assert close_if_over(abandoned, hall.clock()).closed_by == "time"
    assert close_if_over(writing_on, hall.clock()).state == "open"


def test_looking_at_one_exam_closes_what_is_over_in_all(
    hall: Hall, exams: Any, count_sql: Any
) -> None:
    other = exams.exam(hall.class_, hall.teacher, [sample(SINGLE)])
    mine = hall.start()
    with count_sql() as statements:
        assert settled_sittings(other.id, hall.student.id, hall.clock()) == []
        assert settled_sittings(hall.exam.id, hall.student.id, hall.clock()) == [mine]
    assert len(statements) == 2
    hall.clock.move(hours=2)
    assert settled_sittings(other.id, hall.student.id, hall.clock()) == []
    (closed,) = list_sittings(hall.exam.id, hall.student.id)
    assert (closed.state, closed.closed_by) == ("submitted", "time")


def test_what_is_over_is_told_as_closed(hall: Hall) -> None:
    hall.start()
    hall.clock.move(hours=2)
    (closed,) = settled_sittings(hall.exam.id, hall.student.id, hall.clock())
    assert (closed.state, closed.closed_by) == ("submitted", "time")


def test_staff_may_close_at_any_moment(hall: Hall) -> None:
    sitting = hall.start()
    assert close([sitting.id], hall.clock(), by="staff") == [sitting.id]
    assert close([sitting.id], hall.clock(), by="staff") == []


def test_closing_many_costs_as_many_statements_as_closing_few(
    hall: Hall, make: Builders, count_sql: Any
) -> None:
    counts = []
    submit(hall.start(), hall.clock())  # from here on the process knows the form and its keys
    for size in (2, 20):
        sittings = [hall.start(make.student(hall.class_, f"考生{n}")) for n in range(size)]
        with count_sql() as statements:
            assert len(close([s.id for s in sittings], hall.clock(), by="staff")) == size
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_seeded_items_are_shown_and_marked_with_the_sittings_own_numbers(
    open_hall: Callable[..., Hall], make: Builders
) -> None:
    hall = open_hall([seeded_sample()])
    stems = set()
    for n in range(6):
        sitting = hall.start(make.student(hall.class_, f"考生{n}"), seed=n)
        question = hall.question(sitting, ItemType.FILL_BLANK)
        stems.add(question.shown.face.stem)
        number = int(question.shown.face.stem.split()[0])
        save = hall.save_of(sitting, ItemType.FILL_BLANK, [str(number * 2)])
        save_answers(sitting, [save], hall.clock())
        submit(sitting, hall.clock())
        assert marks_by_type(sitting) == {ItemType.FILL_BLANK: Decimal(2)}
    assert len(stems) > 3


def test_a_reopened_sitting_is_marked_again_where_answers_changed(hall: Hall, db: Any) -> None:
    sitting = hall.start()
    save_answers(sitting, hall.saves(sitting, [SINGLE, ESSAY]), hall.clock())
    submit(sitting, hall.clock())
    essay = hall.question(sitting, ESSAY)
    with writing():
        record_marks(
            [
                NewMark(
                    work_kind=WORK, work_id=sitting.id, part_id=essay.slot.id,
                    class_id=sitting.class_id, learner_id=sitting.user_id,
                    version_id=essay.version_id, new=Decimal("1.5"), max=Decimal(2),
                    author_id=hall.teacher.id,
                )
            ],
            hall.clock.move(minutes=1),
        )  # fmt: skip
        refresh_marked([sitting.id], hall.clock())
    db.session.refresh(sitting)
    assert sitting.marked_at == hall.clock()
    sitting.state, sitting.closed_by, sitting.submitted_at = "open", None, None
    db.session.commit()
    # Nothing of the essay changed: the teacher's mark stands, the single choice is marked anew.
    save_answers(sitting, [hall.save_of(sitting, SINGLE, "B", 9)], hall.clock.move(minutes=1))
    submit(sitting, hall.clock())
    assert marks_by_type(sitting)[SINGLE] == 0
    assert marks_by_type(sitting)[ESSAY] == Decimal("1.5")
    sitting.state, sitting.closed_by, sitting.submitted_at = "open", None, None
    db.session.commit()
    save_answers(sitting, [hall.save_of(sitting, ESSAY, "改过了", 10)], hall.clock.move(minutes=1))
    submit(sitting, hall.clock())
    assert marks_by_type(sitting)[ESSAY] is None
    with writing():
        refresh_marked([sitting.id], hall.clock())
    db.session.refresh(sitting)
    assert sitting.marked_at is None


def test_the_sweeper_needs_no_request_and_survives_trouble(
    hall: Hall, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.start()
    hall.clock.move(hours=1, seconds=31)
    assert sweep(app) == 1
    assert sweep(app) == 0
    from app.quiz.exams import sweeper

    def fail(_at: Any) -> int:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(sweeper, "close_expired", fail)
    assert sweep(app) == 0


def test_the_sweeper_is_off_where_its_interval_is_zero(app: Any) -> None:
    assert start_sweeper(app) is None
