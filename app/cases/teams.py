"""Teams of an opened case: who is in which, and what members say of each other's share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import User
from app.cases.domain.contribution import HIGHEST, factors
from app.cases.models import CaseOpening, CaseTeam, CaseTeamMember
from app.cases.openings import count_works, hold_opening
from app.cases.talk_models import CaseShare
from app.courses.service import list_students
from app.database import writing
from app.extensions import db
from app.web.errors import DomainError

MOST_TEAMS = 100


class TeamsStand(DomainError):
    """Teams cannot be changed any more, or shares not be said."""

    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """A team with what came of its members' words. `silent` are those who said nothing."""

    team: CaseTeam
    members: Sequence[User]
    factors: Mapping[int, Decimal]
    silent: Sequence[User]


def numbers_now(opening: CaseOpening) -> list[tuple[User, int | None]]:
    """Every student of the class with the number of their team (None: in none)."""
    query = (
        select(CaseTeamMember.user_id, CaseTeam.number)
        .join(CaseTeam, CaseTeam.id == CaseTeamMember.team_id)
        .where(CaseTeamMember.opening_id == opening.id)
    )
    held = {row.user_id: row.number for row in db.session.execute(query)}
    return [(user, held.get(user.id)) for user in list_students(opening.class_id)]


def draw_teams(students: Sequence[int], size: int, seed: str) -> dict[int, int]:
    """Team numbers by student, drawn: as many teams as give `size` members, none more than one off."""
    order = sorted(students)
    Random(seed).shuffle(order)
    count = max(1, round(len(order) / max(1, size)))
    return {student: at % count + 1 for at, student in enumerate(order)}


def set_teams(opening: CaseOpening, numbers: Mapping[int, int | None]) -> None:
    """Store who is in which team; students of the class alone. Raises TeamsStand once a team has begun."""
    with writing():
        held = hold_opening(opening.id)
        if count_works([held.id]):
            raise TeamsStand(_("已经有组开始做了，分组不能再改。"))
        known = {user.id for user in list_students(held.class_id)}
        for model in (CaseTeamMember, CaseTeam):
            db.session.execute(
                delete(model)
                .where(model.opening_id == held.id)
                .execution_options(synchronize_session="fetch")
            )
        teams: dict[int, CaseTeam] = {}
        for user, number in sorted(numbers.items()):
            if number is None or user not in known or not 1 <= number <= MOST_TEAMS:
                continue
            if number not in teams:
                teams[number] = CaseTeam(opening_id=held.id, number=number)
                db.session.add(teams[number])
                db.session.flush()
            db.session.add(
                CaseTeamMember(opening_id=held.id, user_id=user, team_id=teams[number].id)
            )


def load_teams(opening: CaseOpening) -> list[CaseTeam]:
    query = (
        select(CaseTeam)
        .where(CaseTeam.opening_id == opening.id)
        .options(selectinload(CaseTeam.members).joinedload(CaseTeamMember.user))
        .order_by(CaseTeam.number)
    )
    return list(db.session.scalars(query))


def team_views(opening: CaseOpening) -> list[TeamView]:
    """Teams with factors; three SQL statements."""
    teams = load_teams(opening)
    said = said_by_team([team.id for team in teams])
    found: list[TeamView] = []
    for team in teams:
        members = [member.user for member in team.members]
        given = said.get(team.id, {})
        found.append(
            TeamView(
                team=team,
                members=members,
                factors=factors([user.id for user in members], given),
                silent=[user for user in members if user.id not in given],
            )
        )
    return found


def factors_of(opening: CaseOpening) -> dict[int, Decimal]:
    """The factor of everybody who is in a team, by user id."""
    if not opening.in_teams:
        return {}
    return {user: one for view in team_views(opening) for user, one in view.factors.items()}


def said_by_team(team_ids: Sequence[int]) -> dict[int, dict[int, dict[int, int]]]:
    """What members gave each other: by team, rater, member."""
    found: dict[int, dict[int, dict[int, int]]] = {}
    for row in db.session.scalars(select(CaseShare).where(CaseShare.team_id.in_(team_ids))):
        found.setdefault(row.team_id, {}).setdefault(row.rater_id, {})[row.member_id] = row.given
    return found


def say_shares(
    opening: CaseOpening, team: CaseTeam, rater_id: int, given: Mapping[int, int], at: datetime
) -> None:
    """Keep what a member says of the others; changed words replace earlier ones until release.

    Raises TeamsStand after release, and where nobody is given anything.
    """
    with writing():
        held = hold_opening(opening.id)
        if held.released_at is not None:
            raise TeamsStand(_("成绩已经公布，不能再评。"))
        others = {member.user_id for member in team.members} - {rater_id}
        if set(given) != others or not all(0 <= one <= HIGHEST for one in given.values()):
            raise TeamsStand(_("请给每位组员填 0 到 %(n)s。", n=HIGHEST), status=422)
        if not any(given.values()):
            raise TeamsStand(_("不能给所有人都填 0：这样看不出谁做得多。"), status=422)
        db.session.execute(
            delete(CaseShare)
            .where(CaseShare.team_id == team.id, CaseShare.rater_id == rater_id)
            .execution_options(synchronize_session="fetch")
        )
        for member, one in given.items():
            db.session.add(
                CaseShare(
                    team_id=team.id, rater_id=rater_id, member_id=member, given=one, said_at=at
                )
            )


def team_of(opening: CaseOpening, user_id: int) -> CaseTeam | None:
    """The team of a student, with its members."""
    return db.session.scalar(
        select(CaseTeam)
        .join(CaseTeamMember, CaseTeamMember.team_id == CaseTeam.id)
        .where(CaseTeamMember.opening_id == opening.id, CaseTeamMember.user_id == user_id)
        .options(selectinload(CaseTeam.members).options(joinedload(CaseTeamMember.user)))
    )
