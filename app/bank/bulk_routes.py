"""Pages of steps over many items: setting labels, looking first, the log, taking back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import bulk, tree_editing, undoing
from app.bank.bulk import Change
from app.bank.bulk_form import BulkForm
from app.bank.collections import list_collections
from app.bank.history import knowledge_titles
from app.bank.listing import read_filter
from app.bank.pages import author_id, knowledge_groups
from app.bank.queries import list_knowledge
from app.bank.team_models import BankStep
from app.bank.team_words import FIELD_LABELS, say_value
from app.web.clock import now
from app.web.errors import DomainError
from app.web.pages import paginate

PER_PAGE = 30
# Titles that the page of a step names.
MOST_SHOWN = 100
Page = Response | str | tuple[str, int]


def register(bp: Blueprint) -> None:
    """Put the pages of bulk edit on the bank's blueprint."""
    bp.add_url_rule("/bulk", "bulk", edit_many, methods=["GET", "POST"])
    bp.add_url_rule("/steps", "steps", steps)
    bp.add_url_rule("/steps/<public_id>", "step", step)
    bp.add_url_rule("/steps/<public_id>/undo", "undo_step", undo, methods=["POST"])


def chosen_items() -> list[int]:
    """The items that the address names: those ticked, or with `scope=all` all of its filter."""
    if request.args.get("scope") == "all":
        return bulk.choose_all(read_filter(request.args))
    return bulk.choose(request.args.getlist("item"))


@requires(Permission.BANK_EDIT)
def edit_many() -> Page:
    """Set labels of many items: first the form, then what it would do, then doing it."""
    chosen = chosen_items()
    form = BulkForm()
    if request.method == "GET":
        return _page(form, chosen)
    if not form.validate():
        return _page(form, chosen, problem=_("请从列表里选。"), status=422)
    change = form.change()
    if change.is_empty:
        return _page(form, chosen, problem=_("还没有选要改什么。请至少选一项。"), status=422)
    if request.form.get("do") != "apply":
        return _page(form, chosen, change)
    try:
        done = bulk.apply(chosen, change, request.form.get("stamp", ""), author_id(), now())
    except DomainError as error:
        return _page(form, chosen, change, error.message, error.status)
    flash(ngettext("已改 %(num)s 道题。", "已改 %(num)s 道题。", done.count), "ok")
    return redirect(url_for("bank.step", public_id=done.public_id))


@requires(Permission.BANK_VIEW)
def steps() -> str:
    """The steps over many items, newest first."""
    query = select(BankStep).order_by(BankStep.id.desc())
    page = paginate(
        query.options(joinedload(BankStep.author), joinedload(BankStep.undone_by)), PER_PAGE
    )
    titles = knowledge_titles()
    return render_template(
        "bank/steps.html", page=page, told={row.id: tell(row, titles) for row in page.items}
    )


@requires(Permission.BANK_VIEW)
def step(public_id: str) -> str:
    """One step: what it did, and whether it can still be taken back."""
    row = load_or_404(
        BankStep,
        joinedload(BankStep.author),
        joinedload(BankStep.undone_by),
        public_id=public_id,
    )
    return render_template(
        "bank/step.html",
        step=row,
        told=tell(row, knowledge_titles()),
        blocked=[] if row.undone_at else undoing.in_the_way(row),
        items=undoing.items_of(row, MOST_SHOWN),
    )


@requires(Permission.BANK_EDIT)
def undo(public_id: str) -> Response:
    """Take a step back whole."""
    row = load_or_404(BankStep, public_id=public_id)
    try:
        if row.kind == "merge":
            tree_editing.undo_merge(row, author_id(), now())
        else:
            undoing.undo_step(row.id, author_id(), now())
    except DomainError as error:
        flash(error.message, "warn")
    else:
        flash(_("这一步已撤销，题目和原来一样。"), "ok")
    return redirect(url_for("bank.step", public_id=public_id))


def tell(row: BankStep, titles: dict[str, str]) -> list[tuple[str, str]]:
    """What a step set, as pairs (field, value) in words."""
    if row.kind == "merge":
        old, new = (say_value("knowledge", row.change[name], titles) for name in ("from", "into"))
        return [(_("合并知识点"), f"{old} → {new}")]
    return [
        (str(FIELD_LABELS[name]), say_value(name, value, titles))
        for name, value in row.change.items()
    ]


def _page(
    form: BulkForm,
    chosen: list[int],
    change: Change | None = None,
    problem: str = "",
    status: int = 200,
) -> Page:
    preview = bulk.preview(chosen, change, author_id()) if change and chosen else None
    titles = knowledge_titles()
    lines: list[tuple[str, str, int]] = []
    if change and preview:
        lines = [
            (str(FIELD_LABELS[name]), say_value(name, value, titles), preview.fields[name])
            for name, value in change.words.items()
        ]
    values: dict[str, Any] = {
        "form": form,
        "count": len(chosen),
        "most": bulk.MOST,
        "preview": preview,
        "lines": lines,
        "problem": problem,
        "groups": knowledge_groups(list_knowledge()),
        "shelves": [shelf for shelf in list_collections(author_id()) if shelf.may_edit],
        "is_all": request.args.get("scope") == "all",
    }
    return render_template("bank/bulk.html", **values), status
