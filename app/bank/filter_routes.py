"""Saved filters: naming the present one, opening, renaming, making it the default, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import filters
from app.bank.collections import collection_options, list_collections
from app.bank.history import knowledge_titles
from app.bank.labels import TYPE_LABELS
from app.bank.listing import ORIGIN_LABELS, SORT_LABELS, read_filter
from app.bank.pages import author_id, chapter_titles
from app.bank.team_models import SavedFilter
from app.bank.team_words import say_value
from app.web.clock import now
from app.web.errors import DomainError

Page = Response | str | tuple[str, int]


def register(bp: Blueprint) -> None:
    """Put saved filters on the bank's blueprint."""
    bp.add_url_rule("/filters", "filters", show_filters, methods=["GET", "POST"])
    bp.add_url_rule("/filters/<public_id>", "use_filter", use_filter)
    bp.add_url_rule("/filters/<public_id>", "change_filter", change_filter, methods=["POST"])


@requires(Permission.FILTER_KEEP)
def show_filters() -> Page:
    """One's own filters; a POST names the one in the address."""
    if request.method == "GET":
        return _page()
    name = request.form.get("name", "")
    try:
        row = filters.save_filter(author_id(), name, read_filter(request.args), now())
    except DomainError as error:
        return _page(error.message, name, error.status)
    flash(_("筛选“%(name)s”已存下。", name=row.name), "ok")
    return redirect(url_for("bank.use_filter", public_id=row.public_id))


@requires(Permission.FILTER_KEEP)
def use_filter(public_id: str) -> Response:
    """The list as this filter shows it."""
    row = load_or_404(SavedFilter, public_id=public_id)
    arguments: dict[str, Any] = {**row.query, "filter": row.public_id}
    return redirect(url_for("bank.home", **arguments))


@requires(Permission.FILTER_KEEP)
def change_filter(public_id: str) -> Page:
    """Rename a filter, let the list open with it, or delete it."""
    row = load_or_404(SavedFilter, public_id=public_id)
    name = request.form.get("name", "")
    match request.form.get("do"):
        case "rename":
            try:
                filters.rename_filter(row.id, name)
            except DomainError as error:
                return _page(error.message, name, error.status, row.public_id)
            flash(_("已改名。"), "ok")
        case "default" | "plain" as word:
            filters.make_default(row.id, word == "default")
            flash(
                _("以后打开题库，先看这个筛选。")
                if word == "default"
                else _("以后打开题库，先看全部题目。"),
                "ok",
            )
        case "delete":
            filters.delete_filter(row.id)
            flash(_("筛选已删除，题目不受影响。"), "ok")
        case _:
            abort(400)
    return redirect(url_for("bank.filters"))


def _told(row: SavedFilter, titles: Mapping[str, str]) -> str:
    """The conditions of a filter on one line, in words; what is no longer there shows as it was stored."""
    known: dict[str, Mapping[str, object]] = {
        "type": {one.value: label for one, label in TYPE_LABELS.items()},
        "origin": ORIGIN_LABELS,
        "sort": SORT_LABELS,
    }
    parts = [
        _("“%(words)s”", words=value)
        if name == "q"
        else str(known[name].get(value, value))
        if name in known
        else say_value(name, value, titles)
        for name, value in row.query.items()
    ]
    return _("、").join(parts)


def _page(problem: str = "", typed: str = "", status: int = 200, at: str = "") -> Page:
    rows = filters.list_filters(author_id())
    titles = {
        **knowledge_titles(),
        **chapter_titles(),
        **dict(collection_options(list_collections(author_id()))),
    }
    page = render_template(
        "bank/filters.html",
        rows=rows,
        told={row.id: _told(row, titles) for row in rows},
        wanted=read_filter(request.args),
        problem=problem,
        typed=typed,
        at=at,
    )
    return page, status
