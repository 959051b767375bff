"""A case that a student's class works on."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.cases import saving, works
from app.cases.blueprint import bp
from app.cases.forms import read_written
from app.cases.library import plans_of, points_of
from app.cases.marks import list_works, marked_of, numbers_of, propose_part
from app.cases.models import CaseOpening
from app.cases.release import Final, finals
from app.cases.replies import draft_reply, missing_note
from app.cases.views import CasePage, case_page
from app.cases.words import KINDS, OPENS, STATUSES
from app.cases.works import Desk
from app.courses.models import CourseClass
from app.extensions import db
from app.web.clock import now

Page = Response | str | tuple[str, int]


@bp.get("/class-cases/<opening_id>")
@requires(Permission.CASE_WORK)
def class_case(opening_id: str) -> str:
    opening = get_opening(opening_id)
    return _page(_case_page(_desk(opening)))


@bp.post("/class-cases/<opening_id>/parts/<part_id>")
@requires(Permission.CASE_WORK)
def class_answer(opening_id: str, part_id: str) -> Page:
    """Keep the answers to a part; with `act=commit` they are final."""
    opening = get_opening(opening_id)
    desk = _desk(opening)
    if part_id not in desk.shown:
        abort(404)
    written = read_written(desk.part(part_id), request.form)
    final = request.form.get("act") == "commit"
    blanks = missing_note(desk, part_id, written) if final and "sure" not in request.form else ""
    if written.problems or blanks:
        page = case_page(desk, problems=written.problems, typed=written.typed)
        return _page(page, blanks), 422
    if final:
        saved = saving.commit_part(desk, part_id, written.entries, me().id, now(), _propose)
    else:
        saved = saving.save_answers(desk, part_id, written.entries, me().id, now())
    if saved.conflicts:
        page = case_page(_desk(opening), conflicts=saved.conflicts, typed=written.typed)
        return _page(page), 409
    flash(_("这一部分已经交了。") if final else _("草稿已存下，还没有交。"), "ok")
    return redirect(url_for(".class_case", opening_id=opening_id, _anchor=f"part-{part_id}"))


@bp.post("/class-cases/<opening_id>/parts/<part_id>/draft")
@requires(Permission.CASE_WORK)
def class_draft(opening_id: str, part_id: str) -> Response | tuple[Response, int]:
    """Keep what a page's script sends while its reader writes."""
    desk = _desk(get_opening(opening_id))
    if part_id not in desk.shown:
        abort(404)
    written = read_written(desk.part(part_id), request.form)
    if not written.entries:
        return draft_reply(written, None, now())
    saved = saving.save_answers(desk, part_id, written.entries, me().id, now())
    return draft_reply(written, saved, now())


def get_opening(opening_id: str) -> CaseOpening:
    """The opened case that an address names; withdrawn ones are gone for students."""
    opening = load_or_404(CaseOpening, public_id=opening_id)
    if opening.withdrawn_at is not None:
        abort(404)
    return opening


def me() -> User:
    return current_user() or abort(401)


def _desk(opening: CaseOpening) -> Desk:
    return works.class_desk(opening, me().id, now())


def _propose(desk: Desk, part_id: str) -> None:
    propose_part(desk, part_id, now())


def _case_page(desk: Desk) -> CasePage:
    """With the marks, once they are released."""
    if not desk.told or desk.opening is None or desk.work is None:
        return case_page(desk)
    marked = marked_of(desk.opening, desk.work.id)
    return case_page(desk, marked=marked, lines=numbers_of(desk.case))


def _page(page: CasePage, blanks: str = "") -> str:
    case, opening = page.desk.case, page.desk.opening or abort(404)
    work = page.desk.work if opening.released_at is not None else None
    return render_template(
        "cases/class_case.html",
        page=page,
        opening=opening,
        course_class=db.session.get_one(CourseClass, opening.class_id),
        blanks=blanks,
        marked=marked_of(opening, work.id) if work else None,
        plans=plans_of(case),
        points=points_of(case),
        final=_final(opening) if work else None,
        waits=_waits(page),
        words={"kinds": KINDS, "statuses": STATUSES},
        now=now(),
    )


def _final(opening: CaseOpening) -> Final | None:
    """One's own mark with what it is made of."""
    return finals(opening, list_works(opening, now())).get(me().id)


def _waits(page: CasePage) -> str:
    """Why the next part is not open yet, in words; "" where there is none."""
    if not page.later or page.desk.opening is None:
        return ""
    part = page.desk.opening.parts[len(page.parts)]
    return str(OPENS[part.opens])  # type: ignore[index]
