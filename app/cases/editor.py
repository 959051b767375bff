"""Writing cases of one's own: by form or as text, version by version, looked at as a student sees them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.cases import own as owning
from app.cases.domain.case import CaseKind, Opens, Status
from app.cases.draft_fields import from_fields, to_fields
from app.cases.drafting import Checked, check_text, read_data, write_data
from app.cases.library import plans_of, points_of
from app.cases.staff import me
from app.cases.talk_models import OwnCase
from app.cases.texts import shipped_text
from app.cases.views import preview_page
from app.cases.words import KINDS, OPENS, STATUSES
from app.web.clock import now
from app.web.numbers import read_int

bp = Blueprint("case_editor", __name__, url_prefix="/my-cases")
Page = Response | str | tuple[str, int]


@bp.get("")
@requires(Permission.CASE_MANAGE)
def home() -> str:
    return render_template("cases_manage/own.html", cards=owning.list_own(me().id))


@bp.post("/new")
@requires(Permission.CASE_MANAGE)
def new() -> Response:
    """Begin a case: blank, or as a copy of one of the course (`case`)."""
    case_id = request.form.get("case", "")
    text = shipped_text(case_id) if case_id else None
    if case_id and text is None:
        abort(404)
    made = owning.begin(me().id, text, now())
    return redirect(url_for(".edit", public_id=made.public_id))


@bp.get("/<public_id>")
@requires(Permission.CASE_MANAGE)
def edit(public_id: str) -> Page:
    own = _own(public_id)
    number = read_int(request.args.get("version", "")) or own.version
    try:
        text = owning.get_version(own, number).text
    except LookupError:
        abort(404)
    return _edit(own, text, _view(), check_text(text), old=number != own.version)


@bp.post("/<public_id>")
@requires(Permission.CASE_MANAGE)
def store(public_id: str) -> Page:
    """Keep what was written as the next version, with or without problems."""
    own = _own(public_id)
    view = _view()
    seen = read_int(request.form.get("seen", "")) or 0
    text = _posted(view)
    try:
        checked = owning.store(own.id, text, seen, me().id, now())
    except (owning.ChangedMeanwhile, owning.TooLong) as refused:
        page = _edit(own, text, view, check_text(text[: owning.LONGEST_TEXT]), refused.message)
        return page, refused.status
    if checked.sound:
        flash(_("已存下，可以布置给班级了。"), "ok")
    else:
        flash(_("已存下，还有几处要改，改好才能布置给班级。"), "warn")
    return redirect(url_for(".edit", public_id=public_id, view=view))


@bp.get("/<public_id>/preview")
@requires(Permission.CASE_MANAGE)
def preview(public_id: str) -> str:
    """As a student sees it after handing in `parts` parts."""
    own = _own(public_id)
    text = owning.sound_text(own)
    checked = check_text(text) if text else Checked(None)
    done = read_int(request.args.get("parts", "0"), 9) or 0
    return render_template(
        "cases_manage/preview.html",
        own=own,
        page=preview_page(checked.case, done) if checked.case else None,
        done=done,
        case=checked.case,
        plans=plans_of(checked.case) if checked.case else [],
        points=points_of(checked.case) if checked.case else [],
        words={"kinds": KINDS, "statuses": STATUSES},
    )


@bp.get("/<public_id>/versions")
@requires(Permission.CASE_MANAGE)
def versions(public_id: str) -> str:
    own = _own(public_id)
    return render_template(
        "cases_manage/versions.html", own=own, versions=owning.list_versions(own)
    )


@bp.post("/<public_id>/copy")
@requires(Permission.CASE_MANAGE)
def copy(public_id: str) -> Response:
    """Begin another case with the text of this one."""
    own = _own(public_id)
    made = owning.begin(me().id, owning.get_version(own).text, now())
    return redirect(url_for(".edit", public_id=made.public_id))


@bp.post("/<public_id>/put-away")
@requires(Permission.CASE_MANAGE)
def put_away(public_id: str) -> Response:
    owning.put_away(_own(public_id).id, now())
    flash(_("已收起。用着它的班级不受影响。"), "ok")
    return redirect(url_for(".home"))


def _own(public_id: str) -> OwnCase:
    """The case, if it is the present person's own."""
    own = load_or_404(OwnCase, public_id=public_id)
    if own.owner_id != me().id or own.archived_at is not None:
        abort(404)
    return own


def _view() -> str:
    return "text" if request.values.get("view") == "text" else "form"


def _posted(view: str) -> str:
    """The text that was posted: typed as it is, or put together from fields over the text they were made of."""
    if view == "text":
        return request.form.get("text", "")
    base = read_data(request.form.get("base", "")) or {}
    return write_data(from_fields(request.form.to_dict(), base))


def _edit(
    own: OwnCase, text: str, view: str, checked: Checked, problem: str = "", *, old: bool = False
) -> str:
    data = read_data(text)
    if data is None:
        view = "text"  # what cannot be read has no fields
    return render_template(
        "cases_manage/edit.html",
        own=own,
        text=text,
        view=view,
        data=data or {},
        fields=to_fields(data) if data else {},
        checked=checked,
        problem=problem,
        old=old,
        kinds=[(one.value, KINDS[one]) for one in CaseKind],
        statuses=[(one.value, f"{STATUSES[one][0]}：{STATUSES[one][1]}") for one in Status],
        opens=[("", "—"), *((one.value, OPENS[one]) for one in Opens if one is not Opens.START)],
    )
