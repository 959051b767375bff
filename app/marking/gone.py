"""Where a question that people marked is no more: it was ruled void, or full marks to all, meanwhile."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _

from app.courses.models import CourseClass
from app.marking import regrade
from app.marking.domain.rulings import Mode, fold


def leave(course_class: CourseClass, kind: str, part_id: int) -> NoReturn:
    """Back to what waits with a word on why, or a page that is not there."""
    part = regrade.find_part(course_class.id, kind, part_id)
    if part is None or fold(part.steps).mode is Mode.COUNTS:
        abort(404)
    flash(_("这道题作废了或人人满分，不用批，也没有记下什么。"), "warn")
    abort(redirect(url_for("marking.home", class_id=course_class.public_id), 303))
