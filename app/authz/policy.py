"""The policy: a pure function of who asks, for what permission, on which thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from app.authz.permissions import Permission as P
from app.authz.permissions import Role

VISITOR = frozenset({P.SITE_READ, P.LESSON_READ, P.ITEM_PRACTISE, P.PICTURE_VIEW, P.SURVEY_ANSWER})
SIGNED_IN = VISITOR | {P.PROFILE_EDIT, P.CLASS_JOIN, P.LEARNING_KEEP}
# Who works on the item bank keeps filters and collections of their own there.
COLLECTION = frozenset({P.COLLECTION_VIEW, P.COLLECTION_EDIT, P.COLLECTION_MANAGE})
# Scenarios that instructors write are their own, until shared.
SCENARIO = frozenset({P.SCENARIO_VIEW, P.SCENARIO_EDIT, P.SCENARIO_MANAGE})
BANK = COLLECTION | SCENARIO | {P.BANK_VIEW, P.BANK_EDIT, P.FILTER_KEEP}
TEACHER = BANK | {P.CLASS_CREATE}
ADMINISTRATOR = TEACHER | {P.USERS_MANAGE, P.SITE_MANAGE}

STUDENT = frozenset(
    {
        P.CLASS_VIEW,
        P.EXAM_VIEW,
        P.SITTING_START,
        P.SITTING_ANSWER,
        P.SITTING_REVIEW,
        P.LOOK_ASK,
        P.GRADES_VIEW_OWN,
        P.CASE_WORK,
        P.PLAY_WORK,
        P.PROJECT_WORK,
    }
)
# Assistants are often students themselves: the bank, with the keys of exams to come, stays closed to
# them. What they mark shows the key it needs.
ASSISTANT = frozenset(
    {
        P.CLASS_VIEW,
        P.ROSTER_VIEW,
        P.MARKING_DO,
        P.EXAM_WATCH,
        P.GRADES_VIEW_ALL,
        P.CASE_WATCH,
        P.PLAY_WATCH,
        P.PROJECT_WATCH,
    }
)
INSTRUCTOR = ASSISTANT | {
    P.CLASS_MANAGE,
    P.ROSTER_MANAGE,
    P.PASSWORD_RESET,
    P.EXAM_MANAGE,
    P.EXAM_RELEASE,
    P.MARKS_REGRADE,
    P.GRADES_MANAGE,
    P.CASE_MANAGE,
    P.PLAY_MANAGE,
    P.PROJECT_MANAGE,
    *BANK,
}
BY_ROLE: Mapping[Role, frozenset[P]] = {
    Role.STUDENT: STUDENT,
    Role.ASSISTANT: ASSISTANT,
    Role.INSTRUCTOR: INSTRUCTOR,
}
# Held on one's own things only: an instructor does not answer in a student's sitting.
OWN_ONLY = (
    COLLECTION
    | SCENARIO
    | {
        P.SITTING_ANSWER,
        P.SITTING_REVIEW,
        P.LOOK_ASK,
        P.CASE_WORK,
        P.PLAY_WORK,
        P.PROJECT_WORK,
        P.PROFILE_EDIT,
        P.LEARNING_KEEP,
        P.FILTER_KEEP,
    }
)


NOTHING: frozenset[P] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. A visitor has no id, or the id of a guest row that keeps what they practised."""

    user_id: int | None = None
    is_guest: bool = True
    is_admin: bool = False
    can_teach: bool = False
    roles: Mapping[int, Role] = field(default_factory=dict[int, Role])

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None and not self.is_guest


@dataclass(frozen=True, slots=True)
class Facts:
    """What the policy needs to know of a thing: its class and its owner, where it has them, and what
    its owner lets others do, by user id."""

    class_id: int | None = None
    owner_id: int | None = None
    shared: Mapping[int, frozenset[P]] = field(default_factory=dict[int, frozenset[P]])


@runtime_checkable
class Guarded(Protocol):
    """A row that can be named in an address says what the policy needs to know of it."""

    def authz_facts(self) -> Facts: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, with its cause for logs and tests."""

    allowed: bool
    cause: str

    def __bool__(self) -> bool:
        return self.allowed


def decide(actor: Actor, permission: P, facts: Facts | None = None) -> Decision:
    """Decide whether `actor` may use `permission` on a thing with `facts`.

    Without facts the question is whether the actor holds the permission anywhere at all: the first,
    coarse check at the gate. Silence means refusal.
    """
    if facts is None:
        return _decide_anywhere(actor, permission)
    if permission in OWN_ONLY and not _is_for(actor, permission, facts):
        return Decision(False, "belongs to somebody else")
    if facts.class_id is None:
        return _decide_anywhere(actor, permission)
    if actor.is_admin and permission not in OWN_ONLY:
        return Decision(True, "administrator")
    role = actor.roles.get(facts.class_id)
    if role is not None and permission in BY_ROLE[role]:
        return Decision(True, f"{role} of the class")
    return Decision(False, "no such role in the class")


def _is_for(actor: Actor, permission: P, facts: Facts) -> bool:
    """Whether a thing is nobody's, the actor's own, or shared with them for this."""
    if facts.owner_id is None or facts.owner_id == actor.user_id:
        return True
    return permission in facts.shared.get(actor.user_id or 0, NOTHING)


def _decide_anywhere(actor: Actor, permission: P) -> Decision:
    if permission in VISITOR:
        return Decision(True, "open to visitors")
    if not actor.signed_in:
        return Decision(False, "not signed in")
    if permission in SIGNED_IN:
        return Decision(True, "signed in")
    if actor.is_admin and (permission in ADMINISTRATOR or permission not in OWN_ONLY):
        return Decision(True, "administrator")
    if actor.can_teach and permission in TEACHER:
        return Decision(True, "may teach")
    if any(permission in BY_ROLE[role] for role in actor.roles.values()):
        return Decision(True, "holds it in a class")
    return Decision(False, "held nowhere")
