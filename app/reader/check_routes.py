"""Check questions: answered, explained and asked again without leaving the page."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import throttle
from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.domain.responses import ResponseError, is_blank
from app.bank.inputs import read_posted
from app.content.markdown import Section
from app.reader.checks import (
    Check,
    Learnt,
    answer_check,
    chapter_percent,
    load_checks,
    with_seed,
)
from app.reader.pages import bp, by_script, open_chapter, section_url
from app.reader.service import ChapterCard
from app.reader.views import one_check, places_of_checks, said_nothing
from app.web.clock import now
from app.web.errors import DomainError

Page = Response | str | tuple[str, int]


@bp.get("/learn/<chapter_id>/checks/<item_id>")
@requires(Permission.ITEM_PRACTISE)
def check_again(chapter_id: str, item_id: str) -> Page:
    """The question anew: a fragment for the page's script, the page itself for everyone else."""
    card = open_chapter(chapter_id)
    found = _section_with(card, item_id)
    if not by_script():
        return redirect(_check_url(card, found, item_id, again=item_id))
    user = current_user()
    check = load_checks([item_id], user.id if user else None, [item_id]).get(item_id)
    return _check_fragment(card, found, check or abort(404))


@bp.post("/learn/<chapter_id>/checks/<item_id>")
@throttle.new_guests
@requires(Permission.ITEM_PRACTISE)
def check(chapter_id: str, item_id: str) -> Page:
    """Take an answer to a check question, and explain it where it was asked."""
    card = open_chapter(chapter_id)
    found = _section_with(card, item_id)
    known = load_checks([item_id], None).get(item_id)
    if known is None:
        abort(404)
    asked = with_seed(known, request.form.get("seed", 0, type=int))
    try:
        response = read_posted(asked.face, request.form, "answer")
    except ResponseError as error:
        raise DomainError(str(error), status=422) from error
    if is_blank(response):
        if by_script():
            return _check_fragment(card, found, asked, error=said_nothing()), 422
        return redirect(_check_url(card, found, item_id, again=item_id, blank=item_id), 303)
    user = ensure_user(now())
    before = chapter_percent(user.id, chapter_id, now())
    told = answer_check(user.id, asked, response, now())
    if not by_script():
        return redirect(_check_url(card, found, item_id), 303)
    learnt = Learnt(before, chapter_percent(user.id, chapter_id, now()))
    return _check_fragment(card, found, told, learnt=learnt)


def _section_with(card: ChapterCard, item_id: str) -> Section:
    """The section that asks a check question."""
    found = (line.section for line in card.lines if item_id in line.section.checks)
    return next(found, None) or abort(404)


def _check_url(card: ChapterCard, found: Section, item_id: str, **values: Any) -> str:
    """The place on its page where a question stands: in its section, or on the first page."""
    if request.values.get("from") == "home":
        return url_for("reader.home", _anchor=f"check-{item_id}", **values)
    return section_url(card, found, f"check-{item_id}", **values)


def _check_fragment(
    card: ChapterCard,
    found: Section,
    check: Check,
    error: str = "",
    learnt: Learnt | None = None,
) -> str:
    at_home = request.values.get("from") == "home"
    number, heading = (1, "h3") if at_home else places_of_checks(found)[check.content_id]
    return render_template(
        "reader/_check.html",
        chapter_id=card.id,
        plan=card.plan,
        one=one_check(check, number, heading, error, at_home=at_home),
        at_home=at_home,
        learnt=learnt,
    )
