"""The regrading pages of a class: one question of a paper, its ledger of steps, and the next step.

All of them are for instructors: they show keys, also of exams that are still to come, which assistants
(often students themselves) do not see.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, requires
from app.authz.permissions import Permission
from app.bank.fixing import list_later
from app.bank.labels import TYPE_LABELS
from app.bank.views import preview_view, stimulus_view
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.jobs.service import try_again
from app.marking import regrade
from app.marking.domain.preview import BINS, MOST_SHOWN, Forecast
from app.marking.domain.rulings import Kind, Mode, find_undoable, standing
from app.marking.regrade import Part, RefusedError
from app.marking.ruling_form import Typed, empty_form, read_form, read_kind
from app.marking.ruling_words import (
    KIND_HINTS,
    KIND_LABELS,
    MODE_LABELS,
    accept_words,
    forecast_words,
    mean_words,
    share_words,
    step_words,
)
from app.marking.standing import find_running
from app.web.clock import now

bp = Blueprint("regrade", __name__, url_prefix="/classes/<class_id>/regrade")
PART = "/<kind>/<int(max=2147483647):part_id>"
Page = str | Response | tuple[str, int]
WORDS = {
    "kind_labels": KIND_LABELS,
    "kind_hints": KIND_HINTS,
    "mode_labels": MODE_LABELS,
    "step_words": step_words,
    "accept_words": accept_words,
    "Kind": Kind,
    "Mode": Mode,
}


@bp.get(PART)
@requires(Permission.MARKS_REGRADE)
def question(class_id: str, kind: str, part_id: int) -> str:
    """The question, its steps so far, and the form of the next."""
    course_class, part = _part(class_id, kind, part_id)
    step = read_kind(request.args.get("do"))
    return _page(course_class, part, empty_form(step, request.args.get("step", "")))


@bp.post(f"{PART}/preview")
@requires(Permission.MARKS_REGRADE)
def preview(class_id: str, kind: str, part_id: int) -> Page:
    """What the step would do; nothing is stored."""
    course_class, part = _part(class_id, kind, part_id)
    typed = read_form(part, request.form)
    if typed.proposal is None:
        return _page(course_class, part, typed), 422
    return _preview(course_class, part, typed)


@bp.post(PART)
@requires(Permission.MARKS_REGRADE)
def take(class_id: str, kind: str, part_id: int) -> Page:
    """Take the step that was previewed."""
    course_class, part = _part(class_id, kind, part_id)
    typed = read_form(part, request.form)
    if (
        typed.proposal is None
    ):  # it was one when it was previewed: somebody else has been at it since
        return _page(course_class, part, typed, applying=True), 422
    try:
        ruling = regrade.take(
            part, typed.proposal, request.form.get("stamp", ""), current_actor().user_id or 0, now()
        )
    except RefusedError as refused:
        return _refused(class_id, kind, part_id, refused.message), 409
    if ruling.state == "done":
        changed = ruling.changed
        flash(
            ngettext("已应用，改了 %(num)s 份的分数。", "已应用，改了 %(num)s 份的分数。", changed),
            "ok",
        )
    else:
        flash(_("已开始改分。答卷多，要一会儿；这一页会显示进度，离开也不影响。"), "info")
    if told := regrade.bank_words(part, ruling):
        flash(told, "info")
    return redirect(url_for(".question", class_id=class_id, kind=kind, part_id=part_id), 303)


@bp.get(f"{PART}/progress")
@requires(Permission.MARKS_REGRADE)
def progress(class_id: str, kind: str, part_id: int) -> str:
    """How far the step that is being applied has come, as a fragment for pages that poll."""
    course_class, part = _part(class_id, kind, part_id)
    return render_template(
        "marking/_progress.html",
        course_class=course_class,
        part=part,
        running=find_running(kind, part.sheet.paper_id),
    )


@bp.post(f"{PART}/resume")
@requires(Permission.MARKS_REGRADE)
def resume(class_id: str, kind: str, part_id: int) -> Response:
    """Let a step that got stuck go on from where it stood."""
    _course_class, part = _part(class_id, kind, part_id)
    running = find_running(kind, part.sheet.paper_id)
    if running is not None and running.job_id is not None and try_again(running.job_id, now()):
        flash(_("已重新开始，从停下的地方接着改。"), "info")
    return redirect(url_for(".question", class_id=class_id, kind=kind, part_id=part_id), 303)


def _page(course_class: CourseClass, part: Part, typed: Typed, *, applying: bool = False) -> str:
    steps = part.steps
    undoable = find_undoable(steps)
    return render_template(
        "marking/regrade.html",
        course_class=course_class,
        part=part,
        type_label=TYPE_LABELS[part.question.face.type],
        view=preview_view(
            part.question.face,
            part.question.told_key(None),
            key="asked",
            points=part.question.worth or part.sheet.frozen.points,
        ),
        material=stimulus_view(part.sheet.material) if part.sheet.material else None,
        typed=typed,
        applying=applying,
        kinds=[kind for kind in Kind if kind is not Kind.UNDO],
        versions=list_later(part.sheet.frozen.version_id),
        running=find_running(part.sheet.kind, part.sheet.paper_id),
        standing={step.number for step in standing(steps)},
        undoable=undoable.number if undoable else None,
        closed=part.question.mode is not Mode.COUNTS,
        **WORDS,
    )


def _preview(course_class: CourseClass, part: Part, typed: Typed, refused: str = "") -> str:
    if typed.proposal is None:
        return _page(course_class, part, typed)
    found = regrade.preview(part, typed.proposal)
    return render_template(
        "marking/regrade_preview.html",
        course_class=course_class,
        part=part,
        typed=typed,
        found=found,
        refused=refused,
        bins=_bins(found.forecast),
        most=MOST_SHOWN,
        forecast_words=forecast_words,
        mean_words=mean_words,
        share_words=share_words,
        fields=[
            (name, value)
            for name, value in typed.values.items(multi=True)
            if name not in ("csrf_token", "stamp")
        ],
        view=preview_view(
            found.question.face,
            found.question.told_key(None),
            key="ruled",
            points=found.question.worth or part.sheet.frozen.points,
        ),
        **WORDS,
    )


def _refused(class_id: str, kind: str, part_id: int, message: str) -> str:
    """The preview as it is by now, with why the step was not taken; or the form, if it no longer fits."""
    course_class, part = _part(class_id, kind, part_id)
    typed = read_form(part, request.form)
    if typed.proposal is None:
        typed.errors.setdefault("form", message)
    return _preview(course_class, part, typed, message)


def _bins(found: Forecast) -> list[dict[str, object]]:
    width = 100 // BINS
    return [
        {
            "label": f"{n * width}–{(n + 1) * width}",
            "before": found.bins_before[n],
            "after": found.bins_after[n],
        }
        for n in range(BINS)
    ]


def _part(class_id: str, kind: str, part_id: int) -> tuple[CourseClass, Part]:
    course_class = get_class(class_id, "marking.home")
    return course_class, regrade.find_part(course_class.id, kind, part_id) or abort(404)
