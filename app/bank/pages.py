"""What the pages of the bank share: blueprints, the class one came from, choices of knowledge points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.authz.gate import current_actor, may
from app.authz.permissions import Permission
from app.bank.content import get_library
from app.bank.labels import chapter_label
from app.bank.models import KnowledgePoint
from app.courses.models import CourseClass
from app.extensions import db
from app.web.shell import enter_class

bp = Blueprint("bank", __name__, url_prefix="/bank")
import_bp = Blueprint("imports", __name__, url_prefix="/bank/import")
export_bp = Blueprint("exports", __name__, url_prefix="/bank/export")

PUBLIC_NOTE = _l("公开题的题目和答案随课程公开，学生查得到。要保密的考试请用自己写的题。")


def remember_class() -> None:
    """Show the rail of the class one came from (`?within=`), if one has a place in it."""
    public_id = request.args.get("within")
    if not public_id:
        return
    found = db.session.scalar(select(CourseClass).where(CourseClass.public_id == public_id))
    if found is not None and may(Permission.ROSTER_VIEW, found):
        enter_class(found)


def keep_class(_endpoint: str, values: dict[str, Any]) -> None:
    """Links inside the bank keep `?within=`."""
    if within := request.args.get("within"):
        values.setdefault("within", within)


bp.add_app_template_global(chapter_label)
for _bp in (bp, import_bp, export_bp):
    _bp.before_request(remember_class)
    _bp.url_defaults(keep_class)


def chapter_titles() -> dict[str, str]:
    """Titles of the course's chapters by id, in teaching order."""
    course = get_library().course
    if course is None:
        return {}
    return {
        plan.id: _("%(chapter)s　%(title)s", chapter=chapter_label(plan), title=plan.title)
        for plan in course.plans
    }


def knowledge_groups(points: Iterable[KnowledgePoint]) -> list[tuple[str, list[KnowledgePoint]]]:
    """Knowledge points under the titles of their chapters, in teaching order, without retired ones."""
    titles = chapter_titles()
    groups: dict[str, list[KnowledgePoint]] = {}
    for point in points:
        if point.retired_at is not None:
            continue
        groups.setdefault(titles.get(point.chapter_id, _("拓展")), []).append(point)
    return list(groups.items())


def author_id() -> int:
    """Who writes; routes that write let only signed-in people in."""
    return current_actor().user_id or 0
