"""Importing a roster: what each row would do, and then all of it in one transaction or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.accounts.domain import normalise_name
from app.accounts.models import Identifier, User
from app.accounts.service import NameTaken
from app.accounts.slips import NewPerson, Secret, Slip, make_people, make_secrets
from app.authz.permissions import Role
from app.authz.policy import Actor
from app.courses.domain.roster import Problem, RosterRow, check_rows, clean_name
from app.courses.members import hold_class, out_of_hands
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db

CHUNK = 500


class State(StrEnum):
    """What a row means for the class."""

    NEW = "new"
    JOINS = "joins"
    RETURNS = "returns"
    HERE = "here"
    STAFF = "staff"
    WAS_STAFF = "was_staff"
    PROBLEM = "problem"
    # The 学号 belongs to an account with another name.
    OTHER_NAME = "other_name"
    # Somebody signs in with this 学号 as their user name.
    IS_USERNAME = "is_username"
    # Somebody of this name is in the class without a 学号.
    SAME_NAME = "same_name"
    SKIPPED = "skipped"


class Choice(StrEnum):
    """What the teacher says to a row."""

    TAKE = "take"
    SAME = "same"
    NEW = "new"
    SKIP = "skip"


QUESTIONS = {
    State.OTHER_NAME: (Choice.SAME, Choice.SKIP),
    State.IS_USERNAME: (Choice.SAME, Choice.SKIP),
    State.SAME_NAME: (Choice.SAME, Choice.NEW, Choice.SKIP),
}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row, what it means, and the account it concerns (None: a new one is made)."""

    row: RosterRow
    choice: Choice
    state: State
    account: User | None = None
    place: Enrolment | None = None

    @property
    def answers(self) -> tuple[Choice, ...]:
        """The answers that the row waits for; empty where it asks nothing."""
        return QUESTIONS.get(self.state, ())

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at the row before anything is stored."""
        return self.state == State.PROBLEM or (
            bool(self.answers) and self.choice not in self.answers
        )

    @property
    def makes_account(self) -> bool:
        return self.state == State.NEW or (
            self.state == State.SAME_NAME and self.choice == Choice.NEW
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows with what they mean."""

    rows: tuple[PlannedRow, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not any(row.is_open for row in self.rows)

    def count(self, *states: State) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def open_rows(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.is_open]

    @property
    def settled_rows(self) -> list[PlannedRow]:
        return [row for row in self.rows if not row.is_open]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    slips: list[Slip] = field(default_factory=list[Slip])
    joined: int = 0
    unchanged: int = 0
    # People who came in, but whose 学号 only an administrator may write to their account.
    unnumbered: int = 0


class ImportRefusedError(Exception):
    """Nothing was stored; `plan` shows the rows that stand in the way."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("rows need a look")
        self.plan = plan


def plan_import(class_id: int, asked: Sequence[tuple[RosterRow, Choice]]) -> Plan:
    """Say what each row would do; reads only, with a number of statements that grows by chunks."""
    taken = check_rows([row for row, choice in asked if choice != Choice.SKIP])
    known = _Known(class_id, taken)
    checked = iter(taken)
    rows = []
    for row, choice in asked:
        if choice == Choice.SKIP:
            plain = replace(row, problems=(), doubts=(), same_as=None)
            rows.append(PlannedRow(plain, choice, State.SKIPPED))
        else:
            rows.append(known.plan(next(checked), choice))
    return Plan(tuple(rows))


def import_roster(
    course_class: CourseClass,
    asked: Sequence[tuple[RosterRow, Choice]],
    actor: Actor,
    at: datetime,
) -> Imported:
    """Store all rows as `actor` may, or none and raise ImportRefusedError.

    Passwords are hashed before the transaction, so that nobody waits for it.
    """
    first = plan_import(course_class.id, asked)
    if not first.is_ready:
        raise ImportRefusedError(first)
    given = make_secrets(sum(row.makes_account for row in first.rows))
    try:
        with writing():
            hold_class(course_class.id)
            plan = plan_import(course_class.id, asked)
            if not plan.is_ready:
                raise ImportRefusedError(plan)
            return _apply(course_class.id, plan, given, actor, at)
    except (IntegrityError, NameTaken):
        # Another import took one of the 学号 between the plan and the write.
        raise ImportRefusedError(plan_import(course_class.id, asked)) from None


def _apply(class_id: int, plan: Plan, given: list[Secret], actor: Actor, at: datetime) -> Imported:
    fresh = [row for row in plan.rows if row.makes_account]
    given = given + make_secrets(len(fresh) - len(given))
    people = [NewPerson(row.row.name, {"student_no": row.row.student_no}) for row in fresh]
    slips = make_people(people, given[: len(fresh)], at)
    old = [row for row in plan.rows if row.account is not None and not row.makes_account]
    joining = [r.account.id for r in old if r.account is not None and r.place is None]
    _enrol(class_id, [slip.user.id for slip in slips] + joining, at)
    returning = [
        r.place for r in old if r.place is not None and _state_of(r.place) == State.RETURNS
    ]
    for place in returning:
        place.left_at = None
    db.session.flush()
    unnumbered = _attach_numbers(old, actor)
    unchanged = len(plan.rows) - len(fresh) - len(joining) - len(returning)
    return Imported(slips, len(joining) + len(returning), unchanged, unnumbered)


def _enrol(class_id: int, user_ids: list[int], at: datetime) -> None:
    if user_ids:
        db.session.execute(
            insert(Enrolment),
            [
                {"class_id": class_id, "user_id": user_id, "role": Role.STUDENT, "joined_at": at}
                for user_id in user_ids
            ],
        )


def _attach_numbers(rows: Sequence[PlannedRow], actor: Actor) -> int:
    """Write the 学号 to accounts that have none; returns how many `actor` may not touch.

    Asked once everybody has their place: whom the actor may not rename gets no 学号 either.
    """
    wanted = [
        (row, row.account)
        for row in rows
        if row.account is not None
        and row.choice == Choice.SAME
        and row.state in (State.IS_USERNAME, State.SAME_NAME)
        and row.account.student_no is None
    ]
    barred = out_of_hands([user.id for _row, user in wanted], actor)
    refused = 0
    for row, user in wanted:
        if user.id in barred or user.is_admin or user.can_teach:
            refused += 1
        elif row.place is None or row.place.role == Role.STUDENT:
            _attach_number(row, user)
    return refused


def _attach_number(row: PlannedRow, user: User) -> None:
    number = row.row.student_no
    if row.state == State.IS_USERNAME:
        # The name is theirs already; it only turns out to be their 学号.
        db.session.execute(
            update(Identifier)
            .where(Identifier.value == normalise_name(number))
            .values(kind="student_no", display=number)
        )
    else:
        db.session.add(
            Identifier(
                user_id=user.id, kind="student_no", value=normalise_name(number), display=number
            )
        )
    db.session.flush()
    db.session.expire(user, ["identifiers"])


class _Known:
    """What the database knows of the people on a roster, read in a few statements."""

    def __init__(self, class_id: int, rows: Sequence[RosterRow]) -> None:
        values = [normalise_name(row.student_no) for row in rows if not row.problems]
        self.names = {one.value: one for one in _identifiers(values)}
        self.places = _places(class_id)
        self.nameless = _without_number(self.places.values())
        self.lines: dict[int, int] = {}

    def plan(self, row: RosterRow, choice: Choice) -> PlannedRow:
        if row.problems:
            return PlannedRow(row, choice, State.PROBLEM)
        holder = self.names.get(normalise_name(row.student_no))
        if holder is None:
            return self._without_account(row, choice)
        user, place = holder.user, self.places.get(holder.user_id)
        first = self.lines.setdefault(user.id, row.line)
        if first != row.line:
            # One person under two of their sign-in names.
            row = replace(row, problems=(Problem.REPEATED,), same_as=first)
            return PlannedRow(row, choice, State.PROBLEM)
        if holder.kind != "student_no":
            state = State.IS_USERNAME
        elif clean_name(user.name) != row.name:
            state = State.OTHER_NAME
        else:
            state = _state_of(place)
        return PlannedRow(row, choice, state, user, place)

    def _without_account(self, row: RosterRow, choice: Choice) -> PlannedRow:
        twins = self.nameless.get(row.name)
        if not twins:
            return PlannedRow(row, choice, State.NEW)
        place = twins[0]
        if choice == Choice.SAME:
            twins.pop(0)
        return PlannedRow(row, choice, State.SAME_NAME, place.user, place)


def _state_of(place: Enrolment | None) -> State:
    if place is None:
        return State.JOINS
    if place.left_at is not None:
        return State.RETURNS if place.role == Role.STUDENT else State.WAS_STAFF
    return State.HERE if place.role == Role.STUDENT else State.STAFF


def _identifiers(values: Sequence[str]) -> Iterable[Identifier]:
    for start in range(0, len(values), CHUNK):
        yield from db.session.scalars(
            select(Identifier)
            .where(Identifier.value.in_(values[start : start + CHUNK]))
            .options(joinedload(Identifier.user).selectinload(User.identifiers))
            .execution_options(populate_existing=True)
        )


def _places(class_id: int) -> dict[int, Enrolment]:
    """Everybody who is or was in the class, by person."""
    query = (
        select(Enrolment)
        .where(Enrolment.class_id == class_id)
        .options(joinedload(Enrolment.user).selectinload(User.identifiers))
        .order_by(Enrolment.id)
        .execution_options(populate_existing=True)
    )
    return {place.user_id: place for place in db.session.scalars(query)}


def _without_number(places: Iterable[Enrolment]) -> dict[str, list[Enrolment]]:
    """Students now in the class who have no 学号, by name."""
    found: dict[str, list[Enrolment]] = defaultdict(list)
    for place in places:
        present = place.left_at is None and place.role == Role.STUDENT
        if present and place.user.student_no is None:
            found[clean_name(place.user.name)].append(place)
    return found
