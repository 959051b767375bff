"""The library of cases, and a case worked on alone."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import throttle
from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.cases import class_routes as class_routes  # their routes hang on the same blueprint
from app.cases import review_routes as review_routes
from app.cases import saving, works
from app.cases import talk_routes as talk_routes
from app.cases import team_routes as team_routes
from app.cases.blueprint import bp
from app.cases.domain.case import CaseKind
from app.cases.forms import read_written
from app.cases.library import chapters_with_cases, list_cases, neighbours, plans_of, points_of
from app.cases.models import CaseOpening
from app.cases.openings import assigned, openings_for
from app.cases.replies import draft_reply, missing_note
from app.cases.texts import shipped_cases
from app.cases.views import CasePage, case_page
from app.cases.words import KINDS, STATUSES
from app.cases.works import Desk
from app.web.clock import now
from app.web.errors import DomainError

Page = Response | str | tuple[str, int]


@bp.get("/cases")
@requires(Permission.LESSON_READ)
def home() -> str:
    user = current_user()
    chapter, kind = request.args.get("chapter", ""), request.args.get("kind", "")
    mine = openings_for(user.id) if user and not user.is_guest else []
    return render_template(
        "cases/home.html",
        cards=list_cases(user.id if user else None, chapter, kind),
        total=len(shipped_cases()),
        chapters=chapters_with_cases(),
        chapter=chapter,
        kind=kind,
        kinds=[(one.value, KINDS[one]) for one in CaseKind],
        mine=mine,
        now=now(),
        words={"kinds": KINDS, "statuses": STATUSES},
    )


@bp.get("/cases/<case_id>")
@requires(Permission.LESSON_READ)
def case(case_id: str) -> Page:
    opening = _assigned(case_id)
    if opening is not None:
        flash(_("老师布置了这个案例，公布以前在班里做。"))
        return redirect(url_for(".class_case", opening_id=opening.public_id))
    return _page(case_page(_desk(case_id)))


@bp.post("/cases/<case_id>/parts/<part_id>")
@throttle.new_guests
@requires(Permission.LESSON_READ)
def answer(case_id: str, part_id: str) -> Page:
    """Keep the answers to a part; with `act=commit` they are final, and the next part opens."""
    desk = _desk(case_id)
    if part_id not in desk.shown:
        abort(404)
    written = read_written(desk.part(part_id), request.form)
    final = request.form.get("act") == "commit"
    blanks = missing_note(desk, part_id, written) if final and "sure" not in request.form else ""
    if written.problems or blanks:
        return _again(desk, written.problems, written.typed, blanks)
    user = ensure_user(now())
    desk = _desk(case_id)
    store = saving.commit_part if final else saving.save_answers
    saved = store(desk, part_id, written.entries, user.id, now())
    if saved.conflicts:
        page = case_page(_desk(case_id), conflicts=saved.conflicts, typed=written.typed)
        return _page(page), 409
    if not final:
        flash(_("草稿已存下，还没有交。"), "ok")
    return redirect(url_for(".case", case_id=case_id, _anchor=f"part-{part_id}"))


@bp.post("/cases/<case_id>/parts/<part_id>/draft")
@throttle.new_guests
@requires(Permission.LESSON_READ)
def draft(case_id: str, part_id: str) -> Response | tuple[Response, int]:
    """Keep what a page's script sends while its reader writes."""
    desk = _desk(case_id)
    if part_id not in desk.shown:
        abort(404)
    written = read_written(desk.part(part_id), request.form)
    if not written.entries:
        return draft_reply(written, None, now())
    user = ensure_user(now())
    saved = saving.save_answers(_desk(case_id), part_id, written.entries, user.id, now())
    return draft_reply(written, saved, now())


@bp.post("/cases/<case_id>/again")
@requires(Permission.LESSON_READ)
def again(case_id: str) -> Response:
    """Begin a case anew."""
    user = current_user()
    _desk(case_id)
    if user is not None:
        saving.begin_again(case_id, user.id, now())
    return redirect(url_for(".case", case_id=case_id))


def _assigned(case_id: str) -> CaseOpening | None:
    """The class in which the present person is to do this case first."""
    user = current_user()
    return assigned(user.id, case_id) if user and not user.is_guest else None


def _desk(case_id: str) -> Desk:
    user = current_user()
    if request.method == "POST" and _assigned(case_id) is not None:
        raise DomainError(_("老师布置了这个案例，公布以前在班里做。"), status=409)
    return works.own_desk(case_id, user.id if user else None, now()) or abort(404)


def _again(
    desk: Desk, problems: dict[str, str], typed: dict[str, object], blanks: str
) -> tuple[str, int]:
    return _page(case_page(desk, problems=problems, typed=typed), blanks), 422


def _page(page: CasePage, blanks: str = "") -> str:
    case = page.desk.case
    return render_template(
        "cases/case.html",
        page=page,
        blanks=blanks,
        plans=plans_of(case),
        points=points_of(case),
        others=neighbours(case),
        words={"kinds": KINDS, "statuses": STATUSES},
        now=now(),
    )
