"""What is made ready before the first candidate comes."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.web.warming import TEMPLATES, warm_up
from tests.quiz.sitting.conftest import Hall


def compiled(app: Flask) -> set[str]:
    cache = app.jinja_env.cache
    assert cache is not None
    return {name for _loader, name in cache.keys()}  # noqa: SIM118 - a cache of Jinja's own kind


def test_nobody_on_the_way_through_an_exam_waits_for_a_template(
    app: Flask, hall: Hall, as_user: Callable[..., FlaskClient]
) -> None:
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    warm_up(app)
    assert compiled(app) == set(TEMPLATES)
    student = as_user(hall.student)
    assert student.get(f"/exams/{hall.exam.public_id}").status_code == 200
    sitting = f"/sittings/{hall.start().public_id}"
    assert student.get(sitting).status_code == 200
    assert student.get(f"{sitting}/submit").status_code == 200
    reply = student.post(f"{sitting}/submit", follow_redirects=True)
    assert reply.request.path == f"{sitting}/receipt"
    assert compiled(app) == set(TEMPLATES)
