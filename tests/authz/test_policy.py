"""The policy as truth tables: who may do what on whose thing."""

from __future__ import annotations

import pytest

from app.authz.permissions import Permission as P
from app.authz.permissions import Role
from app.authz.policy import (
    ADMINISTRATOR,
    BY_ROLE,
    OWN_ONLY,
    SIGNED_IN,
    TEACHER,
    Actor,
    Facts,
    decide,
)
from app.authz.policy import VISITOR as OPEN

HERE, ELSEWHERE = Facts(class_id=1), Facts(class_id=2)
VISITOR = Actor()
GUEST = Actor(user_id=9)
LEARNER = Actor(user_id=5, is_guest=False)
ADMIN = Actor(user_id=6, is_guest=False, is_admin=True)
TEACHING = Actor(user_id=7, is_guest=False, can_teach=True)


def member(role: Role) -> Actor:
    return Actor(user_id=5, is_guest=False, roles={1: role})


@pytest.mark.parametrize("permission", list(P))
@pytest.mark.parametrize("actor", [VISITOR, GUEST])
def test_visitors_hold_only_what_is_open(actor: Actor, permission: P) -> None:
    assert bool(decide(actor, permission)) == (permission in OPEN)


@pytest.mark.parametrize("permission", list(P))
def test_a_person_without_class_holds_their_own_things_only(permission: P) -> None:
    assert bool(decide(LEARNER, permission)) == (permission in SIGNED_IN)
    assert bool(decide(TEACHING, permission)) == (permission in SIGNED_IN | TEACHER)


@pytest.mark.parametrize("permission", sorted(set().union(*BY_ROLE.values()) - OWN_ONLY))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_counts_in_its_own_class_alone(role: Role, permission: P) -> None:
    if permission in TEACHER:
        return  # belongs to the site, not to a class
    assert bool(decide(member(role), permission, HERE)) == (permission in BY_ROLE[role])
    assert not decide(member(role), permission, ELSEWHERE)


@pytest.mark.parametrize("permission", sorted(OWN_ONLY))
@pytest.mark.parametrize("actor", [member(Role.INSTRUCTOR), ADMIN, member(Role.STUDENT)])
def test_nobody_acts_in_anothers_place(actor: Actor, permission: P) -> None:
    assert not decide(actor, permission, Facts(class_id=1, owner_id=99))


def test_an_administrator_manages_every_class_but_answers_in_none() -> None:
    assert decide(ADMIN, P.EXAM_MANAGE, HERE)
    assert not decide(ADMIN, P.SITTING_ANSWER, Facts(class_id=1, owner_id=6))
    assert all(decide(ADMIN, permission) for permission in ADMINISTRATOR)


def test_a_student_answers_in_their_own_sitting() -> None:
    assert decide(member(Role.STUDENT), P.SITTING_ANSWER, Facts(class_id=1, owner_id=5))


def test_every_decision_says_why() -> None:
    for actor in (VISITOR, LEARNER, ADMIN, member(Role.ASSISTANT)):
        for permission in P:
            assert decide(actor, permission).cause
            assert decide(actor, permission, HERE).cause
