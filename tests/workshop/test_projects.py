"""The pages that lead to coursework."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask_babel import lazy_gettext as _l

from app.workshop import projects
from app.workshop.projects import Counts, ProjectKind


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> ProjectKind:
    made = ProjectKind(
        name="sample",
        label=_l("项目"),
        description=_l("项目"),
        icon="grid",
        position=1,
        student_endpoint="workshop_manage.home",
        staff_endpoint="workshop_manage.home",
        count_own=lambda classes, user, at: {one: Counts(waiting=2, total=3) for one in classes},
        count_all=lambda class_id, at: Counts(waiting=4, total=9),
    )
    monkeypatch.setattr(projects, "_kinds", {})
    projects.register(made)
    return made


def test_a_student_sees_what_is_still_to_be_handed_in(kind: Any, make: Any, as_user: Any) -> None:
    class_ = make.class_()
    page = as_user(make.student(class_)).get("/projects").get_data(as_text=True)
    assert class_.name in page
    assert "2 项还没有交" in page


def test_staff_see_what_waits_for_marking(kind: Any, make: Any, as_user: Any) -> None:
    class_ = make.class_()
    answer = as_user(make.instructor(class_)).get(f"/classes/{class_.public_id}/projects")
    assert "4 份待批改" in answer.get_data(as_text=True)


def test_who_is_in_no_class_is_told_what_to_do(make: Any, as_user: Any) -> None:
    page = as_user(make.user()).get("/projects").get_data(as_text=True)
    assert "输入加入码" in page


def test_a_student_does_not_reach_the_pages_of_staff(kind: Any, make: Any, as_user: Any) -> None:
    class_ = make.class_()
    client = as_user(make.student(class_))
    assert client.get(f"/classes/{class_.public_id}/projects").status_code in (403, 404)


def test_kinds_stand_in_the_order_of_their_position(kind: ProjectKind) -> None:
    projects.register(replace(kind, name="earlier", position=0))
    assert [one.name for one in projects.all_kinds()] == ["earlier", "sample"]
