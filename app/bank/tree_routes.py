"""The editor of the knowledge points' tree: chapters, the points of one, one own point."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import tree, tree_editing
from app.bank.history import knowledge_titles
from app.bank.models import KnowledgePoint
from app.bank.pages import author_id, chapter_titles, knowledge_groups
from app.bank.queries import list_knowledge
from app.bank.team_words import POINT_ACTS, say_change
from app.bank.tree_editing import Wanted
from app.web.clock import now
from app.web.errors import DomainError

Page = Response | str | tuple[str, int]
FIELDS = ("title", "chapter_id", "level", "cognitive")


def register(bp: Blueprint) -> None:
    """Put the tree on the bank's blueprint."""
    post = ["POST"]
    bp.add_url_rule("/tree", "tree", show_tree)
    bp.add_url_rule("/tree/<chapter>", "tree_chapter", show_chapter)
    bp.add_url_rule("/tree/<chapter>", "new_point", new_point, methods=post)
    bp.add_url_rule("/tree/points/<point_id>", "point", show_point)
    bp.add_url_rule("/tree/points/<point_id>", "change_point", change_point, methods=post)
    bp.add_url_rule("/tree/points/<point_id>/merge", "merge_point", merge_point, methods=post)
    bp.add_url_rule("/tree/points/<point_id>/retire", "retire_point", retire, methods=post)


@requires(Permission.BANK_VIEW)
def show_tree() -> str:
    """All chapters with what stands in them."""
    return render_template("bank/tree.html", rows=tree.list_chapters())


@requires(Permission.BANK_VIEW)
def show_chapter(chapter: str) -> Page:
    return _chapter_page(chapter)


@requires(Permission.BANK_EDIT)
def new_point(chapter: str) -> Page:
    """A new own point at the end of a chapter."""
    wanted = _wanted(chapter)
    try:
        point = tree_editing.create_point(wanted, author_id(), now())
    except DomainError as error:
        return _chapter_page(chapter, error.message, error.status)
    flash(_("知识点“%(title)s”已加入。", title=point.title), "ok")
    return redirect(url_for("bank.tree_chapter", chapter=chapter))


@requires(Permission.BANK_VIEW)
def show_point(point_id: str) -> Page:
    return _point_page(_load(point_id))


@requires(Permission.BANK_EDIT)
def change_point(point_id: str) -> Page:
    """Rename an own point, move it or set its levels."""
    point = _load(point_id)
    seen = {name: request.form.get(f"seen-{name}", "") for name in FIELDS}
    try:
        point = tree_editing.change_point(point.id, _wanted(), seen, author_id(), now())
    except DomainError as error:
        return _point_page(point, error.message, error.status)
    flash(_("知识点已存下。"), "ok")
    return redirect(url_for("bank.tree_chapter", chapter=point.chapter_id))


@requires(Permission.BANK_EDIT)
def merge_point(point_id: str) -> Page:
    """Make an own point part of another one; items follow."""
    point = _load(point_id)
    into = request.form.get("into", "")
    try:
        step = tree_editing.merge_point(point.id, into, author_id(), now())
    except DomainError as error:
        return _point_page(point, error.message, error.status)
    flash(
        ngettext(
            "已并入，%(num)s 道题随之改归。",
            "已并入，%(num)s 道题随之改归。",
            step.count,
        ),
        "ok",
    )
    return redirect(url_for("bank.step", public_id=step.public_id))


@requires(Permission.BANK_EDIT)
def retire(point_id: str) -> Page:
    """Offer an own point no more, or again."""
    point = _load(point_id)
    on = request.form.get("on") == "1"
    try:
        tree_editing.retire_point(point.id, on, author_id(), now())
    except DomainError as error:
        return _point_page(point, error.message, error.status)
    flash(_("知识点已停用。") if on else _("知识点已恢复。"), "ok")
    return redirect(url_for("bank.tree_chapter", chapter=point.chapter_id))


def _load(point_id: str) -> KnowledgePoint:
    return load_or_404(KnowledgePoint, id=point_id)


def _wanted(chapter: str = "") -> Wanted:
    values = {name: request.form.get(name, "") for name in FIELDS}
    return Wanted(**values | ({"chapter_id": chapter} if chapter else {}))


def _chapter_page(chapter: str, problem: str = "", status: int = 200) -> Page:
    titles = chapter_titles()
    rows = tree.list_points(chapter)
    if chapter not in titles and not rows:
        abort(404)
    page = render_template(
        "bank/tree_chapter.html",
        chapter=chapter,
        title=titles.get(chapter, chapter),
        known=chapter in titles,
        rows=rows,
        problem=problem,
    )
    return page, status


def _point_page(point: KnowledgePoint, problem: str = "", status: int = 200) -> Page:
    titles = knowledge_titles()
    named = titles | chapter_titles()
    items = tree.count_items([point.id]).get(point.id, {})
    page = render_template(
        "bank/point.html",
        point=point,
        now=tree_editing.columns_of(point),
        chapters=chapter_titles(),
        groups=[
            (chapter, rows)
            for chapter, points in knowledge_groups(list_knowledge())
            if (rows := [one for one in points if one.id != point.id])
        ],
        items=items,
        titles=titles,
        log=[
            (note, POINT_ACTS[note.act], say_change(note, named))
            for note in tree.list_notes(point.id)
        ],
        problem=problem,
    )
    return page, status
