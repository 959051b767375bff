"""The first visit, the course map, and lessons."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts import throttle
from app.accounts.service import ensure_user
from app.accounts.sessions import current_user
from app.authz.gate import current_actor, requires
from app.authz.permissions import Permission
from app.bank.content import get_library
from app.bank.labels import LEVEL_LABELS
from app.content.markdown import Part
from app.learning.service import mistake_count
from app.reader import check_routes, lookup_routes, service
from app.reader.checks import load_checks
from app.reader.notes import list_notes
from app.reader.outline import by_level
from app.reader.pages import bp, open_chapter, open_section, section_url
from app.reader.service import ChapterCard
from app.reader.views import CheckView, one_check, part_views, said_nothing, trusted
from app.web.clock import now
from app.web.notices import notices_for

Page = Response | str | tuple[str, int]

# Modules that add their pages to the blueprint as they are imported.
__all__ = ["bp", "check_routes", "lookup_routes"]


@bp.get("/")
@requires(Permission.SITE_READ)
def home() -> Page:
    if current_actor().signed_in:
        return redirect(url_for("reader.course_map"))
    user = current_user()
    whole = service.course_map(user.id if user else None, now())
    first = next((card for card in whole.cards if card.readable), None)
    return render_template(
        "reader/home.html",
        course=get_library().course,
        map=whole,
        first=first,
        trial=_trial(first, user.id if user else None),
    )


@bp.get("/learn")
@requires(Permission.LESSON_READ)
def course_map() -> str:
    user = current_user()
    library = get_library()
    levels = [level.name for level in library.course.levels] if library.course else []
    whole = service.course_map(user.id if user else None, now())
    return render_template(
        "reader/map.html",
        course=library.course,
        map=whole,
        mistakes=mistake_count(user.id) if user else 0,
        notices=notices_for(user.id, now()) if user and not user.is_guest else [],
        objectives=by_level(whole.current.plan.objectives, levels) if whole.current else [],
        level_words=LEVEL_LABELS,
    )


@bp.get("/learn/<chapter_id>")
@requires(Permission.LESSON_READ)
def lesson(chapter_id: str) -> str:
    user = current_user()
    card = service.read_card(open_chapter(chapter_id), user.id if user else None, now())
    return render_template("reader/chapter.html", **_chapter_values(card))


@bp.get("/learn/<chapter_id>/print")
@requires(Permission.LESSON_READ)
def lesson_print(chapter_id: str) -> str:
    """The whole chapter, its questions as on paper."""
    card = open_chapter(chapter_id)
    sections = [line.section for line in card.lines]
    checks = load_checks([item for section in sections for item in section.checks], None)
    return render_template(
        "reader/print.html",
        parts={section.anchor: part_views(section, checks) for section in sections},
        **_chapter_values(card),
    )


@bp.get("/learn/<chapter_id>/print/summary")
@requires(Permission.LESSON_READ)
def summary_print(chapter_id: str) -> str:
    card = open_chapter(chapter_id)
    return render_template("reader/print_summary.html", **_chapter_values(card))


@bp.get("/learn/<chapter_id>/<anchor>")
@requires(Permission.LESSON_READ)
def section(chapter_id: str, anchor: str) -> Page:
    card, found = open_section(chapter_id, anchor)
    if found.anchor != anchor:  # a heading inside the section
        return redirect(section_url(card, found, anchor))
    user = current_user()
    page = service.read_section(
        card, anchor, user.id if user else None, request.args.getlist("again")
    )
    if page is None:
        abort(404)
    signed_in = current_actor().signed_in
    return render_template(
        "reader/section.html",
        page=page,
        card=page.card,
        parts=part_views(found, page.checks, request.args.get("blank")),
        notes=list_notes(user.id, chapter_id, anchor) if user and signed_in else [],
        keeps=user is not None,
    )


@bp.post("/learn/<chapter_id>/<anchor>/position")
@throttle.new_guests
@requires(Permission.LESSON_READ)
def position(chapter_id: str, anchor: str) -> Page:
    """Keep how far one has read; with `done` the section was read to its end.

    Reading alone makes no guest of a visitor; saying that a section is finished does.
    """
    card, found = open_section(chapter_id, anchor)
    if "done" not in request.form:
        user = current_user()
        if user is not None:
            service.keep_position(user.id, card, found, request.form.get("at", ""), now())
        return "", 204
    following = service.finish_section(ensure_user(now()).id, card, found, now())
    if following is None:
        if card.plan.is_extension:
            flash(_("这一课读完了。合上书，试着说说目标里的每一条。"), "ok")
        else:
            flash(_("这一章读完了。合上书，试着说说目标里的每一条。"), "ok")
        return redirect(url_for("reader.lesson", chapter_id=chapter_id), 303)
    return redirect(url_for("reader.section", chapter_id=chapter_id, anchor=following), 303)


def _trial(first: ChapterCard | None, user_id: int | None) -> CheckView | None:
    """The first check question of the open chapter, to be tried on the first page."""
    lines = first.lines if first else ()
    item_id = next((item for line in lines for item in line.section.checks), None)
    if item_id is None:
        return None
    found = load_checks([item_id], user_id, request.args.getlist("again")).get(item_id)
    error = said_nothing() if request.args.get("blank") == item_id else ""
    return one_check(found, 1, "h3", error, at_home=True) if found else None


def _chapter_values(card: ChapterCard) -> dict[str, object]:
    library = get_library()
    spec = card.chapter.spec if card.chapter else None
    levels = [level.name for level in library.course.levels] if library.course else []
    lesson = card.chapter.lesson if card.chapter else None
    return {
        "card": card,
        "spec": spec,
        "objectives": by_level(spec.objectives, levels) if spec else [],
        "level_words": LEVEL_LABELS,
        "opening": trusted(lesson.opening) if lesson else "",
        "summary": trusted([Part("html", lesson.summary)]) if lesson else "",
        "terms": [library.terms[term] for term in lesson.terms] if lesson else [],
    }
