"""Teams and peer review through services and pages, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.cases import openings, reviewing, teams
from app.cases.marks import judge_work, list_works
from app.cases.models import CaseOpening
from app.cases.release import finals, release
from app.cases.reviewing import next_review, outcome, reviews_of, write_review
from app.cases.rounds import (
    ReviewRefused,
    RoundSettings,
    SampleText,
    allot_reviews,
    find_round,
    set_round,
)
from app.cases.talk_models import CaseReview
from app.cases.teams import TeamsStand
from app.extensions import db
from app.gradebook.models import GradeColumn
from app.gradebook.service import current_grades
from app.marking.rubrics import Judgement
from tests.cases.conftest import GOOD, TURNS, Room
from tests.cases.test_pages import url

SAMPLES = (
    SampleText(text="好的一份", points=[5, 4], reason="讲得清楚"),
    SampleText(text="差的一份", points=[1, 2], reason="没有事实"),
)
ROUND = RoundSettings(
    criteria=["事实", "办法"], samples=SAMPLES, peers_weight=20, reviewing_weight=10
)
COMMENT = "办法写得具体，再补一条代价。"


def finish(room: Room, student: Any) -> None:
    room.commit(student, **GOOD)
    room.commit(student, "b", b1=TURNS)


def mark_all(room: Room, opening: CaseOpening, points: str = "3") -> None:
    for row in list_works(opening, room.clock()):
        judge_work(
            opening, row.work, [Judgement(number=4, points=points)], room.teacher.id, room.clock(),
            confirming=True,
        )  # fmt: skip


# ── teams ──


@pytest.mark.both_engines
def test_a_team_hands_in_one_work_and_shares_change_what_each_gets(room: Room) -> None:
    opening = room.open(in_teams=True)
    a, b, c, d = room.students
    teams.set_teams(opening, {a.id: 1, b.id: 1, c.id: 1, d.id: 2})
    room.save(a, a1="x")
    assert room.desk(b).responses()["a1"] == "x"
    room.commit(b, **GOOD)
    room.commit(c, "b", b1=TURNS)
    team = teams.team_of(opening, a.id)
    assert team is not None
    teams.say_shares(opening, team, a.id, {b.id: 6, c.id: 2}, room.clock())
    teams.say_shares(opening, team, b.id, {a.id: 5, c.id: 5}, room.clock())
    with pytest.raises(TeamsStand):
        teams.set_teams(opening, {a.id: 2})
    mark_all(room, opening)
    # By hand: A of B 1; B of A 1.5 → 1.2; C of A 0.5, of B 1 → 0.75 → 0.8.
    assert teams.factors_of(opening) == {
        a.id: Decimal("1.00"), b.id: Decimal("1.20"), c.id: Decimal("0.80"), d.id: Decimal("1.00"),
    }  # fmt: skip
    release(opening, room.teacher.id, room.clock())
    rows = list_works(opening, room.clock())
    column = db.session.scalars(select(GradeColumn)).one()
    given = current_grades([column.id])
    earned = rows[0].marked.earned
    assert given[(column.id, a.id)].new == earned
    assert given[(column.id, c.id)].new == (earned * Decimal("0.8")).quantize(Decimal("0.01"))
    assert given[(column.id, b.id)].new == min(
        Decimal(19), (earned * Decimal("1.2")).quantize(Decimal("0.01"))
    )
    assert (column.id, d.id) not in given
    held = openings.hold_opening(opening.id)
    with pytest.raises(TeamsStand):
        teams.say_shares(held, team, c.id, {a.id: 1, b.id: 1}, room.clock())


def test_teams_are_drawn_evenly() -> None:
    for people in range(1, 30):
        drawn = teams.draw_teams(list(range(people)), 4, "x")
        sizes = [list(drawn.values()).count(n) for n in set(drawn.values())]
        assert len(drawn) == people
        assert max(sizes) - min(sizes) <= 1


def test_shares_are_typed_and_bad_ones_stay(room: Room, as_user: Any) -> None:
    opening = room.open(in_teams=True)
    a, b, c, _d = room.students
    teacher, client = as_user(room.teacher), as_user(a)
    numbers = {f"t-{user.public_id}": "1" for user in (a, b, c)}
    assert teacher.post(url(opening, "/teams"), data=numbers).status_code == 302
    page = client.get(url(opening, "/team")).text
    assert b.name in page
    told = client.post(url(opening, "/team"), data={f"s-{b.public_id}": "99"})
    assert told.status_code == 422
    assert 'value="99"' in told.text
    good = {f"s-{b.public_id}": "5", f"s-{c.public_id}": "4"}
    assert client.post(url(opening, "/team"), data=good).status_code == 302
    assert "评了" in teacher.get(url(opening, "/teams")).text
    assert as_user(room.students[3]).get(url(opening, "/team")).status_code == 404
    assert (
        teacher.post(url(opening, "/teams"), data={"act": "draw", "size": "2"}).status_code == 302
    )


# ── peer review ──


@pytest.fixture
def ready(room: Room) -> Room:
    """Four students are done and a round is set up."""
    opening = room.open()
    for student in room.students:
        finish(room, student)
    set_round(opening, ROUND, room.clock())
    return room


def review_all(room: Room, student: Any, samples: list[list[int]], points: list[int]) -> None:
    opening = room.openings[0]
    while (row := next_review(reviews_of(opening.id, student.id))) is not None:
        given = samples[row.sample - 1] if row.sample else points
        write_review(opening, row, given, COMMENT, room.clock())


@pytest.mark.both_engines
def test_a_round_from_samples_to_the_gradebook(ready: Room) -> None:
    room, opening = ready, ready.openings[0]
    assert allot_reviews(opening, room.clock()) == 12
    with pytest.raises(ReviewRefused, match="已经分过"):
        allot_reviews(opening, room.clock())
    a, b, c, d = room.students
    first = reviews_of(opening.id, a.id)
    assert [row.sample for row in first] == [1, 2, None, None, None]
    with pytest.raises(ReviewRefused, match="样例"):
        write_review(opening, first[2], [5, 5], COMMENT, room.clock())
    exact = [[5, 4], [1, 2]]
    review_all(room, a, exact, [4, 4])
    review_all(room, b, exact, [4, 4])
    review_all(room, c, [[0, 0], [5, 5]], [4, 4])
    said = outcome(opening, list_works(opening, room.clock()))
    by_name = {one.name: one for one in said.reviewers}
    assert by_name[a.name].error == 0
    assert by_name[c.name].weight == 0.1
    assert (by_name[d.name].error, by_name[d.name].mark) == (None, None)
    # d reviewed nobody: the others have two reviews each and are the instructor's; d has three.
    waits = {one.row.work.user_id for one in said.works if one.waits}
    assert waits == {a.id, b.id, c.id}
    assert said.peers == {d.id: pytest.approx(0.8)}
    for one in said.works:
        if one.waits:
            with pytest.raises(ReviewRefused, match="理由"):
                reviewing.decide(
                    opening, one.row.work.id, [5, 5], " ", room.teacher.id, room.clock()
                )
            reviewing.decide(
                opening, one.row.work.id, [5, 5], "重看过", room.teacher.id, room.clock()
            )
    mark_all(room, opening, "4")
    release(opening, room.teacher.id, room.clock())
    found = finals(openings.hold_opening(opening.id), list_works(opening, room.clock()))
    assert found[a.id].parts.peers == 1
    assert found[d.id].parts.reviewing is None
    column = db.session.scalars(select(GradeColumn)).one()
    assert current_grades([column.id])[(column.id, a.id)].new == found[a.id].mark


def test_reviews_are_final_anonymous_and_only_ones_own(ready: Room, as_user: Any) -> None:
    room, opening = ready, ready.openings[0]
    a, b = room.students[:2]
    client, other = as_user(a), as_user(b)
    teacher = as_user(room.teacher)
    assert "现在没有要你评的" in client.get(url(opening, "/reviews")).text
    assert teacher.post(url(opening, "/reviews/allot")).status_code == 302
    rows = reviews_of(opening.id, a.id)
    assert client.get(url(opening, f"/reviews/{rows[2].public_id}")).status_code == 404
    assert other.get(url(opening, f"/reviews/{rows[0].public_id}")).status_code == 404
    sample = client.get(url(opening, f"/reviews/{rows[0].public_id}"))
    assert "好的一份" in sample.text
    assert "讲得清楚" not in sample.text  # what the instructor says comes after one's own marks
    for row in rows[:2]:
        told = client.post(url(opening, f"/reviews/{row.public_id}"), data={"p-0": "3", "p-1": "3"})
        assert told.status_code == 302
    assert "讲得清楚" in client.get(url(opening, f"/reviews/{rows[0].public_id}")).text
    work = client.get(url(opening, f"/reviews/{rows[2].public_id}"))
    main = work.text.split("<main")[1]
    assert not any(student.name in main for student in room.students)
    assert "值得办。" in main
    short = client.post(
        url(opening, f"/reviews/{rows[2].public_id}"),
        data={"p-0": "3", "p-1": "4", "comment": "好"},
    )
    assert short.status_code == 422
    assert "评语至少" in short.text
    full = {"p-0": "3", "p-1": "4", "comment": COMMENT}
    assert client.post(url(opening, f"/reviews/{rows[2].public_id}"), data=full).status_code == 302
    again = client.post(url(opening, f"/reviews/{rows[2].public_id}"), data=full)
    assert again.status_code == 409


def test_the_instructor_is_asked_to_decide_only_once_the_round_is_over(
    ready: Room, as_user: Any
) -> None:
    room, opening = ready, ready.openings[0]
    set_round(opening, replace(ROUND, closes_at=room.clock() + timedelta(days=1)), room.clock())
    allot_reviews(opening, room.clock())
    for student in room.students[:3]:
        review_all(room, student, [[5, 4], [1, 2]], [4, 4])
    teacher, page = as_user(room.teacher), url(opening, "/reviews/manage")
    running = teacher.get(page).text
    assert "请你定" not in running
    assert running.count("还差 1 份") == 3
    room.clock.move(days=2)
    ended = teacher.get(page).text
    assert ended.count("请你定") == 3
    assert "还差" not in ended


def test_a_reviewer_is_shown_no_key(ready: Room, as_user: Any) -> None:
    from tests.cases.conftest import found

    room, opening = ready, ready.openings[0]
    allot_reviews(opening, room.clock())
    a = room.students[0]
    rows = reviews_of(opening.id, a.id)
    for row in rows[:2]:
        write_review(opening, row, [3, 3], "", room.clock())
    page = as_user(a).get(url(opening, f"/reviews/{rows[2].public_id}")).text
    assert found(page) <= {"later title", "later text", "later turn"}


def test_a_round_is_set_up_by_a_form_that_keeps_what_was_typed(room: Room, as_user: Any) -> None:
    opening = room.open()
    client = as_user(room.teacher)
    form = {
        "criteria": "事实\n办法", "peers": "20", "reviewing": "10", "closes_at": "",
        "text-1": "好的一份", "points-1": "5 4", "reason-1": "", "text-2": "差的一份",
        "points-2": "1 9", "reason-2": "",
    }  # fmt: skip
    told = client.post(url(opening, "/reviews/manage"), data=form)
    assert told.status_code == 422
    assert "好的一份" in told.text
    assert "样例 2" in told.text
    good = form | {"points-2": "1，2"}
    assert client.post(url(opening, "/reviews/manage"), data=good).status_code == 302
    held = find_round(opening.id)
    assert held is not None
    assert [sample.points for sample in held.samples] == [[5, 4], [1, 2]]
    assert client.post(url(opening, "/reviews/allot")).status_code == 409
    assert db.session.scalars(select(CaseReview)).all() == []


def test_the_reviews_page_costs_the_same_however_many_there_are(
    ready: Room, as_user: Any, count_sql: Any
) -> None:
    opening = ready.openings[0]
    teacher, page = as_user(ready.teacher), url(opening, "/reviews/manage")
    allot_reviews(opening, ready.clock())

    def cost() -> int:
        db.session.expunge_all()
        with count_sql() as statements:
            assert teacher.get(page).status_code == 200
        return len(statements)

    few = cost()
    ready.openings[0] = db.session.merge(opening)
    for student in ready.students:
        review_all(ready, student, [[5, 4], [1, 2]], [4, 4])
    assert cost() == few
    assert few <= 30
