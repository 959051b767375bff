"""Cases: see `cases`."""

from __future__ import annotations

from sqlalchemy import select

from app.cases.models import CaseOpening, CaseTeam, CaseTeamMember, CaseWork
from app.cases.own import begin
from app.cases.talk_models import CasePost, CaseReview, CaseRound, CaseSample
from app.extensions import db as database
from tests.access.scene import Ids, Scene
from tests.conftest import START


def cases(scene: Scene) -> Ids:
    """Of the demo class's released case a work, a contribution and a review; a case done in teams; an own
    case of the instructor.
    """
    session, people, here = database.session, scene.people, scene.here
    student = people["student"]
    opening = session.scalars(select(CaseOpening).where(CaseOpening.released_at.is_not(None))).one()
    work = session.scalars(
        select(CaseWork).where(CaseWork.opening_id == opening.id, CaseWork.user_id == student.id)
    ).one()
    said = session.scalars(select(CasePost).where(CasePost.opening_id == opening.id)).first()
    assert said is not None
    in_teams = CaseOpening(
        class_id=here.id, text_id=opening.text_id, case_id=opening.case_id, title="分组做",
        in_teams=True, author_id=people["instructor"].id, created_at=START,
    )  # fmt: skip
    session.add(in_teams)
    session.add(CaseRound(opening_id=opening.id, criteria=["事实"], created_at=START))
    session.flush()
    session.add(CaseSample(opening_id=opening.id, number=1, text="样例", points=[3]))
    own_team = CaseTeam(opening_id=in_teams.id, number=1)
    own_review = CaseReview(opening_id=opening.id, reviewer_id=student.id, sample=1)
    session.add_all([own_team, own_review])
    session.flush()
    session.add(CaseTeamMember(opening_id=in_teams.id, team_id=own_team.id, user_id=student.id))
    session.commit()
    own = begin(people["instructor"].id, None, START)
    on_team = {"opening_id": in_teams.public_id}
    return {
        "cases": {
            "case_id": "case-minghua",
            "part_id": "a",
            "opening_id": opening.public_id,
            "review_id": own_review.public_id,
        },
        "cases.team": on_team,
        "cases.share": on_team,
        "cases_manage": {
            "case_id": "case-minghua",
            "opening_id": opening.public_id,
            "work_id": work.public_id,
            "post_id": said.public_id,
        },
        "case_editor": {"public_id": own.public_id},
    }
