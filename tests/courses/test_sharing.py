"""Sharing with colleagues: who counts as one, what may be granted, and what the policy hears of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.authz.permissions import Permission as P
from app.authz.permissions import Role
from app.courses import sharing
from app.courses.sharing import ShareRefused
from tests.builders import Builders


@dataclass
class Member:
    user_id: int
    right: str


@dataclass
class Thing:
    owner_id: int
    members: list[Member] = field(default_factory=list)


def test_a_colleague_teaches(make: Builders) -> None:
    here = make.class_()
    leads, helps, studies = (make.user(username=name) for name in ("leads", "helps", "studies"))
    make.enrol(leads, here, Role.INSTRUCTOR)
    make.enrol(helps, here, Role.ASSISTANT)
    make.enrol(studies, here)
    teacher, admin = make.teacher(username="teaches"), make.admin(username="runs")
    found = {name: sharing.find_colleague(f" {name} ") for name in ("leads", "teaches", "runs")}
    assert found == {"leads": leads, "teaches": teacher, "runs": admin}
    for name in ("helps", "studies", "nobody", "", "  "):
        assert sharing.find_colleague(name) is None


def test_one_right_for_each_colleague(make: Builders) -> None:
    owner, other = make.teacher(), make.teacher()
    thing = Thing(owner.id)
    for person, right in ((None, "see"), (other, "own"), (other, ""), (owner, "edit")):
        with pytest.raises(ShareRefused):
            sharing.share(thing, person, right, Member)
    assert thing.members == []
    sharing.share(thing, other, "see", Member)
    assert not sharing.may_edit(thing, other.id)
    sharing.share(thing, other, "edit", Member)
    assert thing.members == [Member(other.id, "edit")]
    assert sharing.may_edit(thing, other.id)
    facts = sharing.shared_facts(thing, P.SCENARIO_VIEW, P.SCENARIO_EDIT)
    assert facts.owner_id == owner.id
    assert facts.shared == {other.id: frozenset({P.SCENARIO_VIEW, P.SCENARIO_EDIT})}
    sharing.unshare(thing, owner.id)
    sharing.unshare(thing, other.id)
    assert thing.members == []


def test_the_form_shares_and_takes_back(make: Builders) -> None:
    make.teacher(username="colleague")
    done: list[Any] = []
    told = sharing.take_form(
        {"who": "colleague", "right": "edit"},
        lambda person, right: done.append((person and person.name, right)),
        done.append,
    )
    assert "周老师" in told
    sharing.take_form({"who": "x", "right": "see"}, lambda *given: done.append(given), done.append)
    sharing.take_form({"drop": "7"}, lambda *given: done.append(given), done.append)
    assert done == [("周老师", "edit"), (None, "see"), 7]
