"""Mistakes, favourites and progress: a learner's own, guests included."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import throttle
from app.accounts.routes import safe_next
from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.content import get_library
from app.bank.domain.types import ItemType
from app.bank.labels import TYPE_LABELS
from app.learning.access import only_open
from app.learning.service import keep_note, local_day, practised_points, toggle_favourite
from app.learning.words import leaving_rule, mastery_examples, mastery_rule
from app.review import service, views
from app.review.forms import LONGEST_NOTE, NoteForm
from app.web.clock import now
from app.web.pages import paginate

bp = Blueprint("review", __name__)
PER_PAGE = 20
DAYS = 28
# What "practise these" takes at most: more is not done in one sitting.
ONE_ROUND = 20


@bp.get("/mistakes")
@requires(Permission.ITEM_PRACTISE)
def mistakes() -> str:
    user_id, wanted = _user_id(), _narrowing()
    paged = paginate(service.mistakes_of(user_id, wanted), PER_PAGE)
    left = service.lately_left(user_id, wanted) if paged.page == 1 else []
    items = service.items_of([*paged.items, *left])
    answers = service.last_answers(user_id, [row.item_id for row in paged.items])
    today = local_day(now())
    return render_template(
        "review/mistakes.html",
        parts=views.by_chapter(views.item_rows(paged.items, items, answers, today)),
        left=views.item_rows(left, items, {}, today),
        page=paged,
        rule=leaving_rule(),
        round=_round("mistakes", wanted, paged.total),
        **_filter_choices(),
    )


@bp.get("/favourites")
@requires(Permission.ITEM_PRACTISE)
def favourites() -> str:
    return _favourites()


@bp.post("/favourites/<int:item_id>")
@throttle.new_guests
@requires(Permission.ITEM_PRACTISE)
def favourite(item_id: int) -> Response:
    """Mark an item or unmark it: `on` says which, without it the mark is turned over."""
    item = service.get_practisable(item_id, _open_chapters())
    said = request.form.get("on")
    toggle_favourite(ensure_user(now()).id, item.id, None if said is None else said == "1")
    if "next" not in request.form:
        return redirect(url_for("review.favourites"))
    return redirect(safe_next())


@bp.post("/favourites/<int:item_id>/note")
@throttle.new_guests
@requires(Permission.ITEM_PRACTISE)
def note(item_id: int) -> Response | tuple[str, int]:
    item = service.get_practisable(item_id, _open_chapters())
    form = NoteForm()
    if not form.validate():
        return _favourites(refused=(item.id, form)), 422
    keep_note(ensure_user(now()).id, item.id, form.text.data or "")
    flash(_("笔记存下了。") if form.text.data else _("笔记已清空。"), "ok")
    return redirect(safe_next())


@bp.get("/progress")
@requires(Permission.ITEM_PRACTISE)
def progress() -> str:
    user_id, at = _user_id(), now()
    opened = set(_open_chapters())
    points = [point for point in practised_points() if point.chapter_id in opened]
    chapters = views.chapter_progress(points, service.masteries_of(user_id), at)
    days = service.answers_per_day(user_id, local_day(at), DAYS)
    return render_template(
        "review/progress.html",
        chapters=chapters,
        weakest=views.weakest(chapters),
        answers=service.answer_count(user_id),
        bins=views.day_bins(days),
        summary=views.day_summary(days),
        rule=mastery_rule(),
        examples=mastery_examples(),
    )


def _favourites(refused: tuple[int, NoteForm] | None = None) -> str:
    """The list; `refused` is a note that could not be kept, shown again with its error."""
    user_id, wanted = _user_id(), _narrowing()
    paged = paginate(service.favourites_of(user_id, wanted), PER_PAGE)
    items = service.items_of(paged.items)
    answers = service.last_answers(user_id, [row.item_id for row in paged.items])
    rows = views.item_rows(paged.items, items, answers, local_day(now()))
    return render_template(
        "review/favourites.html",
        parts=views.by_chapter(rows),
        page=paged,
        round=_round("favourites", wanted, paged.total),
        refused=refused,
        longest=LONGEST_NOTE,
        **_filter_choices(),
    )


def _user_id() -> int:
    """The present person's id; 0, whom nothing belongs to, for a visitor who kept nothing."""
    user = current_user()
    return user.id if user else 0


def _open_chapters() -> tuple[str, ...]:
    course = get_library().course
    return only_open(plan.id for plan in course.plans) if course else ()


def _narrowing() -> service.Narrowing:
    """The list's filter in the address; what is not among the choices narrows nothing."""
    opened, chapter = _open_chapters(), request.args.get("chapter", "")
    type_ = request.args.get("type", "")
    return service.Narrowing(
        chapters=(chapter,) if chapter in opened else opened,
        type=type_ if type_ in set(ItemType) else "",
    )


def _filter_choices() -> dict[str, object]:
    names = [(chapter, views.chapter_name(chapter)) for chapter in _open_chapters()]
    return {
        "chapters": [("", _("全部章")), *names],
        "types": [("", _("全部题型")), *((t.value, label) for t, label in TYPE_LABELS.items())],
        "filtered": bool(request.args.get("chapter") or request.args.get("type")),
    }


def _round(only: str, wanted: service.Narrowing, total: int) -> dict[str, object]:
    """What a button "practise these" sends to start a round."""
    fields: dict[str, object] = {"only": only, "count": min(total, ONE_ROUND)}
    if len(wanted.chapters) == 1:
        fields["chapter"] = wanted.chapters[0]
    if wanted.type:
        fields["types"] = wanted.type
    return fields
