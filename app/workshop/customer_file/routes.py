"""The student's way in: the task, beginning, where the file stands."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.courses.models import CourseClass
from app.web.clock import now
from app.workshop.customer_file import (  # noqa: F401 (they hang their routes on bp)
    excel_routes,
    hand_in_routes,
    sheet_routes,
    work_routes,
)
from app.workshop.customer_file.arriving import load_file, open_page, the_person
from app.workshop.customer_file.blueprint import bp
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.models import FileProject
from app.workshop.customer_file.service import begin, list_projects, own_files
from app.workshop.customer_file.views import progress
from app.workshop.customer_file.words import make_rubric


@bp.get("/classes/<class_id>/customer-file")
@requires(Permission.PROJECT_WORK)
def home(class_id: str) -> str:
    """The tasks of one class and what the student has of them."""
    course_class = load_or_404(CourseClass, public_id=class_id)
    projects = list_projects(course_class.id)
    files = own_files([one.id for one in projects], the_person().id)
    return render_template(
        "customer_file/home.html",
        course_class=course_class,
        projects=projects,
        files=files,
        rubric=make_rubric(),
        at=now(),
    )


@bp.post("/customer-file-tasks/<project_id>/begin")
@requires(Permission.PROJECT_WORK)
def start(project_id: str) -> Response:
    """Begin, or go on with the file that is there."""
    project = load_or_404(FileProject, public_id=project_id)
    file = begin(project, the_person(), now())
    return redirect(url_for(".overview", file_id=file.public_id))


@bp.get("/customer-files/<file_id>")
@requires(Permission.PROJECT_WORK)
def overview(file_id: str) -> str:
    """What to do, in which order, and how far it is."""
    file = load_file(file_id)
    loaded = load(file)
    steps = progress(loaded)
    return open_page("customer_file/overview.html", loaded, steps=steps, rubric=make_rubric())
