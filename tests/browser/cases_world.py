"""Cases of the world."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.cases.drafting import BLANK
from app.cases.models import CaseOpening, CaseWork
from app.cases.own import begin
from app.cases.rounds import RoundSettings, SampleText, find_round, set_round
from app.cases.talk_models import CaseReview
from app.cases.teams import set_teams
from app.courses.models import CourseClass
from app.extensions import db as database
from tests.conftest import START


def make_cases(here: CourseClass, student: User, teacher: User) -> dict[str, Any]:
    """Of the demo class's cases: a round of peer review with one to write and one written, a case done in
    teams, an own case of the teacher with something wrong in it.
    """
    session = database.session
    released = session.scalars(
        select(CaseOpening).where(CaseOpening.released_at.is_not(None))
    ).one()
    running = session.scalars(select(CaseOpening).where(CaseOpening.closes_at.is_(None))).one()
    work = session.scalars(
        select(CaseWork).where(CaseWork.opening_id == released.id, CaseWork.user_id == student.id)
    ).one()
    other = session.scalars(
        select(CaseWork).where(CaseWork.opening_id == released.id, CaseWork.id != work.id)
    ).first()
    assert other is not None
    samples = [SampleText(text="一份**好**的。", points=[5, 4], reason="有事实"),
               SampleText(text="一份差的。", points=[1, 2])]  # fmt: skip
    settings = RoundSettings(
        criteria=["事实", "办法"], samples=samples, peers_weight=20, reviewing_weight=10
    )
    set_round(released, settings, START)
    round_ = find_round(released.id)
    assert round_ is not None
    round_.allotted_at = START
    written: dict[str, Any] = {"points": [4, 3], "written_at": START, "comment": "代价再写一条。"}
    mine: dict[str, Any] = {"opening_id": released.id, "reviewer_id": student.id}
    sample = CaseReview(**mine, sample=1, **written)
    waiting = CaseReview(**mine, work_id=other.id)
    session.add_all([
        sample, CaseReview(**mine, sample=2, **written), waiting,
        CaseReview(**mine | {"reviewer_id": other.user_id}, work_id=work.id, **written),
    ])  # fmt: skip
    in_teams = CaseOpening(
        class_id=here.id, text_id=released.text_id, case_id=released.case_id, title="分组做的案例",
        in_teams=True, author_id=teacher.id, created_at=START,
    )  # fmt: skip
    session.add(in_teams)
    session.commit()
    pair = {student.id: 1, other.user_id or 0: 1}
    set_teams(in_teams, pair)
    own = begin(teacher.id, BLANK.replace("minutes: 45", "minutes: 1"), START)
    return {
        "case_released": released.public_id, "case_running": running.public_id,
        "case_work": work.public_id, "case_sample": sample.public_id,
        "case_review": waiting.public_id, "case_teams": in_teams.public_id,
        "own_case": own.public_id, "sound_case": begin(teacher.id, None, START).public_id,
    }  # fmt: skip
