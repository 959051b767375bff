"""Working on a case: savings, final answers, marks and release, on both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.cases import marks, openings
from app.cases.domain.case import Opens
from app.cases.domain.reveal import Rule, State
from app.cases.marks import NotAllMarked, judge_work, list_works, marked_of, settle
from app.cases.models import CaseCommit, CaseWork
from app.cases.release import release
from app.cases.saving import PartIsFinal, begin_again, save_answers
from app.cases.works import NoTeam, own_desk
from app.database import writing
from app.extensions import db
from app.gradebook.models import GradeColumn
from app.gradebook.service import current_grades
from app.marking.rubrics import Judgement
from tests.cases.conftest import GOOD, TURNS, Room, entries

pytestmark = pytest.mark.both_engines


def test_what_is_saved_is_there_and_what_is_not_changed_costs_no_revision(room: Room) -> None:
    room.open()
    me = room.students[0]
    assert room.save(me, a1="x").revisions == {"a1": 1}
    assert room.save(me, a1="x").revisions == {"a1": 1}
    assert room.save(me, a1="y", a2="因").revisions == {"a1": 2, "a2": 1}
    assert room.desk(me).responses()["a1"] == "y"
    assert db.session.scalar(select(func.count()).select_from(CaseWork)) == 1


def test_an_older_window_does_not_write_over_a_newer_one(room: Room) -> None:
    room.open()
    me = room.students[0]
    old = room.desk(me)
    room.save(me, a2="在新窗口里写的")
    saved = save_answers(old, "a", entries(old, {"a1": "x", "a2": "旧的"}), me.id, room.clock())
    assert saved.conflicts == ("a2",)
    held = room.desk(me).responses()
    assert (held["a1"], held["a2"]) == ("x", "在新窗口里写的")


def test_what_was_handed_in_is_final_also_for_a_window_opened_before(room: Room) -> None:
    room.open()
    me = room.students[0]
    before = room.desk(me)
    assert room.commit(me, **GOOD).conflicts == ()
    with pytest.raises(PartIsFinal):
        save_answers(before, "a", entries(before, {"a1": "y"}), me.id, room.clock())
    with pytest.raises(PartIsFinal):
        room.commit(me, a1="y")
    desk = room.desk(me)
    assert desk.responses()["a1"] == "x"
    assert desk.states == {"a": State.LOCKED, "b": State.OPEN}


def test_a_part_that_is_shut_takes_nothing(room: Room) -> None:
    room.open(rules={"b": Rule(Opens.STAFF)})
    me = room.students[0]
    room.commit(me, **GOOD)
    with pytest.raises(PartIsFinal):
        room.save(me, "b", b1=TURNS)


def test_the_instructor_opens_a_part_and_drafts_become_final(room: Room) -> None:
    opening = room.open(rules={"b": Rule(Opens.STAFF)})
    me, other = room.students[:2]
    room.save(me, a1="x")
    room.commit(other, **GOOD)
    openings.open_part(opening.id, "b", room.clock())
    assert room.desk(me).states == {"a": State.LOCKED, "b": State.OPEN}
    with pytest.raises(PartIsFinal):
        room.save(me, a1="y")
    held = openings.hold_opening(opening.id)
    assert settle(held, room.clock()) == 1
    assert settle(held, room.clock()) == 0
    rows = {row.name: row for row in list_works(held, room.clock())}
    assert rows[me.name].committed == {"a"}
    assert marked_of(held, rows[me.name].work.id).lines[0].mark == 2
    authors = db.session.scalars(select(CaseCommit.author_id).order_by(CaseCommit.work_id))
    assert list(authors) == [None, other.id]


def test_a_date_opens_and_an_end_ends(room: Room) -> None:
    at = room.clock()
    room.open(
        rules={"b": Rule(Opens.DATE, at + timedelta(hours=1))}, closes_at=at + timedelta(hours=2)
    )
    me = room.students[0]
    room.save(me, a1="x")
    assert room.desk(me).states["b"] is State.SHUT
    room.clock.move(hours=1)
    assert room.desk(me).states == {"a": State.LOCKED, "b": State.OPEN}
    room.clock.move(hours=1)
    with pytest.raises(PartIsFinal):
        room.save(me, "b", b1=TURNS)


def test_what_a_part_opened_to_all_stays_open_when_settings_change(room: Room) -> None:
    opening = room.open(rules={"b": Rule(Opens.STAFF)})
    openings.open_part(opening.id, "b", room.clock())
    values = openings.Settings(
        title="改了", rules={"b": Rule(Opens.ANSWER)}, closes_at=None, category_id=None
    )
    openings.change_opening(opening.id, values, room.clock())
    held = openings.hold_opening(opening.id)
    assert (held.title, held.parts[1].opens) == ("改了", "staff")


def test_marks_are_proposed_judged_and_released_into_the_gradebook(room: Room) -> None:
    opening = room.open()
    me, other = room.students[:2]
    room.commit(me, **GOOD)
    room.commit(me, "b", b1=TURNS)
    held = openings.hold_opening(opening.id)
    marked = list_works(held, room.clock())[0].marked
    proposed = [line.mark for line in marked.lines]
    assert proposed[0] == 2
    assert proposed[2:4] == [3, None]
    assert marked.provisional
    with pytest.raises(NotAllMarked, match="没有批完"):
        release(held, room.teacher.id, room.clock())
    work = list_works(held, room.clock())[0].work
    judge_work(
        held, work, [Judgement(number=4, points="3", comment="理由再具体些")],
        room.teacher.id, room.clock(), confirming=False,
    )  # fmt: skip
    release(held, room.teacher.id, room.clock())
    column = db.session.scalars(select(GradeColumn)).one()
    assert (column.source_kind, column.source_id, column.max) == ("case", opening.id, Decimal(19))
    total = marked_of(held, work.id)
    assert not total.provisional
    grades = current_grades([column.id])
    assert grades[(column.id, me.id)].new == total.earned
    assert (column.id, other.id) not in grades
    # A mark changed after release is in the gradebook at once.
    from app.cases.release import post_again

    seen = total.lines[3].seen
    judge_work(
        held, work, [Judgement(number=4, points="4", reason="再看过", seen=seen)],
        room.teacher.id, room.clock(), confirming=False,
    )  # fmt: skip
    post_again(held, room.teacher.id, room.clock())
    assert current_grades([column.id])[(column.id, me.id)].new == total.earned + 1


def test_nothing_is_released_while_somebody_may_still_write(room: Room) -> None:
    opening = room.open()
    room.commit(room.students[0], **GOOD)
    with pytest.raises(NotAllMarked, match="没有交完"):
        release(opening, room.teacher.id, room.clock())


def test_a_student_without_team_is_told(room: Room) -> None:
    room.open(in_teams=True)
    with pytest.raises(NoTeam):
        room.desk(room.students[0])


def test_a_withdrawn_case_takes_nothing_more_and_loses_nothing(room: Room) -> None:
    opening = room.open()
    me = room.students[0]
    room.save(me, a1="x")
    desk = room.desk(me)
    openings.withdraw(opening.id, room.clock())
    with pytest.raises(PartIsFinal):
        save_answers(desk, "a", entries(desk, {"a1": "y"}), me.id, room.clock())
    openings.withdraw(opening.id, None)
    assert room.save(me, a1="y").revisions["a1"] == 2


def test_on_ones_own_one_begins_again_with_the_old_kept(room: Room, shelf: str) -> None:
    me = room.students[0]

    def desk():
        found = own_desk(shelf, me.id, room.clock())
        assert found is not None
        return found

    save_answers(desk(), "a", entries(desk(), {"a1": "x"}), me.id, room.clock())
    begin_again(shelf, me.id, room.clock())
    assert desk().responses()["a1"] == ""
    save_answers(desk(), "a", entries(desk(), {"a1": "y"}), me.id, room.clock())
    works = db.session.scalars(select(CaseWork).order_by(CaseWork.attempt))
    assert [work.attempt for work in works] == [1, 2]


def test_one_person_has_one_work_however_often_it_is_begun(room: Room) -> None:
    opening = room.open()
    me = room.students[0]
    early = room.desk(me)  # both windows were opened before anything was written
    late = room.desk(me)
    save_answers(early, "a", entries(early, {"a1": "x"}), me.id, room.clock())
    save_answers(late, "a", entries(late, {"a2": "因"}), me.id, room.clock())
    with writing():
        assert openings.count_works([opening.id]) == {opening.id: 1}
    assert room.desk(me).responses()["a1"] == "x"
    assert marks.full_marks(opening) == 19
