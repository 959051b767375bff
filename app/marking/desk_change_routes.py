"""What changes how one question is graded: a wording that counts, and the rubric's lines.

For instructors: both change marks that were given.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.bank.service import EditConflict
from app.marking import essay_rubrics, phrases
from app.marking.answers import key_points_of
from app.marking.desk import Desk
from app.marking.desk_routes import PART, Page, desk_again, find_part_of, go_on, open_for_me
from app.marking.desk_words import effect_words
from app.marking.highlight import highlight
from app.marking.regrade import RefusedError
from app.marking.works import find_regradable
from app.web.clock import now
from app.web.numbers import read_int

bp = Blueprint("desk_changes", __name__, url_prefix="/classes/<class_id>/desk")
LONGEST_REASON = 200


@bp.post(f"{PART}/phrase")
@requires(Permission.MARKS_REGRADE)
def weigh_phrase(class_id: str, kind: str, part_id: int) -> Page:
    """What taking a student's wording as one that earns a key point would change; nothing is stored."""
    desk = open_for_me(class_id, kind, part_id)
    return _phrase_page(class_id, desk)


@bp.post(f"{PART}/phrase/take")
@requires(Permission.MARKS_REGRADE)
def take_phrase(class_id: str, kind: str, part_id: int) -> Page:
    """Take the wording that was previewed."""
    desk = open_for_me(class_id, kind, part_id)
    raise_works = {number for work in request.form.getlist("raise") if (number := read_int(work))}
    user = current_user() or abort(401)
    try:
        count = phrases.adopt(
            desk, kind, request.form.get("phrase_point", ""), request.form.get("phrase", ""),
            request.form.get("stamp", ""), raise_works, user.id, now(),
        )  # fmt: skip
    except phrases.PhraseError as error:
        return desk_again(class_id, desk, error.message), error.status
    except RefusedError as refused:
        page = _phrase_page(class_id, desk, refused.message)
        return (page, refused.status) if isinstance(page, str) else page
    flash(_("已采纳。以后的建议都认得这个说法；在“看采纳过的说法”里可以撤销，或存进题库。"), "ok")
    if count:
        flash(ngettext("调高了 %(num)s 份的分数。", "调高了 %(num)s 份的分数。", count), "ok")
    return go_on(class_id, desk.part, read_int(request.args.get("g", "")))


@bp.get(f"{PART}/phrases")
@requires(Permission.MARKS_REGRADE)
def phrases_taken(class_id: str, kind: str, part_id: int) -> str:
    """The wordings that were taken for this question, each with its way back and its way into the bank."""
    part = find_part_of(class_id, kind, part_id)
    return render_template(
        "marking/desk_phrases.html",
        class_id=class_id,
        part=part,
        adopted=phrases.list_adopted(part),
        may_keep=may(Permission.BANK_EDIT),
        regradable=find_regradable(kind) is not None,
    )


@bp.post(f"{PART}/phrases")
@requires(Permission.MARKS_REGRADE)
def keep_phrase(class_id: str, kind: str, part_id: int) -> Response:
    """Store a wording that was taken in the item bank, for all papers to come."""
    part = find_part_of(class_id, kind, part_id)
    if not may(Permission.BANK_EDIT):
        abort(403)
    user = current_user() or abort(401)
    try:
        phrases.keep_in_bank(
            part, read_int(request.form.get("step", "")) or 0, request.form.get("point", ""),
            request.form.get("phrase", ""), user.id, now(),
        )  # fmt: skip
    except (phrases.PhraseError, EditConflict) as error:
        flash(error.message, "warn")
    else:
        flash(_("已存进题库，是这道题新的一版。以后组的卷子都认得它。"), "ok")
    target = url_for(".phrases_taken", class_id=class_id, kind=kind, part_id=part_id)
    return redirect(target, 303)


def _phrase_page(class_id: str, desk: Desk, refused: str = "") -> Page:
    part = desk.part
    point_id, phrase = request.form.get("phrase_point", ""), request.form.get("phrase", "")
    try:
        found = phrases.weigh(desk, part.summary.kind, point_id, phrase)
    except phrases.PhraseError as error:
        return desk_again(class_id, desk, error.message), error.status
    numbers = {point.id: number for number, point in enumerate(key_points_of(part), 1)}
    return render_template(
        "marking/desk_phrase.html",
        class_id=class_id,
        part=part,
        found=found,
        point=next(p for p in part.key.key_points if p.id == found.point_id),
        number=numbers[found.point_id],
        refused=refused,
        shown_text=lambda shift: highlight(
            shift.row.text, shift.after.spans, numbers, shift.after.halves
        ),
    )


@bp.get(f"{PART}/rubric")
@requires(Permission.MARKS_REGRADE)
def rubric(class_id: str, kind: str, part_id: int) -> str:
    """The lines by which answers to this question are marked."""
    desk = open_for_me(class_id, kind, part_id)
    return _rubric_page(class_id, desk, essay_rubrics.typed_rows(desk.part))


@bp.post(f"{PART}/rubric")
@requires(Permission.MARKS_REGRADE)
def save_rubric(class_id: str, kind: str, part_id: int) -> Page:
    """Look at what new lines would do (`do=preview`), store them, or go back to the key points (`reset`)."""
    desk = open_for_me(class_id, kind, part_id)
    rows, reason = _typed_lines(), request.form.get("reason", "").strip()[:LONGEST_REASON]
    try:
        do = request.form.get("do")
        lines = () if do == "reset" else essay_rubrics.read_lines(desk.part, rows)
        if do == "preview":
            found = essay_rubrics.effect(desk.part, lines)
            return _rubric_page(class_id, desk, rows, reason=reason, found=found)
        seen = read_int(request.form.get("seen", "")) or 0
        user = current_user() or abort(401)
        what = _("改评分项") if lines else _("用回题目的采分点")
        words = _("%(what)s：%(reason)s", what=what, reason=reason) if reason else what
        done = essay_rubrics.save_lines(desk.part, lines, seen, words, user.id, now())
    except essay_rubrics.RubricError as error:
        return _rubric_page(class_id, desk, rows, reason=reason, error=error), error.status
    flash(effect_words(done.changed, done.waits), "ok")
    return go_on(class_id, desk.part, None)


def _typed_lines() -> list[essay_rubrics.LineInput]:
    ids = request.form.getlist("id")[: essay_rubrics.MOST_LINES]
    texts, points = request.form.getlist("text"), request.form.getlist("points")
    return [
        essay_rubrics.LineInput(id=id_[:40], text=text[:1000], points=number[:20])
        for id_, text, number in zip(ids, texts, points, strict=False)
    ]


def _rubric_page(
    class_id: str,
    desk: Desk,
    rows: Sequence[essay_rubrics.LineInput],
    *,
    reason: str = "",
    found: essay_rubrics.Effect | None = None,
    error: essay_rubrics.RubricError | None = None,
) -> str:
    return render_template(
        "marking/desk_rubric.html",
        class_id=class_id,
        part=desk.part,
        rows=rows,
        reason=reason,
        way_back=essay_rubrics.effect(desk.part, ()) if desk.part.lines else None,
        effect_words=effect_words,
        found=found,
        error=error,
    )
