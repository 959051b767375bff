"""Sharing what one teacher owns with colleagues: who may be named, what they may do, the rows of it.

A thing that is shared (a collection of items, a scenario) has an `owner_id` and `members`, rows with
`user_id` and `right`. Each feature keeps its own tables and asks here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, or_, select

from app.accounts.models import User
from app.accounts.service import find_user
from app.authz.permissions import Permission, Role
from app.authz.policy import Facts
from app.courses.models import Enrolment
from app.extensions import db
from app.web.errors import DomainError
from app.web.numbers import read_int

SEE, EDIT = "see", "edit"
RIGHTS: dict[str, LazyString] = {SEE: _l("能看"), EDIT: _l("能改")}


class Shared(Protocol):
    """A row that has an owner and is shared with members."""

    owner_id: Any
    members: Any


class ShareRefused(DomainError):
    """Nothing was shared; what was typed is kept by the page."""

    status = 422


def find_colleague(name: str) -> User | None:
    """Who signs in with `name`, if they teach; three SQL statements at most."""
    person = find_user(name.strip()) if name.strip() else None
    if person is None or person.is_admin or person.can_teach:
        return person
    leads = select(Enrolment.id).where(
        Enrolment.user_id == person.id,
        Enrolment.role == Role.INSTRUCTOR,
        Enrolment.left_at.is_(None),
    )
    return person if db.session.scalar(leads.limit(1)) is not None else None


def share(row: Shared, person: User | None, right: str, make: Callable[..., Any]) -> None:
    """Let a colleague see a thing or change it; `make` makes its member. Belongs inside `writing()`.

    Raises ShareRefused.
    """
    if person is None:
        raise ShareRefused(_("没有用这个名称登录的老师，请核对后再填。"))
    if right not in RIGHTS:
        raise ShareRefused(_("请选择能看还是能改。"))
    if person.id == row.owner_id:
        raise ShareRefused(_("这本来就是你的，不必共享给自己。"))
    known = next((one for one in row.members if one.user_id == person.id), None)
    if known is None:
        row.members.append(make(user_id=person.id, right=right))
    else:
        known.right = right


def unshare(row: Shared, user_id: int) -> None:
    """A colleague sees a thing no more; whoever is no member is none afterwards either.

    Belongs inside `writing()`.
    """
    for one in [one for one in row.members if one.user_id == user_id]:
        row.members.remove(one)


def visible_to(user_id: int, thing: Any, members: Any) -> ColumnElement[bool]:
    """The condition of a query for the things that a person owns or shares. `thing` is the model,
    `members` the column of its members that names the thing."""
    member = exists().where(members == thing.id, members.class_.user_id == user_id)
    return or_(thing.owner_id == user_id, member)


def may_edit(row: Shared, user_id: int) -> bool:
    """Whether a person owns a thing or may change it."""
    return row.owner_id == user_id or any(
        one.user_id == user_id and one.right == EDIT for one in row.members
    )


def shared_facts(row: Shared, see: Permission, edit: Permission) -> Facts:
    """What the policy is to know of a thing: its owner, and what its members may do with it."""
    rights: Mapping[str, frozenset[Permission]] = {
        SEE: frozenset({see}),
        EDIT: frozenset({see, edit}),
    }
    return Facts(
        owner_id=row.owner_id, shared={one.user_id: rights[one.right] for one in row.members}
    )


def take_form(
    form: Mapping[str, str],
    share: Callable[[User | None, str], None],
    unshare: Callable[[int], None],
) -> str:
    """Do what the form of `macros/sharing.html` asks for, and return what to tell the person.

    Raises ShareRefused, or what `share` and `unshare` raise.
    """
    if gone := read_int(form.get("drop", "")):
        unshare(gone)
        return _("不再共享给这位老师。")
    person = find_colleague(form.get("who", ""))
    share(person, form.get("right", ""))
    return _("已共享给 %(name)s。", name=person.name if person else "")
