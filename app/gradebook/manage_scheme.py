"""The scheme of a gradebook: categories, weights, lines, presets."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.courses.service import get_class
from app.gradebook import schemes
from app.gradebook.blueprint import bp
from app.gradebook.forms import SchemeForm
from app.gradebook.presets import PRESETS
from app.gradebook.schemes import MOST_CATEGORIES, CategoryInput, SchemeError
from app.gradebook.service import get_scheme
from app.web.forms import clean


@bp.route("/classes/<class_id>/grades/scheme", methods=["GET", "POST"])
@requires(Permission.GRADES_MANAGE)
def scheme(class_id: str) -> Response | str | tuple[str, int]:
    course_class = get_class(class_id)
    scheme = get_scheme(course_class.id)
    form, wrong = SchemeForm.of(scheme), None
    rows = _posted_rows() if request.method == "POST" else schemes.shown(scheme)
    if form.validate_on_submit():
        try:
            schemes.save_scheme(course_class.id, form.values(), rows)
        except SchemeError as error:
            wrong = error.message
        else:
            flash(_("方案已存下，总评按新方案重新算过。"), "ok")
            return redirect(url_for(".scheme", class_id=class_id))
    page = render_template(
        "gradebook/scheme.html",
        course_class=course_class,
        form=form,
        rows=rows,
        most=MOST_CATEGORIES,
        wrong=wrong,
        has_columns=any(category.columns for category in scheme.categories),
    )
    return (page, 422) if wrong or form.errors else page


@bp.post("/classes/<class_id>/grades/preset")
@requires(Permission.GRADES_MANAGE)
def preset(class_id: str) -> Response:
    course_class = get_class(class_id)
    name = request.form.get("name", "")
    if name not in PRESETS:
        abort(400)
    schemes.apply_preset(course_class.id, name)
    flash(_("方案已换好。"), "ok")
    return redirect(url_for(".scheme", class_id=class_id))


def _posted_rows() -> list[CategoryInput]:
    """The rows of categories as typed: `name-1`, `weight-1`, `id-1`, and `final` = a number."""
    final = request.form.get("final", "")
    return [
        CategoryInput(
            id=request.form.get(f"id-{n}", type=int),
            name=clean(request.form.get(f"name-{n}", ""))[:200],
            weight=request.form.get(f"weight-{n}", "")[:20],
            is_final=final == str(n),
            mode=request.form.get(f"mode-{n}", "weights")[:8],
            drop=request.form.get(f"drop-{n}", "0")[:8],
        )
        for n in range(1, MOST_CATEGORIES + 1)
        if f"name-{n}" in request.form
    ]
